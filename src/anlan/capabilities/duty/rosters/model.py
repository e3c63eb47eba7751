"""A roster as a mixed-integer program: columns, rows and costs, without a word of any solver.

One column for each member, task and shift that fit; phantoms fill what nobody can, at a price above all else, so that there is
always an answer and it says how many people are missing. Shares of nights, weekends and hours are free between the whole
numbers around the even share: the best possible cost is then often reached, and seen to be the best.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from anlan.capabilities.duty.rosters.availability import (
    Availability,
    Task,
    Waived,
    availability,
    cliques,
    weeks,
    wished_off,
)
from anlan.capabilities.duty.rosters.problem import RosterProblem
from anlan.capabilities.duty.rosters.slots import Slot

INFINITE: Final = math.inf
# Prices: a person missing in the team, a seat filled by a phantom, an optional seat left empty, a wish not heeded, and one shift
# more or less than the even share, the second one dearer.
TEAM: Final = 10_000.0
PHANTOM: Final = 200.0
EMPTY: Final = 8.0
WISH: Final = 3.0
UNEVEN: Final = 2.0
MORE_UNEVEN: Final = 5.0


@dataclass(slots=True)
class Program:
    """Columns by their bounds and cost, rows by their bounds and entries; all columns but ``continuous`` are whole numbers."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    continuous: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    offset: float = 0.0

    def column(self, cost: float, upper: float = 1.0, *, continuous: bool = False) -> int:
        """A new column from 0 up."""
        self.cost.append(cost)
        self.upper.append(upper)
        if continuous:
            self.continuous.append(len(self.cost) - 1)
        return len(self.cost) - 1

    def row(self, entries: Mapping[int, float], lower: float, upper: float) -> None:
        """A new row."""
        self.columns.extend(entries)
        self.values.extend(entries.values())
        self.starts.append(len(self.columns))
        self.row_lower.append(lower)
        self.row_upper.append(upper)


@dataclass(slots=True)
class RosterModel:
    """The program with the meaning of its columns: ``seat[(member, task, slot)]``, ``phantom[(task, slot)]`` and ``team``."""

    problem: RosterProblem
    tasks: list[Task]
    available: Availability
    program: Program = field(default_factory=Program)
    seat: dict[tuple[int, int, int], int] = field(default_factory=dict)
    phantom: dict[tuple[int, int], int] = field(default_factory=dict)
    team: int = 0
    # (member's columns with weight, even share's lower and upper bound, columns of the deviation), for a start to be completed.
    shares: list[tuple[dict[int, float], float, float, tuple[int, int, int]]] = field(default_factory=list)


def roster_model(problem: RosterProblem, waived: Waived, *, fair: bool, missing: int = 0) -> RosterModel:
    """The whole program; without ``fair`` only what must be, to learn how many people are missing.

    ``missing``: so many are known to be missing at least, which keeps the solver from looking for less.
    """
    available = availability(problem, waived)
    model = RosterModel(problem, available.tasks, available)
    _columns(model)
    _cover(model)
    _rest(model, waived)
    if not waived.week_hours:
        _week_hours(model)
    if missing:
        model.program.row({model.team: 1.0}, float(missing), INFINITE)
    if fair:
        _fairness(model)
    return model


def _columns(model: RosterModel) -> None:
    problem, program = model.problem, model.program
    for index, member in enumerate(problem.members):
        for place, task in enumerate(model.tasks):
            for number in model.available.open_to[index]:
                slot = problem.slots[number]
                if member.qualified(task.qualification, slot.day):
                    cost = -EMPTY + (WISH if wished_off(member, slot) else 0.0)
                    model.seat[index, place, number] = program.column(cost)
    for number in range(len(problem.slots)):
        for place, task in enumerate(model.tasks):
            # A phantom in an optional seat pays for what it saves.
            model.phantom[place, number] = program.column(PHANTOM - EMPTY, float(task.seats))
    program.offset = EMPTY * len(problem.slots) * sum(task.seats for task in model.tasks)
    model.team = program.column(TEAM, INFINITE)


