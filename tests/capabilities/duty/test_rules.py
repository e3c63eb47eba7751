"""Every rule of a roster, broken and just kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.capabilities.duty.rosters.rules import Fault, Member, Position, RoomRules, Work, cover_faults, person_faults
from anlan.capabilities.duty.rosters.slots import Pattern, slot_of

DAY = Pattern("d", "白班", 480, 720, 0)
NIGHT = Pattern("n", "夜班", 1200, 720, 1440)
LATE = Pattern("l", "晚班", 1140, 480, 0)
POSITIONS = {"lead": Position("lead", "值班长", "值班长", 1, True), "desk": Position("desk", "接警席", "", 2, False)}  # noqa: FBT003
RULES = RoomRules(min_per_shift=2, min_rest_minutes=660, max_week_minutes=2880)
FIRST = date(2026, 1, 5)
MEMBER = Member(
    "an", "安", date(2025, 1, 1), None, {"值班长": date(2026, 1, 6)}, leave=((date(2026, 1, 9), date(2026, 1, 9)),)
)


def work(pattern: Pattern, day: int, position: str = "desk") -> Work:
    return Work("an", position, slot_of(pattern, FIRST + timedelta(days=day), RULES.min_rest_minutes))


@pytest.mark.parametrize(
    ("works", "broken"),
    [
        ([work(DAY, 0), work(DAY, 1)], []),
        ([work(DAY, 0), work(LATE, 0)], ["double"]),
        ([work(LATE, 0), work(DAY, 1)], ["rest"]),
        ([work(NIGHT, 0), work(DAY, 1)], ["rest"]),
        ([work(NIGHT, 0), work(DAY, 2)], []),
        ([work(NIGHT, 0), work(NIGHT, 2)], []),
        ([work(DAY, 1, "lead")], []),
        ([work(DAY, 2, "lead")], ["qualification"]),
        ([work(DAY, 4)], ["leave"]),
        ([work(NIGHT, 3)], ["leave"]),
        ([work(DAY, 3)], []),
        ([work(DAY, day) for day in (0, 1, 2, 3)], []),
        ([work(DAY, day) for day in (0, 1, 2, 3, 5)], ["week_hours"]),
        ([work(DAY, day) for day in (0, 1, 2, 3, 7)], []),
    ],
)
def test_what_one_person_may_not_work(works: list[Work], broken: list[str]) -> None:
    assert [each.rule for each in person_faults(MEMBER, works, POSITIONS, RULES)] == broken


def test_nobody_works_before_joining_or_after_leaving() -> None:
    member = Member("an", "安", date(2026, 1, 6), date(2026, 1, 7))
    works = [work(DAY, day) for day in (0, 1, 2, 3)]
    assert [(each.rule, each.day.day) for each in person_faults(member, works, POSITIONS, RULES)] == [
        ("employment", 5), ("employment", 8),
    ]  # fmt: skip


def test_rest_that_is_missing_is_told_in_minutes() -> None:
    (fault,) = person_faults(MEMBER, [work(LATE, 0), work(DAY, 1)], POSITIONS, RULES)
    assert fault.lacking == 660 - 300


def test_shifts_with_too_few_or_too_many_people() -> None:
    slot = slot_of(DAY, FIRST, 660)
    positions = list(POSITIONS.values())

    def broken(*seated: str) -> list[tuple[str, str, int]]:
        works = [Work(f"p{n}", position, slot) for n, position in enumerate(seated)]
        return [(each.rule, each.position, each.lacking) for each in cover_faults([slot], works, positions, RULES)]

    assert broken("lead", "desk") == []
    assert broken("desk", "desk") == [("required", "lead", 1)]
    assert broken("lead") == [("minimum", "", 1)]
    assert broken("lead", "desk", "desk", "desk") == [("seats", "desk", 1)]
    assert broken() == [("required", "lead", 1), ("minimum", "", 2)]


def test_a_fault_says_whose_it_is() -> None:
    (fault,) = person_faults(MEMBER, [work(DAY, 2, "lead")], POSITIONS, RULES)
    assert fault == Fault("qualification", date(2026, 1, 7), "d", "an", "lead")
