"""When premises should be opened and closed: how an opening or closing stands to its times, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from anlan.protocols.manscdp.times import BEIJING

_MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Times:
    """One line of a schedule; minutes of the local day, ``close_until`` may reach into the next. ``partition`` "": all."""

    partition: str
    weekdays: str
    open_from: int
    open_until: int
    close_from: int
    close_until: int


@dataclass(frozen=True, slots=True)
class Due:
    """A moment by which something had to be done."""

    partition: str
    closing: bool
    due_utc: datetime


def irregularity(
    lines: Sequence[Times], partition: str, opening: bool, at_utc: datetime
) -> Literal["", "early", "late"]:
    """How an opening or closing stands to the lines of its partition; "" where it is in order, or no line holds for the day.

    An opening before the hours of business is early, one after them late; a closing after them is late. In between one may come and
    go. Where several lines hold, one that is kept is enough.
    """
    found: list[Literal["", "early", "late"]] = []
    for line in _of(lines, partition):
        for minute in _minutes(line, at_utc):
            if minute > line.close_until:
                found.append("late")
            else:
                found.append("early" if opening and minute < line.open_from else "")
    return "" if not found or "" in found else found[0]


def due_between(lines: Sequence[Times], after_utc: datetime, until_utc: datetime) -> Iterator[Due]:
    """Every moment in ``(after, until]`` by which the lines demanded an opening or a closing."""
    for line in lines:
        day = (after_utc.astimezone(BEIJING) - timedelta(days=2)).date()
        last = until_utc.astimezone(BEIJING).date()
        while day <= last:
            if str(day.isoweekday()) in line.weekdays:
                midnight = datetime.combine(day, time(), BEIJING)
                for closing, minute in ((False, line.open_until), (True, line.close_until)):
                    due = midnight + timedelta(minutes=minute)
                    if after_utc < due <= until_utc:
                        yield Due(line.partition, closing, due)
            day += timedelta(days=1)


def _of(lines: Sequence[Times], partition: str) -> list[Times]:
    own = [line for line in lines if line.partition == partition] if partition else []
    return own or [line for line in lines if not line.partition]


def _minutes(line: Times, at_utc: datetime) -> Iterator[int]:
    """The minute of the business day that the moment belongs to: before opening it is still the night of the day before."""
    local = at_utc.astimezone(BEIJING)
    minute = local.hour * 60 + local.minute
    held = str((local - timedelta(days=1)).isoweekday()) in line.weekdays
    if held and minute + _MINUTES_A_DAY <= line.close_until:
        yield minute + _MINUTES_A_DAY
    elif str(local.isoweekday()) in line.weekdays:
        yield minute
