"""What a household's phone does: call for help, see how it goes, say that it is over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from anlan.capabilities.alarms.buttons.enrolment import EnrolledButton
from anlan.capabilities.alarms.buttons.kinds import CALLS, DURESS, Call, call_of
from anlan.capabilities.alarms.buttons.progress import Milestone, milestones
from anlan.capabilities.alarms.cases.additions import Additions
from anlan.capabilities.alarms.cases.open_case import source_text
from anlan.capabilities.alarms.models import AlarmSignal, AlarmStep
from anlan.capabilities.alarms.ports import MAX_TEXT, Signal, SignalIntake, SpokenWords
from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import NotFound, TooMany
from anlan.foundation.ids import first_id
from anlan.protocols.wording import Sentence

# Of one phone; a household in fear presses often, and every press of one minute goes to one alarm.
PRESSES_A_MINUTE: Final = 20
# What a phone shows of what it did before.
RECENT: Final = timedelta(hours=24)
MAX_RECENT: Final = 10
# A phone without a signal sends later; what it says of the time is believed within this.
_OLDEST: Final = timedelta(days=7)
_NEWEST: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Press:
    """A call as the phone sends it. ``identity``: made by the phone, the same however often it is sent."""

    identity: str
    call: Call
    pressed_utc: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PressState:
    """How a call stands. ``kept``: it opened or joined no alarm, as under test."""

    identity: str
    call: Call
    received_utc: datetime
    kept: bool
    milestones: Sequence[Milestone]


class Household:
    """The phones' side of the alarm centre. Signals bear the phone's own id of the press as their sequence: the record of signals
    knows for good what was received, so that nothing sent twice is raised twice."""

    def __init__(
        self, database: Database, clock: Clock, intake: SignalIntake, additions: Additions, words: SpokenWords
    ) -> None:
        self._database = database
        self._clock = clock
        self._intake = intake
        self._additions = additions
        self._words = words
        self._presses = RateLimiter(clock, PRESSES_A_MINUTE, 60.0)

    async def press(self, button: EnrolledButton, press: Press) -> PressState:
        """Raise the alarm; done when it is committed. Raises ``TooMany`` or ``Unavailable``: the phone sends it again."""
        if await self._signal(button, press.identity) is None:
            self._count(button)
            await self._intake.receive(self._as_signal(button, press, CALLS[press.call]))
        return await self.state(button, press.identity)

    async def state(self, button: EnrolledButton, identity: str) -> PressState:
        """How a call stands. Raises ``NotFound``."""
        signal = await self._signal(button, identity)
        if signal is None:
            raise _unknown()
        return await self._state(button, signal)

    async def recent(self, button: EnrolledButton) -> list[PressState]:
        """The phone's calls of the last day, newest first."""
        since = first_id(self._clock.now_utc() - RECENT)
        query = select(AlarmSignal).where(
            AlarmSignal.source == source_text(button.source), AlarmSignal.id >= since, AlarmSignal.kind != DURESS.code
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(AlarmSignal.id.desc()).limit(MAX_RECENT))).all()
        return [await self._state(button, row) for row in rows]

    async def cancel(self, button: EnrolledButton, identity: str, cancellation: str, given: str) -> datetime:
        """Tell the desk that the household takes the call back, and what the word was that came with it; when that was told.

        The answer is the same whatever the word: the desk decides. The duress word raises a hold-up besides. The case stays open.
        Raises ``NotFound``, ``TooMany``.
        """
        signal = await self._signal(button, identity)
        if signal is None:
            raise _unknown()
        self._count(button)
        now = self._clock.now_utc()
        spoken = await self._words.spoken(button.subscriber, given)
        if spoken == "duress" and await self._signal(button, cancellation) is None:
            await self._intake.receive(self._as_signal(button, Press(cancellation, "hold_up", now), DURESS))
        if signal.alarm is not None:
            facts = {"press": identity, "password": spoken}
            try:
                await self._additions.add(button.actor, signal.alarm, "cancelled", cancellation, facts)
            except TooMany:
                # The desk has been told fifty times; the phone hears nothing else than before.
                return now
        return now

    def _count(self, button: EnrolledButton) -> None:
        if not self._presses.allow(button.account):
            raise TooMany("buttons.too_often", Sentence("操作过于频繁，请稍候。", "Too often; wait a moment."))

    def _as_signal(self, button: EnrolledButton, press: Press, kind: EventKind) -> Signal:
        now = self._clock.now_utc()
        told = press.pressed_utc
        digest = hashlib.sha256(f"{kind.code} {press.identity}".encode()).hexdigest()
        return Signal(
            source=button.source, sequence=press.identity, digest=digest, kind=kind, original=kind.code, qualifier="new",
            partition="", zone="", user="", text=press.text[:MAX_TEXT],
            occurred_utc=told if told is not None and now - _OLDEST <= told <= now + _NEWEST else None, received_utc=now,
            longitude=press.longitude, latitude=press.latitude, path="", encrypted=False, raw="",
        )  # fmt: skip

    async def _signal(self, button: EnrolledButton, identity: str) -> AlarmSignal | None:
        query = select(AlarmSignal).where(
            AlarmSignal.source == source_text(button.source), AlarmSignal.sequence == identity
        )
        async with self._database.reading() as session:
            return (await session.scalars(query.order_by(AlarmSignal.id).limit(1))).one_or_none()

    async def _state(self, button: EnrolledButton, signal: AlarmSignal) -> PressState:
        steps: Sequence[AlarmStep] = ()
        if signal.alarm is not None:
            query = select(AlarmStep).where(AlarmStep.alarm == signal.alarm).order_by(AlarmStep.sequence)
            async with self._database.reading() as session:
                steps = (await session.scalars(query)).all()
        told = milestones(signal.received_utc, steps, button.account)
        return PressState(signal.sequence, call_of(signal.kind), signal.received_utc, signal.alarm is None, told)


def _unknown() -> NotFound:
    return NotFound("buttons.no_press", Sentence("没有该次报警。", "There is no such call."))
