"""Every change of a case is noted for the neighbours in the transaction that makes it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.events import CASE, EventRecorder
from anlan.capabilities.alarms.levels.ports import CaseFeed
from anlan.foundation.database import Database

_CASES = "feed_cases"
_FROM = "feed_from"
# Before the audit lines and the events, whose locks are held for the commit alone.
_ORDER = 0


class FeedingRecorder:
    """An ``EventRecorder`` that marks each case it is told of. What tells of a case has changed it, so nothing is missed."""

    def __init__(self, recorder: EventRecorder, feed: CaseFeed) -> None:
        self._recorder = recorder
        self._feed = feed

    async def record(
        self, session: AsyncSession, kind: str, facts: dict[str, Any], *, division: str = "", permission: str = "directory.read"
    ) -> str:  # fmt: skip
        """Record an event; a case's is marked for the neighbours as the transaction ends."""
        if kind == CASE:
            cases: dict[str, None] | None = session.info.get(_CASES)
            if cases is None:
                cases = session.info[_CASES] = {}
                Database.at_commit(session, _ORDER, self._mark)
            cases[str(facts["id"])] = None
        return await self._recorder.record(session, kind, facts, division=division, permission=permission)

    async def _mark(self, session: AsyncSession) -> None:
        await self._feed.mark(session, session.info.pop(_CASES), session.info.pop(_FROM, ""))


def came_from(session: AsyncSession, neighbour: str) -> None:
    """What this transaction changes is what the neighbour has already."""
    session.info[_FROM] = neighbour
