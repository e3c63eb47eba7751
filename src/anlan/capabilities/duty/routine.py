"""The routine of the duty room put together: patrol rounds, notices, training, and the task that keeps their time."""

from __future__ import annotations

import asyncio
import random
from typing import Final

import structlog

from anlan.capabilities.duty.notices.service import Notices
from anlan.capabilities.duty.patrols.ports import AlarmOpening, FaultReports, PatrolledChannels, WatchedPictures
from anlan.capabilities.duty.patrols.service import Patrols
from anlan.capabilities.duty.training.service import Training
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.staff import Staff
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox

log = structlog.get_logger("anlan.duty")
TICK_S: Final = 15.0


class DutyRoutine:
    """What is looked at, read and learnt in the duty room. ``start`` once, ``stop`` once."""

    def __init__(
        self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels, pictures: WatchedPictures,
        alarms: AlarmOpening, upkeep: FaultReports | None = None, chance: random.Random | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        staff = Staff(database)
        self.patrols = Patrols(
            database=database, outbox=outbox, clock=clock, gate=gate, channels=channels, pictures=pictures, alarms=alarms, upkeep=upkeep,
        )  # fmt: skip
        self.notices = Notices(database=database, outbox=outbox, clock=clock, gate=gate, staff=staff)
        self.training = Training(database=database, outbox=outbox, clock=clock, gate=gate, staff=staff, chance=chance)

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
        """Do what is due now. A part that fails keeps no other from its turn."""
        for work in (self.patrols.keeping.tick, self.notices.board.tick, self.training.exams.tick):
            try:
                await work()
            except Exception:
                # The database may be away; what is due now is due at the next turn as well.
                log.exception("duty.routine_failed", part=work.__qualname__)

    async def _keep_time(self) -> None:
        while True:
            await self.tick()
            await self._clock.sleep(TICK_S)
