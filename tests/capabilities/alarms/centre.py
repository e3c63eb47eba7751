"""An alarm centre whose premises and accounts are given, and signals for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal

from anlan.capabilities.alarms.ports import (
    Account,
    Briefing,
    Contact,
    MissedClock,
    PlanStep,
    Protected,
    ProtectedZone,
    Signal,
    SourceKey,
)
from anlan.capabilities.alarms.vocabulary import UNKNOWN, AlarmClass, EventKind
from anlan.foundation.access.actor import Actor
from anlan.foundation.clock import ManualClock

TOWN, OTHER_TOWN, COUNTY, CITY = "99010101", "99010102", "990101", "9901"
START = ManualClock().now_utc()
_numbers = count(1)


def kind(code: str, alarm_class: AlarmClass, *, detection: bool = True) -> EventKind:
    return EventKind(code, alarm_class, code, code, counts_as_detection=detection)


HOLD_UP = kind("hold_up", "hold_up")
FIRE = kind("fire", "fire")
BURGLARY = kind("burglary", "intrusion")
TAMPER = kind("tamper", "tamper")
LINE_FAULT = kind("line_fault", "fault")
MAINS = kind("mains_lost", "fault")
OPENING = kind("opening", "open_close", detection=False)
TEST = kind("test_report", "test", detection=False)
KINDS = {each.code: each for each in (HOLD_UP, FIRE, BURGLARY, TAMPER, LINE_FAULT, MAINS, OPENING, TEST, UNKNOWN)}


def source(account: str) -> SourceKey:
    return SourceKey("dc09", "0", "", account)


def signal(
    account: str,
    what: EventKind,
    at: datetime | float = START,
    *,
    zone: str = "1",
    qualifier: Literal["new", "restore", "status"] = "new",
    sequence: str | None = None,
    **facts: Any,
) -> Signal:
    """A signal; ``at`` in seconds after the start, or a time. Every one has a number of its own unless one is given."""
    received = at if isinstance(at, datetime) else START + timedelta(seconds=at)
    values: dict[str, Any] = {
        "sequence": f"{next(_numbers):06}" if sequence is None else sequence, "digest": f"{what.code}/{qualifier}/{zone}",
        "original": what.code, "partition": "", "user": "", "text": "", "occurred_utc": None, "longitude": None, "latitude": None,
        "path": "", "encrypted": False, "raw": "raw",
    }  # fmt: skip
    return Signal(
        source=source(account), kind=what, qualifier=qualifier, zone=zone, received_utc=received, **(values | facts)
    )


@dataclass
class Town:
    """``AccountDirectory`` and ``Premises``: accounts A1, A2 … of subscribers s1, s2 …"""

    subscribers: dict[str, Protected] = field(default_factory=dict)
    registered: dict[SourceKey, Account] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    overdue: list[MissedClock] = field(default_factory=list)

    def settle(
        self, number: int, *, division: str = TOWN, company: str = "", poll_s: int = 0, supervision_class: str = ""
    ) -> str:
        """Premises with zones 1 (contact), 2 and 3 (pir); returns the account."""
        subscriber, account = f"s{number}", f"A{number}"
        zones = {zone: ProtectedZone(f"防区{zone}", "contact" if zone == "1" else "pir") for zone in ("1", "2", "3")}
        self.subscribers[subscriber] = Protected(
            subscriber, f"商户{number}", "shop", f"人民路{number}号", division, company, 120.0, 30.0, zones, ("99010101001320000001",)
        )  # fmt: skip
        self.registered[source(account)] = Account(
            id=f"a{number}",
            subscriber=subscriber,
            division=division,
            key=None,
            key_required=False,
            supervision_class=supervision_class,
            poll_s=poll_s,
            clock_window=(40, 20),
            enabled=True,
        )
        return account

    def account(self, key: SourceKey) -> Account | None:
        return self.registered.get(key)

    def accounts(self) -> Iterable[tuple[SourceKey, Account]]:
        return list(self.registered.items())

    def premises(self, subscriber: str) -> Protected | None:
        return self.subscribers.get(subscriber)

    def irregular(
        self, subscriber: str, partition: str, opening: bool, at_utc: datetime
    ) -> Literal["", "early", "late"]:
        return "early" if subscriber in self.early else ""

    def missed(self, now_utc: datetime) -> Sequence[MissedClock]:
        told, self.overdue = self.overdue, []
        return told

    async def briefing(self, subscriber: str) -> Briefing:
        return Briefing([Contact("1", "李店主", "13800000000", "owner")], [PlanStep(1, "先看视频")])

    async def cameras(self, channels: Sequence[str]) -> dict[str, tuple[str, str]]:
        return dict.fromkeys(channels, ("门口", "online"))


HANDLES = ("alarms.read", "alarms.handle")


def person(name: str, division: str = TOWN, *more: str, organisation: str = "o1") -> Actor:
    """An operator of a division with further permissions."""
    return Actor(
        id=name, name=name, kind="user", organisation=organisation, permissions=frozenset({*HANDLES, *more}), divisions=(division,),
        organisation_id=organisation,
    )  # fmt: skip
