"""What a duty room hands over of the alarms: what stands open, and the cases that go from one holder to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.machine import OPEN
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.models import Alarm, AlarmLink, AlarmSubscriber, AlarmSuppression, SubscriberZone
from anlan.capabilities.alarms.ports import AccountDirectory, Premises
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import User
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database

# Lists of a handover are read by people; the counts beside them are whole.
MAX_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class StandingCase:
    """An open case."""

    id: str
    alarm_class: str
    state: str
    subscriber: str
    holder: str
    received_utc: datetime


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """A test, a suppression, or a zone out of service (``mode`` bypassed)."""

    mode: str
    subscriber: str
    zone: str
    reason: str
    ends_utc: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a division; lists are cut at ``MAX_LISTED``."""

    by_class: dict[str, int]
    waiting: int
    cases: Sequence[StandingCase]
    orders: Sequence[StandingOrder]
    lost_links: Sequence[str]


class ShiftCases:
    """The alarms as a duty room needs them."""

    def __init__(
        self, database: Database, records: CaseRecords, accounts: AccountDirectory, premises: Premises
    ) -> None:
        self._database = database
        self._records = records
        self._accounts = accounts
        self._premises = premises

    async def standing(self, division: str, now_utc: datetime) -> Standing:
        """What is open in a division now."""
        seen = [each for each in self._records.cases if each.division.startswith(division)]
        holder = func.coalesce(User.display_name, Alarm.claimed_by_name)
        query = (
            select(Alarm.id, Alarm.alarm_class, Alarm.state, Alarm.subscriber_name, holder, Alarm.received_utc)
            .outerjoin(User, User.id == Alarm.claimed_by)
            .where(Alarm.state.in_(sorted(OPEN)), division_within(Alarm.division, (division,)))
            .order_by(Alarm.rank, Alarm.id)
            .limit(MAX_LISTED)
        )
        async with self._database.reading() as session:
            cases = [StandingCase(*row) for row in (await session.execute(query)).all()]
            orders = await _orders(session, division, now_utc)
        return Standing(
            by_class=dict(Counter(each.alarm_class for each in seen)), waiting=sum(each.state == "waiting" for each in seen), cases=cases,
            orders=orders, lost_links=await self._lost(division),
        )  # fmt: skip

    async def pass_on(
        self, outgoing: str, outgoing_name: str, incoming: Actor, handover: str, with_it: Callable[[AsyncSession], Awaitable[None]]
    ) -> list[str]:  # fmt: skip
        """Give what somebody holds to another, with the caller's change in one transaction; ids of the cases that went.

        Only cases that the incoming may handle go; the others stay where they are.
        """
        now = self._records.clock.now_utc()
        async with self._records.cases.lock:
            held = [each.id for each in self._records.cases if each.claimed_by == outgoing and not each.writer]
            changed = []
            async with self._records.database.transaction() as session:
                await with_it(session)
                for row in (await session.scalars(select(Alarm).where(Alarm.id.in_(held)))).all():
                    if not (incoming.may_in("alarms.handle", row.division) and incoming.serves(row.company)):
                        continue
                    changes: dict[str, Any] = {
                        "claimed_by": incoming.id, "claimed_by_name": incoming.name, "claimed_utc": now, "handed_kind": None, "handed_to": None,
                    }  # fmt: skip
                    facts = {"from": outgoing_name, "handover": handover}
                    changed.append(await self._records.write(session, incoming, row, "take_over", facts, changes))
            for each in changed:
                self._records.cases.put(each)
        return [each.id for each in changed]

    async def _lost(self, division: str) -> list[str]:
        async with self._database.reading() as session:
            lost = set((await session.scalars(select(AlarmLink.account).where(AlarmLink.state == "lost"))).all())
        names = []
        for _, account in self._accounts.accounts():
            if account.id in lost and account.division.startswith(division):
                protected = self._premises.premises(account.subscriber)
                names.append(protected.name if protected else account.id)
        return sorted(set(names))[:MAX_LISTED]


async def _orders(session: AsyncSession, division: str, now_utc: datetime) -> list[StandingOrder]:
    standing = (
        select(
            AlarmSuppression.mode, AlarmSuppression.subscriber_name, AlarmSuppression.zone, AlarmSuppression.reason,
            AlarmSuppression.ends_utc,
        )
        .where(
            AlarmSuppression.ended_utc.is_(None), AlarmSuppression.ends_utc > now_utc,
            division_within(AlarmSuppression.division, (division,)),
        )
        .order_by(case((AlarmSuppression.mode == "suppression", 0), else_=1), AlarmSuppression.id)
        .limit(MAX_LISTED)
    )  # fmt: skip
    bypassed = (
        select(AlarmSubscriber.name, SubscriberZone.number, SubscriberZone.name)
        .join(AlarmSubscriber, AlarmSubscriber.id == SubscriberZone.subscriber)
        .where(SubscriberZone.bypassed, division_within(AlarmSubscriber.division, (division,)))
        .order_by(AlarmSubscriber.id, SubscriberZone.number)
        .limit(MAX_LISTED)
    )
    found = [StandingOrder(*row) for row in (await session.execute(standing)).all()]
    return found + [
        StandingOrder("bypassed", name, number, zone, None)
        for name, number, zone in (await session.execute(bypassed)).all()
    ]
