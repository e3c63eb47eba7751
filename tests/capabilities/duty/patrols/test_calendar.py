"""Due times by weekday and minute of the local day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anlan.capabilities.duty.patrols.calendar import due_times


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekdays", "minutes", "after", "until", "expected"),
    [
        ("4", [540], "2026-01-01T00:00", "2026-01-02T00:00", ["2026-01-01T01:00"]),
        ("4", [540], "2026-01-01T01:00", "2026-01-08T01:00", ["2026-01-08T01:00"]),
        # Half past midnight in Beijing is the day before in UTC; the weekday is the local one.
        ("5", [30], "2026-01-01T00:00", "2026-01-02T00:00", ["2026-01-01T16:30"]),
        ("4", [30], "2026-01-01T00:00", "2026-01-02T00:00", []),
        ("45", [1380, 60], "2026-01-01T00:00", "2026-01-02T00:00", ["2026-01-01T15:00", "2026-01-01T17:00"]),
        ("67", [540], "2026-01-01T00:00", "2026-01-02T23:00", []),
        ("1234567", [540], "2026-01-02T00:00", "2026-01-01T00:00", []),
    ],
)
def test_rounds_fall_due(weekdays: str, minutes: list[int], after: str, until: str, expected: list[str]) -> None:
    found = list(due_times(weekdays, minutes, at(after), at(until)))
    assert found == [at(each) for each in expected]
