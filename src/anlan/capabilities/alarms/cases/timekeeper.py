"""What time does to cases: age raises, silence escalates, an idle claim is taken back, the closed go to the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select

from anlan.capabilities.alarms.cases.machine import State
from anlan.capabilities.alarms.cases.open_case import OpenCase
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.cases.steps import RULES_ACTOR
from anlan.capabilities.alarms.models import Alarm

log = structlog.get_logger("anlan.alarms")

TICK_S: Final = 1.0
# Bound of a tick, and of one transaction of the archive: after a long stop many fall due at once.
MAX_CHANGES: Final = 500
# Of a tick's changes, so many in one transaction: an alarm that comes meanwhile waits for no more than these.
SLICE: Final = 50
# Cases looked at without giving way: a few milliseconds.
LOOK: Final = 2_000
ARCHIVE_EVERY_S: Final = 600.0
_URGENT: Final = frozenset({"hold_up", "fire"})
_HELD: Final = frozenset({"claimed", "verifying"})
# Above every class but hold-up: age must not hide one.
HIGHEST_BY_AGE: Final = 1

Task = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How long what may wait."""

    ageing_s: int = 120
    escalate_urgent_s: int = 180
    escalate_other_s: int = 600
    claim_s: int = 300
    archive_days: int = 30


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is due by rule."""

    case: OpenCase
    action: str
    changes: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def due(case: OpenCase, now_utc: datetime, rules: TimeRules) -> Due | None:
    """What is due for an open case, one step at a time; time acts where the case is written."""
    if case.writer:
        return None
    waited_s = (now_utc - case.received_utc).total_seconds()
    if case.state in _HELD and (now_utc - case.last_step_utc).total_seconds() > rules.claim_s:
        waiting: State = "waiting"
        changes = {
            "state": waiting, "claimed_by": None, "claimed_by_name": "", "claimed_utc": None, "handed_kind": None, "handed_to": None,
        }  # fmt: skip
        return Due(case, "take_back", changes, {"from": case.claimed_by_name, "after_s": rules.claim_s})
    if case.state != "waiting":
        return None
    limit_s = rules.escalate_urgent_s if case.alarm_class in _URGENT else rules.escalate_other_s
    if case.escalated_utc is None and waited_s > limit_s:
        # One level up: from the township (8 digits) to its county (6), from there to the city.
        return Due(
            case,
            "escalated",
            {"escalated_utc": now_utc},
            {"to_division": case.division[:-2] or case.division, "after_s": limit_s},
        )
    if not case.aged and waited_s > rules.ageing_s:
        rank = case.rank if case.rank <= HIGHEST_BY_AGE else case.rank - 1
        return Due(case, "aged", {"aged": True, "rank": rank}, {"rank_before": case.rank, "rank": rank})
    return None


class Timekeeper:
    """One task for all cases. ``also``: what else goes by the same clock, called every tick."""

    def __init__(self, records: CaseRecords, rules: TimeRules, also: Task | None = None) -> None:
        self._records = records
        self._rules = rules
        self._also = also
        self._task: asyncio.Task[None] | None = None
        self._archived_s: float | None = None

    def start(self) -> None:
        """Begin to keep time."""
        self._task = asyncio.create_task(self._run(), name="alarm-timekeeper")

    async def stop(self) -> None:
        """Keep it no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def tick(self) -> None:
        """Do what is due now; an escalation and an ageing of one case come in two ticks."""
        now = self._records.clock.now_utc()
        found = await self._look(now)
        # Those that wait longest first, where more are due than one tick takes.
        found.sort(key=lambda each: (each.case.rank, each.case.received_utc))
        for start in range(0, min(len(found), MAX_CHANGES), SLICE):
            await self._apply(found[start : start + SLICE], now)
        if self._also is not None:
            await self._also(now)
        elapsed_s = self._records.clock.monotonic_s()
        if self._archived_s is None or elapsed_s - self._archived_s >= ARCHIVE_EVERY_S:
            self._archived_s = elapsed_s
            await self.archive()

    async def archive(self) -> None:
        """Send what was closed long enough ago to the archive, a bounded number at a time."""
        before = self._records.clock.now_utc() - timedelta(days=self._rules.archive_days)
        query = (
            select(Alarm)
            .where(Alarm.state == "closed", Alarm.closed_utc < before, Alarm.writer == "")
            .limit(MAX_CHANGES)
        )
        while True:
            async with self._records.cases.lock, self._records.database.transaction() as session:
                rows = (await session.scalars(query)).all()
                for row in rows:
                    await self._records.write(session, RULES_ACTOR, row, "archive", {}, {"state": "archived"})
            if len(rows) < MAX_CHANGES:
                return

    async def _look(self, now: datetime) -> list[Due]:
        """What is due, a few thousand cases at a time: signals that come meanwhile do not wait for the whole of it."""
        cases, found = list(self._records.cases), []
        for start in range(0, len(cases), LOOK):
            found += [each for case in cases[start : start + LOOK] if (each := due(case, now, self._rules)) is not None]
            await asyncio.sleep(0)
        return found

    async def _apply(self, found: list[Due], now: datetime) -> None:
        """Change them in one transaction, but for those that somebody changed since they were looked at."""
        changed: list[OpenCase] = []
        async with self._records.cases.lock:
            by_id = {}
            for each in found:
                case = self._records.cases.get(each.case.id)
                still = due(case, now, self._rules) if case is not None else None
                if still is not None:
                    by_id[each.case.id] = still
            if not by_id:
                return
            async with self._records.database.transaction() as session:
                rows = (await session.scalars(select(Alarm).where(Alarm.id.in_(by_id)))).all()
                for row in rows:
                    each = by_id[row.id]
                    changed.append(
                        await self._records.write(session, RULES_ACTOR, row, each.action, each.facts, each.changes)
                    )
            for case in changed:
                self._records.cases.put(case)

    async def _run(self) -> None:
        while True:
            await self._records.clock.sleep(TICK_S)
            try:
                await self.tick()
            except Exception:
                # The database is away: what is due stays due, and the next tick finds it.
                log.exception("alarm_timekeeping_failed")