def _cover(model: RosterModel) -> None:
    seated: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for (_, place, number), column in model.seat.items():
        seated[place, number][column] = 1.0
    for (place, number), column in model.phantom.items():
        seated[place, number][column] = 1.0
    for number in range(len(model.problem.slots)):
        everybody: dict[int, float] = {}
        for place, task in enumerate(model.tasks):
            model.program.row(seated[place, number], float(task.must), float(task.seats))
            everybody |= seated[place, number]
        model.program.row(everybody, float(model.problem.rules.min_per_shift), INFINITE)


def _by_member(model: RosterModel) -> list[dict[int, list[int]]]:
    """For each member: slot → columns."""
    found: list[dict[int, list[int]]] = [defaultdict(list) for _ in model.problem.members]
    for (index, _, number), column in model.seat.items():
        found[index][number].append(column)
    return found


def _rest(model: RosterModel, waived: Waived) -> None:
    sets = cliques(model.problem.slots, waived)
    alone = [[number] for number in range(len(model.problem.slots))]
    for held in _by_member(model):
        for numbers in (*sets, *alone):
            entries = {column: 1.0 for number in numbers for column in held.get(number, ())}
            if len(entries) > 1:
                model.program.row(entries, -INFINITE, 1.0)
    for numbers in (*sets, *alone):
        phantoms = {model.phantom[place, number]: 1.0 for number in numbers for place in range(len(model.tasks))}
        model.program.row(phantoms | {model.team: -1.0}, -INFINITE, 0.0)


def _week_hours(model: RosterModel) -> None:
    slots, most = model.problem.slots, float(model.problem.rules.max_week_minutes)
    spans = weeks(slots)
    by_member = _by_member(model)
    for held, worked in zip(by_member, model.available.worked, strict=True):
        for first, numbers in spans:
            entries = {column: float(slots[number].minutes) for number in numbers for column in held.get(number, ())}
            standing = sum(minutes for day, minutes in worked.items() if 0 <= (day - first).days < 7)
            if entries and sum(slots[number].minutes for number in numbers) + standing > most:
                model.program.row(entries, -INFINITE, max(0.0, most - standing))
    for _, numbers in spans:
        entries = {
            model.phantom[place, number]: float(slots[number].minutes)
            for number in numbers
            for place in range(len(model.tasks))
        }
        model.program.row(entries | {model.team: -most}, -INFINITE, 0.0)


def _fairness(model: RosterModel) -> None:
    slots = model.problem.slots
    typical = sum(slot.minutes for slot in slots) / len(slots)
    kinds: tuple[Callable[[Slot], float], ...] = (
        lambda slot: float(slot.night),
        lambda slot: float(slot.weekend),
        lambda slot: slot.minutes / typical,
    )
    by_member = _by_member(model)
    days = [len({slots[number].day for number in held}) for held in by_member]
    filled = _expected_share(model, days)
    for weight in kinds:
        wanted = filled * sum(weight(slot) for slot in slots) * sum(task.seats for task in model.tasks)
        for held, open_days in zip(by_member, days, strict=True):
            entries = {
                column: weight(slots[n]) for n, columns in held.items() if weight(slots[n]) for column in columns
            }
            if entries and wanted:
                _even_out(model, entries, wanted * open_days / sum(days))


def _expected_share(model: RosterModel, days: Sequence[int]) -> float:
    """The part of all seats that the team can fill by its hours; even shares are shares of what will be worked."""
    slots = model.problem.slots
    asked = sum(slot.minutes for slot in slots) * sum(task.seats for task in model.tasks)
    can = sum(days) * model.problem.rules.max_week_minutes / 7
    return min(1.0, can / asked) if asked else 0.0


def _even_out(model: RosterModel, entries: Mapping[int, float], share: float) -> None:
    low, high = float(math.floor(share)), float(math.ceil(share))
    program = model.program
    first = program.column(UNEVEN, 1.0, continuous=True)
    second = program.column(MORE_UNEVEN, INFINITE, continuous=True)
    under = program.column(UNEVEN, INFINITE, continuous=True)
    program.row(dict(entries) | {first: -1.0, second: -1.0}, -INFINITE, high)
    program.row(dict(entries) | {under: 1.0}, low, INFINITE)
    model.shares.append((dict(entries), low, high, (first, second, under)))
