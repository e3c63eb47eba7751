"""Response times: from receipt to the first claim, by class, against the points of EN 50518, over rolling months."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, select

from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.capabilities.alarms.cases.open_case import OpenCase
from anlan.capabilities.alarms.models import Alarm
from anlan.capabilities.alarms.vocabulary import ALARM_CLASSES
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import company_within, division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

MAX_MONTHS: Final = 24
# Cases looked at without giving way: a few milliseconds.
LOOK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Goals:
    """Shares of responses (percent) and the seconds within which they must lie."""

    first_s: int
    second_s: int
    first_percent: float = 80.0
    second_percent: float = 98.5


URGENT: Final = Goals(30, 60)
OTHER: Final = Goals(90, 180)


def goals_of(alarm_class: str) -> Goals:
    """The points of a class: hold-up and fire sooner than the rest."""
    return URGENT if alarm_class in ("hold_up", "fire") else OTHER


@dataclass(frozen=True, slots=True)
class ClassClock:
    """One class over a span. ``count``: taken, plus those still waiting beyond the second point, which are within neither.

    Percentiles are those of the taken ones; None where there is none.
    """

    alarm_class: str
    count: int
    within_first_percent: float | None
    within_second_percent: float | None
    p50_s: int | None
    p95_s: int | None
    goals: Goals


@dataclass(frozen=True, slots=True)
class MonthClocks:
    """A calendar month (UTC) as ``2026-11``, or "" for the whole span."""

    month: str
    classes: Sequence[ClassClock]


class Clocks:
    """The response times that an actor may see."""

    def __init__(self, database: Database, clock: Clock, gate: Gate, cases: OpenCases) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._cases = cases

    async def months(self, actor: Actor, count: int) -> list[MonthClocks]:
        """The whole span of ``count`` months first, this month included, then each month, the newest first."""
        now = self._clock.now_utc()
        starts = [month_start(now, back) for back in range(count)]
        scope = (
            division_within(Alarm.division, self._gate.scope(actor, "alarms.read")),
            company_within(Alarm.company, actor),
        )
        counted: list[dict[str, dict[int, int]]] = []
        async with self._database.reading() as session:
            for index, start in enumerate(starts):
                query = select(Alarm.alarm_class, Alarm.response_s, func.count()).where(
                    *scope, Alarm.received_utc >= start, Alarm.response_s.is_not(None)
                )
                if index:
                    query = query.where(Alarm.received_utc < starts[index - 1])
                rows = (await session.execute(query.group_by(Alarm.alarm_class, Alarm.response_s))).all()
                month: dict[str, dict[int, int]] = {}
                for alarm_class, response_s, number in rows:
                    month.setdefault(alarm_class, {})[response_s or 0] = number
                counted.append(month)
        late = await self._late(actor, now)
        found = [_clocks(start.strftime("%Y-%m"), month, {}) for start, month in zip(starts, counted, strict=True)]
        found[0] = _clocks(starts[0].strftime("%Y-%m"), counted[0], late)
        return [_clocks("", _sum(counted), late), *found]

    async def _late(self, actor: Actor, now_utc: datetime) -> dict[str, int]:
        found: dict[str, int] = {}
        async for cases in seen_by(actor, self._cases):
            for case in cases:
                if case.state != "waiting" or case.response_s is not None:
                    continue
                if (now_utc - case.received_utc).total_seconds() > goals_of(case.alarm_class).second_s:
                    found[case.alarm_class] = found.get(case.alarm_class, 0) + 1
        return found


async def seen_by(actor: Actor, cases: Iterable[OpenCase]) -> AsyncIterator[list[OpenCase]]:
    """The open cases that the actor may see, a few thousand at a time: alarms that come meanwhile do not wait for the whole of it."""
    places: dict[tuple[str, str], bool] = {}

    def seen(case: OpenCase) -> bool:
        place = (case.division, case.company)
        if place not in places:
            places[place] = may_see(actor, *place)
        return places[place]

    held = iter(list(cases))
    while some := list(islice(held, LOOK)):
        yield [case for case in some if seen(case)]
        await asyncio.sleep(0)


def may_see(actor: Actor, division: str, company: str) -> bool:
    """Whether a case lies within what the actor may read."""
    return actor.may_in("alarms.read", division) and actor.serves(company)


def month_start(now_utc: datetime, back: int) -> datetime:
    """First moment of the month so many months before this one."""
    months = now_utc.year * 12 + now_utc.month - 1 - back
    return now_utc.replace(year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def class_clock(alarm_class: str, times: dict[int, int], late: int) -> ClassClock:
    """From a distribution, seconds → count."""
    goals = goals_of(alarm_class)
    taken = sum(times.values())
    count = taken + late
    return ClassClock(
        alarm_class=alarm_class,
        count=count,
        within_first_percent=_share(times, goals.first_s, count),
        within_second_percent=_share(times, goals.second_s, count),
        p50_s=_percentile(times, taken, 50),
        p95_s=_percentile(times, taken, 95),
        goals=goals,
    )


def _clocks(month: str, by_class: dict[str, dict[int, int]], late: dict[str, int]) -> MonthClocks:
    classes: list[Any] = [name for name in ALARM_CLASSES if name in by_class or name in late]
    return MonthClocks(month, [class_clock(name, by_class.get(name, {}), late.get(name, 0)) for name in classes])


def _sum(months: Sequence[dict[str, dict[int, int]]]) -> dict[str, dict[int, int]]:
    total: dict[str, dict[int, int]] = {}
    for month in months:
        for name, times in month.items():
            into = total.setdefault(name, {})
            for seconds, number in times.items():
                into[seconds] = into.get(seconds, 0) + number
    return total


def _share(times: dict[int, int], within_s: int, count: int) -> float | None:
    if not count:
        return None
    return round(100 * sum(number for seconds, number in times.items() if seconds <= within_s) / count, 2)


def _percentile(times: dict[int, int], count: int, percent: int) -> int | None:
    """Nearest rank."""
    if not count:
        return None
    rank, passed = -(-count * percent // 100), 0
    for seconds in sorted(times):
        passed += times[seconds]
        if passed >= rank:
            return seconds
    return None
