"""A first roster in milliseconds, from which the solver goes on: shift by shift, to whoever has had least."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from anlan.capabilities.duty.rosters.availability import wished_off
from anlan.capabilities.duty.rosters.model import RosterModel
from anlan.capabilities.duty.rosters.rules import WEEK_DAYS


class _Ledger:
    """What each member has been given so far."""

    def __init__(self, model: RosterModel) -> None:
        self._model = model
        count = len(model.problem.members)
        self._free: list[datetime | None] = [None] * count
        self._worked: list[dict[date, int]] = [defaultdict(int, worked) for worked in model.available.worked]
        self._nights, self._weekends, self._minutes = [0] * count, [0] * count, [0] * count

    def could(self, member: int, number: int) -> bool:
        slot = self._model.problem.slots[number]
        free = self._free[member]
        if free is not None and slot.starts_utc < free:
            return False
        most = self._model.problem.rules.max_week_minutes - slot.minutes
        begins = [slot.day - timedelta(days=back) for back in range(WEEK_DAYS)]
        worked = self._worked[member]
        return all(
            sum(worked.get(first + timedelta(days=each), 0) for each in range(WEEK_DAYS)) <= most for first in begins
        )

    def burden(self, member: int, number: int) -> tuple[int, int, int, int]:
        """Who has least comes first."""
        slot = self._model.problem.slots[number]
        return (
            int(wished_off(self._model.problem.members[member], slot)),
            self._nights[member] if slot.night else self._weekends[member] if slot.weekend else 0,
            self._minutes[member],
            member,
        )

    def give(self, member: int, number: int) -> None:
        slot = self._model.problem.slots[number]
        self._free[member] = slot.free_utc
        self._worked[member][slot.day] += slot.minutes
        self._minutes[member] += slot.minutes
        self._nights[member] += slot.night
        self._weekends[member] += slot.weekend


def greedy_start(model: RosterModel) -> list[float]:
    """A value for each column that breaks no row."""
    values = [0.0] * len(model.program.cost)
    ledger = _Ledger(model)
    candidates: dict[tuple[int, int], list[int]] = defaultdict(list)
    for member, place, number in model.seat:
        candidates[place, number].append(member)
    for number in range(len(model.problem.slots)):
        _fill(model, ledger, candidates, number, values)
    return completed(model, values)


def _fill(
    model: RosterModel, ledger: _Ledger, candidates: dict[tuple[int, int], list[int]], number: int, values: list[float]
) -> None:  # fmt: skip
    taken: set[int] = set()
    filled = [0] * len(model.tasks)

    def seat(place: int, wanted: int) -> None:
        free = [each for each in candidates[place, number] if each not in taken and ledger.could(each, number)]
        for member in sorted(free, key=lambda each: ledger.burden(each, number))[: max(0, wanted)]:
            ledger.give(member, number)
            taken.add(member)
            filled[place] += 1
            values[model.seat[member, place, number]] = 1.0

    for place, task in enumerate(model.tasks):
        seat(place, task.must)
    for place, task in enumerate(model.tasks):
        seat(place, min(task.seats - filled[place], model.problem.rules.min_per_shift - len(taken)))
    missing = model.problem.rules.min_per_shift
    for place, task in enumerate(model.tasks):
        lacking = max(0, task.must - filled[place])
        values[model.phantom[place, number]] = float(lacking)
        filled[place] += lacking
        missing -= filled[place]
    for place, task in enumerate(model.tasks):
        more = max(0, min(missing, task.seats - filled[place]))
        values[model.phantom[place, number]] += float(more)
        missing -= more


def completed(model: RosterModel, values: list[float]) -> list[float]:
    """The values with the team that their phantoms take, and with how far each share is from even."""
    program = model.program
    for row, lower in enumerate(program.row_lower):
        entries = {
            program.columns[each]: program.values[each] for each in range(program.starts[row], program.starts[row + 1])
        }
        weight = entries.pop(model.team, 0.0)
        if weight > 0:
            values[model.team] = max(values[model.team], lower)
        elif weight:
            used = sum(each * values[column] for column, each in entries.items())
            values[model.team] = max(values[model.team], float(-(-used // -weight)))
    for shared, low, high, (first, second, under) in model.shares:
        had = sum(each * values[column] for column, each in shared.items())
        values[first] = min(1.0, max(0.0, had - high))
        values[second] = max(0.0, had - high - 1.0)
        values[under] = max(0.0, low - had)
    return values
