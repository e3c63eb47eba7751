"""The outbox: events recorded with the change itself, told after the commit, in order, at least once."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

import structlog
from prometheus_client import Counter
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events.broker import EventBroker
from anlan.foundation.events.event import Event
from anlan.foundation.events.journal import EventsExpired, Journal
from anlan.foundation.events.models import EventFailure, OutboxEvent
from anlan.foundation.events.subscription import Handler, Subscription

log = structlog.get_logger("anlan.events")
RECORDED = Counter("anlan_events_recorded_total", "Events written to the outbox", ["kind"])

_OUTBOX_LOCK = 0x414E_4C41_4E02
_POLL_S = 1.0
_PURGE_EVERY_S = 600.0
_STOP_S = 2.0
_KEEP_FAILURES = timedelta(days=90)
# Facts are small values; what is larger belongs in a record of its own.
_MAX_FACTS_BYTES = 65_536
_EVENTS: Final[Any] = OutboxEvent.__table__


class Outbox:
    """Records events inside transactions and dispatches them afterwards.

    Sequences are given as the last thing before the commit, under a lock that is shared by all processes of the platform:
    an event with a lower sequence is never committed after one with a higher, so a listener that resumes loses nothing.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        broker: EventBroker | None = None,
        keep_events: int = 200_000,
        keep_hours: int = 72,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keep_events = keep_events
        self._keep_hours = keep_hours
        self._journal = Journal(database)
        self._subscriptions: dict[str, Subscription] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._running = False
        if broker is not None:
            self.subscribe("", broker.publish, "broker")

    async def record(
        self,
        session: AsyncSession,
        kind: str,
        facts: dict[str, Any],
        *,
        division: str = "",
        permission: str = "directory.read",
    ) -> str:
        """Write an event with the caller's transaction and return its id; it is told once that transaction has committed."""
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        if len(text) > _MAX_FACTS_BYTES:
            raise ValueError(f"facts of {kind} are {len(text)} bytes, more than {_MAX_FACTS_BYTES}")
        row = {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "occurred_utc": self._clock.now_utc(),
            "division": division,
            "permission": permission,
            "facts": text,
        }
        pending: list[dict[str, Any]] | None = session.info.get("events")
        if pending is None:
            pending = session.info["events"] = []
            self._database.at_commit(session, 2, self._write_pending)
            self._database.after_commit(session, lambda: self._told(session))
        pending.append(row)
        return str(row["id"])

    async def _write_pending(self, session: AsyncSession) -> None:
        await self._database.lock_until_commit(session, _OUTBOX_LOCK)
        # The table, not the class: rows of a storm need no units of work.
        await session.execute(insert(_EVENTS), session.info["events"])

    def _told(self, session: AsyncSession) -> None:
        for row in session.info.pop("events"):
            RECORDED.labels(row["kind"]).inc()
        self._wake.set()

    def subscribe(self, kind_prefix: str, handler: Handler, name: str) -> None:
        """Call ``handler`` for every event whose kind begins with the prefix, in order, at least once.

        The position is kept under ``name`` in the database; a new name begins with the oldest event kept. A handler that
        raises is called again with growing pauses; after the last try the event is set aside and named in a log line.
        """
        if name in self._subscriptions:
            raise ValueError(f"subscriber {name} stands already")
        subscription = Subscription(self._database, self._clock, self._journal, name, kind_prefix, handler)
        self._subscriptions[name] = subscription
        if self._running:
            self._run(f"events-{name}", subscription.run())

    def listen(self, after_sequence: int | None = None) -> AsyncIterator[Event]:
        """Every event after the sequence (default: from now on), until the outbox stops. Ends with ``EventsExpired`` when
        what was asked for is no longer kept. A slow reader holds nothing back: it reads on from the database."""
        return self._journal.follow(after_sequence)

    def listen_groups(self, after_sequence: int | None = None) -> AsyncIterator[list[Event]]:
        """The same as ``listen``, all events that stand ready at once, at most a page of 500."""
        return self._journal.groups(after_sequence)

    async def page(self, position: int) -> list[Event]:
        """Up to 500 events beyond the position, without waiting. Raises ``EventsExpired``, also for a position of another life
        of the database."""
        if position > self._journal.head:
            raise EventsExpired(self._journal.head)
        return await self._journal.after(position)

    async def next_page(self, position: int) -> list[Event]:
        """The same, waiting until there are some; [] once the outbox stops."""
        await self._journal.wait_beyond(position)
        return [] if self._journal.closed else await self._journal.after(position)

    @property
    def sequence(self) -> int:
        """The newest sequence that has been told."""
        return self._journal.head

    async def start(self) -> None:
        """Begin to dispatch; whatever was committed before and not dealt with comes first."""
        await self._journal.open()
        self._running = True
        self._run("events-tail", self._tail())
        self._run("events-poll", self._every(_POLL_S, self._nudge))
        self._run("events-purge", self._every(_PURGE_EVERY_S, self.purge))
        for name, subscription in self._subscriptions.items():
            self._run(f"events-{name}", subscription.run())

    async def stop(self) -> None:
        """End listeners, let handlers finish what they have in hand, keep every position."""
        if not self._running:
            return
        self._running = False
        self._journal.close()
        handlers = [task for name, task in self._tasks.items() if name.removeprefix("events-") in self._subscriptions]
        if handlers:
            await asyncio.wait(handlers, timeout=_STOP_S)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()

    async def check(self) -> None:
        """Raise where dispatching has ended although it should go on (readiness)."""
        ended = [name for name, task in self._tasks.items() if task.done()]
        if ended or not self._running:
            raise RuntimeError(f"ended: {', '.join(ended) or 'the outbox'}")

    async def purge(self) -> None:
        """Drop events beyond what is kept; the newest always stays, because it carries the sequence on."""
        floor = self._journal.head - self._keep_events
        oldest_utc = self._clock.now_utc() - timedelta(hours=self._keep_hours)
        async with self._database.transaction() as session:
            by_age = await session.scalar(
                select(func.max(OutboxEvent.sequence)).where(OutboxEvent.occurred_utc < oldest_utc)
            )
            upto = min(max(floor, by_age or 0), self._journal.head - 1)
            await session.execute(delete(OutboxEvent).where(OutboxEvent.sequence <= upto))
            await session.execute(
                delete(EventFailure).where(EventFailure.failed_utc < self._clock.now_utc() - _KEEP_FAILURES)
            )
        self._journal.forget(upto)

    def _run(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks[name] = asyncio.create_task(work, name=name)

    async def _tail(self) -> None:
        while self._running:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._journal.advance()
            except Exception as error:  # noqa: BLE001 - the database may be away; the poll comes back
                log.warning("events_unreadable", error=repr(error))

    async def _nudge(self) -> None:
        # Other processes of the platform write events too, and they cannot wake us.
        self._wake.set()

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._clock.sleep(seconds)
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - tried again at the next turn
                log.warning("events_upkeep_failed", error=repr(error))


__all__ = ["EventsExpired", "Outbox"]
