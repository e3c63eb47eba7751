"""Rosters by HiGHS, a solver of mixed-integer programs (highs.dev). Blocks: see ``solver`` for a process of its own."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from typing import Any, Final

import highspy
import numpy as np

from anlan.capabilities.duty.rosters.availability import Waived
from anlan.capabilities.duty.rosters.greedy import completed, greedy_start
from anlan.capabilities.duty.rosters.model import INFINITE, UNEVEN, Program, RosterModel, roster_model
from anlan.capabilities.duty.rosters.problem import Reason, RosterPlan, RosterProblem, Vacancy
from anlan.capabilities.duty.rosters.rules import Work

# Each question "and without this rule?" is a linear program of its own.
REASON_LIMIT_S: Final = 10.0
# One shift out of even is not worth a minute of search.
GOOD_ENOUGH: Final = UNEVEN
_WAIVED: Final = {
    "rest": Waived(rest=True),
    "week_hours": Waived(week_hours=True),
    "qualification": Waived(qualification=True),
    "leave": Waived(leave=True),
}


def solve(problem: RosterProblem) -> RosterPlan:
    """Make a roster; blocks until done. Raises ``ValueError`` for a problem without shifts or positions."""
    if not problem.slots or not problem.positions:
        raise ValueError("nothing to be planned")
    begun = time.monotonic()
    least = _people(problem, Waived())
    model = roster_model(problem, Waived(), fair=True, missing=least)
    start = greedy_start(model)
    limit_s = problem.time_limit_s
    if least:
        # First how many are missing, then how even it can be with so many: together the one hides the other.
        limit_s /= 2
        lean = roster_model(problem, Waived(), fair=False, missing=least)
        found, _ = _best(lean, start[: len(lean.program.cost)], limit_s)
        model = roster_model(problem, Waived(), fair=True, missing=int(found[lean.team]))
        start = completed(model, [*found, *start[len(found) :]])
    values, info = _best(model, start, limit_s)
    gap = (info.objective_function_value - info.mip_dual_bound) / UNEVEN
    return RosterPlan(
        works=_works(model, values), vacancies=_vacancies(model, values), people_missing=int(values[model.team]),
        reasons=_reasons(problem, least) if least else (), gap_shifts=max(0.0, round(gap, 1)),
        seconds=time.monotonic() - begun,
    )  # fmt: skip


def _best(model: RosterModel, begin: list[float], limit_s: float) -> tuple[list[float], Any]:
    """The best values found from a start within a time, and what the solver says of them."""
    highs = _loaded(model.program, whole=True, limit_s=limit_s)
    start = highspy.HighsSolution()
    start.col_value = begin
    highs.setSolution(start)
    highs.run()
    return [float(each) for each in np.rint(np.asarray(highs.getSolution().col_value))], highs.getInfo()


def _loaded(program: Program, *, whole: bool, limit_s: float) -> Any:
    count = len(program.cost)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(program.row_lower)
    lp.offset_ = program.offset
    lp.col_cost_ = np.array(program.cost)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = _bounds(program.upper)
    lp.row_lower_, lp.row_upper_ = _bounds(program.row_lower), _bounds(program.row_upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(program.starts)
    lp.a_matrix_.index_ = np.array(program.columns)
    lp.a_matrix_.value_ = np.array(program.values)
    if whole:
        kinds = [highspy.HighsVarType.kInteger] * count
        for column in program.continuous:
            kinds[column] = highspy.HighsVarType.kContinuous
        lp.integrality_ = kinds
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own signature
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", float(limit_s))
    highs.setOptionValue("mip_abs_gap", GOOD_ENOUGH)
    highs.passModel(lp)
    return highs


def _bounds(values: list[float]) -> Any:
    return np.array([math.copysign(highspy.kHighsInf, each) if abs(each) == INFINITE else each for each in values])


def _people(problem: RosterProblem, waived: Waived) -> int:
    """How many must be missing at least, by the program without whole numbers."""
    model = roster_model(problem, waived, fair=False)
    highs = _loaded(model.program, whole=False, limit_s=REASON_LIMIT_S)
    highs.run()
    return math.ceil(float(highs.getSolution().col_value[model.team]) - 1e-6)


def _reasons(problem: RosterProblem, base: int) -> tuple[Reason, ...]:
    costs = [Reason(rule, base - _people(problem, waived)) for rule, waived in _WAIVED.items()]
    return tuple(sorted((each for each in costs if each.people > 0), key=lambda each: -each.people))


def _works(model: RosterModel, values: list[float]) -> tuple[Work, ...]:
    """Each task's people on its seats, position by position in the order in which the room lists them."""
    problem = model.problem
    found: list[Work] = []
    seated: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (member, place, number), column in model.seat.items():
        if values[column] > 0:
            seated[place, number].append(member)
    for (place, number), members in sorted(seated.items(), key=lambda each: (each[0][1], each[0][0])):
        seats = _seats(model, place)
        found += [
            Work(problem.members[member].id, seat, problem.slots[number])
            for member, seat in zip(members, seats, strict=False)
        ]
    return tuple(found)


def _seats(model: RosterModel, place: int) -> list[str]:
    """The positions of a task, one entry a seat; those that must be taken come first."""
    asked = model.tasks[place].qualification
    own = [position for position in model.problem.positions if position.qualification == asked]
    return [each.id for each in sorted(own, key=lambda one: not one.required) for _ in range(each.seats)]


def _vacancies(model: RosterModel, values: list[float]) -> tuple[Vacancy, ...]:
    return tuple(
        Vacancy(number, _seats(model, place)[0], int(values[column]))
        for (place, number), column in sorted(model.phantom.items(), key=lambda each: (each[0][1], each[0][0]))
        if values[column] > 0
    )
