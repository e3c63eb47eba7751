"""A quiet, believable night in a county's townships: who arms when, what the thunderstorm does, and one hold-up among it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from anlan.protocols.wording import Sentence
from anlan.simulator.panels.night.premises import Zone
from anlan.simulator.panels.night.subscribers import NightPlan, Subscriber, subscribers
from anlan.simulator.panels.signals import PanelEvent, arming, disarming, event

# The night begins at 18:00 local time and ends at 08:00.
DUSK_HOUR = 18
LENGTH_S = 14 * 3600.0
Act = Literal["signal", "line_down", "line_up"]


@dataclass(frozen=True, slots=True)
class NightEvent:
    """What happens ``at_s`` seconds after 18:00 at a subscriber's. ``event`` is what the panel sends, None for its line's failure and
    return. ``scene`` groups what belongs together."""

    at_s: float
    account: str
    act: Act
    event: PanelEvent | None
    scene: str
    sentence: Sentence

    @property
    def local_time(self) -> str:
        """``HH:MM:SS`` on the clock of the town."""
        seconds = int(self.at_s) + DUSK_HOUR * 3600
        return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def clock(text: str) -> float:
    """``HH:MM`` of the night as seconds after dusk."""
    hour, minute = map(int, text.split(":"))
    return ((hour - DUSK_HOUR) % 24) * 3600.0 + minute * 60.0


def night(plan: NightPlan, seed: int) -> list[NightEvent]:
    """The events of the night before a working day in order of time; the same for the same plan and seed."""
    rng = random.Random(seed ^ 0x5EED)  # noqa: S311 - a story, not a secret
    people = subscribers(plan, seed)
    story = _Story(people, rng)
    events = [
        *story.closings(), *story.households(), *story.power_cut(), *story.thunderstorm(), *story.test_calls(), *story.hold_up(),
        *story.morning(),
    ]  # fmt: skip
    return sorted(events, key=lambda each: (each.at_s, each.account))


class _Story:
    """The scenes, each by itself."""

    def __init__(self, people: list[Subscriber], rng: random.Random) -> None:
        self._people = people
        self._rng = rng
        self._storm_division = people[len(people) // 2].division

    def closings(self) -> Iterator[NightEvent]:
        """Shops and offices arm; two shops forget the time, one of them is reminded by telephone."""
        with_hours = [one for one in self._people if one.hours is not None]
        shops = [one for one in with_hours if one.category == "shop"]
        late = set(self._rng.sample([one.account for one in shops], min(2, len(shops))))
        for one in with_hours:
            assert one.hours is not None
            begin = max(one.hours.close_from * 60 - DUSK_HOUR * 3600, 0)
            end = one.hours.close_until * 60 - DUSK_HOUR * 3600
            at_s = self._rng.uniform(begin + 60, end - 300)
            scene = "closing"
            if one.account in late:
                at_s, scene = end + self._rng.uniform(1500, 4800), "late_closing"
            yield self._arm(one, at_s, scene)

    def households(self) -> Iterator[NightEvent]:
        """Households arm before they go to bed."""
        for one in self._people:
            if one.category == "household":
                yield self._arm(one, self._rng.uniform(clock("21:40"), clock("23:50")), "household_arming")

    def power_cut(self) -> Iterator[NightEvent]:
        """The mains fail in one street; two batteries are old and grow weak before the power is back."""
        # Where there are several townships, another one than the storm's.
        elsewhere = [one for one in self._people if one.division != self._storm_division]
        first = (elsewhere or self._people)[0]
        dark = [one for one in self._people if (one.division, one.street) == (first.division, first.street)]
        begun_s, back_s = clock("23:55") + self._rng.uniform(0, 120), clock("00:46") + self._rng.uniform(0, 120)
        old = {one.account for one in self._rng.sample(dark, min(2, len(dark)))}
        for one in dark:
            fails = event("ac_loss", text="市电中断")
            yield self._signal(
                one, begun_s + self._rng.uniform(0, 20), fails, "power_cut", "市电中断", "mains power lost"
            )
            yield self._signal(one, back_s + self._rng.uniform(0, 20), replace(fails.restored(), text="市电恢复"), "power_cut", "市电恢复", "mains power back")  # fmt: skip
            if one.account in old:
                weak = event("low_battery", text="蓄电池电压低")
                yield self._signal(
                    one, begun_s + self._rng.uniform(1500, 2400), weak, "low_battery", "蓄电池电压低", "battery low"
                )
                yield self._signal(one, back_s + self._rng.uniform(2400, 4200), replace(weak.restored(), text="蓄电池恢复"), "low_battery", "蓄电池恢复", "battery charged")  # fmt: skip

    def thunderstorm(self) -> Iterator[NightEvent]:
        """Lightning takes the lines of one township, panel after panel; as it draws off, two infrared detectors are fooled."""
        struck = [one for one in self._people if one.division == self._storm_division]
        begun_s = clock("02:10") + self._rng.uniform(0, 300)
        for number, one in enumerate(struck):
            down_s = begun_s + self._rng.uniform(0, 90)
            up_s = begun_s + self._rng.uniform(420, 900)
            if number % 4 == 3:
                # This one is cut off altogether: only supervision tells.
                yield self._line(one, down_s, "line_down", "线路中断", "line cut")
                yield self._line(one, up_s, "line_up", "线路接通", "line back")
                continue
            fault = event("phone_line", text="雷击线路故障")
            yield self._signal(one, down_s, fault, "thunderstorm", "线路故障", "line trouble")
            yield self._signal(
                one, up_s, replace(fault.restored(), text="线路恢复"), "thunderstorm", "线路恢复", "line restored"
            )
        fooled = [one for one in struck if one.hours is not None and _has(one, "passive_infrared")] or struck
        for number, one in enumerate(self._rng.sample(fooled, min(2, len(fooled)))):
            yield from self._false_alarm(one, begun_s + 1200 + number * 540 + self._rng.uniform(0, 120))

    def test_calls(self) -> Iterator[NightEvent]:
        """Panels report at their hour that they live, and one installer tests by hand before he goes home."""
        for one in self._people[:: max(1, len(self._people) // 4)]:
            at_s = clock("04:00") + self._rng.uniform(0, 900)
            yield self._signal(one, at_s, event("test", text="定时测试"), "test_call", "定时测试", "periodic test")
        handy = self._people[-1]
        yield self._signal(handy, clock("18:40"), event("manual_test", text="维护人员测试"), "test_call", "维护人员人工测试", "manual test by the installer")  # fmt: skip

    def hold_up(self) -> Iterator[NightEvent]:
        """A man with a knife at the till of a shop still open; its keeper presses the button under the counter."""
        open_late = [one for one in self._people if one.category == "shop" and _has(one, "button")]
        victim = open_late[0] if open_late else self._people[0]
        zone = victim.zone("button") if _has(victim, "button") else victim.zones[0]
        pressed = _at(zone, "hold_up", text=zone.name)
        yield self._signal(victim, clock("20:47") + self._rng.uniform(0, 60), pressed, "hold_up", f"{zone.name}按下，疑似抢劫", f"hold-up button pressed in zone {zone.number}")  # fmt: skip

    def morning(self) -> Iterator[NightEvent]:
        """Households get up and shops open; offices wait for eight o'clock."""
        for one in self._people:
            if one.category == "household":
                at_s = self._rng.uniform(clock("05:30"), clock("07:30"))
            elif one.hours is not None:
                at_s = (
                    self._rng.uniform(max(one.hours.open_from * 60, 5 * 3600), one.hours.open_until * 60 - 600)
                    + 6 * 3600.0
                )
            else:
                continue
            if at_s < LENGTH_S:
                who = one.contacts[0].name
                yield self._signal(one, at_s, disarming("001", text=f"{who}撤防"), "opening", f"{who}撤防", "disarmed")

    def _false_alarm(self, one: Subscriber, at_s: float) -> Iterator[NightEvent]:
        """An infrared detector, alone, and its end; nobody is there."""
        zone = one.zone("passive_infrared") if _has(one, "passive_infrared") else one.zones[0]
        moved = _at(zone, "interior", text=zone.name)
        yield self._signal(
            one, at_s, moved, "false_alarm", f"{zone.name}报警（误报）", f"zone {zone.number} detects, falsely"
        )
        yield self._signal(
            one, at_s + 95, moved.restored(), "false_alarm", f"{zone.name}恢复", f"zone {zone.number} at rest"
        )

    def _arm(self, one: Subscriber, at_s: float, scene: str) -> NightEvent:
        who = one.contacts[0].name
        return self._signal(one, at_s, arming("001", text=f"{who}布防"), scene, f"{who}布防", "armed")

    def _signal(self, one: Subscriber, at_s: float, what: PanelEvent, scene: str, zh: str, en: str) -> NightEvent:
        return NightEvent(
            round(at_s, 1), one.account, "signal", what, scene, Sentence(f"{one.name}：{zh}", f"{one.name}: {en}")
        )

    def _line(self, one: Subscriber, at_s: float, act: Act, zh: str, en: str) -> NightEvent:
        sentence = Sentence(f"{one.name}：{zh}", f"{one.name}: {en}")
        return NightEvent(round(at_s, 1), one.account, act, None, "thunderstorm", sentence)


def _has(one: Subscriber, principle: str) -> bool:
    return any(zone.principle == principle for zone in one.zones)


def _at(zone: Zone, name: str, *, text: str) -> PanelEvent:
    return event(name, f"{int(zone.number):03d}", partition=f"{int(zone.partition):02d}", text=text)
