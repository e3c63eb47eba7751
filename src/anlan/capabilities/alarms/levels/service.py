"""The levels put together: what is taken in, what is sent, and what passes between desks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.events import EventRecorder
from anlan.capabilities.alarms.levels.bodies import read_bodies
from anlan.capabilities.alarms.levels.mirror import Mirror, Outcome
from anlan.capabilities.alarms.levels.ports import CaseFeed, Neighbour, Neighbours
from anlan.capabilities.alarms.levels.transfer import Transfer
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.access.gate import Gate
from anlan.protocols.feed import Answer, Ask, CaseBody


class FeedSide(CaseFeed, Neighbours, Protocol):
    """The feed as the alarm centre needs it."""

    def neighbour(self, platform: str) -> Neighbour:
        """What the platform is to us."""

    async def shows(self, platform: str, row: Alarm) -> bool:
        """Whether a platform above is shown a case."""


class Levels:
    """Cases between platforms. ``own``: code of this one."""

    def __init__(self, *, records: CaseRecords, recorder: EventRecorder, gate: Gate, feed: FeedSide, own: str) -> None:
        self.own = own
        self.feed = feed
        self._mirror = Mirror(records.database, recorder, records.cases, own, feed.upper)
        self.transfer = Transfer(
            records=records, gate=gate, mirror=self._mirror, neighbours=feed, neighbour=feed.neighbour, shown=feed.shows, own=own
        )  # fmt: skip

    def upper(self) -> str:
        """Code of the platform above; "" where there is none."""
        return self.feed.upper()

    async def apply(self, neighbour: Neighbour, bodies: Sequence[CaseBody]) -> list[Outcome]:
        """Commit what a neighbour tells, and say of each message what became of it."""
        return await self._mirror.apply(neighbour, bodies)

    async def decide(self, neighbour: Neighbour, ask: Ask) -> Answer:
        """Answer a neighbour's ask."""
        return await self.transfer.decide(neighbour, ask)

    async def read(
        self, session: AsyncSession, to: str, alarms: Collection[str], known_steps: Mapping[str, int]
    ) -> dict[str, list[CaseBody]]:
        """Cases as they are to be sent to a neighbour, each in parts; ``known_steps``: what the other side has acknowledged."""
        return await read_bodies(session, alarms, self.own, to, known_steps)
