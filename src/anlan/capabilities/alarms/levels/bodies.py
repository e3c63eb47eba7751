"""Cases as they travel: read from the records, a case with many steps in parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.protocols.feed import CaseBody, StepBody
from anlan.protocols.feed.case import MAX_STEPS

# Steps read for one case at a time: its parts beyond are sent when these are taken.
MAX_STEPS_READ: Final = 10 * MAX_STEPS
_CASE_FIELDS: Final = tuple(
    name for name in CaseBody.__struct_fields__ if name not in ("home", "writer", "beyond", "step_list")
)
_STEP_FIELDS: Final = tuple(name for name in StepBody.__struct_fields__ if name != "platform")


async def read_bodies(
    session: AsyncSession, alarms: Collection[str], own: str, to: str, known_steps: Mapping[str, int]
) -> dict[str, list[CaseBody]]:
    """Each case in the parts in which it is to be sent to a neighbour; ``known_steps``: number of the newest step that the other side has."""
    rows = (await session.scalars(select(Alarm).where(Alarm.id.in_(alarms)))).all()
    known = {row.id: min(known_steps.get(row.id, 0), row.steps) for row in rows}
    steps = await _steps(session, {row.id: known[row.id] for row in rows if row.steps > known[row.id]}, own)
    return {row.id: _parts(row, steps.get(row.id, []), own, to) for row in rows}


def body_of(row: Alarm, steps: tuple[StepBody, ...], own: str, to: str) -> CaseBody:
    """A case with a run of its steps."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _CASE_FIELDS}
    return CaseBody(
        home=row.home or own, writer=row.writer or own, beyond=row.writer_via == to, step_list=steps, **values
    )


async def _steps(session: AsyncSession, after: Mapping[str, int], own: str) -> dict[str, list[StepBody]]:
    found: dict[str, list[StepBody]] = defaultdict(list)
    if not after:
        return found
    whole = [alarm for alarm, number in after.items() if not number]
    wanted: list[ColumnElement[bool]] = [AlarmStep.alarm.in_(whole)] if whole else []
    wanted += [(AlarmStep.alarm == alarm) & (AlarmStep.sequence > number) for alarm, number in after.items() if number]
    for start in range(0, len(wanted), _CONDITIONS):
        query = select(AlarmStep).where(or_(*wanted[start : start + _CONDITIONS]))
        for row in (await session.scalars(query.order_by(AlarmStep.alarm, AlarmStep.sequence))).all():
            if len(found[row.alarm]) < MAX_STEPS_READ:
                found[row.alarm].append(_step(row, own))
    return found


# SQLite's expressions have a depth (sqlite.org/limits.html): alternatives of one query at most.
_CONDITIONS: Final = 200


def _step(row: AlarmStep, own: str) -> StepBody:
    values: dict[str, Any] = {name: getattr(row, name) for name in _STEP_FIELDS}
    return StepBody(platform=row.platform or own, **values)


def _parts(row: Alarm, steps: list[StepBody], own: str, to: str) -> list[CaseBody]:
    # PostgreSQL shows the second query what was committed after the first.
    steps = steps[: max(0, row.steps - steps[0].sequence + 1)] if steps else steps
    runs = [tuple(steps[start : start + MAX_STEPS]) for start in range(0, len(steps), MAX_STEPS)] or [()]
    return [body_of(row, run, own, to) for run in runs]
