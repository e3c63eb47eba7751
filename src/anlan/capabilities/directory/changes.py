"""Writing down who changed which field of a record from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.models import RecordChange
from anlan.capabilities.directory.records import Happening

# Shown as changed, never with their value.
_SECRET = frozenset({"password"})
_DERIVED = frozenset({"pinyin", "initials", "changed_utc", "last_event", "counted", "online", "overrides"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes a record."""

    id: str = ""
    name: str = ""


RecordKind = Literal["channel", "device", "platform"]


async def note_change(
    session: AsyncSession,
    kind: RecordKind,
    code: str,
    author: Author,
    reason: str,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write one change into the history."""
    row = {
        "code": code, "kind": kind, "actor": author.id, "actor_name": author.name, "reason": reason,
        "changes": dict(changes), "at_utc": now,
    }  # fmt: skip
    await session.execute(insert(RecordChange).values(row))


def fields_changed(before: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [before, after] of a row and new values; secrets as ``***``, what follows from other fields left out."""
    changes: dict[str, list[Any]] = {}
    for key, value in values.items():
        if key in _DERIVED:
            continue
        if key in _SECRET:
            changes[key] = ["***", "***"]
        elif getattr(before, key) != value:
            changes[key] = [getattr(before, key), value]
    return changes


def record_event(kind: RecordKind, code: str, change: str, division: str) -> Happening:
    """Tells that a record was created, edited or deleted."""
    return Happening("directory.record", {"kind": kind, "code": code, "change": change}, division)


async def history_of(session: AsyncSession, code: str, before_id: int | None, limit: int) -> list[RecordChange]:
    """The changes of a record, the newest first."""
    query = select(RecordChange).where(RecordChange.code == code).order_by(RecordChange.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(RecordChange.id < before_id)
    return list((await session.scalars(query)).all())
