"""Figures of the duty rooms over a period, for assessment; each is counted from the records at the time it is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import (
    DutyHandover,
    DutyPerson,
    DutyRoom,
    DutySession,
    DutyShift,
)
from anlan.capabilities.duty.records import READ, Books, fault
from anlan.capabilities.duty.sessions.handovers import signed_in_time
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within
from anlan.protocols.manscdp.times import BEIJING

MAX_DAYS: Final = 366
MAX_ROOMS: Final = 500
# A handover is in time when both have signed within this after the end of the shift.
HANDOVER_GRACE: Final = timedelta(minutes=30)
Interval = tuple[datetime, datetime]


@dataclass(slots=True)
class PersonFigures:
    """One person over the period. Minutes are those on duty; shifts those of published rosters that have begun."""

    id: str
    name: str
    room: str
    minutes: int = 0
    shifts: int = 0
    nights: int = 0
    weekends: int = 0
    late: int = 0
    missing: int = 0
    early_minutes: int = 0


@dataclass(slots=True)
class RoomFigures:
    """One room over the period. ``vacant_minutes``: position minutes that rosters asked for and nobody sat."""

    id: str
    name: str
    division: str
    shifts: int = 0
    present: int = 0
    late: int = 0
    missing: int = 0
    late_minutes: int = 0
    early_minutes: int = 0
    asked_minutes: int = 0
    vacant_minutes: int = 0
    handovers: int = 0
    handovers_in_time: int = 0
    relieved: int = 0
    people: int = 0
    joined: int = 0
    left: int = 0
    left_reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Rooms and people over a period."""

    rooms: Sequence[RoomFigures]
    people: Sequence[PersonFigures]


