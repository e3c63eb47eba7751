"""Being on duty: signing in at a position, being relieved, and who is there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import (
    DutyHandover,
    DutyPerson,
    DutyPosition,
    DutyQualification,
    DutyRoom,
    DutySession,
    DutyShift,
    ShiftPattern,
)
from anlan.capabilities.duty.records import MANAGE, READ, SESSION, WORK, Books, fault, local_day
from anlan.capabilities.duty.sessions.log import Log
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict, Forbidden, NotFound
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

# So early one may sign in for a shift; and the seat of one whose shift ends so soon may be taken by the next.
BEFORE: Final = timedelta(minutes=60)
MAX_NOW: Final = 2_000


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty."""

    session: DutySession
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody of the roster who should be there and is not, or who comes next."""

    shift: DutyShift
    name: str
    position: str
    pattern: str


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room as it is manned at this moment."""

    room: DutyRoom
    present: Sequence[OnDuty]
    missing: Sequence[Expected]
    following: Sequence[Expected]


class Presence:
    """One person is on duty in one place at a time."""

    def __init__(self, books: Books, log: Log) -> None:
        self._books = books
        self._log = log

    async def sign_in(self, actor: Actor, position: str, workplace: str) -> DutySession:
        """Take a seat. Raises ``Invalid`` without the qualification, ``Conflict`` where one is on duty already or no seat is free."""
        async with self._books.database.reading() as session:
            seat = await session.get(DutyPosition, position)
        if seat is None:
            raise fault("position", "没有该岗位", "there is no such position")
        room = await self._books.room_for(actor, seat.room, WORK)
        try:
            async with self._books.database.transaction() as session:
                return await self.take_seat(session, actor, room, seat, workplace)
        except IntegrityError:
            raise _on_duty_already() from None

    async def take_seat(
        self, session: AsyncSession, actor: Actor, room: DutyRoom, seat: DutyPosition, workplace: str, *, from_session: str = ""
    ) -> DutySession:  # fmt: skip
        """As ``sign_in``, in the caller's transaction; ``from_session``: whose seat it is that is handed over."""
        me = await self._books.me(session, actor)
        now = self._books.clock.now_utc()
        if not room.enabled or not seat.enabled:
            raise Conflict("duty.room_closed", Sentence("值班室或岗位已停用", "the room or the position is out of use"))
        if seat.qualification:
            held = await session.get(DutyQualification, (me.id, seat.qualification))
            if held is None or (held.expires_on is not None and held.expires_on < local_day(now)):
                raise fault(
                    "position",
                    f"您没有“{seat.qualification}”资质或资质已过期",
                    f"you lack the qualification {seat.qualification}, or it has expired",
                )
        if (await session.scalars(select(DutySession.id).where(DutySession.open_seat == me.id))).first() is not None:
            raise _on_duty_already()
        await self._refuse_full(session, seat, now, from_session)
        shift = await _shift_for(session, me, room, now)
        tolerance = timedelta(minutes=room.late_after_minutes)
        late = shift is not None and now > shift.starts_utc + tolerance
        row = DutySession(
            id=new_id(now), room=room.id, position=seat.id, person=me.id, user=actor.id, shift=shift.id if shift else None,
            workplace=workplace, open_seat=me.id, signed_in_utc=now, due_utc=shift.ends_utc if shift else None, signed_off_utc=None,
            late_s=int((now - shift.starts_utc).total_seconds()) if shift and late else 0, early_s=0, ended_by="",
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if shift is not None:
            attendance = "late" if late else "present"
            await session.execute(update(DutyShift).where(DutyShift.id == shift.id).values(attendance=attendance))
        facts = {"person": me.name, "position": seat.name, "late_s": row.late_s, "rostered": shift is not None}
        await self._log.note(session, room, "sign_in", facts, actor)
        await self.tell(session, room, row, "in")
        return row

    async def relieve(self, actor: Actor, session_id: str, reason: str) -> None:
        """Take somebody off duty without a handover, as where nobody came: by whoever manages the room, with a reason."""
        async with self._books.database.reading() as session:
            row = await session.get(DutySession, session_id)
        if row is None:
            raise no_session()
        room = await self._books.room_for(actor, row.room, MANAGE)
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutySession, session_id)
            if row.open_seat is None:
                raise Conflict("duty.session_over", Sentence("该人员已离岗", "that person is off duty already"))
            person = await session.get_one(DutyPerson, row.person)
            await self.end(session, room, row, "leader")
            await session.execute(
                update(DutyHandover)
                .where(DutyHandover.outgoing_session == row.id, DutyHandover.state.in_(("open", "signed_out")))
                .values(state="withdrawn")
            )
            await self._log.note(session, room, "relieved", {"person": person.name}, actor, text=reason)

    async def end(self, session: AsyncSession, room: DutyRoom, row: DutySession, by: str) -> None:
        """End a session in the caller's transaction."""
        now = self._books.clock.now_utc()
        row.open_seat, row.signed_off_utc, row.ended_by = None, now, by
        row.early_s = max(0, int((row.due_utc - now).total_seconds())) if row.due_utc else 0
        await self.tell(session, room, row, "off")

    async def tell(self, session: AsyncSession, room: DutyRoom, row: DutySession, change: str) -> None:
        """Tell browsers that somebody came, went, or is missing."""
        facts = {"room": room.id, "session": row.id, "person": row.person, "change": change}
        await self._books.tell(session, SESSION, room.division, facts)

    async def mine(self, actor: Actor) -> tuple[DutyPerson | None, OnDuty | None, Sequence[DutyShift]]:
        """The actor's own record, session and shifts to come; None where the actor belongs to no team."""
        now = self._books.clock.now_utc()
        async with self._books.database.reading() as session:
            try:
                me = await self._books.me(session, actor)
            except Forbidden:
                return None, None, ()
            seated = (await session.execute(_named().where(DutySession.open_seat == me.id))).one_or_none()
            query = (
                select(DutyShift)
                .where(
                    DutyShift.person == me.id, DutyShift.ends_utc > now, DutyShift.attendance.in_(("due", "missing"))
                )
                .order_by(DutyShift.starts_utc)
                .limit(50)
            )
            return me, OnDuty(*seated) if seated else None, (await session.scalars(query)).all()

    async def now(self, actor: Actor, division: str = "") -> list[RoomNow]:
        """Every room that the actor may see in a division, with who is there, who is missing and who comes next."""
        now = self._books.clock.now_utc()
        scope = self._books.gate.scope(actor, READ)
        rooms_query = select(DutyRoom).where(
            division_within(DutyRoom.division, scope), division_within(DutyRoom.division, (division,)), DutyRoom.enabled
        )
        async with self._books.database.reading() as session:
            rooms = (await session.scalars(rooms_query.order_by(DutyRoom.division, DutyRoom.name).limit(MAX_NOW))).all()
            ids = [room.id for room in rooms]
            present = await _present(session, ids)
            expected = await _expected(session, ids, now)
        return [
            RoomNow(
                room, [each for each in present if each.session.room == room.id],
                [each for each in expected if each.shift.room == room.id and each.shift.attendance == "missing"],
                [each for each in expected if each.shift.room == room.id and each.shift.attendance == "due"],
            )
            for room in rooms
        ]  # fmt: skip

    async def history(self, actor: Actor, room: str, after: str | None, limit: int) -> list[OnDuty]:
        """Who was on duty in a room, the latest first."""
        await self._books.room_for(actor, room)
        query = _named().where(DutySession.room == room).order_by(DutySession.id.desc()).limit(limit)
        if after is not None:
            query = query.where(DutySession.id < after)
        async with self._books.database.reading() as session:
            return [OnDuty(*row) for row in (await session.execute(query)).all()]

    async def _refuse_full(self, session: AsyncSession, seat: DutyPosition, now: datetime, from_session: str) -> None:
        handing = select(DutyHandover.outgoing_session).where(DutyHandover.state.in_(("open", "signed_out")))
        staying = select(func.count()).select_from(DutySession).where(
            DutySession.position == seat.id, DutySession.open_seat.is_not(None), DutySession.id != from_session,
            DutySession.id.not_in(handing), DutySession.due_utc.is_(None) | (DutySession.due_utc > now + BEFORE),
        )  # fmt: skip
        if (await session.scalar(staying) or 0) >= seat.seats:
            raise Conflict("duty.seats_taken", Sentence("该岗位已满员", "every seat of this position is taken"))


