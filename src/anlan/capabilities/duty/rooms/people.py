"""People of the duty teams: entered, changed, qualified, absent, and left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyAbsence, DutyPerson, DutyQualification, DutyRoom
from anlan.capabilities.duty.records import MANAGE, READ, WORK, Books, fault, refuse_stale
from anlan.capabilities.duty.rooms.words import ABSENCES, LEAVING
from anlan.capabilities.duty.rosters.rules import Member
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import User
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.foundation.pinyin import spelled
from anlan.protocols.wording import Sentence

MAX_QUALIFICATIONS: Final = 30
MAX_ABSENCES: Final = 400
MAX_ABSENCE_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as entered. ``user`` "" is nobody's account."""

    room: str
    name: str
    user: str
    phone: str
    employed_from: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """What somebody may do; ``expires_on``: last day, None without end."""

    qualification: str
    expires_on: date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person with what belongs to it."""

    person: DutyPerson
    room: DutyRoom
    qualifications: Sequence[DutyQualification]


class People:
    """Kept by whoever manages duty in the room's division."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def page(
        self, actor: Actor, *, room: str, q: str, left: bool, after: tuple[str, str] | None, limit: int
    ) -> tuple[list[PersonRecord], int]:
        """People by name; ``left``: those who left instead of those in the team."""
        today = self._books.today()
        gone = DutyPerson.left_on < today
        where = [
            division_within(DutyRoom.division, self._books.gate.scope(actor, READ)),
            gone if left else or_(DutyPerson.left_on.is_(None), ~gone),
        ]
        if room:
            where.append(DutyPerson.room == room)
        if q:
            where.append(
                or_(
                    DutyPerson.name.contains(q, autoescape=True),
                    DutyPerson.pinyin.startswith(q.lower(), autoescape=True),
                )
            )
        base = select(DutyPerson, DutyRoom).join(DutyRoom, DutyRoom.id == DutyPerson.room).where(*where)
        query = base.order_by(DutyPerson.pinyin, DutyPerson.id).limit(limit)
        if after is not None:
            query = query.where(tuple_(DutyPerson.pinyin, DutyPerson.id) > after)
        async with self._books.database.reading() as session:
            rows = (await session.execute(query)).all()
            total = await session.scalar(select(func.count()).select_from(base.subquery()))
            held = await _qualifications(session, [person.id for person, _ in rows])
        return [PersonRecord(person, of, held.get(person.id, ())) for person, of in rows], total or 0

    async def get(self, actor: Actor, person: str) -> PersonRecord:
        """One person. Raises ``NotFound``, also out of reach."""
        async with self._books.database.reading() as session:
            found = await _found(session, person)
            held = await _qualifications(session, [person])
        await self._books.room_for(actor, found[1].id)
        return PersonRecord(*found, held.get(person, ()))

    async def create(self, actor: Actor, draft: PersonDraft) -> PersonRecord:
        """Put somebody on the list. Raises ``Conflict`` where the account belongs to another."""
        room = await self._books.room_for(actor, draft.room, MANAGE)
        now = self._books.clock.now_utc()
        row = DutyPerson(
            id=new_id(now), room=room.id, user=draft.user or None, name=draft.name, pinyin=spelled(draft.name)[0][:255], phone=draft.phone,
            employed_from=draft.employed_from, left_on=None, left_reason="", note=draft.note, version=1, created_utc=now, changed_utc=now,
        )  # fmt: skip
        try:
            async with self._books.database.transaction() as session:
                await _refuse_unknown_user(session, draft.user)
                session.add(row)
                await session.flush()
        except IntegrityError:
            raise _user_taken() from None
        return PersonRecord(row, room, ())

    async def change(self, actor: Actor, person: str, version: int, changes: dict[str, Any]) -> PersonRecord:
        """Change fields; ``left_on`` with ``left_reason`` takes somebody off the team from the next day."""
        await self._managed(actor, person)
        if changes.get("room"):
            await self._books.room_for(actor, changes["room"], MANAGE)
        if (changes.get("left_on") is None) != (not changes.get("left_reason")) and {
            "left_on",
            "left_reason",
        } & changes.keys():
            raise fault("left_reason", "离岗日期与原因须同时填写", "the day of leaving and its reason go together")
        if changes.get("left_reason") and changes["left_reason"] not in LEAVING:
            raise fault("left_reason", "没有该离岗原因", "there is no such reason")
        try:
            async with self._books.database.transaction() as session:
                row = await session.get_one(DutyPerson, person)
                refuse_stale(row, version)
                if "user" in changes:
                    await _refuse_unknown_user(session, changes["user"])
                    changes = changes | {"user": changes["user"] or None}
                for name, value in changes.items():
                    setattr(row, name, value)
                if row.left_on is not None and row.left_on < row.employed_from:
                    raise fault("left_on", "离岗日期早于入职日期", "the day of leaving lies before the first day")
                row.pinyin = spelled(row.name)[0][:255]
                row.version, row.changed_utc = version + 1, self._books.clock.now_utc()
                await session.flush()
        except IntegrityError:
            raise _user_taken() from None
        return await self.get(actor, person)

    async def set_qualifications(
        self, actor: Actor, person: str, version: int, held: Sequence[Qualification]
    ) -> PersonRecord:
        """Put qualifications in place of all."""
        await self._managed(actor, person)
        if len(held) > MAX_QUALIFICATIONS or len({each.qualification for each in held}) != len(held):
            raise fault("qualifications", "资质重复或过多", "qualifications are named twice, or are too many")
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyPerson, person)
            refuse_stale(row, version)
            await session.execute(delete(DutyQualification).where(DutyQualification.person == person))
            for each in held:
                await _grant(session, person, each)
            row.version, row.changed_utc = version + 1, self._books.clock.now_utc()
        return await self.get(actor, person)

    async def absences(self, actor: Actor, person: str) -> list[DutyAbsence]:
        """Leave and wishes, the latest first."""
        await self.get(actor, person)
        query = select(DutyAbsence).where(DutyAbsence.person == person).order_by(DutyAbsence.first_day.desc())
        async with self._books.database.reading() as session:
            return list((await session.scalars(query.limit(MAX_ABSENCES))).all())

    async def add_absence(
        self, actor: Actor, person: str, kind: str, first: date, last: date, reason: str
    ) -> DutyAbsence:
        """Enter leave, which takes ``duty.manage``, or a wish, which everybody may for themselves."""
        if kind not in ABSENCES:
            raise fault("kind", "没有该类别", "there is no such kind")
        if last < first or (last - first).days >= MAX_ABSENCE_DAYS:
            raise fault("last_day", "结束日期须在开始之后一年以内", "it must end after it begins, within a year")
        await self._may_enter(actor, person, kind)
        now = self._books.clock.now_utc()
        row = DutyAbsence(
            id=new_id(now), person=person, kind=kind, first_day=first, last_day=last, reason=reason, entered_by=actor.id, entered_utc=now,
        )  # fmt: skip
        async with self._books.database.transaction() as session:
            count = await session.scalar(
                select(func.count()).select_from(DutyAbsence).where(DutyAbsence.person == person)
            )
            if (count or 0) >= MAX_ABSENCES:
                raise TooMany("duty.too_many_absences", Sentence("请假与意愿记录过多", "there are too many entries"))
            session.add(row)
        return row

    async def drop_absence(self, actor: Actor, person: str, absence: str) -> None:
        """Take an entry away; rosters that stand stay as they are."""
        async with self._books.database.reading() as session:
            row = await session.get(DutyAbsence, absence)
        if row is None or row.person != person:
            raise NotFound("duty.no_absence", Sentence("没有该记录", "there is no such entry"))
        await self._may_enter(actor, person, row.kind)
        async with self._books.database.transaction() as session:
            await session.execute(delete(DutyAbsence).where(DutyAbsence.id == absence))

    async def _may_enter(self, actor: Actor, person: str, kind: str) -> None:
        record = await self.get(actor, person)
        own_wish = kind == "wish" and record.person.user == actor.id
        await self._books.room_for(actor, record.room.id, WORK if own_wish else MANAGE)

    async def _managed(self, actor: Actor, person: str) -> None:
        record = await self.get(actor, person)
        await self._books.room_for(actor, record.room.id, MANAGE)


