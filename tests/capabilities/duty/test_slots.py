"""When shifts of a day begin and end, and which of them are nights."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from anlan.capabilities.duty.rosters.slots import Pattern, is_night, slots_of


@pytest.mark.parametrize(
    ("start", "length", "night"),
    [
        (480, 720, False),  # 08–20
        (1200, 720, True),  # 20–08
        (0, 480, True),  # 00–08
        (960, 480, True),  # 16–24: two hours after 22
        (960, 479, False),
        (240, 480, True),  # 04–12: two hours before 6
        (241, 480, False),
        (480, 1440, True),  # a whole day
    ],
)
def test_a_shift_with_two_hours_between_22_and_6_is_a_night(start: int, length: int, *, night: bool) -> None:
    assert is_night(start, length) is night


def test_shifts_come_in_order_of_time_on_the_weekdays_of_their_pattern() -> None:
    patterns = [Pattern("n", "夜班", 1200, 720, 1440, "15"), Pattern("d", "白班", 480, 720, 0)]
    slots = slots_of(patterns, date(2026, 1, 2), date(2026, 1, 4), 660)
    assert [(slot.day.day, slot.pattern, slot.weekend) for slot in slots] == [
        (2, "d", False), (2, "n", False), (3, "d", True), (4, "d", True),
    ]  # fmt: skip
    night = slots[1]
    assert night.starts_utc == datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert night.ends_utc == datetime(2026, 1, 3, 0, tzinfo=UTC)
    assert night.free_utc == datetime(2026, 1, 4, 0, tzinfo=UTC), "its own rest is longer than the room's"
    assert night.ends_on_next_day
    assert not slots[0].ends_on_next_day


def test_a_shift_that_ends_at_midnight_does_not_reach_into_the_next_day() -> None:
    (slot,) = slots_of([Pattern("e", "中班", 960, 480, 0)], date(2026, 1, 2), date(2026, 1, 2), 660)
    assert not slot.ends_on_next_day
