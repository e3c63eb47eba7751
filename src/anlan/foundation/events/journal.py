"""Reading events back: the newest from memory, older ones from the database, by position, for any number of readers."""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_right
from collections import deque
from collections.abc import AsyncIterator

from sqlalchemy import func, select

from anlan.foundation.database import Database
from anlan.foundation.events.event import Event
from anlan.foundation.events.models import OutboxEvent

# The newest events are held once for all readers; a reader further behind reads the database, so a slow one costs nobody memory.
_RECENT = 2048
_PAGE = 500
# As the fields of an event.
_COLUMNS = (
    OutboxEvent.id, OutboxEvent.sequence, OutboxEvent.kind, OutboxEvent.occurred_utc, OutboxEvent.division, OutboxEvent.permission,
    OutboxEvent.facts,
)  # fmt: skip


class EventsExpired(Exception):  # noqa: N818 - what happened
    """The events asked for are no longer kept: the reader must load its state anew and follow from ``sequence``."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"events before {sequence} are no longer kept")
        self.sequence = sequence


class Journal:
    """All events by sequence. ``advance`` is called when there may be new ones; readers wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: deque[Event] = deque()
        # Every event after the floor is in memory.
        self._floor = 0
        # Everything up to here has been dropped by retention.
        self.dropped = 0
        self._news = asyncio.Event()
        self._closed = False
        self.head = 0

    async def open(self) -> None:
        """Find the newest and the oldest event."""
        async with self._database.reading() as session:
            row = (await session.execute(select(func.min(OutboxEvent.sequence), func.max(OutboxEvent.sequence)))).one()
        self.head = self._floor = row[1] or 0
        self.dropped = (row[0] or 1) - 1
        self._closed = False

    def close(self) -> None:
        """Every reader comes to its end."""
        self._closed = True
        self._announce()

    @property
    def closed(self) -> bool:
        return self._closed

    def forget(self, sequence: int) -> None:
        """Retention has dropped everything up to here."""
        self.dropped = max(self.dropped, sequence)

    async def advance(self) -> None:
        """Take what has been committed since."""
        while events := await self._read(self.head, _PAGE):
            self._recent.extend(events)
            self.head = events[-1].sequence
            while len(self._recent) > _RECENT:
                self._floor = self._recent.popleft().sequence
            self._announce()

    async def after(self, position: int) -> list[Event]:
        """Up to a page of events beyond the position, without waiting. Raises ``EventsExpired``."""
        if position < self.dropped:
            raise EventsExpired(self.head)
        if position >= self._floor:
            start = bisect_right(self._recent, position, key=lambda event: event.sequence)
            return [self._recent[index] for index in range(start, min(start + _PAGE, len(self._recent)))]
        events = [event for event in await self._read(position, _PAGE) if event.sequence <= self.head]
        if not events:
            # Somebody else has dropped them: without this the reader would turn in a circle.
            self.forget(self._floor)
            raise EventsExpired(self.head)
        return events

    async def wait_beyond(self, position: int) -> None:
        """Return when there is an event beyond the position, or the journal is closed."""
        while self.head <= position and not self._closed:
            await self._news.wait()

    async def follow(self, after_sequence: int | None) -> AsyncIterator[Event]:
        """Events beyond the position, then new ones as they come."""
        async for group in self.groups(after_sequence):
            for event in group:
                yield event

    async def groups(self, after_sequence: int | None) -> AsyncIterator[list[Event]]:
        """The same as ``follow``, all that stand ready at once, at most a page."""
        position = self.head if after_sequence is None else after_sequence
        if position > self.head:
            # A sequence of another life of the database: what the reader knows does not belong to it.
            raise EventsExpired(self.head)
        while not self._closed:
            if events := await self.after(position):
                position = events[-1].sequence
                yield events
            await self.wait_beyond(position)

    def _announce(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _read(self, position: int, limit: int) -> list[Event]:
        query = select(*_COLUMNS).where(OutboxEvent.sequence > position).order_by(OutboxEvent.sequence).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [
            Event(id_, sequence, kind, occurred_utc, division, permission, json.loads(facts))
            for id_, sequence, kind, occurred_utc, division, permission, facts in rows
        ]
