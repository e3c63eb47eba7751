"""Shifts that change hands: asked, agreed by the other, approved by whoever manages the room. The rules hold all the way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPerson, DutyRoom, DutyShift, ShiftSwap
from anlan.capabilities.duty.records import MANAGE, READ, SWAP, WORK, Books, fault
from anlan.capabilities.duty.rosters.rosters import names_of
from anlan.capabilities.duty.rosters.shifts import faults_of_people, refuse_faults, sheet_of
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict, Forbidden, NotFound
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

OPEN = ("asked", "agreed")


class Swaps:
    """One request a shift at a time."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def page(self, actor: Actor, room: str, state: str, after: str | None, limit: int) -> list[ShiftSwap]:
        """Requests, the newest first: one's own, and all of the rooms one may see."""
        rooms = select(DutyRoom.id).where(division_within(DutyRoom.division, self._books.gate.scope(actor, READ)))
        query = select(ShiftSwap).where(ShiftSwap.room.in_(rooms)).order_by(ShiftSwap.id.desc()).limit(limit)
        if room:
            query = query.where(ShiftSwap.room == room)
        if state:
            query = query.where(ShiftSwap.state == state)
        if after is not None:
            query = query.where(ShiftSwap.id < after)
        async with self._books.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def ask(self, actor: Actor, shift: str, other: str, in_return: str | None, reason: str) -> ShiftSwap:
        """Ask another of one's room to take a shift. Raises ``Invalid`` where a rule would be broken."""
        async with self._books.database.reading() as session:
            given = await session.get(DutyShift, shift)
            me = await self._books.me(session, actor)
        if given is None or given.person != me.id:
            raise _no_shift()
        await self._books.room_for(actor, given.room, WORK)
        now = self._books.clock.now_utc()
        row = ShiftSwap(
            id=new_id(now), room=given.room, shift=shift, in_return=in_return, asker=me.id, other=other, state="asked", reason=reason, answer="",
            decided_by="", asked_utc=now, answered_utc=None, decided_utc=None,
        )  # fmt: skip
        async with self._books.database.transaction() as session:
            await self._check(session, row)
            both = [each for each in (shift, in_return) if each]
            pending = select(ShiftSwap.id).where(
                ShiftSwap.state.in_(OPEN), or_(ShiftSwap.shift.in_(both), ShiftSwap.in_return.in_(both))
            )
            if (await session.scalars(pending.limit(1))).first() is not None:
                raise Conflict(
                    "duty.swap_pending",
                    Sentence("该班次已有待处理的换班申请", "another request for this shift is open"),
                )
            session.add(row)
            await self._tell(session, row)
        return row

    async def answer(self, actor: Actor, swap: str, *, agree: bool, said: str) -> ShiftSwap:
        """The other agrees or declines."""
        async with self._books.database.reading() as session:
            me = await self._books.me(session, actor)
        await self._seen(actor, swap, WORK)
        async with self._books.database.transaction() as session:
            row = await session.get_one(ShiftSwap, swap)
            _refuse_not(row, "asked")
            if row.other != me.id:
                raise Forbidden("duty.not_asked", Sentence("换班申请的对方不是您", "it is not you who was asked"))
            if agree:
                await self._check(session, row)
            row.state, row.answer, row.answered_utc = (
                "agreed" if agree else "declined",
                said,
                self._books.clock.now_utc(),
            )
            await self._tell(session, row)
        return row

    async def withdraw(self, actor: Actor, swap: str) -> ShiftSwap:
        """The asker takes it back."""
        async with self._books.database.reading() as session:
            me = await self._books.me(session, actor)
        await self._seen(actor, swap, WORK)
        async with self._books.database.transaction() as session:
            row = await session.get_one(ShiftSwap, swap)
            _refuse_not(row, *OPEN)
            if row.asker != me.id:
                raise Forbidden(
                    "duty.not_asker", Sentence("只能撤回本人的申请", "only one's own request can be withdrawn")
                )
            row.state = "withdrawn"
            await self._tell(session, row)
        return row

    async def decide(self, actor: Actor, swap: str, *, approve: bool, said: str) -> ShiftSwap:
        """Whoever manages the room approves, which changes the roster, or refuses."""
        await self._seen(actor, swap, MANAGE)
        async with self._books.database.transaction() as session:
            row = await session.get_one(ShiftSwap, swap)
            _refuse_not(row, "agreed")
            if approve:
                await self._check(session, row)
                await session.execute(update(DutyShift).where(DutyShift.id == row.shift).values(person=row.other))
                if row.in_return:
                    await session.execute(
                        update(DutyShift).where(DutyShift.id == row.in_return).values(person=row.asker)
                    )
            row.state = "approved" if approve else "refused"
            row.answer, row.decided_by, row.decided_utc = said or row.answer, actor.id, self._books.clock.now_utc()
            await self._tell(session, row)
        return row

    async def lapse(self, now_utc: datetime) -> None:
        """Requests whose shift has begun come to nothing."""
        begun = select(DutyShift.id).where(DutyShift.starts_utc <= now_utc)
        stale = ShiftSwap.state.in_(OPEN) & (ShiftSwap.shift.in_(begun) | ShiftSwap.in_return.in_(begun))
        async with self._books.database.reading() as session:
            found = (await session.scalars(select(ShiftSwap.id).where(stale).limit(500))).all()
        if not found:
            return
        async with self._books.database.transaction() as session:
            for row in (
                await session.scalars(select(ShiftSwap).where(ShiftSwap.id.in_(found), ShiftSwap.state.in_(OPEN)))
            ).all():
                row.state = "lapsed"
                await self._tell(session, row)

    async def _seen(self, actor: Actor, swap: str, permission: str) -> None:
        async with self._books.database.reading() as session:
            row = await session.get(ShiftSwap, swap)
        if row is None:
            raise _no_swap()
        await self._books.room_for(actor, row.room, permission)

    async def _check(self, session: AsyncSession, row: ShiftSwap) -> None:
        """Raise where the shifts are not there to be exchanged, or the exchange breaks a rule that held before."""
        now = self._books.clock.now_utc()
        given = await session.get(DutyShift, row.shift)
        taken = await session.get(DutyShift, row.in_return) if row.in_return else None
        other = await session.get(DutyPerson, row.other)
        if (
            given is None
            or given.person != row.asker
            or (row.in_return and (taken is None or taken.person != row.other))
        ):
            raise _no_shift()
        moving = [each for each in (given, taken) if each is not None]
        if any(each.attendance != "due" or each.starts_utc <= now for each in moving):
            raise Conflict(
                "duty.shift_begun", Sentence("班次未生效或已开始", "the shift is not in force, or has begun")
            )
        if (
            other is None
            or other.room != given.room
            or other.id == row.asker
            or any(each.room != given.room for each in moving)
        ):
            raise fault("other", "须为同一值班室的其他人员", "must be another person of the same room")
        sheet = await sheet_of(session, given.room)
        days = sorted(each.day for each in moving)
        ids = [each.id for each in moving]
        standing = [sheet.work(each) for each in moving]
        exchanged = [sheet.work(given, row.other)] + ([sheet.work(taken, row.asker)] if taken else [])
        before = await faults_of_people(session, sheet, standing, days[0], days[-1], without=ids)
        faults = await faults_of_people(session, sheet, exchanged, days[0], days[-1], without=ids)
        names = await names_of(session, {row.asker, row.other})
        patterns = {each.id: each.name for each in sheet.parts.patterns}
        refuse_faults([each for each in faults if each not in before], names, patterns)

    async def _tell(self, session: AsyncSession, row: ShiftSwap) -> None:
        room = await session.get_one(DutyRoom, row.room)
        facts = {"id": row.id, "room": row.room, "state": row.state, "asker": row.asker, "other": row.other}
        await self._books.tell(session, SWAP, room.division, facts)


def _refuse_not(row: ShiftSwap, *states: str) -> None:
    if row.state not in states:
        raise Conflict("duty.swap_state", Sentence("该换班申请已处理", "the request has been dealt with"))


def _no_shift() -> NotFound:
    return NotFound(
        "duty.no_shift", Sentence("没有该班次，或已不属于本人", "there is no such shift, or it is no longer one's own")
    )


def _no_swap() -> NotFound:
    return NotFound("duty.no_swap", Sentence("没有该换班申请", "there is no such request"))
