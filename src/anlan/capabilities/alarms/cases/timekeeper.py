"""What time does to cases: age raises, silence escalates, an idle claim is taken back, the closed go to the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select

from anlan.capabilities.alarms.cases.open_case import OpenCase, from_row
from anlan.capabilities.alarms.cases.records import CaseChange, CaseRecords, CasesAdrift
from anlan.capabilities.alarms.models import Alarm

log = structlog.get_logger("anlan.alarms")

TICK_S: Final = 1.0
# Bound of a tick: after a long stop many fall due at once.
MAX_CHANGES: Final = 2_000
# Of them, and of what is archived, so many in one transaction: an alarm that comes meanwhile waits for no more than these.
SLICE: Final = 250
ARCHIVE_EVERY_S: Final = 600.0
_URGENT: Final = frozenset({"hold_up", "fire"})
_HELD: Final = frozenset({"claimed", "verifying"})
# Above every class but hold-up: age must not hide one.
HIGHEST_BY_AGE: Final = 1
_LET_GO: Final[dict[str, Any]] = {
    "state": "waiting", "claimed_by": None, "claimed_by_name": "", "claimed_utc": None, "handed_kind": None, "handed_to": None,
}  # fmt: skip

Task = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How long what may wait."""

    ageing_s: int = 120
    escalate_urgent_s: int = 180
    escalate_other_s: int = 600
    claim_s: int = 300
    archive_days: int = 30


def moments(case: OpenCase, rules: TimeRules) -> Iterator[tuple[datetime, str]]:
    """After which moments time does what to an open case as it stands; where several have passed, the first of them is taken.

    Time acts where a case is written."""
    if case.writer:
        return
    if case.state in _HELD:
        yield case.last_step_utc + timedelta(seconds=rules.claim_s), "take_back"
    if case.state != "waiting":
        return
    if case.escalated_utc is None:
        yield case.received_utc + timedelta(seconds=_escalate_s(case, rules)), "escalated"
    if not case.aged and case.rank > HIGHEST_BY_AGE:
        yield case.received_utc + timedelta(seconds=rules.ageing_s), "aged"


def due_utc(case: OpenCase, rules: TimeRules) -> datetime | None:
    """After which moment time does something to the case; None for never."""
    return min((moment for moment, _ in moments(case, rules)), default=None)


def due(case: OpenCase, now_utc: datetime, rules: TimeRules) -> CaseChange | None:
    """What is due for an open case, one step at a time."""
    action = next((action for moment, action in moments(case, rules) if moment < now_utc), "")
    if action == "take_back":
        facts: dict[str, Any] = {"from": case.claimed_by_name, "after_s": rules.claim_s}
        return CaseChange(case, action, _LET_GO, facts)
    if action == "escalated":
        # One level up: from the township (8 digits) to its county (6), from there to the city.
        facts = {"to_division": case.division[:-2] or case.division, "after_s": _escalate_s(case, rules)}
        return CaseChange(case, action, {"escalated_utc": now_utc}, facts)
    if action == "aged":
        rank = case.rank - 1
        return CaseChange(case, action, {"aged": True, "rank": rank}, {"rank_before": case.rank, "rank": rank})
    return None


def _escalate_s(case: OpenCase, rules: TimeRules) -> int:
    return rules.escalate_urgent_s if case.alarm_class in _URGENT else rules.escalate_other_s


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
        """Do what is due now; an escalation and an ageing of one case are two changes."""
        now = self._records.clock.now_utc()
        left = MAX_CHANGES
        while left > 0 and (done := await self._apply(now, min(left, SLICE))):
            left -= done
        if self._also is not None:
            await self._also(now)
        elapsed_s = self._records.clock.monotonic_s()
        if self._archived_s is None or elapsed_s - self._archived_s >= ARCHIVE_EVERY_S:
            self._archived_s = elapsed_s
            await self.archive()

    async def archive(self) -> None:
        """Send what was closed long enough ago to the archive, a bounded number at a time."""
        before = self._records.clock.now_utc() - timedelta(days=self._rules.archive_days)
        query = select(Alarm).where(Alarm.state == "closed", Alarm.closed_utc < before, Alarm.writer == "").limit(SLICE)
        while True:
            async with self._records.cases.lock, self._records.database.transaction() as session:
                rows = (await session.scalars(query)).all()
                if rows:
                    taken = [CaseChange(from_row(row), "archive", {"state": "archived"}) for row in rows]
                    await self._records.write_many(session, taken)
            if len(rows) < SLICE:
                return

    async def _apply(self, now: datetime, most: int) -> int:
        """Change at most so many of those that are due, in one transaction; how many there were to look at."""
        cases = self._records.cases
        async with cases.lock:
            looked_at = cases.due(now, most)
            try:
                taken = [each for case in looked_at if (each := due(case, now, self._rules)) is not None]
                if taken:
                    async with self._records.database.transaction() as session:
                        changed = await self._records.write_many(session, taken)
                    for case in changed:
                        cases.put(case)
            except CasesAdrift as error:
                log.error("alarm_cases_adrift", error=str(error))
                await self._records.read_anew([case.id for case in looked_at])
            finally:
                # Whatever stands as it was is due as before, the rest by what became of it.
                for case in looked_at:
                    cases.look_again(case.id)
        return len(looked_at)

    async def _run(self) -> None:
        while True:
            await self._records.clock.sleep(TICK_S)
            try:
                await self.tick()
            except Exception:
                # The database is away: what is due stays due, and the next tick finds it.
                log.exception("alarm_timekeeping_failed")
