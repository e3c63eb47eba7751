"""What is in force of the subscribers, kept in memory for receivers and the judge: accounts with their keys, premises, times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.models import (
    AlarmAccount,
    AlarmMark,
    AlarmSignal,
    AlarmSubscriber,
    SubscriberCamera,
    SubscriberContact,
    SubscriberSchedule,
    SubscriberZone,
)
from anlan.capabilities.alarms.models.marks import SCHEDULES
from anlan.capabilities.alarms.ports import (
    Account,
    Briefing,
    Contact,
    MissedClock,
    PlanStep,
    Protected,
    ProtectedZone,
    SourceKey,
    clock_direction,
)
from anlan.capabilities.alarms.subscribers.schedule import Times, due_between, irregularity
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Unavailable
from anlan.foundation.ids import first_id
from anlan.foundation.secret_box import SecretBox

log = structlog.get_logger(__name__)
# Rows of one read while everything is loaded: a statement's variables have a bound (SQLite: 32,766).
_STEP = 10_000
# A stop is made up for so far back: who was to be called about yesterday need not be called today.
_MADE_UP = timedelta(hours=24)
# A shop may be closed over a long holiday; what was told before is not looked for.
_RECALLED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class _Held:
    protected: Protected
    times: tuple[Times, ...]
    sources: tuple[SourceKey, ...]


class SubscriberBook:
    """``AccountDirectory`` and ``Premises`` of the alarm centre."""

    def __init__(self, database: Database, clock: Clock, secrets: SecretBox) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._held: dict[str, _Held] = {}
        self._accounts: dict[SourceKey, Account] = {}
        # Subscriber → partition → whether it is armed, as its signals told.
        self._armed: dict[str, dict[str, bool]] = defaultdict(dict)
        self._checked_utc = clock.now_utc()

    async def load(self) -> None:
        """Read everything that is on record."""
        now = self._clock.now_utc()
        async with self._database.reading() as session:
            mark = await session.get(AlarmMark, SCHEDULES)
            # What fell due while nobody ran here is told at the first look; by what was known then, for nothing came since.
            self._checked_utc = max(min(mark.at_utc, now), now - _MADE_UP) if mark is not None else now
            identities = list((await session.scalars(select(AlarmSubscriber.id))).all())
            for first in range(0, len(identities), _STEP):
                await self._read(session, identities[first : first + _STEP])
            await self._recall_armed(session)

    async def refresh(self, subscribers: Collection[str]) -> None:
        """Take up what was committed of some subscribers; one that is gone is forgotten."""
        for identity in subscribers:
            self._forget(identity)
        async with self._database.reading() as session:
            await self._read(session, subscribers)

    # -- AccountDirectory

    def account(self, source: SourceKey) -> Account | None:
        """The source's account, or None where nobody registered it."""
        return self._accounts.get(source)

    def accounts(self) -> Iterable[tuple[SourceKey, Account]]:
        """Every registered source."""
        return list(self._accounts.items())

    # -- Premises

    def premises(self, subscriber: str) -> Protected | None:
        """The subscriber; None where there is none of that id."""
        held = self._held.get(subscriber)
        return None if held is None else held.protected

    def irregular(
        self, subscriber: str, partition: str, opening: bool, at_utc: datetime
    ) -> Literal["", "early", "late"]:
        """How an opening or closing stands to the schedule; it is remembered for what is ``missed``."""
        held = self._held.get(subscriber)
        if held is None:
            return ""
        self._armed[subscriber][partition] = not opening
        return irregularity(held.times, partition, opening, at_utc)

    def missed(self, now_utc: datetime) -> Sequence[MissedClock]:
        """Openings and closings that became overdue since this was asked before."""
        after, self._checked_utc = self._checked_utc, max(now_utc, self._checked_utc)
        return [
            MissedClock(identity, due.partition, due.closing, due.due_utc)
            for identity, held in self._held.items()
            if held.times
            for due in due_between(held.times, after, self._checked_utc)
            if not self._is(identity, due.partition, armed=due.closing)
        ]

    async def briefing(self, subscriber: str) -> Briefing:
        """Contacts in call order and the response plan."""
        query = select(SubscriberContact).where(SubscriberContact.subscriber == subscriber)
        async with self._database.reading() as session:
            row = await session.get(AlarmSubscriber, subscriber)
            people = (await session.scalars(query.order_by(SubscriberContact.call_order))).all()
        contacts = [Contact(str(each.call_order), each.name, each.phone, each.role) for each in people]
        return Briefing(contacts, [PlanStep(step, text) for step, text in enumerate(row.plan if row else (), start=1)])

    # -- inside

    def _is(self, subscriber: str, partition: str, *, armed: bool) -> bool:
        """Whether a partition, or without one every partition that told, is armed (or disarmed)."""
        told = self._armed.get(subscriber, {})
        states = [told[partition]] if partition in told else list(told.values())
        return bool(states) and all(state == armed for state in states)

    async def _recall_armed(self, session: AsyncSession) -> None:
        """What the signals before the start told of arming, so that nobody is called overdue because we were away."""
        supervised = [identity for identity, held in self._held.items() if held.times]
        since = first_id(self._clock.now_utc() - _RECALLED)
        columns = (AlarmSignal.subscriber, AlarmSignal.partition, AlarmSignal.kind)
        for first in range(0, len(supervised), _STEP):
            query = select(*columns).where(
                AlarmSignal.subscriber.in_(supervised[first : first + _STEP]),
                AlarmSignal.id >= since,
                AlarmSignal.alarm_class == "open_close",
            )
            for subscriber, partition, kind in await session.execute(query.order_by(AlarmSignal.id)):
                direction = clock_direction(kind)
                if subscriber and direction:
                    self._armed[subscriber][partition] = direction == "closing"

    def _forget(self, identity: str) -> None:
        held = self._held.pop(identity, None)
        for source in held.sources if held else ():
            self._accounts.pop(source, None)

    async def _read(self, session: AsyncSession, identities: Collection[str]) -> None:
        wanted = list(identities)
        zones = await _by_owner(session, SubscriberZone, wanted)
        cameras = await _by_owner(session, SubscriberCamera, wanted)
        times = await _by_owner(session, SubscriberSchedule, wanted)
        accounts = await _by_owner(session, AlarmAccount, wanted)
        for row in (await session.scalars(select(AlarmSubscriber).where(AlarmSubscriber.id.in_(wanted)))).all():
            taken = {_source(each): self._account(each, row) for each in accounts[row.id]}
            self._accounts.update(taken)
            self._held[row.id] = _Held(
                _protected(row, zones[row.id], cameras[row.id]),
                tuple(_times(each) for each in times[row.id]),
                tuple(taken),
            )

    def _account(self, row: AlarmAccount, owner: AlarmSubscriber) -> Account:
        enabled = row.enabled
        try:
            key = bytes.fromhex(self._secrets.open(row.key, row.id)) or None
        except Unavailable:
            # Without its key nothing of it can be read; the others go on, and the doctor names the key file.
            log.error("alarms.key_not_opened", account=row.id)
            key, enabled = None, False
        return Account(
            row.id, row.subscriber, owner.division, key, row.key_required, row.supervision_class, row.poll_s,
            (row.clock_behind_s, row.clock_ahead_s), enabled,
        )  # fmt: skip


async def _by_owner(session: AsyncSession, table: Any, owners: Sequence[str]) -> dict[str, list[Any]]:
    rows = (await session.scalars(select(table).where(table.subscriber.in_(owners)))).all()
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.subscriber].append(row)
    return found


def _source(row: AlarmAccount) -> SourceKey:
    return SourceKey(row.protocol, row.receiver, row.line, row.account)


def _times(row: SubscriberSchedule) -> Times:
    return Times(row.partition, row.weekdays, row.open_from, row.open_until, row.close_from, row.close_until)


def _protected(row: AlarmSubscriber, zones: Sequence[SubscriberZone], cameras: Sequence[SubscriberCamera]) -> Protected:
    return Protected(
        id=row.id, name=row.name, category=row.category, address=row.address, division=row.division, company=row.company,
        longitude=row.longitude, latitude=row.latitude,
        zones={each.number: ProtectedZone(each.name, each.principle, each.partition) for each in zones},
        channels=tuple(dict.fromkeys(each.channel for each in sorted(cameras, key=lambda each: each.position))),
    )  # fmt: skip
