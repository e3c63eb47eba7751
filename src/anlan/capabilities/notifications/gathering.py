"""From events to deliveries: a page of events, for each receiver those it is told of, in one transaction with the position."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import structlog
from prometheus_client import Counter
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.notifications.kinds import asked_for
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.models import WebhookDelivery, WebhookSubscription
from anlan.capabilities.notifications.ports import EventPages, Rights
from anlan.foundation.access.actor import Actor
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Event, EventsExpired
from anlan.foundation.events.hearing import may_hear
from anlan.foundation.events.models import EventPosition
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.webhooks")
GATHERED = Counter("anlan_webhook_events_total", "Events for receivers of webhooks", ["outcome"])

NAME: Final = "webhooks"
_PAUSE_S: Final = 1.0
# Pages without anything for anybody are passed over; the position is written this often at least.
_EVERY: Final = 5_000
_FULL: Final = Sentence("待发已满，未能排队", "too many events waited for this receiver")


class Gatherer:
    """Follows the events. ``news`` is called when there is something to send."""

    def __init__(
        self, database: Database, clock: Clock, events: EventPages, rights: Rights, own_division: str, limits: WebhookLimits,
        news: Callable[[], None],
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._events = events
        self._rights = rights
        self._own_division = own_division
        self._limits = limits
        self._news = news
        self._task: asyncio.Task[None] | None = None
        self._written = 0

    def start(self) -> None:
        """Follow from where it was left."""
        self._task = asyncio.create_task(self._run(), name="webhooks-gatherer")

    async def stop(self) -> None:
        """Follow no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def take(self, events: Sequence[Event], position: int) -> int:
        """Put a page of events where they belong; the new position."""
        following = events[-1].sequence
        async with self._database.reading() as session:
            query = select(WebhookSubscription).where(
                WebhookSubscription.enabled, WebhookSubscription.since_sequence < following
            )
            subscriptions = (await session.scalars(query)).all()
        rows = []
        now = self._clock.now_utc()
        actors: dict[str, Actor | None] = {}
        for subscription in subscriptions:
            if subscription.owner not in actors:
                actors[subscription.owner] = await self._rights.actor_now(subscription.owner)
            actor = actors[subscription.owner]
            if actor is not None:
                rows += [_row(subscription, event, now) for event in events if self._told(subscription, actor, event)]
        if rows or following - self._written >= _EVERY:
            await self._write(rows, following)
        return following

    def _told(self, subscription: WebhookSubscription, actor: Actor, event: Event) -> bool:
        if event.sequence <= subscription.since_sequence or not asked_for(event.kind, subscription.kinds):
            return False
        division = event.division or self._own_division
        within = not subscription.divisions or any(division.startswith(root) for root in subscription.divisions)
        return within and may_hear(actor, event, self._own_division)

    async def _write(self, rows: list[dict[str, Any]], position: int) -> None:
        async with self._database.transaction() as session:
            kept = await self._bounded(session, rows) if rows else []
            if kept:
                await session.execute(insert(WebhookDelivery), kept)
            await session.merge(EventPosition(name=NAME, sequence=position, updated_utc=self._clock.now_utc()))
        self._written = position
        if kept:
            self._news()

    async def _bounded(self, session: AsyncSession, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Within the bounds of each receiver: beyond those that may wait set aside, beyond those only counted."""
        wanted = {row["subscription"] for row in rows}
        counting = (
            select(WebhookDelivery.subscription, WebhookDelivery.state, func.count())
            .where(WebhookDelivery.subscription.in_(wanted))
            .group_by(WebhookDelivery.subscription, WebhookDelivery.state)
        )
        counts = {(each[0], each[1]): each[2] for each in (await session.execute(counting)).all()}
        kept, lost = [], dict.fromkeys(wanted, 0)
        for row in rows:
            waiting, dead = (row["subscription"], "waiting"), (row["subscription"], "dead")
            if counts.get(waiting, 0) < self._limits.queue:
                place, outcome = waiting, "queued"
            elif counts.get(dead, 0) < self._limits.queue:
                place, outcome = dead, "overflown"
                row |= {"state": "dead", "reason_zh": _FULL.zh, "reason_en": _FULL.en}
            else:
                GATHERED.labels("lost").inc()
                lost[row["subscription"]] += 1
                continue
            GATHERED.labels(outcome).inc()
            counts[place] = counts.get(place, 0) + 1
            kept.append(row)
        for subscription, count in lost.items():
            if count:
                log.error("webhook_events_lost", subscription=subscription, count=count)
                more = {"lost": WebhookSubscription.lost + count}
                await session.execute(
                    update(WebhookSubscription).where(WebhookSubscription.id == subscription).values(more)
                )
        return kept

    async def _run(self) -> None:
        position: int | None = None
        while True:
            try:
                if position is None:
                    position = await self._position()
                events = await self._events.next_page(position)
                if not events:
                    return
                position = await self.take(events, position)
            except EventsExpired as expired:
                log.error("webhook_events_expired", position=position)
                position = expired.sequence
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                log.warning("webhook_events_not_taken", error=repr(error))
                await self._clock.sleep(_PAUSE_S)

    async def _position(self) -> int:
        async with self._database.reading() as session:
            row = await session.get(EventPosition, NAME)
        if row is None:
            # At the first start nobody is owed anything; written at once, so that a kill does not make it the first start again.
            await self._write([], self._events.sequence)
        else:
            self._written = row.sequence
        return self._written


def _row(subscription: WebhookSubscription, event: Event, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(now), "subscription": subscription.id, "event_id": event.id, "kind": event.kind, "division": event.division,
        "permission": event.permission, "occurred_utc": event.occurred_utc, "sequence": event.sequence,
        "facts": json.dumps(event.facts, ensure_ascii=False, separators=(",", ":")), "state": "waiting", "created_utc": now,
        "due_utc": now, "tries": 0, "last_status": None, "reason_zh": None, "reason_en": None,
    }  # fmt: skip
