"""The intake: signals gathered, judged in order, committed together; only then does each sender get its receipt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from prometheus_client import Counter, Gauge
from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.memory import OpenCases, Trial
from anlan.capabilities.alarms.cases.open_case import OpenCase, key_of, source_text
from anlan.capabilities.alarms.cases.steps import RULES_ACTOR, step_row
from anlan.capabilities.alarms.events import EventRecorder, tell_case
from anlan.capabilities.alarms.evidence.wanted import EvidenceRules, wanted_rows
from anlan.capabilities.alarms.intake.judge import IntakeRules, Mode, RuleStep, Scene, family_of, judge
from anlan.capabilities.alarms.intake.repeats import Accepted, Repeats
from anlan.capabilities.alarms.intake.rows import MOVING, alarm_row, moving, signal_row
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence, AlarmSignal, AlarmStep
from anlan.capabilities.alarms.ports import (
    AccountDirectory,
    Premises,
    Protected,
    ProtectedZone,
    Receipt,
    Signal,
    SourceKey,
    clock_direction,
)
from anlan.foundation.clock import Clock
from anlan.foundation.database import BatchWriter, Database
from anlan.foundation.ids import new_id

SIGNALS = Counter("anlan_alarm_signals_total", "Signals taken in", ["alarm_class", "outcome"])

WAITING = Gauge(
    "anlan_alarm_signals_waiting", "Signals that came while a batch was being written and wait for the next"
)

# A commit costs more than what is in it, so signals wait for company: at most 0.1 s in a wave, which a panel's operator does not see.
GATHER_S: Final = 0.02
MAX_BATCH: Final = 500

Also = Callable[[AsyncSession], Awaitable[None]]
Heard = Callable[[SourceKey, str, datetime], None]
ModeOf = Callable[[str, str, datetime], Mode]


@dataclass(slots=True)
class _Item:
    signal: Signal
    receipt: Receipt | None = None
    # Of a signal of our own: whose it is, and what else must be true if and only if it is.
    subscriber: str | None = None
    also: Also | None = None


@dataclass(slots=True)
class _Batch:
    """What one transaction will write."""

    trial: Trial
    signals: list[dict[str, Any]]
    opened: dict[str, dict[str, Any]]
    steps: list[dict[str, Any]]
    cases: dict[str, OpenCase]
    closed: list[tuple[OpenCase, dict[str, Any]]]
    accepted: dict[tuple[str, str, str], Accepted]
    evidence: list[dict[str, Any]]


class Intake:
    """``SignalIntake``: what receivers hand signals to. ``heard`` is told of every sign of life; ``mode_of`` says whether a
    subscriber's zone is under test or suppressed."""

    def __init__(
        self, *, database: Database, outbox: EventRecorder, clock: Clock, cases: OpenCases, accounts: AccountDirectory, premises: Premises,
        mode_of: ModeOf, heard: Heard, own_division: str, rules: IntakeRules, repeat_s: int, max_waiting: int,
        evidence: EvidenceRules,
    ) -> None:  # fmt: skip
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._cases = cases
        self._accounts = accounts
        self._premises = premises
        self._mode_of = mode_of
        self._heard = heard
        self._own_division = own_division
        self._rules = rules
        self._evidence = evidence
        self._repeats = Repeats(database, repeat_s)
        # Copies that wait for their commit. A sender repeats what is not acknowledged; queued again it would only add to the wait.
        self._in_flight: dict[tuple[str, str, str], tuple[_Item, asyncio.Future[None]]] = {}
        self._writer: BatchWriter[_Item] = BatchWriter(
            "alarm signals", self._write, gather_s=GATHER_S, max_batch=MAX_BATCH, max_waiting=max_waiting
        )

    async def receive(self, signal: Signal) -> Receipt:
        """Done when the signal is committed; only then may the device be acknowledged. Raises ``Unavailable`` when full."""
        receipt = await self._joined(signal)
        self._heard(signal.source, signal.path, signal.received_utc)
        return receipt

    async def _joined(self, signal: Signal) -> Receipt:
        """The receipt of this signal, or of the copy of it that is on its way already."""
        mark = _mark(signal)
        first = self._in_flight.get(mark) if signal.sequence else None
        if first is not None:
            item, written = first
            # Each caller may give up by itself; the others still want to know.
            await asyncio.shield(written)
            assert item.receipt is not None
            return replace(item.receipt, repeated=True)
        item = _Item(signal)
        written = self._writer.put(item)
        if signal.sequence:
            self._in_flight[mark] = item, written
            written.add_done_callback(lambda _: self._in_flight.pop(mark))
        await asyncio.shield(written)
        assert item.receipt is not None
        return item.receipt

    async def receive_own(self, signal: Signal, subscriber: str, also: Also | None = None) -> Receipt:
        """A signal that the centre itself raises about a subscriber; ``also`` writes into the same transaction."""
        item = _Item(signal, subscriber=subscriber, also=also)
        await self._writer.put(item)
        assert item.receipt is not None
        return item.receipt

    async def polled(self, source: SourceKey, path: str, received_utc: datetime) -> None:
        """Note that the device was heard; kept in memory and written in strides."""
        self._heard(source, path, received_utc)

    async def close(self) -> None:
        """Return once everything taken in so far is written or has failed."""
        await self._writer.flush()

    async def _write(self, items: list[_Item]) -> None:
        async with self._cases.lock:
            await self._repeats.recall((source_text(item.signal.source) for item in items), self._clock.now_utc())
            trial = Trial(self._cases)
            batch = _Batch(trial, [], {}, [], {}, [], {}, [])
            try:
                receipts = [self._judge(item, batch) for item in items]
                if batch.signals:
                    await self._commit(batch, [item.also for item in items if item.also])
            except BaseException:
                trial.take_back()
                raise
            for (source, _, _), accepted in batch.accepted.items():
                self._repeats.note(source, accepted)
            self._repeats.forget_oldest()
        WAITING.set(self._writer.waiting)
        for item, receipt in zip(items, receipts, strict=True):
            item.receipt = receipt
        for row in batch.signals:
            SIGNALS.labels(row["alarm_class"], row["outcome"]).inc()

    def _judge(self, item: _Item, batch: _Batch) -> Receipt:
        signal = item.signal
        source = source_text(signal.source)
        account = self._accounts.account(signal.source)
        mark = _mark(signal)
        repeated = self._repeats.find(*mark, signal.received_utc)
        if repeated is None and signal.sequence:
            repeated = batch.accepted.get(mark)
        if repeated is not None:
            return Receipt(repeated.signal, repeated=True, alarm=repeated.alarm, known=account is not None)
        scene = self._scene(signal, source, item.subscriber or (account.subscriber if account else None))
        signal_id = new_id(signal.received_utc)
        verdict = judge(signal, signal_id, scene, self._rules)
        case = verdict.case
        if case is not None:
            if case.id == signal_id:
                batch.opened[case.id] = alarm_row(signal, scene, case)
                batch.evidence += wanted_rows(
                    case.id, case.alarm_class, case.received_utc, scene.subscriber, self._evidence
                )
                if verdict.step is not None:
                    case = replace(case, steps=case.steps + 1)
            self._stage(batch, case)
            if verdict.step is not None:
                self._step(batch, case, signal.received_utc, verdict.step)
            for absorbed in verdict.absorbed:
                self._absorb(batch, absorbed, case.id, signal.received_utc)
        batch.signals.append(signal_row(signal, signal_id, source, account is not None, scene, verdict))
        alarm = case.id if case else None
        batch.accepted[mark] = Accepted(signal.sequence, signal.digest, signal.received_utc, signal_id, alarm)
        return Receipt(signal_id, repeated=False, alarm=alarm, known=account is not None)

    def _scene(self, signal: Signal, source: str, subscriber: str | None) -> Scene:
        protected = self._premises.premises(subscriber) if subscriber else None
        division = protected.division if protected else self._own_division
        mode: Mode = ""
        irregular: Literal["", "early", "late"] = ""
        if protected is not None:
            mode = self._mode_of(protected.id, signal.zone, signal.received_utc)
            direction = clock_direction(signal.kind.code)
            if direction:
                opening = direction == "opening"
                irregular = self._premises.irregular(protected.id, signal.partition, opening, signal.received_utc)
        own = self._cases.of(key_of(protected.id if protected else None, source))
        if signal.kind.alarm_class != "fault":
            return Scene(division, protected, _zone(protected, signal), mode, irregular, own)
        family = family_of(signal.kind, signal.original)
        faults = self._cases.newest_in(division, family, self._rules.storm_count)
        group = self._cases.group_in(division, family)
        return Scene(division, protected, _zone(protected, signal), mode, irregular, own, faults, group)

    def _stage(self, batch: _Batch, case: OpenCase) -> None:
        batch.trial.put(case)
        batch.cases[case.id] = case

    def _step(self, batch: _Batch, case: OpenCase, at_utc: datetime, step: RuleStep) -> None:
        states = (case.state, case.state)
        batch.steps.append(step_row(RULES_ACTOR, case.id, case.steps, at_utc, step.action, states, step.facts))

    def _absorb(self, batch: _Batch, absorbed: OpenCase, group: str, at_utc: datetime) -> None:
        case = replace(
            absorbed, state="closed", version=absorbed.version + 1, steps=absorbed.steps + 1, last_step_utc=at_utc
        )
        changes = {"closed_utc": at_utc, "result": "duplicate", "group_alarm": group}
        states = (absorbed.state, "closed")
        batch.steps.append(step_row(RULES_ACTOR, case.id, case.steps, at_utc, "grouped", states, {"group": group}))
        self._stage(batch, case)
        batch.closed.append((case, changes))

    async def _commit(self, batch: _Batch, also: list[Also]) -> None:
        """One transaction: multi-row statements, one event for each case whatever happened to it."""
        new = [row | moving(batch.cases[alarm]) for alarm, row in batch.opened.items()]
        changed = [{"b_id": case.id} | moving(case) for case in batch.cases.values() if case.id not in batch.opened]
        async with self._database.transaction() as session:
            if new:
                await session.execute(insert(_TABLE), new)
            if batch.evidence:
                await session.execute(insert(_EVIDENCE), batch.evidence)
            if changed:
                await session.execute(_UPDATE, changed)
            if batch.closed:
                rows = [{"b_id": case.id} | changes for case, changes in batch.closed]
                await session.execute(_CLOSE, rows)
            await session.execute(insert(_SIGNALS), batch.signals)
            if batch.steps:
                await session.execute(insert(_STEPS), batch.steps)
            for write in also:
                await write(session)
            for case in batch.cases.values():
                await tell_case(self._outbox, session, case)


def _mark(signal: Signal) -> tuple[str, str, str]:
    """What a repetition has in common with its first copy."""
    return source_text(signal.source), signal.sequence, signal.digest


def _zone(protected: Protected | None, signal: Signal) -> ProtectedZone | None:
    return protected.zones.get(signal.zone) if protected else None


# The tables, not the classes: rows of a storm need no units of work.
_TABLE: Final[Any] = Alarm.__table__
_SIGNALS: Final[Any] = AlarmSignal.__table__
_STEPS: Final[Any] = AlarmStep.__table__
_EVIDENCE: Final[Any] = AlarmEvidence.__table__
_UPDATE = update(_TABLE).where(_TABLE.c.id == bindparam("b_id")).values({name: bindparam(name) for name in MOVING})
_CLOSE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in ("closed_utc", "result", "group_alarm")})
)
