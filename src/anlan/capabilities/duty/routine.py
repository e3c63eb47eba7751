"""The routine of the duty room put together: patrol rounds, and the task that keeps their time."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from anlan.capabilities.duty.patrols.ports import AlarmOpening, FaultReports, PatrolledChannels, WatchedPictures
from anlan.capabilities.duty.patrols.service import Patrols
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox

log = structlog.get_logger("anlan.duty")
TICK_S: Final = 15.0


class DutyRoutine:
    """What is looked at in the duty room. ``start`` once, ``stop`` once."""

    def __init__(
        self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels, pictures: WatchedPictures,
        alarms: AlarmOpening, upkeep: FaultReports | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self.patrols = Patrols(
            database=database, outbox=outbox, clock=clock, gate=gate, channels=channels, pictures=pictures, alarms=alarms, upkeep=upkeep,
        )  # fmt: skip

    async def start(self) -> None:
        """Begin to keep time."""
        self._task = asyncio.create_task(self._keep_time(), name="duty-routine")

    async def stop(self) -> None:
        """Keep it no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def tick(self) -> None:
        """Do what is due now."""
        await self.patrols.keeping.tick()

    async def _keep_time(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception:
                # The database may be away; what is due is due at the next turn as well.
                log.exception("duty.routine_failed")
            await self._clock.sleep(TICK_S)
