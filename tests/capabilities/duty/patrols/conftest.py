"""Patrol rounds of a county with two cameras."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.capabilities.duty.people import COUNTY, EAST, LEADER, OPERATOR, WEST, Alarms, Cameras, Traces

from anlan.capabilities.duty.patrols.models import PatrolPlan, PatrolRun
from anlan.capabilities.duty.patrols.plans import PlanDraft, Stop
from anlan.capabilities.duty.patrols.ports import SeenPicture
from anlan.capabilities.duty.patrols.rounds import RunFilter
from anlan.capabilities.duty.patrols.service import Patrols
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox

# 1 January 2026, 00:00 UTC, is a Thursday, 08:00 in Beijing.
MORNING, EVENING = 9 * 60, 21 * 60
DRAFT = PlanDraft("重点部位", COUNTY, "1234567", (MORNING, EVENING), 30, (Stop(EAST, 10), Stop(WEST, 10)))


@dataclass
class House:
    """A duty room's patrol rounds, and the outside they meet."""

    patrols: Patrols
    clock: ManualClock
    cameras: Cameras
    traces: Traces
    alarms: Alarms

    async def plan(self, **changes: object) -> PatrolPlan:
        row = await self.patrols.plans.create(LEADER, replace(DRAFT, **changes))  # type: ignore[arg-type]
        await self.patrols.keeping.tick()
        return row

    async def runs(self, actor: Actor = LEADER, days: int = 9) -> list[PatrolRun]:
        """All rounds, the first due first."""
        now = self.clock.now_utc()
        span = RunFilter(now - timedelta(days=days), now + timedelta(days=days))
        rows, total = await self.patrols.rounds.page(actor, span, None, 500)
        assert total == len(rows)
        return rows[::-1]

    async def begun(self, actor: Actor = OPERATOR) -> PatrolRun:
        """A round under way."""
        plan = await self.plan()
        return await self.patrols.rounds.begin_extra(actor, plan.id)

    def picture(
        self,
        attempt: str,
        channel: str = EAST,
        *,
        first: datetime | None,
        ended: datetime | None = None,
        **changes: str,
    ) -> str:
        seen = SeenPicture(channel, OPERATOR.id, "duty_patrol", self.clock.now_utc(), first, ended, "")
        self.traces.pictures[attempt] = replace(seen, **changes)  # type: ignore[arg-type]
        return attempt


@pytest.fixture
async def house(database: Database, outbox: Outbox, clock: ManualClock, gate: Gate) -> House:
    cameras, traces, alarms = Cameras(), Traces(), Alarms()
    patrols = Patrols(
        database=database, outbox=outbox, clock=clock, gate=gate, channels=cameras, pictures=traces, alarms=alarms
    )
    return House(patrols, clock, cameras, traces, alarms)
