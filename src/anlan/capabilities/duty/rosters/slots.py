"""Shifts of given days: when each begins and ends, and whether it is a night or a weekend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from anlan.protocols.manscdp.times import BEIJING

# A shift with so many minutes between 22 and 6 o'clock is a night.
NIGHT_MINUTES: Final = 120
_NIGHT_FROM: Final = 22 * 60
_NIGHT_UNTIL: Final = 30 * 60
_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shift that comes on given weekdays; minutes of the local day."""

    id: str
    name: str
    start_minute: int
    length_minutes: int
    rest_after_minutes: int
    weekdays: str = "1234567"


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of one day. ``rest_minutes``: rest that must follow it."""

    day: date
    pattern: str
    name: str
    starts_utc: datetime
    ends_utc: datetime
    rest_minutes: int
    night: bool
    weekend: bool

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_utc - self.starts_utc).total_seconds()) // 60

    @property
    def ends_on_next_day(self) -> bool:
        """Whether it reaches past midnight; one that ends at midnight does not."""
        last = (self.ends_utc - timedelta(minutes=1)).astimezone(BEIJING).date()
        return last > self.day

    @property
    def free_utc(self) -> datetime:
        """When who worked it may begin again."""
        return self.ends_utc + timedelta(minutes=self.rest_minutes)


def slot_of(pattern: Pattern, day: date, min_rest_minutes: int) -> Slot:
    """The shift of a pattern that begins on a local day."""
    starts = datetime.combine(day, time(), BEIJING) + timedelta(minutes=pattern.start_minute)
    return Slot(
        day=day, pattern=pattern.id, name=pattern.name, starts_utc=starts, ends_utc=starts + timedelta(minutes=pattern.length_minutes),
        rest_minutes=max(min_rest_minutes, pattern.rest_after_minutes), night=is_night(pattern.start_minute, pattern.length_minutes),
        weekend=day.isoweekday() > 5,
    )  # fmt: skip


def slots_of(patterns: Iterable[Pattern], first: date, last: date, min_rest_minutes: int) -> list[Slot]:
    """Every shift that begins from the first to the last day, in order of time."""
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    found = [
        slot_of(pattern, day, min_rest_minutes)
        for pattern in patterns
        for day in days
        if str(day.isoweekday()) in pattern.weekdays
    ]
    return sorted(found, key=lambda slot: (slot.starts_utc, slot.pattern))


def is_night(start_minute: int, length_minutes: int) -> bool:
    """Whether at least two hours of it lie between 22 and 6 o'clock."""
    ends = start_minute + length_minutes
    within = sum(
        max(0, min(ends, _NIGHT_UNTIL + shift) - max(start_minute, _NIGHT_FROM + shift)) for shift in (-_DAY, 0, _DAY)
    )
    return within >= NIGHT_MINUTES
