"""Test mode and suppression: ordered with a reason and an end, ended by time or by hand, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, select, update

from anlan.capabilities.alarms.models import AlarmSuppression
from anlan.capabilities.alarms.ports import Premises
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import company_within, division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

Mode = Literal["", "test", "suppression"]

# A test is a visit's work; a suppression lasts until a detector is mended.
LONGEST: Final = {"test": timedelta(hours=24), "suppression": timedelta(days=30)}
MAX_STANDING: Final = 10_000


@dataclass(frozen=True, slots=True)
class SuppressionDraft:
    """An order; ``zone`` "" is all zones."""

    mode: Literal["test", "suppression"]
    subscriber: str
    zone: str
    reason: str
    ends_utc: datetime


class Suppressions:
    """The orders that stand, in memory for the judge and in the records."""

    def __init__(self, database: Database, clock: Clock, gate: Gate, premises: Premises) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._premises = premises
        self._standing: dict[str, list[AlarmSuppression]] = {}

    async def load(self) -> None:
        """Read what stands from the records."""
        self._standing.clear()
        query = select(AlarmSuppression).where(*self._stands()).limit(MAX_STANDING)
        async with self._database.reading() as session:
            for row in (await session.scalars(query)).all():
                self._standing.setdefault(row.subscriber, []).append(row)

    def mode(self, subscriber: str, zone: str, at_utc: datetime) -> Mode:
        """What holds for a subscriber's zone at a time; a test outweighs a suppression."""
        modes = {
            row.mode
            for row in self._standing.get(subscriber, ())
            if row.starts_utc <= at_utc < row.ends_utc and row.zone in ("", zone)
        }
        return "test" if "test" in modes else "suppression" if modes else ""

    async def order(self, actor: Actor, draft: SuppressionDraft) -> AlarmSuppression:
        """Give an order. Raises ``Invalid`` without an end in the future or with one too far."""
        now = self._clock.now_utc()
        protected = self._premises.premises(draft.subscriber)
        if protected is None or not actor.serves(protected.company):
            fault = Sentence("没有该报警用户", "there is no such subscriber")
            raise Invalid("alarms.no_subscriber", fault, fields={"subscriber": fault})
        resource = Resource("subscriber", protected.id, protected.division, protected.name)
        await self._gate.authorize(actor, "alarms.supervise", resource)
        if not now < draft.ends_utc <= now + LONGEST[draft.mode]:
            hours = int(LONGEST[draft.mode].total_seconds() // 3600)
            fault = Sentence(f"结束时间须在 {hours} 小时以内", f"it must end within {hours} hours from now")
            raise Invalid("alarms.suppression_end", fault, fields={"ends_utc": fault})
        self._drop_ended(now)
        if sum(map(len, self._standing.values())) >= MAX_STANDING:
            raise TooMany("alarms.suppressions", Sentence("屏蔽与测试已达上限", "too many suppressions stand"))
        row = AlarmSuppression(
            id=new_id(now), mode=draft.mode, subscriber=protected.id, subscriber_name=protected.name, division=protected.division,
            company=protected.company, zone=draft.zone, reason=draft.reason, starts_utc=now, ends_utc=draft.ends_utc, made_by=actor.id,
            made_by_name=actor.name,
        )  # fmt: skip
        async with self._database.transaction() as session:
            session.add(row)
        self._standing.setdefault(row.subscriber, []).append(row)
        return row

    async def end(self, actor: Actor, suppression: str) -> None:
        """End an order before its time."""
        async with self._database.reading() as session:
            row = await session.get(AlarmSuppression, suppression)
        if row is None or not actor.serves(row.company):
            raise NotFound("alarms.no_suppression", Sentence("没有该屏蔽", "there is no such suppression"))
        resource = Resource("subscriber", row.subscriber, row.division, row.subscriber_name)
        await self._gate.authorize(actor, "alarms.supervise", resource)
        now = self._clock.now_utc()
        if row.ended_utc is not None or row.ends_utc <= now:
            raise Conflict("alarms.suppression_over", Sentence("该屏蔽已结束", "it is over already"))
        ended = update(AlarmSuppression).where(AlarmSuppression.id == suppression, AlarmSuppression.ended_utc.is_(None))
        async with self._database.transaction() as session:
            await session.execute(ended.values(ended_utc=now, ended_by=actor.id))
        standing = self._standing.get(row.subscriber, [])
        self._standing[row.subscriber] = [each for each in standing if each.id != suppression]

    async def standing(
        self, actor: Actor, after: str | None, limit: int
    ) -> tuple[Sequence[AlarmSuppression], str | None]:
        """Those that stand, newest first, a page at a time."""
        query = select(AlarmSuppression).where(
            *self._stands(),
            division_within(AlarmSuppression.division, self._gate.scope(actor, "alarms.read")),
            company_within(AlarmSuppression.company, actor),
        )
        if after:
            query = query.where(AlarmSuppression.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(AlarmSuppression.id.desc()).limit(limit + 1))).all()
        return rows[:limit], rows[limit - 1].id if len(rows) > limit else None

    def _stands(self) -> list[ColumnElement[bool]]:
        return [AlarmSuppression.ended_utc.is_(None), AlarmSuppression.ends_utc > self._clock.now_utc()]

    def _drop_ended(self, now_utc: datetime) -> None:
        kept = {
            subscriber: [row for row in rows if row.ends_utc > now_utc] for subscriber, rows in self._standing.items()
        }
        self._standing = {subscriber: rows for subscriber, rows in kept.items() if rows}
