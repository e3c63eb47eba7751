"""Rosters on record: made by the solver or by hand, changed, published, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPerson, DutyRoom, DutyRoster, DutyShift
from anlan.capabilities.duty.records import MANAGE, READ, ROSTER, Books, fault, refuse_stale
from anlan.capabilities.duty.rooms.people import members_of
from anlan.capabilities.duty.rooms.rooms import pattern_of, positions_of, rules_of
from anlan.capabilities.duty.rosters.problem import RosterPlan, RosterProblem, RosterSolver
from anlan.capabilities.duty.rosters.rules import Fault, Work
from anlan.capabilities.duty.rosters.shifts import (
    Sheet,
    faults_of_people,
    faults_of_shifts,
    refuse_faults,
    sheet_of,
    shift_row,
    standing_works,
)
from anlan.capabilities.duty.rosters.slots import slot_of
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict, NotFound
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MAX_DAYS: Final = 62
MAX_SHIFTS: Final = 20_000
SOLVER_LIMIT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift to be given to somebody."""

    day: date
    pattern: str
    position: str
    person: str


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A roster with its shifts and what the rules say of them; ``names``: person → name."""

    roster: DutyRoster
    room: DutyRoom
    shifts: Sequence[DutyShift]
    faults: Sequence[Fault]
    names: dict[str, str]


class Rosters:
    """Kept by whoever manages duty in the room's division."""

    def __init__(self, books: Books, solver: RosterSolver) -> None:
        self._books = books
        self._solver = solver

    async def page(
        self, actor: Actor, room: str, after: tuple[str, str] | None, limit: int
    ) -> list[tuple[DutyRoster, DutyRoom]]:
        """Rosters, the latest period first; drafts are shown only to whoever manages duty there."""
        gate = self._books.gate
        managed = division_within(DutyRoom.division, gate.scope(actor, MANAGE))
        query = (
            select(DutyRoster, DutyRoom)
            .join(DutyRoom, DutyRoom.id == DutyRoster.room)
            .where(
                division_within(DutyRoom.division, gate.scope(actor, READ)), managed | (DutyRoster.state == "published")
            )
            .order_by(DutyRoster.first_day.desc(), DutyRoster.id.desc())
            .limit(limit)
        )
        if room:
            query = query.where(DutyRoster.room == room)
        if after is not None:
            day, roster = date.fromisoformat(after[0]), after[1]
            query = query.where(
                (DutyRoster.first_day < day) | ((DutyRoster.first_day == day) & (DutyRoster.id < roster))
            )
        async with self._books.database.reading() as session:
            return [(roster, of) for roster, of in (await session.execute(query)).all()]

    async def get(self, actor: Actor, roster: str) -> RosterSheet:
        """One roster. A draft is not there for whoever does not manage duty in the division."""
        async with self._books.database.reading() as session:
            row = await session.get(DutyRoster, roster)
            if row is None:
                raise no_roster()
        room = await self._books.room_for(actor, row.room)
        if row.state != "published" and not actor.may_in(MANAGE, room.division):
            raise no_roster()
        async with self._books.database.reading() as session:
            return await self._sheet(session, row)

    async def plan(self, actor: Actor, room: str, first: date, last: date, *, by_hand: bool = False) -> RosterSheet:
        """Make a draft for some days, by the solver, or empty to be filled by hand.

        Raises ``Invalid`` for a period too long or a room without positions, shifts or people; ``TooMany`` while the solver is busy.
        """
        await self._books.room_for(actor, room, MANAGE)
        if last < first or (last - first).days >= MAX_DAYS:
            raise fault("last_day", f"排班周期须在 {MAX_DAYS} 天以内", f"a roster spans at most {MAX_DAYS} days")
        async with self._books.database.reading() as session:
            sheet = await sheet_of(session, room)
            problem = await self._problem(session, sheet, first, last)
        plan = None if by_hand else await self._solver.solve(problem)
        now = self._books.clock.now_utc()
        roster = DutyRoster(
            id=new_id(now), room=room, first_day=first, last_day=last, state="draft", outcome=_outcome(problem, plan) if plan else {},
            version=1, made_by=actor.id, made_by_name=actor.name, made_utc=now, published_utc=None,
        )  # fmt: skip
        async with self._books.database.transaction() as session:
            session.add(roster)
            await session.flush()
            if plan and plan.works:
                await session.execute(insert(DutyShift), [shift_row(roster, work, "draft", now) for work in plan.works])
            await self._books.tell(
                session, ROSTER, sheet.room.division, {"id": roster.id, "room": room, "state": "draft"}
            )
        return await self.get(actor, roster.id)

    async def change(
        self, actor: Actor, roster: str, version: int, add: Sequence[NewShift], remove: Sequence[str]
    ) -> RosterSheet:
        """Give shifts to people and take shifts away. What breaks a rule for a person is refused; a vacancy is not.

        Of a roster in force only shifts that have not begun can change.
        """
        row, sheet = await self._managed(actor, roster)
        now = self._books.clock.now_utc()
        in_force = row.state == "published"
        attendance = "due" if in_force else "draft"
        added = [self._new_work(row, sheet, each) for each in add]
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyRoster, roster)
            refuse_stale(row, version)
            if row.state == "withdrawn":
                raise _over()
            shifts = await shifts_of(session, roster)
            gone = [shift for shift in shifts if shift.id in set(remove)]
            if len(gone) != len(set(remove)):
                raise fault("remove", "没有该班次", "there is no such shift")
            begins = [*(each.starts_utc for each in gone), *(work.slot.starts_utc for work in added)]
            if in_force and any(each <= now for each in begins):
                raise Conflict(
                    "duty.shift_begun", Sentence("已开始的班次不能调整", "a shift that has begun cannot be changed")
                )
            await session.execute(delete(DutyShift).where(DutyShift.id.in_([shift.id for shift in gone])))
            if added:
                await session.execute(insert(DutyShift), [shift_row(row, work, attendance, now) for work in added])
            kept = [sheet.work(shift) for shift in shifts if shift not in gone]
            await self._refuse_new(session, sheet, row, kept, added)
            row.version = version + 1
            await self._books.tell(
                session, ROSTER, sheet.room.division, {"id": roster, "room": row.room, "state": row.state}
            )
        return await self.get(actor, roster)

    async def publish(self, actor: Actor, roster: str, version: int, *, accept_vacancies: bool) -> RosterSheet:
        """Put a draft in force. Raises ``Invalid`` for rules broken, ``Conflict`` where another holds for the room on these days."""
        row, sheet = await self._managed(actor, roster)
        now = self._books.clock.now_utc()
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyRoster, roster)
            refuse_stale(row, version)
            if row.state != "draft":
                raise _over()
            await self._refuse_overlap(session, row)
            found = await self._sheet(session, row)
            covering = {"minimum", "required"}
            patterns = {each.id: each.name for each in sheet.parts.patterns}
            barred = [each for each in found.faults if each.rule not in covering or not accept_vacancies]
            refuse_faults(barred, found.names, patterns)
            row.state, row.published_utc, row.version = "published", now, version + 1
            # What was over before it was known is not held against anybody.
            standing = update(DutyShift).where(DutyShift.roster == roster, DutyShift.ends_utc > now)
            await session.execute(standing.values(attendance="due"))
            await self._books.tell(
                session, ROSTER, sheet.room.division, {"id": roster, "room": row.room, "state": row.state}
            )
        return await self.get(actor, roster)

    async def withdraw(self, actor: Actor, roster: str, version: int) -> None:
        """Take a roster out of force; what was worked stays. A draft is deleted."""
        await self._managed(actor, roster)
        now = self._books.clock.now_utc()
        async with self._books.database.transaction() as session:
            row = await session.get_one(DutyRoster, roster)
            refuse_stale(row, version)
            room = await session.get_one(DutyRoom, row.room)
            if row.state == "draft":
                await session.execute(delete(DutyShift).where(DutyShift.roster == roster))
                await session.delete(row)
            elif row.state == "published":
                ahead = (DutyShift.roster == roster) & (DutyShift.starts_utc > now)
                await session.execute(update(DutyShift).where(ahead).values(attendance="draft"))
                row.state, row.version = "withdrawn", version + 1
            else:
                raise _over()
            await self._books.tell(
                session, ROSTER, room.division, {"id": roster, "room": room.id, "state": "withdrawn"}
            )

    async def _managed(self, actor: Actor, roster: str) -> tuple[DutyRoster, Sheet]:
        async with self._books.database.reading() as session:
            row = await session.get(DutyRoster, roster)
            if row is None:
                raise no_roster()
            sheet = await sheet_of(session, row.room)
        await self._books.room_for(actor, row.room, MANAGE)
        return row, sheet

    async def _problem(self, session: AsyncSession, sheet: Sheet, first: date, last: date) -> RosterProblem:
        people = await members_of(session, sheet.room.id, first, last)
        slots = sheet.slots(first, last)
        positions = positions_of(sheet.parts)
        for there, zh, en in (
            (positions, "值班室没有启用的岗位", "the room has no position in use"),
            (slots, "该周期内没有班次", "no shift falls in this period"),
            (people, "值班室没有在职人员", "the room has no people"),
        ):
            if not there:
                raise fault("room", zh, en)
        standing = await standing_works(session, [each.id for each in people], first, last)
        return RosterProblem(
            tuple(slots), positions, tuple(people), rules_of(sheet.room), tuple(standing), SOLVER_LIMIT_S
        )

    async def _sheet(self, session: AsyncSession, row: DutyRoster) -> RosterSheet:
        sheet = await sheet_of(session, row.room)
        shifts = await shifts_of(session, row.id)
        works = [sheet.work(shift) for shift in shifts]
        faults: list[Fault] = []
        if row.state != "withdrawn":
            faults = await faults_of_people(session, sheet, works, row.first_day, row.last_day, roster=row.id)
            faults += faults_of_shifts(sheet, works, row.first_day, row.last_day)
        return RosterSheet(row, sheet.room, shifts, faults, await names_of(session, {shift.person for shift in shifts}))

    def _new_work(self, row: DutyRoster, sheet: Sheet, new: NewShift) -> Work:
        pattern = next((each for each in sheet.parts.patterns if each.id == new.pattern and each.enabled), None)
        if (
            pattern is None
            or str(new.day.isoweekday()) not in pattern.weekdays
            or not row.first_day <= new.day <= row.last_day
        ):
            raise fault("day", "该日没有此班次", "there is no such shift on that day")
        if new.position not in {each.id for each in positions_of(sheet.parts)}:
            raise fault("position", "没有该岗位", "there is no such position")
        return Work(new.person, new.position, slot_of(pattern_of(pattern), new.day, sheet.room.min_rest_minutes))

    async def _refuse_new(
        self, session: AsyncSession, sheet: Sheet, row: DutyRoster, kept: Sequence[Work], added: Sequence[Work]
    ) -> None:
        """Refuse what the added shifts break; what was broken before is shown, and no reason to refuse."""
        people = {work.person for work in added}
        names = await names_of(session, people)
        if people - names.keys():
            raise fault("person", "没有该值班人员", "there is no such person")
        own = [work for work in kept if work.person in people]
        before = await faults_of_people(session, sheet, own, row.first_day, row.last_day, roster=row.id)
        after = await faults_of_people(session, sheet, [*own, *added], row.first_day, row.last_day, roster=row.id)
        crowded = [
            each
            for each in faults_of_shifts(sheet, [*kept, *added], row.first_day, row.last_day)
            if each.rule == "seats"
        ]
        patterns = {each.id: each.name for each in sheet.parts.patterns}
        refuse_faults([each for each in (*after, *crowded) if each not in before], names, patterns)

    async def _refuse_overlap(self, session: AsyncSession, row: DutyRoster) -> None:
        query = select(DutyRoster.id).where(
            DutyRoster.room == row.room, DutyRoster.state == "published", DutyRoster.id != row.id,
            DutyRoster.first_day <= row.last_day, DutyRoster.last_day >= row.first_day,
        )  # fmt: skip
        if (await session.scalars(query.limit(1))).first() is not None:
            raise Conflict(
                "duty.roster_overlap",
                Sentence(
                    "该值班室这些天已有生效的排班表，请先撤回",
                    "another roster is in force for the room on these days; withdraw it first",
                ),
            )


