"""Writing the audit log: serialised, hash-chained, many callers in one commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from prometheus_client import Counter
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.audit.line import GENESIS, canonical, line_hash
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.clock import Clock
from anlan.foundation.database import BatchWriter, Database

Outcome = Literal["allowed", "refused", "done"]
LINES = Counter("anlan_audit_lines_total", "Lines written to the audit log", ["outcome"])

_AUDIT_LOCK = 0x414E_4C41_4E01
_MAX_FACTS_BYTES = 16_384


@dataclass(slots=True)
class _Entry:
    values: dict[str, Any]
    sequence: int = 0


class AuditLog:
    """Appends lines. The chain is continued under a lock shared by all processes, as the last thing before the commit."""

    def __init__(
        self, database: Database, clock: Clock, *, on_written: Callable[[int, str], None] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._on_written = on_written
        self._writer: BatchWriter[_Entry] = BatchWriter("audit", self._write_alone, max_batch=500, max_waiting=20_000)

    async def append(
        self,
        session: AsyncSession | None,
        actor: Actor,
        action: str,
        resource: Resource,
        purpose: str = "",
        outcome: Outcome = "done",
        facts: dict[str, Any] | None = None,
    ) -> int:
        """Write a line.

        Without a session: committed when this returns, and the line's sequence is returned. With the session of a change:
        written with that change, all or nothing; the sequence is not known before the commit, and 0 is returned.
        ``facts``: JSON values without secrets, at most 16 KB.
        """
        entry = _Entry(self._values(actor, action, resource, purpose, outcome, facts or {}))
        if session is None:
            # Inside a transaction the write would wait for the caller and the caller for the write.
            self._database.refuse_inside_transaction()
            await self._writer.put(entry)
            return entry.sequence
        pending: list[_Entry] | None = session.info.get("audit")
        if pending is None:
            pending = session.info["audit"] = []
            self._database.at_commit(session, 1, lambda current: self._write(current, current.info.pop("audit")))
        pending.append(entry)
        return 0

    async def close(self) -> None:
        """Return once everything submitted is written."""
        await self._writer.flush()

    def _values(
        self, actor: Actor, action: str, resource: Resource, purpose: str, outcome: Outcome, facts: dict[str, Any]
    ) -> dict[str, Any]:
        text = canonical(facts)
        if len(text) > _MAX_FACTS_BYTES:
            raise ValueError(f"facts of {action} are {len(text)} bytes, more than {_MAX_FACTS_BYTES}")
        return {
            "occurred_utc": self._clock.now_utc(),
            "actor_id": actor.id[:64],
            "actor_name": actor.name[:128],
            "actor_kind": actor.kind,
            "organisation": actor.organisation[:128],
            "remote_host": actor.remote_host[:64],
            "action": action[:64],
            "resource_kind": resource.kind,
            "resource_id": resource.id[:256],
            "resource_name": resource.name[:256],
            "division": resource.division,
            "purpose": purpose,
            "outcome": outcome,
            "facts": text,
        }

    async def _write_alone(self, entries: list[_Entry]) -> None:
        async with self._database.transaction() as session:
            await self._write(session, entries)

    async def _write(self, session: AsyncSession, entries: list[_Entry]) -> None:
        await self._database.lock_until_commit(session, _AUDIT_LOCK)
        head = (
            await session.execute(
                select(AuditLine.sequence, AuditLine.hash).order_by(AuditLine.sequence.desc()).limit(1)
            )
        ).first()
        sequence, previous = (head[0], head[1]) if head is not None else (0, GENESIS)
        rows = []
        for entry in entries:
            sequence += 1
            row = {**entry.values, "sequence": sequence, "previous_hash": previous}
            row["hash"] = previous = line_hash(row)
            entry.sequence = sequence
            rows.append(row)
        await session.execute(insert(AuditLine), rows)
        self._database.after_commit(session, lambda: self._written(rows))

    def _written(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            LINES.labels(row["outcome"]).inc()
        if self._on_written is not None:
            self._on_written(rows[-1]["sequence"], rows[-1]["hash"])
