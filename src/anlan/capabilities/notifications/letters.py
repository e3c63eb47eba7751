"""What waits for a receiver and what was given up: shown, and sent again, one or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import delete, func, select, update

from anlan.capabilities.notifications.delivering import Courier
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.models import WebhookDelivery, WebhookSubscription
from anlan.capabilities.notifications.subscriptions import Subscriptions, SubscriptionView
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.office import Office
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict
from anlan.protocols.wording import Sentence


class Letters:
    """The deliveries of one's subscriptions."""

    def __init__(
        self, database: Database, clock: Clock, office: Office, subscriptions: Subscriptions, courier: Courier, limits: WebhookLimits
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._office = office
        self._subscriptions = subscriptions
        self._courier = courier
        self._limits = limits

    async def page(
        self, actor: Actor, identity: str, state: Literal["waiting", "dead"], after: int | None, limit: int
    ) -> tuple[Sequence[WebhookDelivery], int | None, int]:
        """Newest first, with the position of the last and how many there are."""
        await self._subscriptions.get(actor, identity)
        which = (WebhookDelivery.subscription == identity, WebhookDelivery.state == state)
        query = select(WebhookDelivery).where(*which).order_by(WebhookDelivery.sequence.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(WebhookDelivery.sequence < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query)).all()
            total = await session.scalar(select(func.count()).where(*which)) or 0
        return rows[:limit], rows[limit - 1].sequence if len(rows) > limit else None, total

    async def replay(self, actor: Actor, identity: str, chosen: Sequence[str] | None) -> int:
        """Send again what was given up, some or (None) all, with the event's own id; how many.

        Raises ``Conflict`` where the subscription is off, or where they do not fit among those that may wait.
        """
        view = await self._subscriptions.governed(actor, identity, "webhook.replay")
        if not view.row.enabled:
            raise Conflict("webhooks.off", Sentence("订阅已停用，请先启用", "it is off; switch it on first"))
        now = self._clock.now_utc()
        which = _dead(identity, chosen)
        async with self._database.transaction() as session:
            count = await session.scalar(select(func.count()).where(*which)) or 0
            if view.waiting + count > self._limits.queue:
                raise Conflict(
                    "webhooks.queue_full",
                    Sentence("待发数量将超过上限，请分批重发", "more than may wait; send them in parts"),
                )
            # From now on they have their whole time again.
            fresh = {"state": "waiting", "tries": 0, "due_utc": now, "created_utc": now}
            await session.execute(update(WebhookDelivery).where(*which).values(fresh))
            again = {"failures": 0, "resume_utc": now}
            await session.execute(update(WebhookSubscription).where(WebhookSubscription.id == identity).values(again))
            await self._office.done(session, actor, "webhook.replay", _resource(view), {"count": count})
        self._courier.wake()
        return count

    async def discard(self, actor: Actor, identity: str, chosen: Sequence[str] | None) -> int:
        """Drop what was given up, some or (None) all; how many."""
        view = await self._subscriptions.governed(actor, identity, "webhook.discard")
        which = _dead(identity, chosen)
        async with self._database.transaction() as session:
            count = await session.scalar(select(func.count()).where(*which)) or 0
            await session.execute(delete(WebhookDelivery).where(*which))
            await self._office.done(session, actor, "webhook.discard", _resource(view), {"count": count})
        return count


def _dead(identity: str, chosen: Sequence[str] | None) -> list[Any]:
    which: list[Any] = [WebhookDelivery.subscription == identity, WebhookDelivery.state == "dead"]
    if chosen is not None:
        which.append(WebhookDelivery.id.in_(chosen))
    return which


def _resource(view: SubscriptionView) -> Resource:
    return Resource("webhook", view.row.id, "", view.row.name)
