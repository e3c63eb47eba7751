"""The duty room as the rest of the house sees it; each part is one attribute."""

from __future__ import annotations

from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox


class DutyService:
    """The capability put together. ``start`` once, ``stop`` once."""

    def __init__(self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate

    async def start(self) -> None:
        """Begin to keep time."""

    async def stop(self) -> None:
        """Keep it no more."""
