"""Who could work which shift, with what stands already taken into account; and which shifts exclude one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from anlan.capabilities.duty.rosters.problem import RosterProblem
from anlan.capabilities.duty.rosters.rules import WEEK_DAYS, Member, Work, away, within
from anlan.capabilities.duty.rosters.slots import Slot


@dataclass(frozen=True, slots=True)
class Waived:
    """Rules that are left aside, to learn what each costs."""

    rest: bool = False
    week_hours: bool = False
    qualification: bool = False
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Seats that ask for the same qualification: ``must`` of them in every shift, ``seats`` at most."""

    qualification: str
    must: int
    seats: int


@dataclass(slots=True)
class Availability:
    """``open_to[m]``: the slots member m could work by employment, leave and rest; ``worked[m]``: minutes that stand, by day."""

    tasks: list[Task]
    open_to: list[list[int]] = field(default_factory=list)
    worked: list[dict[date, int]] = field(default_factory=list)


def tasks_of(problem: RosterProblem, waived: Waived) -> list[Task]:
    """Positions gathered by what they ask for: seats that are alike need not be told apart."""
    gathered: dict[str, tuple[int, int]] = {}
    for position in problem.positions:
        asked = "" if waived.qualification else position.qualification
        must, seats = gathered.get(asked, (0, 0))
        gathered[asked] = (must + (position.seats if position.required else 0), seats + position.seats)
    return [Task(asked, must, seats) for asked, (must, seats) in sorted(gathered.items(), reverse=True)]


def availability(problem: RosterProblem, waived: Waived) -> Availability:
    """Who is free when."""
    found = Availability(tasks_of(problem, waived))
    standing: dict[str, list[Work]] = defaultdict(list)
    for work in problem.standing:
        standing[work.person].append(work)
    for member in problem.members:
        works = standing[member.id]
        free = [
            index
            for index, slot in enumerate(problem.slots)
            if _could(member, slot, waived) and not any(_excludes(work.slot, slot, waived) for work in works)
        ]
        by_day: dict[date, int] = defaultdict(int)
        for work in works:
            by_day[work.slot.day] += work.slot.minutes
        found.open_to.append(free)
        found.worked.append(dict(by_day))
    return found


def cliques(slots: Sequence[Slot], waived: Waived) -> list[list[int]]:
    """Sets of shifts of which one person works one at most: those that, rest included, hold at the beginning of some shift."""
    found: list[list[int]] = []
    for slot in slots:
        held = [
            index
            for index, each in enumerate(slots)
            if each.starts_utc <= slot.starts_utc < (each.ends_utc if waived.rest else each.free_utc)
        ]
        if len(held) > 1 and not (found and set(held) <= set(found[-1])):
            found.append(held)
    return found


def weeks(slots: Sequence[Slot]) -> list[tuple[date, list[int]]]:
    """Every seven days running that touch the slots: the first day, and the slots that begin within."""
    first, last = slots[0].day, slots[-1].day
    begins = [first + timedelta(days=each) for each in range(1 - WEEK_DAYS, (last - first).days + 1)]
    return [
        (day, held)
        for day in begins
        if (held := [i for i, slot in enumerate(slots) if day <= slot.day < day + timedelta(days=WEEK_DAYS)])
    ]


def wished_off(member: Member, slot: Slot) -> bool:
    """Whether the member would rather not come."""
    return within(member.wishes, slot.day)


def _could(member: Member, slot: Slot, waived: Waived) -> bool:
    return member.employed(slot.day) and (waived.leave or not away(member, slot))


def _excludes(standing: Slot, slot: Slot, waived: Waived) -> bool:
    if waived.rest:
        return standing.starts_utc < slot.ends_utc and slot.starts_utc < standing.ends_utc
    return standing.starts_utc < slot.free_utc and slot.starts_utc < standing.free_utc
