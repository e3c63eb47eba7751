"""Sending what waits: each receiver by itself, one message after another, so that a slow one holds up nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.notifications.limits import WebhookLimits, pause_s
from anlan.capabilities.notifications.message import body_of, event_of
from anlan.capabilities.notifications.models import WebhookDelivery, WebhookSubscription
from anlan.capabilities.notifications.ports import Answer, Line, Message, Rights, WebhookSender
from anlan.capabilities.notifications.subscriptions import Subscriptions
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events.hearing import may_hear
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.webhooks")
SENT = Counter("anlan_webhook_messages_total", "Messages to receivers of webhooks", ["outcome"])
WAITING = Gauge("anlan_webhook_waiting", "Events that wait for receivers of webhooks")

TICK_S: Final = 1.0
# So many of one receiver are sent before it is written down what became of them: after a kill so many at most come twice.
SLICE: Final = 20
PURGE_EVERY_S: Final = 600.0
# After a fault of our own.
REST_S: Final = 30.0
_OWNER_GONE: Final = Sentence("创建人已停用或删除", "its owner is disabled or gone")
_GONE: Final = Sentence("对方应答 410，不再接收", "the receiver answered 410: it wants no more")


@dataclass(slots=True)
class _Round:
    """What became of some deliveries of one receiver."""

    taken: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    failed: list[tuple[WebhookDelivery, Answer]] = field(default_factory=list)
    # Whether the receiver is in trouble, so that the rest waits.
    away: bool = False
    last: Answer | None = None


class Courier:
    """One task that looks for what is due, and one for each receiver that something is due for."""

    def __init__(
        self, *, database: Database, clock: Clock, rights: Rights, subscriptions: Subscriptions, sender: WebhookSender, platform: str,
        own_division: str, limits: WebhookLimits,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._rights = rights
        self._subscriptions = subscriptions
        self._sender = sender
        self._platform = platform
        self._own_division = own_division
        self._limits = limits
        self._news = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._purged_s: float | None = None

    def start(self) -> None:
        """Send what waits, also what a stop left."""
        self._task = asyncio.create_task(self._run(), name="webhooks-courier")
        self._ticker = asyncio.create_task(self._tick(), name="webhooks-ticker")

    async def stop(self) -> None:
        """Send no more; what was under way is sent again."""
        tasks = [task for task in (self._task, self._ticker, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = self._ticker = None

    def wake(self) -> None:
        """There is something new."""
        self._news.set()

    async def look(self) -> None:
        """Begin to send to every receiver that something is due for and that is not being sent to."""
        now = self._clock.now_utc()
        query = (
            select(WebhookSubscription.id)
            .where(WebhookSubscription.enabled, WebhookSubscription.resume_utc <= now)
            .where(
                select(WebhookDelivery.id)
                .where(
                    WebhookDelivery.subscription == WebhookSubscription.id,
                    WebhookDelivery.state == "waiting",
                    WebhookDelivery.due_utc <= now,
                )
                .exists()
            )
        )
        async with self._database.reading() as session:
            due = (await session.scalars(query)).all()
            waiting = select(func.count()).select_from(WebhookDelivery).where(WebhookDelivery.state == "waiting")
            WAITING.set(await session.scalar(waiting) or 0)
        for identity in due:
            if identity not in self._busy:
                task = asyncio.create_task(self._serve(identity), name=f"webhook-{identity}")
                self._busy[identity] = task
                task.add_done_callback(partial(self._over, identity))

    def _over(self, identity: str, _task: asyncio.Task[None]) -> None:
        del self._busy[identity]

    async def settled(self) -> None:
        """Return once nothing is being sent."""
        while self._busy:
            await asyncio.wait(set(self._busy.values()))

    async def purge(self) -> None:
        """Drop what was set aside long ago."""
        before = self._clock.now_utc() - timedelta(days=self._limits.keep_days)
        async with self._database.transaction() as session:
            await session.execute(
                delete(WebhookDelivery).where(WebhookDelivery.state == "dead", WebhookDelivery.created_utc < before)
            )

    async def _serve(self, identity: str) -> None:
        """Send what is due for one receiver, until nothing is or it is in trouble."""
        try:
            async with self._database.reading() as session:
                row = await session.get(WebhookSubscription, identity)
            if row is None:
                return
            async with self._sender.line(row.url) as line:
                while await self._slice(identity, row.url, line):
                    pass
        except Exception as error:
            # A database away, a key that does not open: it stays due, and this receiver rests for a while.
            log.exception("webhook_not_served", subscription=identity, error=repr(error))
            await self._clock.sleep(REST_S)

    async def _slice(self, identity: str, url: str, line: Line) -> bool:
        """Whether there may be more to send on this line."""
        now = self._clock.now_utc()
        async with self._database.reading() as session:
            row = await session.get(WebhookSubscription, identity)
            query = select(WebhookDelivery).where(
                WebhookDelivery.subscription == identity,
                WebhookDelivery.state == "waiting",
                WebhookDelivery.due_utc <= now,
            )
            deliveries = (await session.scalars(query.order_by(WebhookDelivery.sequence).limit(SLICE))).all()
        if row is None or not row.enabled or row.url != url or not deliveries:
            return False
        actor = await self._rights.actor_now(row.owner)
        if actor is None:
            await self._switch_off(identity, _OWNER_GONE)
            return False
        done = _Round()
        for delivery in deliveries:
            event = event_of(delivery)
            if not may_hear(actor, event, self._own_division):
                done.withheld.append(delivery.id)
                continue
            at = self._clock.now_utc()
            secrets = self._subscriptions.secrets_of(row, at)
            answer = await line.send(Message(event.id, at, secrets, body_of(event, self._platform)))
            done.last = answer
            if answer.reason is None:
                done.taken.append(delivery.id)
                continue
            done.failed.append((delivery, answer))
            if answer.gone or answer.away:
                done.away = True
                break
        await self._write(row, done)
        if done.last is not None and done.last.gone:
            await self._switch_off(identity, _GONE)
        return not done.away and len(deliveries) == SLICE

    async def _write(self, row: WebhookSubscription, done: _Round) -> None:
        now = self._clock.now_utc()
        changes: dict[str, Any] = {}
        if done.taken:
            changes |= {
                "delivered": WebhookSubscription.delivered + len(done.taken),
                "delivered_utc": now,
                "failures": 0,
            }
        if done.withheld:
            changes["withheld"] = WebhookSubscription.withheld + len(done.withheld)
        if done.last is not None:
            reason = done.last.reason
            changes |= {
                "last_status": done.last.status, "last_reason_zh": reason.zh[:255] if reason else None,
                "last_reason_en": reason.en[:255] if reason else None,
            }  # fmt: skip
        if done.away and done.last is not None:
            failures = 1 if done.taken else row.failures + 1
            wait_s = pause_s(failures, done.last.retry_after_s)
            changes |= {"failures": failures, "resume_utc": now + timedelta(seconds=wait_s)}
        rows = [self._failed(delivery, answer, now) for delivery, answer in done.failed]
        async with self._database.transaction() as session:
            gone = [*done.taken, *done.withheld]
            if gone:
                await session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(gone)))
            if rows:
                await session.execute(_FAILED, rows, execution_options={"synchronize_session": None})
            if done.away:
                await self._give_up_old(session, row.id, done, now)
            if changes:
                await session.execute(
                    update(WebhookSubscription).where(WebhookSubscription.id == row.id).values(changes)
                )
        _count(done, sum(each["state"] == "dead" for each in rows))

    async def _give_up_old(self, session: AsyncSession, identity: str, done: _Round, now: datetime) -> None:
        """While a receiver is away only the oldest is tried; what has waited as long behind it is over as well."""
        assert done.last is not None
        assert done.last.reason is not None
        words = {"reason_zh": done.last.reason.zh[:255], "reason_en": done.last.reason.en[:255]}
        await session.execute(
            update(WebhookDelivery)
            .where(
                WebhookDelivery.subscription == identity,
                WebhookDelivery.state == "waiting",
                WebhookDelivery.created_utc <= now - self._patience(),
            )
            .values(state="dead", **words)
        )

    def _failed(self, delivery: WebhookDelivery, answer: Answer, now: datetime) -> dict[str, Any]:
        tries = delivery.tries + 1
        over = now - delivery.created_utc >= self._patience()
        assert answer.reason is not None
        return {
            "b_id": delivery.id, "state": "dead" if over else "waiting", "tries": tries, "last_status": answer.status,
            "due_utc": now + timedelta(seconds=pause_s(tries, answer.retry_after_s)), "reason_zh": answer.reason.zh[:255],
            "reason_en": answer.reason.en[:255],
        }  # fmt: skip

    def _patience(self) -> timedelta:
        return timedelta(hours=self._limits.give_up_hours)

    async def _switch_off(self, identity: str, reason: Sentence) -> None:
        log.warning("webhook_switched_off", subscription=identity, reason=reason.en)
        async with self._database.transaction() as session:
            await session.execute(
                update(WebhookSubscription)
                .where(WebhookSubscription.id == identity)
                .values(enabled=False, off_reason_zh=reason.zh, off_reason_en=reason.en)
            )
            # Not dropped: once its owner switches it on again, one may send them.
            await session.execute(
                update(WebhookDelivery)
                .where(WebhookDelivery.subscription == identity, WebhookDelivery.state == "waiting")
                .values(state="dead", reason_zh=reason.zh, reason_en=reason.en)
            )

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.look()
                elapsed_s = self._clock.monotonic_s()
                if self._purged_s is None or elapsed_s - self._purged_s >= PURGE_EVERY_S:
                    self._purged_s = elapsed_s
                    await self.purge()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                log.warning("webhooks_not_looked_at", error=repr(error))

    async def _tick(self) -> None:
        """What is due by time has no other event."""
        while True:
            self._news.set()
            await self._clock.sleep(TICK_S)


def _count(done: _Round, dead: int) -> None:
    SENT.labels("taken").inc(len(done.taken))
    SENT.labels("withheld").inc(len(done.withheld))
    SENT.labels("failed").inc(len(done.failed) - dead)
    SENT.labels("given_up").inc(dead)


_TABLE = WebhookDelivery.__table__
_FAILED = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in ("state", "tries", "last_status", "due_utc", "reason_zh", "reason_en")})
)
