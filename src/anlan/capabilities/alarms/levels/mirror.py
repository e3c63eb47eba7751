"""Taking in what a neighbour tells of cases: idempotent, in any number of repetitions, and never over a case that we write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.machine import STATES
from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.capabilities.alarms.cases.open_case import from_row
from anlan.capabilities.alarms.events import EventRecorder, tell_case
from anlan.capabilities.alarms.levels.ports import Neighbour
from anlan.capabilities.alarms.levels.recording import came_from
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.capabilities.alarms.vocabulary import AlarmClass
from anlan.foundation.database import Database
from anlan.protocols.feed import CaseBody, StepBody

log = structlog.get_logger("anlan.alarms")

# What only the writer changes, and what only the home does.
STEP_HALF: Final = (
    "state", "alarm_class", "rank", "aged", "group_alarm", "claimed_by", "claimed_by_name", "claimed_utc", "response_s", "handed_kind",
    "handed_to", "last_step_utc", "escalated_utc", "confirmed_by", "closed_by", "closed_utc", "result", "version", "steps",
)  # fmt: skip
SIGNAL_HALF: Final = ("signals", "repeats", "group_size", "last_signal_utc")
_CLASSES: Final = frozenset(get_args(AlarmClass))
_BOTH: Final = frozenset({*STEP_HALF, *SIGNAL_HALF, "home", "writer", "beyond", "step_list"})
_FIXED: Final = tuple(name for name in CaseBody.__struct_fields__ if name not in _BOTH)
Outcome = Literal["taken", "again", "not_below", "not_its_own", "two_writers", "unknown_value", "not_here"]


@dataclass(slots=True)
class _Reading:
    """Cases of a batch as they stand, and what the batch makes of them."""

    rows: dict[str, Alarm]
    newest_step: dict[str, int]
    steps: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, Alarm] = field(default_factory=dict)


class Mirror:
    """Applies cases. ``own``: code of this platform; ``upper``: of the one above, "" where there is none."""

    def __init__(
        self, database: Database, recorder: EventRecorder, cases: OpenCases, own: str, upper: Callable[[], str]
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._cases = cases
        self._own = own
        self._upper = upper

    async def apply(self, neighbour: Neighbour, bodies: Sequence[CaseBody]) -> list[Outcome]:
        """Commit a batch in its order, and say of each what became of it; ``again``: its steps do not follow those that are here."""
        ids = {body.id for body in bodies}
        async with self._cases.lock:
            async with self._database.transaction() as session:
                came_from(session, neighbour.code)
                reading = await _read(session, ids)
                outcomes = [self._one(session, neighbour, body, reading) for body in bodies]
                await session.flush()
                if reading.steps:
                    await session.execute(insert(AlarmStep), reading.steps)
                open_cases = [from_row(row) for row in reading.changed.values()]
                for case in open_cases:
                    await tell_case(self._recorder, session, case)
            for case in open_cases:
                self._cases.put(case)
        return outcomes

    def _one(self, session: AsyncSession, neighbour: Neighbour, body: CaseBody, reading: _Reading) -> Outcome:
        row = reading.rows.get(body.id)
        refusal = _refusal(neighbour, body, row)
        if refusal is not None:
            return refusal
        newest = reading.newest_step.get(body.id, 0)
        if row is None or row.writer_via == neighbour.code or (not row.writer and body.version > row.version):
            first = body.step_list[0].sequence if body.step_list else body.steps + 1
            if first > newest + 1:
                return "again"
        if row is None:
            row = reading.rows[body.id] = reading.changed[body.id] = self._new(neighbour, body)
            session.add(row)
        elif not self._change(neighbour, body, row, reading):
            log.error(
                "feed_two_writers", neighbour=neighbour.code, alarm=body.id, ours=row.version, theirs=body.version
            )
            return "two_writers"
        if row.version == body.version:
            # Of a row as it is here, numbers up to its count are nobody's but theirs, also where the grant just made it ours.
            missing = [step for step in body.step_list if step.sequence > newest]
            reading.steps += [_step_row(step, body.id, self._own) for step in missing]
            reading.newest_step[body.id] = max([newest, *(step.sequence for step in missing)])
        return "taken"

    def _new(self, neighbour: Neighbour, body: CaseBody) -> Alarm:
        values = {name: getattr(body, name) for name in (*_FIXED, *STEP_HALF, *SIGNAL_HALF)}
        return Alarm(
            **values,
            detections=[],
            came_from=neighbour.code,
            home=self._here(body.home),
            **self._writing(neighbour, body, neighbour.code),
        )

    def _change(self, neighbour: Neighbour, body: CaseBody, row: Alarm, reading: _Reading) -> bool:
        """Take over each half where theirs is newer; False where somebody changed a case that we write."""
        changes: dict[str, Any] = {}
        if body.version > row.version:
            if not row.writer:
                return False
            if row.writer_via == neighbour.code:
                changes |= {name: getattr(body, name) for name in STEP_HALF} | self._writing(
                    neighbour, body, row.came_from
                )
        # Our own signals nobody knows better.
        if row.home and body.signals > row.signals:
            changes |= {name: getattr(body, name) for name in SIGNAL_HALF}
        if changes:
            for name, value in changes.items():
                setattr(row, name, value)
            reading.changed[row.id] = row
        return True

    def _writing(self, neighbour: Neighbour, body: CaseBody, home_way: str) -> dict[str, str]:
        writer = self._here(body.writer)
        if not writer:
            return {"writer": "", "writer_via": ""}
        if not body.beyond:
            return {"writer": writer, "writer_via": neighbour.code}
        # Platforms of a case stand in a line: what lies beyond us lies above, or on the way home.
        return {"writer": writer, "writer_via": self._upper() if neighbour.division is not None else home_way}

    def _here(self, platform: str) -> str:
        return "" if platform == self._own else platform


async def _read(session: AsyncSession, ids: set[str]) -> _Reading:
    rows = (await session.scalars(select(Alarm).where(Alarm.id.in_(ids)))).all()
    newest = select(AlarmStep.alarm, func.max(AlarmStep.sequence)).where(AlarmStep.alarm.in_(ids))
    numbers = await session.execute(newest.group_by(AlarmStep.alarm))
    return _Reading({row.id: row for row in rows}, dict(numbers.all()))


def _refusal(neighbour: Neighbour, body: CaseBody, row: Alarm | None) -> Outcome | None:
    """Why a neighbour may not say this. From below: of its own division, and what came from it; from above: what is here."""
    if neighbour.division is None:
        if row is None:
            return "not_here"
    elif not body.division.startswith(neighbour.division) or (row is not None and row.division != body.division):
        return "not_below"
    elif row is not None and row.came_from != neighbour.code:
        return "not_its_own"
    if body.state not in STATES or body.alarm_class not in _CLASSES:
        return "unknown_value"
    return None


def _step_row(step: StepBody, alarm: str, own: str) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(step, name) for name in step.__struct_fields__}
    return values | {"alarm": alarm, "platform": "" if step.platform == own else step.platform}
