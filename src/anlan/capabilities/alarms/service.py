"""The alarm centre put together: intake, desk, reading, board, clocks, supervision, and the task that keeps time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.board import Board
from anlan.capabilities.alarms.cases.additions import Additions
from anlan.capabilities.alarms.cases.attending import Attending
from anlan.capabilities.alarms.cases.clocks import Clocks
from anlan.capabilities.alarms.cases.codes import FORWARD_CONDITIONS
from anlan.capabilities.alarms.cases.desk import Desk
from anlan.capabilities.alarms.cases.memory import OpenCases
from anlan.capabilities.alarms.cases.reading import CaseReading
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.cases.shift import ShiftCases
from anlan.capabilities.alarms.cases.summons import Summons
from anlan.capabilities.alarms.cases.suppressions import Suppressions
from anlan.capabilities.alarms.cases.timekeeper import Timekeeper, TimeRules, due_utc
from anlan.capabilities.alarms.company import CompanyDesk
from anlan.capabilities.alarms.events import EventRecorder
from anlan.capabilities.alarms.evidence.ports import RecordingSource
from anlan.capabilities.alarms.evidence.service import EvidenceService
from anlan.capabilities.alarms.evidence.wanted import EvidenceRules
from anlan.capabilities.alarms.intake.judge import IntakeRules
from anlan.capabilities.alarms.intake.receiving import Intake
from anlan.capabilities.alarms.levels.recording import FeedingRecorder
from anlan.capabilities.alarms.levels.service import FeedSide, Levels
from anlan.capabilities.alarms.models import AlarmMark
from anlan.capabilities.alarms.models.marks import SCHEDULES
from anlan.capabilities.alarms.ports import (
    AccountDirectory,
    CameraStates,
    Messenger,
    MissedClock,
    Premises,
    Receipt,
    Signal,
    SourceKey,
    TalkDown,
)
from anlan.capabilities.alarms.supervision import Supervision
from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

# As in the vocabulary.
MISSED_OPENING: Final = EventKind("opening_failed", "open_close", "未按时撤防", "Failed to open", True)  # noqa: FBT003
MISSED_CLOSING: Final = EventKind("closing_failed", "open_close", "未按时布防", "Failed to close", True)  # noqa: FBT003
# Schedules are kept to the minute.
SCHEDULE_EVERY_S: Final = 60.0
# After a stop panels first have this long to deliver what they could not.
SETTLE_S: Final = 300.0
_GAP: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """Everything that a platform sets for its alarm centre. ``own_division``: where signals of unknown sources belong."""

    own_division: str
    intake: IntakeRules = field(default_factory=IntakeRules)
    time: TimeRules = field(default_factory=TimeRules)
    evidence: EvidenceRules = field(default_factory=EvidenceRules)
    repeat_s: int = 900
    max_waiting: int = 20_000
    forward_conditions: tuple[str, ...] = tuple(FORWARD_CONDITIONS)


class AlarmService:
    """The capability as the rest of the house sees it. ``start`` before any receiver, ``stop`` after the last."""

    def __init__(
        self, *, database: Database, outbox: EventRecorder, clock: Clock, gate: Gate, accounts: AccountDirectory, premises: Premises,
        rules: AlarmRules, evidence_folder: Path, recordings: RecordingSource | None = None,
        cameras: CameraStates | None = None, talk_down: TalkDown | None = None, messenger: Messenger | None = None,
        feed: FeedSide | None = None, own_code: str = "",
    ) -> None:  # fmt: skip
        """``feed`` joins other platforms, to which we are ``own_code``."""
        self._database = database
        self._clock = clock
        self._premises = premises
        self.cases = OpenCases(lambda case: due_utc(case, rules.time))
        if feed is not None:
            outbox = FeedingRecorder(outbox, feed)
        self._records = CaseRecords(database, outbox, clock, self.cases)
        self.levels = (
            Levels(records=self._records, recorder=outbox, gate=gate, feed=feed, own=own_code) if feed else None
        )
        self.suppressions = Suppressions(database, clock, gate, premises)
        self.supervision = Supervision(
            database=database, outbox=outbox, clock=clock, accounts=accounts, premises=premises, own=self._receive_own
        )
        self.intake = Intake(
            database=database, outbox=outbox, clock=clock, cases=self.cases, accounts=accounts, premises=premises,
            mode_of=self.suppressions.mode, heard=self.supervision.heard, own_division=rules.own_division, rules=rules.intake,
            repeat_s=rules.repeat_s, max_waiting=rules.max_waiting, evidence=rules.evidence,
        )  # fmt: skip
        self.desk = Desk(self._records, gate, premises, rules.forward_conditions, rules.evidence)
        self.additions = Additions(self._records)
        if self.levels is not None:
            self.levels.transfer.join(self.additions)
        self.evidence = EvidenceService(database, outbox, clock, gate, evidence_folder, recordings)
        self.reading = CaseReading(
            database, clock, gate, premises, cameras, talk_down, self.evidence.records, self.levels
        )
        self.shift = ShiftCases(database, self._records, accounts, premises)
        self.attending = Attending(database, clock, gate, self.additions, self.evidence.records)
        self.summons = Summons(database, clock, gate, premises, self.additions, messenger)
        self.clocks = Clocks(database, clock, gate, self.cases)
        self.company = CompanyDesk(database, gate)
        self.board = Board(self.cases, self.clocks)
        self.timekeeper = Timekeeper(self._records, rules.time, self._by_time)
        self._schedule_s = float("-inf")

    async def start(self) -> None:
        """Rebuild what is open from the records, then keep time."""
        await self.cases.load(self._database)
        await self.suppressions.load()
        await self.supervision.load()
        await self._settle()
        self.timekeeper.start()
        await self.evidence.start()

    async def stop(self) -> None:
        """Keep time no more; what was taken in is written."""
        await self.evidence.stop()
        await self.timekeeper.stop()
        await self.intake.close()

    async def _settle(self) -> None:
        async with self._database.reading() as session:
            mark = await session.get(AlarmMark, SCHEDULES)
        if mark is not None and self._clock.now_utc() - mark.at_utc > _GAP:
            self._schedule_s = self._clock.monotonic_s() + SETTLE_S - SCHEDULE_EVERY_S

    async def _by_time(self, now_utc: datetime) -> None:
        await self.supervision.tick(now_utc)
        now_s = self._clock.monotonic_s()
        if now_s - self._schedule_s >= SCHEDULE_EVERY_S:
            self._schedule_s = now_s
            for missed in self._premises.missed(now_utc):
                await self.intake.receive_own(_missed_signal(missed, now_utc), missed.subscriber)
            async with self._database.transaction() as session:
                await session.merge(AlarmMark(name=SCHEDULES, at_utc=now_utc))

    async def _receive_own(
        self, signal: Signal, subscriber: str, also: Callable[[AsyncSession], Awaitable[None]]
    ) -> Receipt:
        return await self.intake.receive_own(signal, subscriber, also)


def _missed_signal(missed: MissedClock, now_utc: datetime) -> Signal:
    kind = MISSED_CLOSING if missed.closing else MISSED_OPENING
    return Signal(
        # Numbered by its moment: looked at again after a kill it is a repeat.
        source=SourceKey("schedule", "", "", missed.subscriber), sequence=f"{missed.due_utc:%Y%m%d%H%M}",
        digest=f"{kind.code}|{missed.partition}", kind=kind, original=kind.code,
        qualifier="new", partition=missed.partition, zone="", user="", text="", occurred_utc=missed.due_utc, received_utc=now_utc,
        longitude=None, latitude=None, path="", encrypted=False, raw="",
    )  # fmt: skip