async def _shift_for(session: AsyncSession, me: DutyPerson, room: DutyRoom, now: datetime) -> DutyShift | None:
    """The shift that one who signs in now comes for: the one that runs, else the next that begins soon."""
    query = (
        select(DutyShift)
        .where(
            DutyShift.person == me.id, DutyShift.room == room.id, DutyShift.attendance.in_(("due", "missing")),
            DutyShift.starts_utc <= now + BEFORE, DutyShift.ends_utc > now,
        )
        .order_by(DutyShift.starts_utc)
        .limit(1)
    )  # fmt: skip
    return (await session.scalars(query)).first()


def _named() -> Select[DutySession, str, str]:
    return (
        select(DutySession, DutyPerson.name, DutyPosition.name)
        .join(DutyPerson, DutyPerson.id == DutySession.person)
        .join(DutyPosition, DutyPosition.id == DutySession.position)
    )


async def _present(session: AsyncSession, rooms: Sequence[str]) -> list[OnDuty]:
    query = _named().where(DutySession.room.in_(rooms), DutySession.open_seat.is_not(None))
    return [OnDuty(*row) for row in (await session.execute(query.order_by(DutySession.id).limit(MAX_NOW))).all()]


async def _expected(session: AsyncSession, rooms: Sequence[str], now: datetime) -> list[Expected]:
    query = (
        select(DutyShift, DutyPerson.name, DutyPosition.name, ShiftPattern.name)
        .join(DutyPerson, DutyPerson.id == DutyShift.person)
        .join(DutyPosition, DutyPosition.id == DutyShift.position)
        .join(ShiftPattern, ShiftPattern.id == DutyShift.pattern)
        .where(
            DutyShift.room.in_(rooms), DutyShift.attendance.in_(("due", "missing")), DutyShift.ends_utc > now,
            DutyShift.starts_utc <= now + timedelta(hours=12),
        )
        .order_by(DutyShift.starts_utc, DutyShift.id)
        .limit(MAX_NOW)
    )  # fmt: skip
    return [Expected(*row) for row in (await session.execute(query)).all()]


def no_session() -> NotFound:
    """There is no such session, or not for this actor."""
    return NotFound("duty.no_session", Sentence("没有该在岗记录", "there is no such time on duty"))


def _on_duty_already() -> Conflict:
    return Conflict("duty.on_duty", Sentence("您已在岗，请先交接班", "you are on duty already; hand over first"))
