"""The duty room as the rest of the house sees it; each part is one attribute."""

from __future__ import annotations

from anlan.capabilities.duty.figures import DutyFigures
from anlan.capabilities.duty.ports import HeldCases, Signatures, Situations
from anlan.capabilities.duty.records import Books
from anlan.capabilities.duty.rooms.people import People
from anlan.capabilities.duty.rooms.rooms import Rooms
from anlan.capabilities.duty.rosters.problem import RosterSolver
from anlan.capabilities.duty.rosters.rosters import Rosters
from anlan.capabilities.duty.rosters.solver import SolverProcess
from anlan.capabilities.duty.rosters.swaps import Swaps
from anlan.capabilities.duty.sessions.handovers import Handovers
from anlan.capabilities.duty.sessions.log import Log
from anlan.capabilities.duty.sessions.presence import Presence
from anlan.capabilities.duty.sessions.timekeeper import Timekeeper
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox


class DutyService:
    """The capability put together. ``start`` once, ``stop`` once."""

    def __init__(
        self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, situations: Situations, cases: HeldCases,
        signatures: Signatures, solver: RosterSolver | None = None,
    ) -> None:  # fmt: skip
        self.books = Books(database, outbox, clock, gate)
        self.rooms = Rooms(self.books)
        self.people = People(self.books)
        self.rosters = Rosters(self.books, solver or SolverProcess())
        self.swaps = Swaps(self.books)
        self.log = Log(self.books)
        self.presence = Presence(self.books, self.log)
        self.handovers = Handovers(self.books, self.log, self.presence, situations, cases, signatures)
        self.figures = DutyFigures(self.books)
        self.timekeeper = Timekeeper(self.books, self.log, self.swaps)

    async def start(self) -> None:
        """Begin to keep time."""
        self.timekeeper.start()

    async def stop(self) -> None:
        """Keep it no more."""
        await self.timekeeper.stop()
