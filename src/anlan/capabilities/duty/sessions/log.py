"""The room's log: what people write and what the room notes itself. Lines are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyLogLine, DutyPerson, DutyRoom
from anlan.capabilities.duty.records import LOG, WORK, Books, fault
from anlan.foundation.access.actor import Actor
from anlan.foundation.ids import new_id


class Log:
    """Read by all who see the room; written by those who work there."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def page(self, actor: Actor, room: str, kind: str, after: str | None, limit: int) -> list[DutyLogLine]:
        """The newest first."""
        await self._books.room_for(actor, room)
        query = select(DutyLogLine).where(DutyLogLine.room == room).order_by(DutyLogLine.id.desc()).limit(limit)
        if kind:
            query = query.where(DutyLogLine.kind == kind)
        if after is not None:
            query = query.where(DutyLogLine.id < after)
        async with self._books.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def write(self, actor: Actor, room: str, text: str, corrects: str | None) -> DutyLogLine:
        """Add a note, or a correction of a line of the same room."""
        found = await self._books.room_for(actor, room, WORK)
        async with self._books.database.transaction() as session:
            if corrects is not None:
                line = await session.get(DutyLogLine, corrects)
                if line is None or line.room != room:
                    raise fault("corrects", "没有该条日志", "there is no such line")
            kind = "correction" if corrects else "note"
            identity = await self.note(session, found, kind, {}, actor, text=text, corrects=corrects)
            return await session.get_one(DutyLogLine, identity)

    async def note(
        self, session: AsyncSession, room: DutyRoom, kind: str, facts: dict[str, Any], actor: Actor | None, *, text: str = "",
        corrects: str | None = None,
    ) -> str:  # fmt: skip
        """Add a line in the caller's transaction and return its id; without an actor by the room itself."""
        now: datetime = self._books.clock.now_utc()
        row = {
            "id": new_id(now), "room": room.id, "kind": kind, "text": text, "facts": facts, "corrects": corrects,
            "actor": actor.id if actor else "", "actor_name": await _name_of(session, actor), "at_utc": now,
        }  # fmt: skip
        await session.execute(insert(DutyLogLine).values(row))
        await self._books.tell(session, LOG, room.division, {"room": room.id, "id": row["id"], "kind": kind})
        return str(row["id"])


async def _name_of(session: AsyncSession, actor: Actor | None) -> str:
    """The name by which the team knows who writes, else that of the account."""
    if actor is None:
        return ""
    return await session.scalar(select(DutyPerson.name).where(DutyPerson.user == actor.id)) or actor.name
