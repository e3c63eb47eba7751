"""Writes attempts down while they happen and tells of them, many in one transaction; the steps never wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import delete, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from anlan.capabilities.live import events
from anlan.capabilities.live.models import LiveAttempt
from anlan.capabilities.live.traces import Attempt, Wanted, failure_as_json
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.ids import new_id

log = structlog.get_logger(__name__)

# The newest attempts that are kept; about 1 KB each.
KEPT_ATTEMPTS = 200_000
# Every so many attempts the oldest are dropped.
PRUNE_EVERY = 1_000
# Stream events that may wait for the database; beyond it the oldest are dropped, as a later one tells the state anyway.
MAX_TOLD = 10_000
RETRY_S = 1.0
# Steps follow each other within milliseconds while a picture comes up: gathered, they cost one transaction and not six, and
# leave the machine to what the viewer waits for.
GATHER_S = 0.1


class EventRecorder(Protocol):
    """The part of the outbox that is used here."""

    async def record(
        self,
        session: AsyncSession,
        kind: str,
        facts: dict[str, Any],
        *,
        division: str = "",
        permission: str = "directory.read",
    ) -> str:
        """Record an event in the transaction of the session."""


@dataclass(frozen=True, slots=True)
class AttemptFilter:
    """Which attempts to list; empty fields match all. ``divisions``: roots of the subtrees that the asker may see ("" is all)."""

    divisions: tuple[str, ...]
    channel: str = ""
    peer: str = ""
    outcome: str = ""
    requester: str = ""


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """A page of attempts, newest first, as the API shows them."""

    items: Sequence[dict[str, Any]]
    next_cursor: str | None
    total: int


class Journal:
    """The attempts that run, and the table of those that were."""

    def __init__(self, database: Database, outbox: EventRecorder, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._open: dict[str, Attempt] = {}
        # Attempts with something new to write; events not told yet.
        self._dirty: dict[str, Attempt] = {}
        self._told: list[tuple[str, dict[str, Any], str]] = []
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None
        self._since_pruned = 0

    async def start(self) -> None:
        """Close what a crash left running, then write as things happen."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            await session.execute(
                update(LiveAttempt)
                .where(LiveAttempt.outcome.in_(("running", "playing")))
                .values(outcome="ended", ended_utc=now)
            )
        self._writer = asyncio.create_task(self._write_on(), name="live-journal")

    async def stop(self) -> None:
        """Write what is left and end."""
        self._stopping.set()
        self._wake.set()
        if self._writer is not None:
            # Never cancelled in the middle of a commit.
            await self._writer
            self._writer = None

    def begin(self, wanted: Wanted, *, requested_utc: datetime, audit_sequence: int) -> Attempt:
        """Open the trace of an attempt that the gate allowed; its first two steps are noted."""
        attempt = Attempt(new_id(requested_utc), wanted, self._clock, requested_utc, self._changed)
        attempt.audit_sequence = audit_sequence
        self._open[attempt.id] = attempt
        self._since_pruned += 1
        attempt.step("requested", at_utc=requested_utc)
        attempt.step("authorized", {"audit": audit_sequence})
        return attempt

    def tell(self, kind: str, facts: dict[str, Any], division: str) -> None:
        """Record an event with the next write."""
        if len(self._told) >= MAX_TOLD:
            del self._told[: MAX_TOLD // 2]
            log.warning("live.events_dropped", dropped=MAX_TOLD // 2)
        self._told.append((kind, facts, division))
        self._wake.set()

    def running(self, attempt: str) -> Attempt | None:
        """An attempt that is not over, or over and not written down yet."""
        return self._open.get(attempt)

    def _changed(self, attempt: Attempt) -> None:
        self._dirty[attempt.id] = attempt
        facts = {
            "id": attempt.id,
            "channel": attempt.wanted.channel,
            "step": attempt.steps[-1].name,
            "outcome": attempt.outcome,
        }
        self.tell(events.ATTEMPT, facts, attempt.wanted.division)

    async def _write_on(self) -> None:
        while not self._stopping.is_set() or self._dirty or self._told:
            await self._wake.wait()
            await self._pause(GATHER_S)
            try:
                await self.flush()
            except Exception:
                # The database is away: what waits is kept, within its bound, and written when it is back.
                log.exception("live.journal_failed", waiting=len(self._dirty))
                if self._stopping.is_set():
                    return
                await self._pause(RETRY_S)
                self._wake.set()

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the time to stop."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((sleeping, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            stopping.cancel()

    async def flush(self) -> None:
        """Write what has gathered, in one transaction."""
        async with self._writing:
            self._wake.clear()
            dirty, self._dirty = self._dirty, {}
            told, self._told = self._told, []
            if not dirty and not told:
                return
            rows = [_row(attempt) for attempt in dirty.values()]
            try:
                await self._write(rows, told)
            except BaseException:
                self._dirty = {**dirty, **self._dirty}
                self._told = [*told, *self._told][-MAX_TOLD:]
                raise
            self._after_write(dirty)
        if self._since_pruned >= PRUNE_EVERY:
            self._since_pruned = 0
            await self._prune()

    async def _write(self, rows: list[dict[str, Any]], told: list[tuple[str, dict[str, Any], str]]) -> None:
        async with self._database.transaction() as session:
            if rows:
                # Looked up first: a write whose outcome was never learnt (connection lost at the commit) is repeated safely.
                ids = [row["id"] for row in rows]
                stored = set(await session.scalars(select(LiveAttempt.id).where(LiveAttempt.id.in_(ids))))
                new = [row for row in rows if row["id"] not in stored]
                if new:
                    await session.execute(insert(LiveAttempt), new)
                for row in rows:
                    if row["id"] in stored:
                        await session.execute(update(LiveAttempt).where(LiveAttempt.id == row["id"]).values(**row))
            for kind, facts, division in told:
                await self._outbox.record(session, kind, facts, division=division, permission=events.PERMISSION)

    def _after_write(self, written: dict[str, Attempt]) -> None:
        for attempt in written.values():
            if attempt.over and attempt.id not in self._dirty:
                self._open.pop(attempt.id, None)

    async def _prune(self) -> None:
        async with self._database.transaction() as session:
            oldest = await session.scalar(
                select(LiveAttempt.id).order_by(LiveAttempt.id.desc()).offset(KEPT_ATTEMPTS).limit(1)
            )
            if oldest is not None:
                await session.execute(delete(LiveAttempt).where(LiveAttempt.id <= oldest))

    async def get(self, attempt: str) -> dict[str, Any] | None:
        """One attempt as JSON with the fields of the API, plus ``division`` and ``requester``; None where there is none."""
        running = self._open.get(attempt)
        if running is not None:
            return _as_json(_row(running))
        async with self._database.reading() as session:
            found = await session.get(LiveAttempt, attempt)
        return None if found is None else _as_json(_columns(found))

    async def page(self, wanted: AttemptFilter, *, cursor: str | None, limit: int) -> AttemptPage:
        """Attempts, newest first; ``cursor`` is the id of the last one of the page before."""
        await self.flush()
        conditions = _conditions(wanted)
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(LiveAttempt).where(*conditions))
            query = select(LiveAttempt).where(*conditions)
            if cursor:
                query = query.where(LiveAttempt.id < cursor)
            found = list(await session.scalars(query.order_by(LiveAttempt.id.desc()).limit(limit + 1)))
        items = [_as_json(_columns(row)) for row in found[:limit]]
        return AttemptPage(items, found[limit - 1].id if len(found) > limit else None, total or 0)


def _conditions(wanted: AttemptFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if "" not in wanted.divisions:
        conditions.append(
            or_(false(), *(LiveAttempt.division.startswith(root, autoescape=True) for root in wanted.divisions))
        )
    for column, value in (
        (LiveAttempt.channel, wanted.channel),
        (LiveAttempt.peer, wanted.peer),
        (LiveAttempt.outcome, wanted.outcome),
        (LiveAttempt.requester, wanted.requester),
    ):
        if value:
            conditions.append(column == value)
    return conditions


def _row(attempt: Attempt) -> dict[str, Any]:
    wanted = attempt.wanted
    return {
        "id": attempt.id,
        "channel": wanted.channel,
        "channel_name": wanted.channel_name,
        "peer": wanted.peer,
        "division": wanted.division,
        "stream_number": wanted.stream_number,
        "stream": attempt.stream,
        "requester": wanted.requester,
        "requester_kind": wanted.requester_kind,
        "requester_name": wanted.requester_name,
        "organisation": wanted.organisation,
        "purpose": wanted.purpose,
        "audit_sequence": attempt.audit_sequence,
        "started_utc": attempt.started_utc,
        "ended_utc": attempt.ended_utc,
        "outcome": attempt.outcome,
        "failure_code": attempt.failure.code if attempt.failure else None,
        "failure": failure_as_json(attempt.failure) if attempt.failure else None,
        "steps": attempt.steps_as_json(),
    }


_COLUMNS = tuple(LiveAttempt.__table__.columns.keys())


def _columns(found: LiveAttempt) -> dict[str, Any]:
    return {name: getattr(found, name) for name in _COLUMNS}


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("failure_code", "audit_sequence")}
