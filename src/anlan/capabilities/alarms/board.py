"""The supervisor's board: what is open, by what, who works on it, and how the clocks stand this month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.capabilities.alarms.cases.clocks import ClassClock, Clocks, seen_by
from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody with open cases in hand."""

    id: str
    name: str
    open: int


@dataclass(frozen=True, slots=True)
class BoardState:
    """The open cases that the actor may see, counted."""

    by_class: dict[str, int]
    by_state: dict[str, int]
    by_division: dict[str, int]
    oldest_waiting_utc: datetime | None
    operators: Sequence[Operator]
    clocks: Sequence[ClassClock]


class Board:
    """Counted from memory at each call: a few thousand open cases are counted in a millisecond or two."""

    def __init__(self, cases: OpenCases, clocks: Clocks) -> None:
        self._cases = cases
        self._clocks = clocks

    async def state(self, actor: Actor) -> BoardState:
        """As it stands now."""
        months = await self._clocks.months(actor, 1)
        classes: Counter[str] = Counter()
        states: Counter[str] = Counter()
        divisions: Counter[str] = Counter()
        held: Counter[tuple[str, str]] = Counter()
        oldest: datetime | None = None
        async for cases in seen_by(actor, self._cases):
            classes.update(case.alarm_class for case in cases)
            states.update(case.state for case in cases)
            divisions.update(case.division for case in cases)
            held.update((case.claimed_by, case.claimed_by_name) for case in cases if case.claimed_by)
            waiting = [case.received_utc for case in cases if case.state == "waiting"]
            oldest = min([*waiting, oldest] if oldest else waiting, default=None)
        operators = [Operator(id_, name, count) for (id_, name), count in held.most_common(500)]
        return BoardState(dict(classes), dict(states), dict(divisions), oldest, operators, months[0].classes)
