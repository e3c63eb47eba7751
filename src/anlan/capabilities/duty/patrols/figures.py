"""Figures of patrol rounds for assessment: queried from the rounds, never entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from anlan.capabilities.duty.patrols.models import PatrolFinding, PatrolRun
from anlan.capabilities.duty.patrols.plans import READ
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """Rounds of a span. ``planned``: by the plan's times, over or not; ``excused``: missed while the platform did not run."""

    planned: int
    extra: int
    done: int
    incomplete: int
    missed: int
    excused: int
    waiting: int
    stops: int
    looked: int
    looked_s: int
    findings: int


@dataclass(frozen=True, slots=True)
class PatrolFigures:
    """Of all rounds, for each plan and each person, and findings by kind."""

    total: RoundCounts
    by_plan: Sequence[tuple[str, str, RoundCounts]]
    by_operator: Sequence[tuple[str, str, RoundCounts]]
    by_finding: dict[str, int]


# Plans and people of one answer; a city's platform has fewer.
MOST_GROUPS = 1_000


class PatrolCounting:
    """Counts rounds by what they are."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    async def figures(self, actor: Actor, since: datetime, until: datetime, division: str) -> PatrolFigures:
        """Rounds due from ``since`` (included) to ``until`` (not) in the divisions that the actor sees."""
        roots = self._gate.scope(actor, READ)
        where = [division_within(PatrolRun.division, roots), PatrolRun.due_utc >= since, PatrolRun.due_utc < until]
        found = [
            division_within(PatrolFinding.division, roots),
            PatrolFinding.id >= first_id(since),
            PatrolFinding.id < first_id(until),
        ]
        if division:
            where.append(division_within(PatrolRun.division, (division,)))
            found.append(division_within(PatrolFinding.division, (division,)))
        columns = _columns()
        async with self._database.reading() as session:
            total = _counts((await session.execute(select(*columns).where(*where))).one())
            plans = select(PatrolRun.plan, func.max(PatrolRun.plan_name), *columns).where(*where)
            by_plan = (await session.execute(plans.group_by(PatrolRun.plan).limit(MOST_GROUPS))).all()
            people = select(PatrolRun.operator, func.max(PatrolRun.operator_name), *columns)
            people = people.where(*where, PatrolRun.operator != "").group_by(PatrolRun.operator)
            by_operator = (await session.execute(people.limit(MOST_GROUPS))).all()
            kinds = select(PatrolFinding.kind, func.count()).where(*found).group_by(PatrolFinding.kind)
            by_finding = {kind: int(count) for kind, count in (await session.execute(kinds)).all()}
        return PatrolFigures(total, _grouped(by_plan), _grouped(by_operator), by_finding)


def _columns() -> list[Any]:
    def number(*conditions: ColumnElement[bool]) -> Any:
        condition = conditions[0]
        for each in conditions[1:]:
            condition = condition & each
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    state, begun = PatrolRun.state, PatrolRun.state.in_(("done", "incomplete", "missed"))
    return [
        number(PatrolRun.scheduled.is_(True)), number(PatrolRun.scheduled.is_(False)), number(state == "done"),
        number(state == "incomplete"), number(state == "missed"), number(state == "missed", PatrolRun.reason == "platform_down"),
        number(state.in_(("due", "running"))), func.coalesce(func.sum(case((begun, PatrolRun.stops), else_=0)), 0),
        func.coalesce(func.sum(case((begun, PatrolRun.looked), else_=0)), 0), func.coalesce(func.sum(PatrolRun.looked_ms), 0),
        func.coalesce(func.sum(PatrolRun.findings), 0),
    ]  # fmt: skip


def _counts(row: Sequence[Any]) -> RoundCounts:
    numbers = [int(value) for value in row]
    numbers[9] //= 1000
    return RoundCounts(*numbers)


def _grouped(rows: Sequence[Any]) -> list[tuple[str, str, RoundCounts]]:
    return sorted(((row[0], row[1], _counts(row[2:])) for row in rows), key=lambda each: (each[1], each[0]))
