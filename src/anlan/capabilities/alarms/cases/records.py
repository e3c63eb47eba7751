"""How a case changes: its row by version, a step, an event, and what is held in memory, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.conflicts import admit, no_alarm, written_elsewhere
from anlan.capabilities.alarms.cases.machine import Action
from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.capabilities.alarms.cases.open_case import OpenCase, from_row
from anlan.capabilities.alarms.cases.steps import RULES_ACTOR, Place, step_row
from anlan.capabilities.alarms.events import EventRecorder, tell_case
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.foundation.access.actor import Actor
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

Changes = Callable[[Alarm], dict[str, Any]]
_ALARMS: Final[Any] = Alarm.__table__
_STEPS: Final[Any] = AlarmStep.__table__


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a rule does to a case: columns of its row (values that can be compared), and the facts of its step."""

    case: OpenCase
    action: str
    changes: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


class CasesAdrift(Exception):  # noqa: N818 - what happened
    """What is in memory is not what is in the records."""


class CaseRecords:
    """Writes of cases. Whoever uses ``write`` holds ``cases.lock`` and calls ``cases.put`` once the transaction stands."""

    def __init__(self, database: Database, outbox: EventRecorder, clock: Clock, cases: OpenCases) -> None:
        self.database = database
        self.clock = clock
        self.cases = cases
        self._outbox = outbox

    async def take(
        self, actor: Actor, alarm: str, version: int | None, action: Action, facts: dict[str, Any], changes: Changes, place: Place | None = None,
        platform: str = "",
    ) -> None:  # fmt: skip
        """Take an action in one transaction. ``changes`` says from the present row what the action sets, or raises.

        ``version``: of the row that was looked at; None where whatever it is now counts. ``platform``: whose desk acts, "" ours."""
        async with self.cases.lock:
            async with self.database.transaction() as session:
                row = await session.get(Alarm, alarm)
                if row is None:
                    raise no_alarm()
                target = admit(row, actor, action, version)
                case = await self.write(
                    session, actor, row, action, facts, {"state": target} | changes(row), place, platform
                )
            self.cases.put(case)

    async def write(
        self, session: AsyncSession, actor: Actor, row: Alarm, action: str, facts: dict[str, Any], changes: dict[str, Any],
        place: Place | None = None, platform: str = "",
    ) -> OpenCase:  # fmt: skip
        """Row, step and event in the caller's transaction; the case as it will be."""
        if row.writer:
            raise written_elsewhere(row)
        now = self.clock.now_utc()
        states = (row.state, changes.get("state", row.state))
        counted = {"version": row.version + 1, "steps": row.steps + 1, "last_step_utc": now}
        case = from_row(row).changed(changes | counted)
        statement = update(Alarm).where(Alarm.id == row.id, Alarm.version == row.version).values(changes | counted)
        await session.execute(statement, execution_options={"synchronize_session": False})
        step = step_row(actor, row.id, row.steps + 1, now, action, states, facts, place, platform)
        await session.execute(insert(AlarmStep), [step])
        await tell_case(self._outbox, session, case)
        return case

    async def write_many(self, session: AsyncSession, taken: Sequence[CaseChange]) -> list[OpenCase]:
        """The same as ``write`` for what rules do to many cases: those that change alike in one statement, all steps in one.

        Raises ``CasesAdrift`` where a row is not at the version that the case has.
        """
        now = self.clock.now_utc()
        for alike in _alike(taken):
            await self._update_alike(session, alike, now)
        changed = [
            each.case.changed(
                each.changes | {"version": each.case.version + 1, "steps": each.case.steps + 1, "last_step_utc": now}
            )
            for each in taken
        ]
        steps = [
            step_row(RULES_ACTOR, case.id, case.steps, now, each.action, (each.case.state, case.state), each.facts)
            for each, case in zip(taken, changed, strict=True)
        ]
        await session.execute(insert(_STEPS), steps)
        for case in changed:
            await tell_case(self._outbox, session, case)
        return changed

    async def read_anew(self, alarms: Iterable[str]) -> None:
        """Hold in memory what the records say of these cases. The caller holds ``cases.lock``."""
        wanted = list(alarms)
        async with self.database.reading() as session:
            rows = (await session.scalars(select(Alarm).where(Alarm.id.in_(wanted)))).all()
        for alarm in set(wanted) - {row.id for row in rows}:
            self.cases.forget(alarm)
        for row in rows:
            self.cases.put(from_row(row))

    async def _update_alike(self, session: AsyncSession, alike: Sequence[CaseChange], now: datetime) -> None:
        first = alike[0]
        counted = {"version": first.case.version + 1, "steps": _ALARMS.c.steps + 1, "last_step_utc": now}
        statement = (
            update(_ALARMS)
            .where(
                _ALARMS.c.id.in_([each.case.id for each in alike]),
                _ALARMS.c.version == first.case.version,
                _ALARMS.c.writer == "",
            )
            .values(first.changes | counted)
        )
        result = await session.execute(statement)
        assert isinstance(result, CursorResult)
        if result.rowcount != len(alike):
            raise CasesAdrift(f"{len(alike) - result.rowcount} of {len(alike)} rows are at another version")

    async def tell(self, session: AsyncSession, case: OpenCase) -> None:
        """Tell of a new case in the caller's transaction."""
        await tell_case(self._outbox, session, case)


def _alike(taken: Sequence[CaseChange]) -> Iterable[list[CaseChange]]:
    """Those with the same changes and the same version together: one statement takes them all."""
    groups: dict[tuple[Any, ...], list[CaseChange]] = {}
    for each in taken:
        groups.setdefault((each.case.version, *sorted(each.changes.items())), []).append(each)
    return groups.values()
