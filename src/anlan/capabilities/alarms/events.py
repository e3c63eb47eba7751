"""What the alarm centre tells. ``company`` in the facts keeps a company's listener to what it serves."""

from __future__ import annotations

from typing import Any, Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.open_case import OpenCase
from anlan.capabilities.alarms.models import Alarm

CASE: Final = "alarms.case"
EVIDENCE: Final = "alarms.evidence"
LINK: Final = "alarms.link"
PERMISSION: Final = "alarms.read"


class EventRecorder(Protocol):
    """The part of the outbox that is used here."""

    async def record(
        self, session: AsyncSession, kind: str, facts: dict[str, Any], *, division: str = "", permission: str = "directory.read"
    ) -> str:  # fmt: skip
        """Record an event in the transaction of the session."""


async def tell_case(outbox: EventRecorder, session: AsyncSession, case: OpenCase) -> None:
    """Tell what a case is now, once in the transaction that made it so."""
    facts = {
        "id": case.id,
        "state": case.state,
        "alarm_class": case.alarm_class,
        "rank": case.rank,
        "claimed_by": case.claimed_by,
        "claimed_by_name": case.claimed_by_name if case.claimed_by else "",
        "version": case.version,
        "signals": case.signals,
        "subscriber": case.subscriber,
        "division": case.division,
        "company": case.company,
    }
    await outbox.record(session, CASE, facts, division=case.division, permission=PERMISSION)


async def tell_evidence(outbox: EventRecorder, session: AsyncSession, alarm: Alarm) -> None:
    """Tell that a case's evidence has changed."""
    facts = {"id": alarm.id, "company": alarm.company}
    await outbox.record(session, EVIDENCE, facts, division=alarm.division, permission=PERMISSION)
