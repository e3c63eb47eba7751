"""Shifts on record as the rules take them, and what the rules say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPerson, DutyRoom, DutyRoster, DutyShift, ShiftPattern
from anlan.capabilities.duty.rooms.people import members
from anlan.capabilities.duty.rooms.rooms import RoomParts, parts_of, pattern_of, positions_of, rules_of
from anlan.capabilities.duty.rosters.rules import RULES, Fault, Position, Work, cover_faults, person_faults
from anlan.capabilities.duty.rosters.slots import Slot, slots_of
from anlan.foundation.errors import Invalid
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

# Rest and weeks reach so far beyond a period.
AROUND: Final = timedelta(days=8)
_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A room with its parts, over which its shifts are judged."""

    room: DutyRoom
    parts: RoomParts

    @property
    def positions(self) -> dict[str, Position]:
        """Every position, those out of use too."""
        return {each.id: each for each in positions_of(self.parts, all_of_them=True)}

    def slots(self, first: date, last: date) -> list[Slot]:
        """The shifts of the patterns in use."""
        patterns = [pattern_of(row) for row in self.parts.patterns if row.enabled]
        return slots_of(patterns, first, last, self.room.min_rest_minutes)

    def work(self, shift: DutyShift, person: str | None = None) -> Work:
        """A shift on record, of somebody else where asked."""
        pattern = next((row for row in self.parts.patterns if row.id == shift.pattern), None)
        return _work(shift, self.room, pattern, person)


async def sheet_of(session: AsyncSession, room: str) -> Sheet:
    """The room from the records."""
    return Sheet(await session.get_one(DutyRoom, room), await parts_of(session, room))


def shift_row(roster: DutyRoster, work: Work, attendance: str, now: Any) -> dict[str, Any]:
    """The row of a shift."""
    slot = work.slot
    return {
        "id": new_id(now), "roster": roster.id, "room": roster.room, "pattern": slot.pattern, "position": work.position, "person": work.person,
        "day": slot.day, "starts_utc": slot.starts_utc, "ends_utc": slot.ends_utc, "night": slot.night, "attendance": attendance,
    }  # fmt: skip


async def standing_works(
    session: AsyncSession,
    people: Collection[str],
    first: date,
    last: date,
    *,
    roster: str = "",
    without: Collection[str] = (),
) -> list[Work]:
    """Shifts of published rosters of these people around some days, wherever worked; but for one roster, and for some shifts."""
    query = (
        select(DutyShift, DutyRoom, ShiftPattern)
        .join(DutyRoster, DutyRoster.id == DutyShift.roster)
        .join(DutyRoom, DutyRoom.id == DutyShift.room)
        .join(ShiftPattern, ShiftPattern.id == DutyShift.pattern)
        .where(
            DutyShift.person.in_(people), DutyRoster.state == "published", DutyShift.roster != roster, DutyShift.id.not_in(without),
            DutyShift.day >= first - AROUND, DutyShift.day <= last + AROUND,
        )
    )  # fmt: skip
    return [_work(shift, room, pattern, None) for shift, room, pattern in (await session.execute(query)).all()]


async def faults_of_people(
    session: AsyncSession, sheet: Sheet, works: Sequence[Work], first: date, last: date, *, roster: str = "",
    without: Collection[str] = (),
) -> list[Fault]:  # fmt: skip
    """What the rules say of each person's shifts, those that stand beside them; but for one roster, and for some shifts."""
    ids = sorted({work.person for work in works})
    people = (await session.scalars(select(DutyPerson).where(DutyPerson.id.in_(ids)))).all()
    by_person: dict[str, list[Work]] = defaultdict(list)
    for work in (*works, *await standing_works(session, ids, first, last, roster=roster, without=without)):
        by_person[work.person].append(work)
    found: list[Fault] = []
    positions = sheet.positions
    for member in await members(session, people, first - AROUND, last + AROUND):
        faults = person_faults(member, by_person[member.id], positions, rules_of(sheet.room))
        found += [each for each in faults if first <= each.day <= last + AROUND]
    return found


def faults_of_shifts(sheet: Sheet, works: Sequence[Work], first: date, last: date) -> list[Fault]:
    """Shifts with too few or too many people."""
    return cover_faults(sheet.slots(first, last), works, positions_of(sheet.parts), rules_of(sheet.room))


def refuse_faults(faults: Iterable[Fault], names: Mapping[str, str], patterns: Mapping[str, str]) -> None:
    """Raise ``Invalid`` that names the first rules broken."""
    found = list(faults)
    if not found:
        return
    zh = "；".join(_said(each, names, patterns, RULES[each.rule].zh) for each in found[:_TOLD])
    en = "; ".join(_said(each, names, patterns, RULES[each.rule].en) for each in found[:_TOLD])
    more = len(found) - _TOLD
    sentence = Sentence(zh + (f"；另有 {more} 处" if more > 0 else ""), en + (f"; and {more} more" if more > 0 else ""))
    raise Invalid("duty.rules", sentence, fields={"shifts": sentence})


def _said(each: Fault, names: Mapping[str, str], patterns: Mapping[str, str], rule: str) -> str:
    parts = [names.get(each.person, ""), f"{each.day:%m-%d}", patterns.get(each.pattern, "")]
    return " ".join(part for part in parts if part) + f": {rule}"


def _work(shift: DutyShift, room: DutyRoom, pattern: ShiftPattern | None, person: str | None) -> Work:
    rest = max(room.min_rest_minutes, pattern.rest_after_minutes if pattern else 0)
    slot = Slot(
        day=shift.day, pattern=shift.pattern, name=pattern.name if pattern else "", starts_utc=shift.starts_utc, ends_utc=shift.ends_utc,
        rest_minutes=rest, night=shift.night, weekend=shift.day.isoweekday() > 5,
    )  # fmt: skip
    return Work(person or shift.person, shift.position, slot)
