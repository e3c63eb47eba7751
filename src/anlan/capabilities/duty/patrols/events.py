"""What patrol rounds tell."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.patrols.models import PatrolRun
from anlan.foundation.events import Outbox

RUN: Final = "duty.patrol"
PERMISSION: Final = "duty.read"


async def tell_run(outbox: Outbox, session: AsyncSession, run: PatrolRun) -> None:
    """Tell how a round stands, in the transaction that made it so."""
    facts = {
        "id": run.id, "plan": run.plan, "plan_name": run.plan_name, "state": run.state, "room": run.room, "operator": run.operator,
        "stops": run.stops, "looked": run.looked, "findings": run.findings,
    }  # fmt: skip
    await outbox.record(session, RUN, facts, division=run.division, permission=PERMISSION)
