"""The rules of a roster, and every place where one is broken. The solver, hand-made changes and swaps all answer to these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from anlan.capabilities.duty.rosters.slots import Slot
from anlan.protocols.wording import Sentence

WEEK_DAYS: Final = 7
Span = tuple[date, date]

RULES: Final[dict[str, Sentence]] = {
    "employment": Sentence("不在职", "not in the team on that day"),
    "qualification": Sentence("无岗位资质或已过期", "lacks the qualification, or it has expired"),
    "leave": Sentence("请假期间", "on leave"),
    "double": Sentence("同一时间已有班次", "on duty elsewhere at that time"),
    "rest": Sentence("两班之间休息不足", "too little rest between two shifts"),
    "week_hours": Sentence("连续七天内工时超限", "too many hours within seven days"),
    "minimum": Sentence("在岗人数低于最少人数", "fewer people than the room's least"),
    "required": Sentence("必设岗位缺人", "a position that must be taken is vacant"),
    "seats": Sentence("岗位超员", "more people than seats"),
}


@dataclass(frozen=True, slots=True)
class RoomRules:
    """What a room sets."""

    min_per_shift: int = 2
    min_rest_minutes: int = 660
    max_week_minutes: int = 2880


@dataclass(frozen=True, slots=True)
class Position:
    """A position as rosters need it."""

    id: str
    name: str
    qualification: str
    seats: int
    required: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A person as rosters need it. ``qualifications``: name → last day, None where it does not end."""

    id: str
    name: str
    employed_from: date
    left_on: date | None = None
    qualifications: Mapping[str, date | None] = field(default_factory=dict)
    leave: Sequence[Span] = ()
    wishes: Sequence[Span] = ()

    def employed(self, day: date) -> bool:
        """Whether in the team on a day."""
        return self.employed_from <= day and (self.left_on is None or day <= self.left_on)

    def qualified(self, qualification: str, day: date) -> bool:
        """Whether a qualification is held on a day; "" needs none."""
        if not qualification:
            return True
        if qualification not in self.qualifications:
            return False
        until = self.qualifications[qualification]
        return until is None or day <= until


@dataclass(frozen=True, slots=True)
class Work:
    """One person at one position in one shift."""

    person: str
    position: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken. ``person`` "" where it concerns the shift; ``lacking``: people or minutes."""

    rule: str
    day: date
    pattern: str = ""
    person: str = ""
    position: str = ""
    lacking: int = 0


def within(spans: Iterable[Span], day: date) -> bool:
    """Whether a day lies in one of the spans, both ends included."""
    return any(first <= day <= last for first, last in spans)


def away(member: Member, slot: Slot) -> bool:
    """Whether leave covers the day a shift begins, or the day it reaches into."""
    last = slot.day + timedelta(days=1) if slot.ends_on_next_day else slot.day
    return within(member.leave, slot.day) or within(member.leave, last)


def person_faults(
    member: Member, works: Sequence[Work], positions: Mapping[str, Position], rules: RoomRules
) -> list[Fault]:
    """Rules that one person's shifts break; ``works`` are all of that person, of other rosters too."""
    found: list[Fault] = []
    ordered = sorted(works, key=lambda work: work.slot.starts_utc)
    for work in ordered:
        slot, position = work.slot, positions.get(work.position)
        if not member.employed(slot.day):
            found.append(_fault("employment", work))
        if position is not None and not member.qualified(position.qualification, slot.day):
            found.append(_fault("qualification", work))
        if away(member, slot):
            found.append(_fault("leave", work))
    for before, after in pairwise(ordered):
        if after.slot.starts_utc < before.slot.ends_utc:
            found.append(_fault("double", after))
        elif after.slot.starts_utc < before.slot.free_utc:
            lacking = int((before.slot.free_utc - after.slot.starts_utc).total_seconds()) // 60
            found.append(_fault("rest", after, lacking))
    return found + _week_faults(ordered, rules)


def _week_faults(ordered: Sequence[Work], rules: RoomRules) -> list[Fault]:
    by_day: dict[date, int] = defaultdict(int)
    for work in ordered:
        by_day[work.slot.day] += work.slot.minutes
    for work in ordered:
        # Every window that is over its bound ends with some shift; the earliest is told, once.
        begins = work.slot.day - timedelta(days=WEEK_DAYS - 1)
        over = (
            sum(minutes for day, minutes in by_day.items() if begins <= day <= work.slot.day) - rules.max_week_minutes
        )
        if over > 0:
            return [_fault("week_hours", work, over)]
    return []


def cover_faults(
    slots: Sequence[Slot], works: Sequence[Work], positions: Sequence[Position], rules: RoomRules
) -> list[Fault]:
    """Shifts with too few or too many people."""
    seated = Counter((work.slot.day, work.slot.pattern, work.position) for work in works)
    found = []
    for slot in slots:
        total = 0
        for position in positions:
            count = seated[(slot.day, slot.pattern, position.id)]
            total += count
            if count > position.seats:
                found.append(
                    Fault("seats", slot.day, slot.pattern, position=position.id, lacking=count - position.seats)
                )
            elif position.required and count < position.seats:
                found.append(
                    Fault("required", slot.day, slot.pattern, position=position.id, lacking=position.seats - count)
                )
        if total < rules.min_per_shift:
            found.append(Fault("minimum", slot.day, slot.pattern, lacking=rules.min_per_shift - total))
    return found


def _fault(rule: str, work: Work, lacking: int = 0) -> Fault:
    return Fault(rule, work.slot.day, work.slot.pattern, work.person, work.position, lacking)
