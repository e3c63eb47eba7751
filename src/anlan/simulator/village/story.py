"""A village's night: which households have a button, where a reader watches the bicycles, and what happens to them."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from anlan.protocols.wording import Sentence
from anlan.simulator.panels.night import NightPlan, Subscriber, subscribers
from anlan.simulator.panels.night.story import clock
from anlan.simulator.village.device import VillageProfile

Thing = Literal["button", "reader"]
# What each device is, as the subscriber's record calls it.
MODELS: dict[Thing, str] = {"button": "模拟一键报警按钮", "reader": "模拟射频识别读写器"}
HEARTBEAT_S = 60


@dataclass(frozen=True, slots=True)
class VillageHousehold:
    """A subscriber of the night with a further, cheap device. ``key`` is a secret."""

    subscriber: Subscriber
    thing: Thing
    account: str
    key: bytes

    def __repr__(self) -> str:
        return f"VillageHousehold({self.account})"

    @property
    def profile(self) -> VillageProfile:
        """What its device is set to."""
        return VillageProfile(account=self.account, key=self.key, heartbeat_s=HEARTBEAT_S, battery_percent=86)


@dataclass(frozen=True, slots=True)
class VillageEvent:
    """What a device tells, so many seconds after dusk."""

    at_s: float
    account: str
    kind: str
    qualifier: Literal["new", "restore", "status"]
    tag: str
    text: str
    sentence: Sentence


def households(plan: NightPlan, seed: int) -> list[VillageHousehold]:
    """In each township: the first household has a button, the community's centre a reader at its bicycle shed."""
    found: list[VillageHousehold] = []
    people = subscribers(plan, seed)
    for township in plan.townships:
        here = [one for one in people if one.division == township.code]
        pairs: tuple[tuple[Thing, str], ...] = (("button", "household"), ("reader", "community"))
        for thing, category in pairs:
            one = next((each for each in here if each.category == category), None)
            if one is not None:
                account = f"{'BTN' if thing == 'button' else 'RFID'}-{township.code}-01"
                key = hmac.digest(plan.secret, f"device {account}".encode(), hashlib.sha256)
                found.append(VillageHousehold(one, thing, account, key))
    return found


def village_night(homes: Sequence[VillageHousehold], seed: int) -> list[VillageEvent]:
    """The events in order of time; the same for the same seed."""
    rng = random.Random(seed ^ 0xB0770)  # noqa: S311 - a story, not a secret
    buttons = [home for home in homes if home.thing == "button"]
    readers = [home for home in homes if home.thing == "reader"]
    events = [*_all_well(buttons, rng), *_bicycles(readers, rng)]
    if buttons:
        events += _fallen(rng.choice(buttons), rng)
    return sorted(events, key=lambda each: (each.at_s, each.account))


def _all_well(homes: Sequence[VillageHousehold], rng: random.Random) -> Iterator[VillageEvent]:
    """Those who live alone press once before they go to bed."""
    for home in homes:
        at_s = rng.uniform(clock("20:50"), clock("22:10"))
        yield _event(home, at_s, "button_answered", "按键报平安", "pressed: all is well")


def _fallen(home: VillageHousehold, rng: random.Random) -> Iterator[VillageEvent]:
    """One of them falls at night and holds the button."""
    at_s = clock("23:20") + rng.uniform(0, 600)
    yield _event(
        home, at_s, "one_key", "一键报警，老人跌倒", "button held: somebody fell", text="老人夜间跌倒，按键求助"
    )


def _bicycles(homes: Sequence[VillageHousehold], rng: random.Random) -> Iterator[VillageEvent]:
    """Electric bicycles come home under the reader; one leaves in the night and is brought back."""
    for home in homes:
        for number in range(3):
            tag = f"E2{home.account[5:13]}{number:02d}"
            at_s = rng.uniform(clock("18:30"), clock("22:30"))
            yield _event(home, at_s, "rfid_read", "电动自行车入棚", "a bicycle comes home", tag=tag)
    if homes:
        home, at_s = rng.choice(homes), clock("01:40") + rng.uniform(0, 900)
        tag = f"E2{home.account[5:13]}01"
        text = "电动自行车离开车棚"
        yield _event(home, at_s, "rfid_left", text, "a bicycle leaves its shed", tag=tag, text=text)
        yield _event(home, at_s + 1_500, "rfid_returned", "电动自行车回到车棚", "the bicycle is back", tag=tag)


def _event(
    home: VillageHousehold, at_s: float, kind: str, zh: str, en: str, *, tag: str = "", text: str = ""
) -> VillageEvent:
    name = home.subscriber.name
    return VillageEvent(
        round(at_s, 1), home.account, kind, "new", tag, text, Sentence(f"{name}：{zh}", f"{name}: {en}")
    )