class DutyFigures:
    """Counted for the rooms that the actor may see."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def count(self, actor: Actor, first: date, last: date, division: str = "", room: str = "") -> Figures:
        """From the first to the last local day, both included, up to this moment."""
        if last < first or (last - first).days >= MAX_DAYS:
            raise fault("to", f"统计周期须在 {MAX_DAYS} 天以内", f"a period spans at most {MAX_DAYS} days")
        begins = datetime.combine(first, time(), BEIJING).astimezone(UTC)
        ends = min(
            datetime.combine(last + timedelta(days=1), time(), BEIJING).astimezone(UTC), self._books.clock.now_utc()
        )
        where = [
            division_within(DutyRoom.division, self._books.gate.scope(actor, READ)),
            division_within(DutyRoom.division, (division,)),
        ]
        if room:
            where.append(DutyRoom.id == room)
        async with self._books.database.reading() as session:
            query = select(DutyRoom).where(*where).order_by(DutyRoom.division, DutyRoom.name).limit(MAX_ROOMS)
            rooms = {
                row.id: RoomFigures(row.id, row.name, row.division) for row in (await session.scalars(query)).all()
            }
            people = await _people(session, rooms, first, last)
            shifts = await _shifts(session, rooms, begins, ends)
            sessions = await _sessions(session, rooms, begins, ends)
            _attendance(rooms, people, shifts)
            _hours(rooms, people, sessions, begins, ends)
            _vacancies(rooms, shifts, sessions, ends)
            await _handovers(session, rooms, begins, ends)
        return Figures(
            list(rooms.values()), sorted(people.values(), key=lambda each: (each.room, -each.minutes, each.id))
        )


def uncovered_s(asked: Iterable[tuple[datetime, datetime, int]], seated: Iterable[Interval]) -> tuple[float, float]:
    """Seconds of seats asked for, and of those in which nobody sat. ``asked``: from, until, seats; ``seated``: one a person."""
    steps: list[tuple[datetime, int, int]] = []
    for begins, ends, seats in asked:
        steps += [(begins, seats, 0), (ends, -seats, 0)]
    for begins, ends in seated:
        steps += [(begins, 0, 1), (ends, 0, -1)]
    steps.sort(key=lambda step: step[0])
    wanted = there = 0
    total_s = vacant_s = 0.0
    before: datetime | None = None
    for at, more_wanted, more_there in steps:
        if before is not None:
            span_s = (at - before).total_seconds()
            total_s += wanted * span_s
            vacant_s += max(0, wanted - there) * span_s
        before, wanted, there = at, wanted + more_wanted, there + more_there
    return total_s, vacant_s


async def _people(
    session: AsyncSession, rooms: dict[str, RoomFigures], first: date, last: date
) -> dict[str, PersonFigures]:
    query = select(DutyPerson).where(
        DutyPerson.room.in_(rooms), DutyPerson.employed_from <= last, or_(DutyPerson.left_on.is_(None), DutyPerson.left_on >= first)
    )  # fmt: skip
    found: dict[str, PersonFigures] = {}
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (await session.scalars(query)).all():
        room = rooms[row.room]
        room.people += 1
        room.joined += first <= row.employed_from
        if row.left_on is not None and row.left_on <= last:
            room.left += 1
            reasons[row.room][row.left_reason] += 1
        found[row.id] = PersonFigures(row.id, row.name, row.room)
    for identity, counted in reasons.items():
        rooms[identity].left_reasons = dict(counted)
    return found


async def _shifts(
    session: AsyncSession, rooms: dict[str, RoomFigures], begins: datetime, ends: datetime
) -> list[DutyShift]:
    """Shifts that have begun within the period and were in force; drafts and withdrawn ones have no attendance."""
    query = select(DutyShift).where(
        DutyShift.room.in_(rooms), DutyShift.attendance != "draft", DutyShift.starts_utc >= begins, DutyShift.starts_utc < ends
    )  # fmt: skip
    return list((await session.scalars(query)).all())


async def _sessions(
    session: AsyncSession, rooms: dict[str, RoomFigures], begins: datetime, ends: datetime
) -> list[DutySession]:
    touching: ColumnElement[bool] = DutySession.signed_off_utc.is_(None) | (DutySession.signed_off_utc > begins)
    query = select(DutySession).where(DutySession.room.in_(rooms), DutySession.signed_in_utc < ends, touching)
    return list((await session.scalars(query)).all())


def _attendance(rooms: dict[str, RoomFigures], people: dict[str, PersonFigures], shifts: Sequence[DutyShift]) -> None:
    for shift in shifts:
        room, person = rooms[shift.room], people.get(shift.person)
        came = shift.attendance in ("present", "late")
        room.shifts += 1
        room.present += came
        room.late += shift.attendance == "late"
        room.missing += shift.attendance == "missing"
        if person is not None:
            person.shifts += came
            person.nights += came and shift.night
            person.weekends += came and shift.day.isoweekday() > 5
            person.late += shift.attendance == "late"
            person.missing += shift.attendance == "missing"


def _hours(
    rooms: dict[str, RoomFigures], people: dict[str, PersonFigures], sessions: Sequence[DutySession], begins: datetime, ends: datetime
) -> None:  # fmt: skip
    for each in sessions:
        room, person = rooms[each.room], people.get(each.person)
        if each.signed_in_utc >= begins:
            room.late_minutes += each.late_s // 60
        if each.signed_off_utc is not None and each.signed_off_utc <= ends:
            room.early_minutes += each.early_s // 60
            room.relieved += each.ended_by == "leader"
        if person is not None:
            begin, end = _clipped(each, begins, ends)
            person.minutes += int((end - begin).total_seconds()) // 60
            person.early_minutes += each.early_s // 60


def _vacancies(
    rooms: dict[str, RoomFigures], shifts: Sequence[DutyShift], sessions: Sequence[DutySession], ends: datetime
) -> None:  # fmt: skip
    asked: dict[str, list[tuple[datetime, datetime, int]]] = defaultdict(list)
    for shift in shifts:
        asked[shift.position].append((shift.starts_utc, min(shift.ends_utc, ends), 1))
    room_of = {shift.position: shift.room for shift in shifts}
    for position, wanted in asked.items():
        horizon = (min(each[0] for each in wanted), max(each[1] for each in wanted))
        seated = [_clipped(each, *horizon) for each in sessions if each.position == position]
        total_s, vacant_s = uncovered_s(wanted, [each for each in seated if each[0] < each[1]])
        rooms[room_of[position]].asked_minutes += round(total_s / 60)
        rooms[room_of[position]].vacant_minutes += round(vacant_s / 60)


async def _handovers(session: AsyncSession, rooms: dict[str, RoomFigures], begins: datetime, ends: datetime) -> None:
    query = select(DutyHandover).where(
        DutyHandover.room.in_(rooms), DutyHandover.state != "withdrawn", DutyHandover.opened_utc >= begins, DutyHandover.opened_utc < ends
    )  # fmt: skip
    for row in (await session.scalars(query)).all():
        rooms[row.room].handovers += 1
        rooms[row.room].handovers_in_time += signed_in_time(row, HANDOVER_GRACE)


def _clipped(each: DutySession, begins: datetime, ends: datetime) -> Interval:
    begin = max(each.signed_in_utc, begins)
    return begin, max(begin, min(each.signed_off_utc or ends, ends))
