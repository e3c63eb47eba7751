"""Faults of cameras that people saw: noted once for each finding, settled by whoever mended or checked it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.patrols.models import FaultNote
from anlan.capabilities.duty.patrols.plans import READ
from anlan.capabilities.duty.patrols.ports import Fault
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, NotFound
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

FAULT: Final = "duty.fault"
_WORK: Final = "duty.work"


class FaultNotes:
    """``FaultReports`` until upkeep takes them over, and what the duty room sees of them."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, gate: Gate) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate

    async def report(self, session: AsyncSession, actor: Actor, fault: Fault, at_utc: datetime) -> None:
        """Take a fault down in the caller's transaction; a repeat of one finding is taken once."""
        if await session.scalar(select(FaultNote.id).where(FaultNote.finding == fault.finding)) is not None:
            return
        identity = new_id(at_utc)
        row = {
            "id": identity, "channel": fault.channel.code, "channel_name": fault.channel.name, "division": fault.channel.division,
            "fault": fault.fault, "text": fault.text, "finding": fault.finding, "noted_by_name": actor.name, "noted_utc": at_utc,
            "settled_by_name": "", "settled_text": "",
        }  # fmt: skip
        await session.execute(insert(FaultNote).values(row))
        await self._tell(session, identity, fault.channel.code, fault.channel.division, "noted")

    async def page(
        self, actor: Actor, division: str, *, standing: bool, after: str | None, limit: int
    ) -> tuple[Sequence[FaultNote], int]:
        """Notes, newest first, and how many there are in all. ``standing``: only those not settled."""
        where = [division_within(FaultNote.division, self._gate.scope(actor, READ))]
        if division:
            where.append(division_within(FaultNote.division, (division,)))
        if standing:
            where.append(FaultNote.settled_utc.is_(None))
        query = select(FaultNote).where(*where)
        if after:
            query = query.where(FaultNote.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(FaultNote.id.desc()).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(FaultNote).where(*where))
        return rows, total or 0

    async def settle(self, actor: Actor, note: str, text: str) -> FaultNote:
        """Say what was done. Raises ``Conflict`` where it is settled already."""
        async with self._database.reading() as session:
            row = await session.get(FaultNote, note)
        if row is None:
            raise _no_note()
        resource = Resource("channel", row.channel, row.division, row.channel_name)
        await self._gate.authorize(actor, _WORK, resource, unseen=_no_note())
        values = {"settled_by_name": actor.name, "settled_utc": self._clock.now_utc(), "settled_text": text.strip()}
        standing = (FaultNote.id == note, FaultNote.settled_utc.is_(None))
        async with self._database.transaction() as session:
            changed = await session.execute(update(FaultNote).where(*standing).values(values).returning(FaultNote.id))
            if changed.first() is None:
                raise Conflict("faults.settled", Sentence("该故障已办结。", "This fault is settled already."))
            await self._tell(session, note, row.channel, row.division, "settled")
            return await session.get_one(FaultNote, note, populate_existing=True)

    async def _tell(self, session: AsyncSession, note: str, channel: str, division: str, change: str) -> None:
        facts = {"id": note, "channel": channel, "change": change}
        await self._outbox.record(session, FAULT, facts, division=division, permission=READ)


def _no_note() -> NotFound:
    return NotFound("faults.unknown", Sentence("没有此故障登记。", "There is no such note of a fault."))
