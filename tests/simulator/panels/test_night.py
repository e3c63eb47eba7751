"""A town's night: the same for the same seed, believable, and played in order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from tests.patience import PATIENCE_S
from tests.simulator.panels.receiver import ScriptedReceiver

from anlan.foundation.clock import ManualClock
from anlan.simulator.city import generate_city
from anlan.simulator.panels import Panel
from anlan.simulator.panels.night import NightEvent, NightPlan, NightPlayer, night, subscribers
from anlan.simulator.panels.night.people import People
from anlan.simulator.panels.night.story import LENGTH_S, clock
from anlan.simulator.panels.panel import Delivery


@pytest.fixture(scope="module")
def plan() -> NightPlan:
    counties = generate_city(1).counties[:2]
    return NightPlan(tuple(town for county in counties for town in county.townships[:2]), b"a secret")


@pytest.mark.parametrize("seed", [1, 2, 3, 99])
def test_the_same_seed_gives_the_same_night(plan: NightPlan, seed: int) -> None:
    assert (subscribers(plan, seed), night(plan, seed)) == (subscribers(plan, seed), night(plan, seed))
    assert night(plan, seed) != night(plan, seed + 1)


def test_secrets_come_from_the_plans_secret_only(plan: NightPlan) -> None:
    other = NightPlan(plan.townships, b"another")
    for one, same in zip(subscribers(plan, 1), subscribers(other, 1), strict=True):
        assert (one.name, one.address, one.account) == (same.name, same.address, same.account)
        assert one.key is None or one.key != same.key
        assert one.key is None or repr(one.key) not in repr(one)
    assert {one.verbal_password for one in subscribers(plan, 1)} != {
        one.verbal_password for one in subscribers(other, 1)
    }


def test_subscribers_fit_what_panels_and_the_alarm_centre_take(plan: NightPlan) -> None:
    people = subscribers(plan, 1)
    assert len(people) == 48
    for values in zip(*((one.number, one.account) for one in people), strict=True):
        assert len(set(values)) == 48
    assert {one.category for one in people} == {"household", "shop", "institution", "key_unit", "community"}
    assert {len(one.key) for one in people if one.key} == {16, 24, 32}
    assert {one.transport for one in people} == {"tcp", "tcp_per_message", "udp"}
    towns = {town.code: town for town in plan.townships}
    phones = [contact.phone for one in people for contact in one.contacts]
    assert len(set(phones)) == len(phones)
    for one in people:
        assert one.address.startswith(towns[one.division].name)
        assert one.panel("127.0.0.1", 9001).account == one.account
        assert [contact.call_order for contact in one.contacts] == list(range(1, len(one.contacts) + 1))
        assert {zone.partition for zone in one.zones} <= set(one.partitions)
        assert one.supervision_class in {"SP2", "SP3", "SP4", "SP5"}
        if one.hours is not None:
            hours = one.hours
            assert 0 <= hours.open_from < hours.open_until <= hours.close_from < hours.close_until <= 1440


def test_nobody_can_be_rung_up(plan: NightPlan) -> None:
    # 0600 is no area code, and no local number begins with the trunk prefix 0.
    phones = [contact.phone for one in subscribers(plan, 1) for contact in one.contacts]
    assert all(phone.startswith("0600-00") and len(phone) == 13 for phone in phones)
    full = People(random.Random(1), first_phone=999_999)
    assert full.phone() == "0600-00999999"
    with pytest.raises(ValueError):
        full.phone()


@pytest.mark.parametrize("seed", range(20))
def test_what_happens_in_a_night(plan: NightPlan, seed: int) -> None:
    people = {one.account: one for one in subscribers(plan, seed)}
    events = night(plan, seed)
    scenes = Counter(event.scene for event in events)
    assert scenes["hold_up"] == 1
    assert scenes["late_closing"] == 2
    assert scenes["household_arming"] == sum(one.category == "household" for one in people.values())
    assert scenes["low_battery"] == 4
    assert scenes["power_cut"] >= 2
    assert scenes["test_call"] >= 1
    assert [event.at_s for event in events] == sorted(event.at_s for event in events)
    assert all(0 <= event.at_s < LENGTH_S and event.account in people for event in events)
    (robbed,) = (event for event in events if event.scene == "hold_up")
    assert robbed.event is not None
    assert robbed.event.code.name == "hold_up"
    # Robbed while the shop is open.
    closing = next(e for e in events if e.account == robbed.account and e.scene.endswith("closing"))
    assert robbed.at_s < closing.at_s


@pytest.mark.parametrize("seed", range(20))
def test_scenes_stay_in_one_place_and_in_their_order(plan: NightPlan, seed: int) -> None:
    people = {one.account: one for one in subscribers(plan, seed)}
    events = night(plan, seed)
    dark = {
        (people[e.account].division, people[e.account].street)
        for e in events
        if e.scene in ("power_cut", "low_battery")
    }
    struck = {people[e.account].division for e in events if e.scene in ("thunderstorm", "false_alarm")}
    assert (len(dark), len(struck)) == (1, 1)
    assert dark.isdisjoint(struck)
    storm = max(e.at_s for e in events if e.scene == "thunderstorm" and not _ends(e))
    false = [e for e in events if e.scene == "false_alarm"]
    assert len([e for e in false if not _ends(e)]) == 2
    assert all(e.at_s > storm for e in false)
    for account in people:
        mine = [e for e in events if e.account == account]
        begun: set[str] = set()
        for event in mine:
            name = event.event.code.name if event.event is not None else "line"
            if name in ("open_close", "test", "manual_test", "hold_up"):
                continue
            assert _ends(event) == (name in begun)
            begun ^= {name}
        assert not begun
        for each in mine:
            if each.event is not None and each.event.code.numbered_by == "zone" and each.event.number != "000":
                assert str(int(each.event.number)) in {zone.number for zone in people[account].zones}


def _ends(event: NightEvent) -> bool:
    return event.act == "line_up" or (event.event is not None and event.event.restore)


@pytest.mark.parametrize(("text", "seconds"), [("18:00", 0), ("23:59", 21540), ("00:00", 21600), ("07:59", 50340)])
def test_the_clock_of_the_night(text: str, seconds: float) -> None:
    assert clock(text) == seconds


async def test_a_night_is_played_by_its_panels(plan: NightPlan, receiver: ScriptedReceiver) -> None:
    people, events = subscribers(plan, 1), night(plan, 1)
    receiver.now_utc = ManualClock().now_utc()
    # At this speed a line may be cut under a message; it goes out again.
    panels = {
        one.account: Panel(one.panel("127.0.0.1", receiver.port, poll_s=None, retry_s=0.2, attempts=1000))
        for one in people
    }
    told: list[tuple[NightEvent, Delivery | None]] = []
    player = NightPlayer(events, panels, speed=100_000, listener=lambda *what: told.append(what))
    outcomes = await asyncio.wait_for(player.play(), PATIENCE_S)
    signals = [event for event in events if event.act == "signal"]
    heard = {(frame.account, frame.sequence) for frame in receiver.frames}
    assert outcomes["acknowledged"] == len(signals) == len(heard)
    assert len(told) == len(events)
    # Each panel's own events came in their order.
    for one in people:
        numbers = [frame.sequence for frame in receiver.frames if frame.account == one.account]
        assert numbers == sorted(numbers)
    await asyncio.gather(*(panel.stop() for panel in panels.values()))


async def test_a_night_keeps_its_hours(plan: NightPlan, receiver: ScriptedReceiver) -> None:
    clock_ = ManualClock()
    people, events = subscribers(plan, 1), night(plan, 1)
    heard: list[float] = []
    panels = {one.account: _Mute() for one in people}
    player = NightPlayer(events, panels, speed=60, clock=clock_, listener=lambda *_: heard.append(clock_.monotonic_s()))  # type: ignore[arg-type]
    playing = asyncio.create_task(player.play())
    for event, following in zip(events, [*events[1:], None], strict=True):
        await clock_.advance(event.at_s / 60 - clock_.monotonic_s() + 1e-6)
        if following is None or following.at_s > event.at_s:
            assert len(heard) == sum(each.at_s <= event.at_s for each in events)
    await asyncio.wait_for(playing, PATIENCE_S)


class _Mute:
    """A panel whose messages are acknowledged at once."""

    async def send(self, event: Any) -> Delivery:
        return Delivery("acknowledged", 1, 1, 0.0)

    def cut_line(self) -> None:
        pass

    def mend_line(self) -> None:
        pass


def test_what_cannot_be_played(plan: NightPlan) -> None:
    events = night(plan, 1)
    with pytest.raises(ValueError, match="no panel for"):
        NightPlayer(events, {})
    with pytest.raises(ValueError, match="speed"):
        NightPlayer([], {}, speed=0)


@pytest.mark.parametrize("wrong", [{"townships": ()}, {"secret": b""}, {"per_township": 0}, {"per_township": 201}])
def test_plans_that_are_none(plan: NightPlan, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        NightPlan(**({"townships": plan.townships, "secret": b"x"} | wrong))


def test_one_subscriber_in_one_township_is_a_night_too(plan: NightPlan) -> None:
    for count in (1, 2, 3, 30):
        assert night(NightPlan(plan.townships[:1], b"x", count), 1)