async def members_of(session: AsyncSession, room: str, first: date, last: date) -> list[Member]:
    """The room's people over some days, with qualifications and absences, as rosters take them."""
    query = select(DutyPerson).where(
        DutyPerson.room == room, DutyPerson.employed_from <= last, or_(DutyPerson.left_on.is_(None), DutyPerson.left_on >= first)
    )  # fmt: skip
    people = (await session.scalars(query.order_by(DutyPerson.pinyin, DutyPerson.id))).all()
    return await members(session, people, first, last)


async def members(session: AsyncSession, people: Sequence[DutyPerson], first: date, last: date) -> list[Member]:
    """People as rosters take them; absences of these days."""
    ids = [person.id for person in people]
    held = await _qualifications(session, ids)
    query = select(DutyAbsence).where(
        DutyAbsence.person.in_(ids), DutyAbsence.first_day <= last, DutyAbsence.last_day >= first
    )
    absences = (await session.scalars(query)).all()

    def spans(person: str, kind: str) -> tuple[tuple[date, date], ...]:
        return tuple(
            (each.first_day, each.last_day) for each in absences if each.person == person and each.kind == kind
        )

    return [
        Member(
            id=person.id, name=person.name, employed_from=person.employed_from, left_on=person.left_on,
            qualifications={each.qualification: each.expires_on for each in held.get(person.id, ())},
            leave=spans(person.id, "leave"), wishes=spans(person.id, "wish"),
        )
        for person in people
    ]  # fmt: skip


async def _qualifications(session: AsyncSession, people: Sequence[str]) -> dict[str, list[DutyQualification]]:
    query = (
        select(DutyQualification).where(DutyQualification.person.in_(people)).order_by(DutyQualification.qualification)
    )
    found: dict[str, list[DutyQualification]] = {}
    for row in (await session.scalars(query)).all():
        found.setdefault(row.person, []).append(row)
    return found


async def _grant(session: AsyncSession, person: str, held: Qualification) -> None:
    row = {"person": person, "qualification": held.qualification, "expires_on": held.expires_on, "source": held.source}
    await session.execute(insert(DutyQualification).values(row))


async def _found(session: AsyncSession, person: str) -> tuple[DutyPerson, DutyRoom]:
    query = select(DutyPerson, DutyRoom).join(DutyRoom, DutyRoom.id == DutyPerson.room).where(DutyPerson.id == person)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("duty.no_person", Sentence("没有该值班人员", "there is no such person"))
    return row[0], row[1]


async def _refuse_unknown_user(session: AsyncSession, user: str | None) -> None:
    if user and await session.get(User, user) is None:
        raise fault("user", "没有该用户", "there is no such user")


def _user_taken() -> Conflict:
    sentence = Sentence("该账号已关联其他值班人员", "the account belongs to another person")
    return Conflict("duty.user_taken", sentence, fields={"user": sentence})
