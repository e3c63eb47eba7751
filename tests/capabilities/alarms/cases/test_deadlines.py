"""The moments at which cases are looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.capabilities.alarms.centre import START

from anlan.capabilities.alarms.cases.deadlines import Deadlines


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("puts", "now_s", "passed"),
    [
        ([("a", 10), ("b", 5)], 11, ["b", "a"]),
        ([("a", 10)], 10, []),
        ([("a", 10), ("a", 20)], 15, []),
        ([("a", 20), ("a", 10)], 15, ["a"]),
        ([("a", 10), ("a", None)], 15, []),
        ([("a", 10), ("a", 20), ("a", 10)], 30, ["a"]),
    ],
    ids=["the longest due first", "not before it has passed", "later", "earlier", "never", "there and back"],
)
def test_what_has_passed_comes_up_once(puts: list[tuple[str, float | None]], now_s: float, passed: list[str]) -> None:
    deadlines = Deadlines()
    for alarm, seconds in puts:
        deadlines.put(alarm, None if seconds is None else START + at(seconds))
    assert list(deadlines.passed(START + at(now_s))) == passed
    assert list(deadlines.passed(START + at(now_s))) == []


def test_entries_that_no_longer_hold_do_not_pile_up() -> None:
    deadlines = Deadlines()
    for second in range(50_000):
        deadlines.put("a", START + at(second))
    assert len(deadlines) == 1
    assert len(deadlines._heap) < 20_000
    assert list(deadlines.passed(START + at(50_000))) == ["a"]
