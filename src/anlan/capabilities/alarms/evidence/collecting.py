"""Fetching what is wanted: from whoever has recordings, again after a while, and in the end with the reason why not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from prometheus_client import Counter
from sqlalchemy import bindparam, select, update

from anlan.capabilities.alarms.events import EventRecorder, tell_evidence
from anlan.capabilities.alarms.evidence.ports import EvidenceStore, NoRecording, RecordingSource
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import DomainError
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.alarms")
SETTLED = Counter("anlan_alarm_evidence_total", "Evidence asked for", ["outcome"])

TICK_S: Final = 5.0
# One look takes so many, and asks for so many of them at once.
PAGE: Final = 20
AT_ONCE: Final = 4
# A source that says nothing for so long is asked again later.
CLIP_S: Final = 120.0
# Four minutes of 1080p at 4 Mbit/s, twice over.
MAX_CLIP_BYTES: Final = 268_435_456
# Until it is asked for again; about an hour and a half in all, so that a camera's return after a power cut still counts.
PAUSES_S: Final = (15, 60, 300, 900, 3600)
_SILENT: Final = Sentence("录像源长时间未应答", "the source of recordings did not answer")
_BROKEN: Final = Sentence("录像提取发生内部错误", "fetching the recording failed inside")


@dataclass(frozen=True, slots=True)
class _Outcome:
    evidence: AlarmEvidence
    changes: dict[str, Any]


class EvidenceCollector:
    """One task that asks for what is due."""

    def __init__(
        self, database: Database, outbox: EventRecorder, clock: Clock, store: EvidenceStore, source: RecordingSource
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._store = store
        self._source = source
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to fetch; what was wanted before a stop is still wanted."""
        self._task = asyncio.create_task(self._run(), name="alarm-evidence")

    async def stop(self) -> None:
        """Fetch no more; what was under way is asked for again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def collect(self) -> None:
        """Ask for everything that is due now."""
        while rows := await self._due():
            limit = asyncio.Semaphore(AT_ONCE)
            outcomes = await asyncio.gather(*(self._fetch(row, limit) for row in rows))
            await self._write(outcomes)
            if len(rows) < PAGE:
                return

    async def _due(self) -> Sequence[AlarmEvidence]:
        query = (
            select(AlarmEvidence)
            .where(AlarmEvidence.state == "wanted", AlarmEvidence.due_utc <= self._clock.now_utc())
            .order_by(AlarmEvidence.due_utc)
            .limit(PAGE)
        )
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

    async def _fetch(self, row: AlarmEvidence, limit: asyncio.Semaphore) -> _Outcome:
        async with limit:
            try:
                async with asyncio.timeout(CLIP_S):
                    clip = await self._source.clip(row.channel or "", row.begin_utc, row.end_utc)
                    kept = await self._store.keep(clip.content, MAX_CLIP_BYTES)
            except NoRecording as error:
                return self._failed(row, error.code, error.sentence, final=True)
            except DomainError as error:
                return self._failed(row, error.code, error.sentence)
            except TimeoutError:
                return self._failed(row, "alarms.recording_silent", _SILENT)
            except Exception:
                # A source's fault must not end the task for every other case.
                log.exception("alarm_evidence_failed", evidence=row.id)
                return self._failed(row, "alarms.recording_broken", _BROKEN)
        SETTLED.labels("kept").inc()
        changes = {
            "state": "kept", "tries": row.tries + 1, "content_type": clip.content_type[:32], "begin_utc": clip.begin_utc,
            "end_utc": clip.end_utc, "size_bytes": kept.size_bytes, "sha256": kept.sha256, "location": kept.location,
            "settled_utc": self._clock.now_utc(), "reason": None, "reason_zh": None, "reason_en": None, "due_utc": row.due_utc,
        }  # fmt: skip
        return _Outcome(row, changes)

    def _failed(self, row: AlarmEvidence, code: str, sentence: Sentence, *, final: bool = False) -> _Outcome:
        now = self._clock.now_utc()
        over = final or row.tries >= len(PAUSES_S)
        SETTLED.labels("failed" if over else "tried").inc()
        due = row.due_utc if over else now + timedelta(seconds=PAUSES_S[row.tries])
        changes = {
            "state": "failed" if over else "wanted", "tries": row.tries + 1, "content_type": None, "begin_utc": row.begin_utc,
            "end_utc": row.end_utc, "size_bytes": None, "sha256": None, "location": None, "settled_utc": now if over else None,
            "reason": code[:64], "reason_zh": sentence.zh[:255], "reason_en": sentence.en[:255], "due_utc": due,
        }  # fmt: skip
        return _Outcome(row, changes)

    async def _write(self, outcomes: Sequence[_Outcome]) -> None:
        rows = [{"b_id": each.evidence.id} | each.changes for each in outcomes]
        alarms = {each.evidence.alarm for each in outcomes}
        async with self._database.transaction() as session:
            await session.execute(_UPDATE, rows, execution_options={"synchronize_session": None})
            for alarm in (await session.scalars(select(Alarm).where(Alarm.id.in_(alarms)))).all():
                await tell_evidence(self._outbox, session, alarm)

    async def _run(self) -> None:
        while True:
            try:
                await self.collect()
            except Exception:
                # The database is away: what is wanted stays wanted, and the next turn finds it.
                log.exception("alarm_evidence_unreadable")
            await self._clock.sleep(TICK_S)


_TABLE = AlarmEvidence.__table__
_SET = (
    "state", "tries", "content_type", "begin_utc", "end_utc", "size_bytes", "sha256", "location", "settled_utc", "reason", "reason_zh",
    "reason_en", "due_utc",
)  # fmt: skip
_UPDATE = (
    update(_TABLE).where(_TABLE.c.id == bindparam("b_id")).values({name: bindparam(name) for name in _SET})  # type: ignore[arg-type]
)
