"""One durable subscriber: its position, its retries, what it had to set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import CursorResult, insert, update

from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events.event import Event
from anlan.foundation.events.journal import EventsExpired, Journal
from anlan.foundation.events.models import EventFailure, EventPosition

log = structlog.get_logger("anlan.events")
LAG = Gauge("anlan_event_subscriber_lag", "Events a subscriber has still to deal with", ["subscriber"])
SET_ASIDE = Counter("anlan_events_set_aside_total", "Events a subscriber failed on for good", ["subscriber"])

Handler = Callable[[Event], Awaitable[None]]
# Pauses before the next try; about two minutes in all, so that a peer's restart does not cost an event.
_PAUSES_S: Final = (0.2, 1.0, 5.0, 15.0, 30.0, 60.0)
# While events come without a pause the position is written this often, not with every group; after a kill so much is told again.
KEEP_EVERY_S: Final = 1.0
_POSITIONS: Final[Any] = EventPosition.__table__


class Subscription:
    """Hands events to one handler in order and remembers how far it came."""

    def __init__(
        self, database: Database, clock: Clock, journal: Journal, name: str, kind_prefix: str, handler: Handler
    ) -> None:
        self._database = database
        self._clock = clock
        self._journal = journal
        self._name = name
        self._prefix = kind_prefix
        self._handler = handler
        self._position = self._kept = 0
        self._kept_s = float("-inf")

    async def run(self) -> None:
        """Deal with events until the journal closes."""
        self._position = self._kept = await self._load()
        while not self._journal.closed:
            position = self._position
            try:
                events = await self._journal.after(position)
            except EventsExpired:
                log.error("events_expired_unread", subscriber=self._name, position=position)
                self._position = self._journal.dropped
                continue
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                log.warning("events_unreadable", subscriber=self._name, error=repr(error))
                await self._clock.sleep(1.0)
                continue
            for event in events:
                if self._journal.closed or not await self._deal_with(event):
                    break
                self._position = event.sequence
            if self._clock.monotonic_s() - self._kept_s >= KEEP_EVERY_S:
                await self._keep()
            LAG.labels(self._name).set(max(0, self._journal.head - self._position))
            if self._position != self._kept and not await self._more_within(KEEP_EVERY_S):
                await self._keep()
            await self._journal.wait_beyond(self._position)
        await self._keep()

    async def _more_within(self, seconds: float) -> bool:
        """Whether there are further events before the time has passed."""
        more = asyncio.ensure_future(self._journal.wait_beyond(self._position))
        over = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({more, over}, return_when=asyncio.FIRST_COMPLETED)
            return more.done()
        finally:
            more.cancel()
            over.cancel()

    async def _keep(self) -> None:
        """Write the position where it has moved; a database that is away is asked again with the next events."""
        if self._position == self._kept:
            return
        self._kept_s = self._clock.monotonic_s()
        try:
            await self._save(self._position)
        except Exception as error:  # noqa: BLE001 - what is lost is that some events are told again
            log.warning("event_position_not_kept", subscriber=self._name, error=repr(error))
        else:
            self._kept = self._position

    async def _deal_with(self, event: Event) -> bool:
        """Whether the event is behind us: handled, of no interest, or set aside."""
        if not event.kind.startswith(self._prefix):
            return True
        failure: Exception | None = None
        for pause_s in (0.0, *_PAUSES_S):
            if pause_s:
                await self._clock.sleep(pause_s)
            if self._journal.closed:
                return False
            try:
                await self._handler(event)
            except Exception as error:  # noqa: BLE001 - a handler's fault must not stop the events behind it
                failure = error
                log.warning(
                    "event_handler_failed",
                    subscriber=self._name,
                    kind=event.kind,
                    sequence=event.sequence,
                    error=repr(error),
                )
            else:
                return True
        SET_ASIDE.labels(self._name).inc()
        log.error(
            "event_set_aside", subscriber=self._name, kind=event.kind, sequence=event.sequence, error=repr(failure)
        )
        async with self._database.transaction() as session:
            await session.merge(
                EventFailure(
                    name=self._name,
                    sequence=event.sequence,
                    event_id=event.id,
                    failed_utc=self._clock.now_utc(),
                    error=repr(failure)[:512],
                )
            )
        return True

    async def _load(self) -> int:
        async with self._database.reading() as session:
            row = await session.get(EventPosition, self._name)
        return row.sequence if row is not None else self._journal.dropped

    async def _save(self, position: int) -> None:
        values = {"sequence": position, "updated_utc": self._clock.now_utc()}
        async with self._database.transaction() as session:
            done = await session.execute(update(_POSITIONS).where(_POSITIONS.c.name == self._name).values(values))
            assert isinstance(done, CursorResult)
            if not done.rowcount:
                await session.execute(insert(_POSITIONS).values(name=self._name, **values))
