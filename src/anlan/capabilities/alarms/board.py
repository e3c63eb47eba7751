"""The supervisor's board: what is open, by what, who works on it, and how the clocks stand this month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.capabilities.alarms.cases.clocks import ClassClock, Clocks, may_see
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
        seen = [case for case in self._cases if may_see(actor, case.division, case.company)]
        held = Counter((case.claimed_by, case.claimed_by_name) for case in seen if case.claimed_by)
        operators = [Operator(id_ or "", name, count) for (id_, name), count in held.most_common(500)]
        return BoardState(
            by_class=dict(Counter(case.alarm_class for case in seen)),
            by_state=dict(Counter(case.state for case in seen)),
            by_division=dict(Counter(case.division for case in seen)),
            oldest_waiting_utc=min((case.received_utc for case in seen if case.state == "waiting"), default=None),
            operators=operators,
            clocks=months[0].classes,
        )
