"""Openings and closings against their times, in the city's local time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anlan.capabilities.alarms.subscribers.schedule import Times, due_between, irregularity
from anlan.protocols.manscdp.times import BEIJING

# Monday to Friday 8:00-9:00 to 20:00-22:00; on Saturdays until two at night.
WEEK = Times("", "12345", 480, 540, 1200, 1320)
SATURDAY = Times("", "6", 600, 660, 1380, 1560)
VAULT = Times("2", "1", 540, 560, 900, 960)
MONDAY, FRIDAY, SATURDAY_DAY, SUNDAY = 2, 6, 7, 8


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the first full week of November 2026, whose second is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opening", "expected"),
    [
        (at(MONDAY, 8, 30), True, ""),
        (at(MONDAY, 7, 59), True, "early"),
        (at(MONDAY, 3), True, "early"),
        (at(MONDAY, 13), True, ""),
        (at(MONDAY, 22, 1), True, "late"),
        (at(MONDAY, 13), False, ""),
        (at(MONDAY, 21), False, ""),
        (at(MONDAY, 22, 30), False, "late"),
        (at(SUNDAY, 1), False, ""),
        (at(SUNDAY, 12), True, ""),
        (at(SATURDAY_DAY, 1), True, "early"),
    ],
)
def test_an_opening_or_closing_stands_to_its_times(moment: datetime, opening: bool, expected: str) -> None:
    assert irregularity([WEEK, SATURDAY], "", opening, moment) == expected


def test_a_partition_of_its_own_times_follows_them_and_others_the_common_ones() -> None:
    lines = [WEEK, VAULT]
    assert irregularity(lines, "2", opening=True, at_utc=at(MONDAY, 8, 30)) == "early"
    assert irregularity(lines, "1", opening=True, at_utc=at(MONDAY, 8, 30)) == ""
    assert irregularity([VAULT], "1", opening=True, at_utc=at(MONDAY, 3)) == ""


def test_every_moment_is_due_once() -> None:
    begin, middle, end = at(FRIDAY, 8), at(SATURDAY_DAY, 11), at(SUNDAY, 12)
    first, second = list(due_between([WEEK, SATURDAY], begin, middle)), list(due_between([WEEK, SATURDAY], middle, end))
    assert sorted((due.due_utc, due.closing) for due in first + second) == [
        (at(FRIDAY, 9), False),
        (at(FRIDAY, 22), True),
        (at(SATURDAY_DAY, 11), False),
        (at(SUNDAY, 2), True),
    ]
    assert [due.closing for due in second] == [True]
