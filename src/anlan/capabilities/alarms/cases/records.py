"""How a case changes: its row by version, a step, an event, and what is held in memory, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.conflicts import admit, no_alarm
from anlan.capabilities.alarms.cases.machine import Action
from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.capabilities.alarms.cases.open_case import OpenCase, from_row
from anlan.capabilities.alarms.cases.steps import Place, step_row
from anlan.capabilities.alarms.events import EventRecorder, tell_case
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.foundation.access.actor import Actor
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

Changes = Callable[[Alarm], dict[str, Any]]


class CaseRecords:
    """Writes of cases. Whoever uses ``write`` holds ``cases.lock`` and calls ``cases.put`` once the transaction stands."""

    def __init__(self, database: Database, outbox: EventRecorder, clock: Clock, cases: OpenCases) -> None:
        self.database = database
        self.clock = clock
        self.cases = cases
        self._outbox = outbox

    async def take(
        self, actor: Actor, alarm: str, version: int | None, action: Action, facts: dict[str, Any], changes: Changes, place: Place | None = None,
        platform: str = "",
    ) -> None:  # fmt: skip
        """Take an action in one transaction. ``changes`` says from the present row what the action sets, or raises.

        ``version``: of the row that was looked at; None where whatever it is now counts. ``platform``: whose desk acts, "" ours."""
        async with self.cases.lock:
            async with self.database.transaction() as session:
                row = await session.get(Alarm, alarm)
                if row is None:
                    raise no_alarm()
                target = admit(row, actor, action, version)
                case = await self.write(
                    session, actor, row, action, facts, {"state": target} | changes(row), place, platform
                )
            self.cases.put(case)

    async def write(
        self, session: AsyncSession, actor: Actor, row: Alarm, action: str, facts: dict[str, Any], changes: dict[str, Any],
        place: Place | None = None, platform: str = "",
    ) -> OpenCase:  # fmt: skip
        """Row, step and event in the caller's transaction; the case as it will be."""
        now = self.clock.now_utc()
        states = (row.state, changes.get("state", row.state))
        counted = {"version": row.version + 1, "steps": row.steps + 1, "last_step_utc": now}
        case = from_row(row).changed(changes | counted)
        statement = update(Alarm).where(Alarm.id == row.id, Alarm.version == row.version).values(changes | counted)
        await session.execute(statement, execution_options={"synchronize_session": False})
        step = step_row(actor, row.id, row.steps + 1, now, action, states, facts, place, platform)
        await session.execute(insert(AlarmStep), [step])
        await tell_case(self._outbox, session, case)
        return case

    async def tell(self, session: AsyncSession, case: OpenCase) -> None:
        """Tell of a new case in the caller's transaction."""
        await tell_case(self._outbox, session, case)