async def shifts_of(session: AsyncSession, roster: str) -> list[DutyShift]:
    """The shifts of a roster in order of time."""
    query = select(DutyShift).where(DutyShift.roster == roster).order_by(DutyShift.starts_utc, DutyShift.id)
    return list((await session.scalars(query.limit(MAX_SHIFTS))).all())


async def names_of(session: AsyncSession, people: set[str]) -> dict[str, str]:
    """Id of a person → name."""
    rows = await session.execute(select(DutyPerson.id, DutyPerson.name).where(DutyPerson.id.in_(people)))
    return {row.id: row.name for row in rows}


def _outcome(problem: RosterProblem, plan: RosterPlan) -> dict[str, Any]:
    return {
        "people_missing": plan.people_missing,
        "reasons": [{"rule": each.rule, "people": each.people} for each in plan.reasons],
        "vacancies": [
            {
                "day": problem.slots[each.slot].day.isoformat(), "pattern": problem.slots[each.slot].pattern, "position": each.position,
                "people": each.people,
            }
            for each in plan.vacancies
        ],
        "gap_shifts": plan.gap_shifts,
        "seconds": round(plan.seconds, 1),
    }  # fmt: skip


def no_roster() -> NotFound:
    """There is no such roster, or not for this actor."""
    return NotFound("duty.no_roster", Sentence("没有该排班表", "there is no such roster"))


def _over() -> Conflict:
    return Conflict(
        "duty.roster_state", Sentence("该排班表的状态不允许此操作", "the roster's state does not allow this")
    )
