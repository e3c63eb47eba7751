"""What time does to patrol rounds: they are drawn up ahead, missed when nobody begins, closed when their time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.patrols.calendar import due_times
from anlan.capabilities.duty.patrols.events import tell_run
from anlan.capabilities.duty.patrols.models import PatrolPlan, PatrolRun, PatrolStop
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id

# Rounds stand in the list this long before they fall due.
AHEAD: Final = timedelta(hours=24)
# After a long stop no more than this is drawn up afterwards.
RECALLED: Final = timedelta(days=7)
# Changes of one transaction.
SLICE: Final = 200


class PatrolKeeping:
    """One call for all plans and rounds."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    async def tick(self) -> None:
        """Do what is due now. What one call does not reach, the next one does."""
        now = self._clock.now_utc()
        await self._draw_up(now)
        await self._close(now)

    async def _draw_up(self, now: datetime) -> None:
        # A plan is looked at once an hour, not at every tick: its rounds stand a day ahead.
        due = (PatrolPlan.enabled.is_(True), PatrolPlan.planned_until_utc < now + AHEAD - timedelta(hours=1))
        async with self._database.reading() as session:
            plans = (await session.scalars(select(PatrolPlan.id).where(*due).limit(SLICE))).all()
        for plan in plans:
            async with self._database.transaction() as session:
                await self._draw_up_plan(session, plan, now)

    async def _draw_up_plan(self, session: AsyncSession, identity: str, now: datetime) -> None:
        plan = await session.get(PatrolPlan, identity)
        if plan is None or not plan.enabled:
            return
        after, until = max(plan.planned_until_utc, now - RECALLED), now + AHEAD
        count = select(func.count()).where(PatrolStop.plan == identity)
        stops = await session.scalar(count) or 0
        rows = [
            _run(plan, due, stops, self._clock.now_utc()) for due in due_times(plan.weekdays, plan.times, after, until)
        ]
        if rows:
            await session.execute(insert(PatrolRun), rows)
        await session.execute(update(PatrolPlan).where(PatrolPlan.id == identity).values(planned_until_utc=until))

    async def _close(self, now: datetime) -> None:
        over = (PatrolRun.state.in_(("due", "running")), PatrolRun.closes_utc <= now)
        async with self._database.transaction() as session:
            query = select(PatrolRun).where(*over).order_by(PatrolRun.closes_utc).limit(SLICE)
            for run in (await session.scalars(query.with_for_update())).all():
                if run.state == "due":
                    run.state = "missed"
                    run.reason = run.reason or "not_started"
                else:
                    run.state = "done" if run.looked >= run.stops else "incomplete"
                    run.reason = "" if run.state == "done" else "out_of_time"
                run.ended_utc = run.closes_utc
                await tell_run(self._outbox, session, run)


def _run(plan: PatrolPlan, due: datetime, stops: int, now: datetime) -> dict[str, Any]:
    closes = due + timedelta(minutes=plan.window_min)
    return {
        "id": new_id(now), "plan": plan.id, "plan_name": plan.name, "division": plan.division, "room": plan.room, "scheduled": True,
        "due_utc": due, "closes_utc": closes, "state": "due",
        # Over before it could be drawn up: nobody could have begun it.
        "reason": "platform_down" if closes <= now else "",
        "operator": "", "operator_name": "", "started_utc": None, "ended_utc": None, "stops": stops, "looked": 0, "looked_ms": 0,
        "findings": 0,
    }  # fmt: skip
