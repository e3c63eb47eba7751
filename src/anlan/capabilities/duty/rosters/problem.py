"""What a roster's solver is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from anlan.capabilities.duty.rosters.rules import Member, Position, RoomRules, Work
from anlan.capabilities.duty.rosters.slots import Slot


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """``standing``: shifts of the members that stand already, around the period or in other rosters; they are not changed."""

    slots: tuple[Slot, ...]
    positions: tuple[Position, ...]
    members: tuple[Member, ...]
    rules: RoomRules
    standing: tuple[Work, ...] = ()
    time_limit_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Vacancy:
    """People missing at a position in a shift; which slot by its place in ``RosterProblem.slots``."""

    slot: int
    position: str
    people: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule without which fewer people were missing, and by how many."""

    rule: str
    people: int


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """``people_missing``: so many more must be in the team, with every qualification, before the rules can be kept; 0: they are.

    ``gap_shifts``: a better roster than this may exist, but is better by so many shifts out of even at most; 0: there is none.
    """

    works: tuple[Work, ...]
    vacancies: tuple[Vacancy, ...]
    people_missing: int
    reasons: tuple[Reason, ...]
    gap_shifts: float
    seconds: float


class RosterSolver(Protocol):
    """Makes rosters, beside the event loop."""

    async def solve(self, problem: RosterProblem) -> RosterPlan:
        """A roster that breaks no rule but those that must give way to ``vacancies``; at most a little over ``time_limit_s``.

        Raises ``Unavailable`` where the solver fails.
        """
