"""Rosters by the solver, judged by the rules that were written apart from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from anlan.capabilities.duty.rosters.highs import solve
from anlan.capabilities.duty.rosters.problem import RosterPlan, RosterProblem
from anlan.capabilities.duty.rosters.rules import (
    Fault,
    Member,
    Position,
    RoomRules,
    Work,
    cover_faults,
    person_faults,
    within,
)
from anlan.capabilities.duty.rosters.slots import Pattern, slot_of, slots_of
from anlan.capabilities.duty.rosters.solver import SolverProcess
from anlan.foundation.errors import TooMany, Unavailable

FIRST = date(2026, 1, 5)
DAY, EVENING, NIGHT = (
    Pattern(*each) for each in (("d", "白班", 480, 480, 0), ("e", "中班", 960, 480, 0), ("n", "夜班", 0, 480, 0))
)
LEAD = Position("lead", "值班长", "值班长", 1, True)  # noqa: FBT003
DESK = Position("desk", "接警席", "", 2, True)  # noqa: FBT003
EXTRA = Position("extra", "巡查席", "", 1, False)  # noqa: FBT003
RULES = RoomRules(3, 660, 2400)


def member(
    number: int, *, leads: bool = False, leave: tuple[int, int] | None = None, wish: int | None = None
) -> Member:
    def days(first: int, last: int) -> tuple[tuple[date, date], ...]:
        return ((FIRST + timedelta(days=first), FIRST + timedelta(days=last)),)

    return Member(
        f"m{number:02}", f"人{number}", date(2025, 1, 1), None, {"值班长": None} if leads else {}, leave=days(*leave) if leave else (),
        wishes=days(wish, wish) if wish is not None else (),
    )  # fmt: skip


def problem(members: list[Member], days: int = 14, **changes: object) -> RosterProblem:
    slots = slots_of([DAY, EVENING, NIGHT], FIRST, FIRST + timedelta(days=days - 1), RULES.min_rest_minutes)
    whole = RosterProblem(tuple(slots), (LEAD, DESK, EXTRA), tuple(members), RULES, time_limit_s=240)
    return replace(whole, **changes)  # type: ignore[arg-type]


def broken(asked: RosterProblem, plan: RosterPlan) -> list[Fault]:
    positions = {each.id: each for each in asked.positions}
    found = []
    for each in asked.members:
        works = [work for work in (*plan.works, *asked.standing) if work.person == each.id]
        found += person_faults(each, works, positions, asked.rules)
    return found


def test_a_roster_that_can_be_made_keeps_every_rule_and_is_even() -> None:
    members = [member(n, leads=n < 6, leave=(2, 6) if n == 1 else None, wish=n % 14) for n in range(18)]
    asked = problem(members)
    plan = solve(asked)
    assert broken(asked, plan) == []
    assert cover_faults(asked.slots, plan.works, asked.positions, asked.rules) == []
    assert (plan.people_missing, plan.vacancies, plan.reasons) == (0, (), ())
    nights = Counter(work.person for work in plan.works if work.slot.night)
    had = [nights[each.id] for each in members if each.id != "m01"]
    assert max(had) - min(had) <= 2
    heeded = [work for work in plan.works if within(members[int(work.person[1:])].wishes, work.slot.day)]
    assert heeded == []
    assert plan.gap_shifts <= 1


def test_a_team_too_small_is_told_by_how_many_and_by_which_rule() -> None:
    # 14 days of 3 shifts with 3 people are 42 hours of each of 12; 10 × 40 a week is less than 63 × 8.
    asked = problem([member(n, leads=True) for n in range(10)], 7)
    plan = solve(asked)
    assert broken(asked, plan) == []
    assert plan.people_missing >= 3
    assert sum(each.people for each in plan.vacancies) >= 63 - 10 * 5
    assert {each.rule for each in plan.reasons} == {"week_hours"}
    lacking = cover_faults(asked.slots, plan.works, asked.positions, asked.rules)
    assert lacking, "what the plan calls vacant is vacant by the rules too"


def test_a_missing_qualification_is_named_as_the_reason() -> None:
    plan = solve(problem([member(n) for n in range(18)], 7))
    assert plan.people_missing >= 1
    assert {each.position for each in plan.vacancies} == {"lead"}
    assert "qualification" in {each.rule for each in plan.reasons}


def test_leave_of_everybody_is_named_as_the_reason() -> None:
    plan = solve(problem([member(n, leads=True, leave=(0, 6)) for n in range(18)], 7))
    assert plan.works == ()
    assert "leave" in {each.rule for each in plan.reasons}


def test_shifts_that_stand_before_the_period_are_kept_clear_of() -> None:
    night_before = slot_of(Pattern("x", "夜班", 1320, 600, 0), FIRST - timedelta(days=1), 660)
    members = [member(n, leads=True) for n in range(18)]
    asked = problem(members, 7, standing=tuple(Work(each.id, "desk", night_before) for each in members[:9]))
    plan = solve(asked)
    assert broken(asked, plan) == []
    early = {work.person for work in plan.works if work.slot.starts_utc < night_before.free_utc}
    assert early
    assert early.isdisjoint(each.id for each in members[:9])


def test_nothing_to_plan_is_an_error() -> None:
    with pytest.raises(ValueError):
        solve(problem([member(1)], slots=()))


async def test_the_process_apart_gives_what_the_solver_gives() -> None:
    asked = problem([member(n, leads=True) for n in range(12)], 3)
    plan = await SolverProcess().solve(asked)
    assert broken(asked, plan) == []
    assert plan.people_missing == solve(asked).people_missing


async def test_one_roster_at_a_time_and_a_failed_solver_says_so() -> None:
    solver = SolverProcess()
    with pytest.raises(Unavailable):
        await solver.solve(problem([member(1)], slots=()))
    solver._busy = True
    with pytest.raises(TooMany):
        await solver.solve(problem([member(1)], 1))
