"""From an event to somebody else's receiver over real HTTP: signed, over an outage, each event once or told again by its id."""

from __future__ import annotations

import asyncio

from tests.capabilities.notifications.conftest import CITY, COUNTY, People, Tell, people, tell  # noqa: F401 - fixtures
from tests.gateways.webhooks.receiver import Receiver, answered, receiving
from tests.gateways.webhooks.test_signing import by_openssl

from anlan.capabilities.notifications.drafts import SubscriptionDraft
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.office import Office
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import ManualClock
from anlan.foundation.config import WebhooksSettings
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.gateways.webhooks.sender import HttpWebhookSender


async def passing(clock: ManualClock, receiver: Receiver, count: int) -> None:
    """Time passes until so many have come."""
    came = asyncio.create_task(receiver.posted(count))
    while not came.done():
        await clock.advance(1)
    await came


async def test_events_come_signed_and_after_an_outage_too(
    database: Database, outbox: Outbox, gate: Gate, audit: AuditLog, clock: ManualClock, people: People, tell: Tell  # noqa: F811
) -> None:  # fmt: skip
    settings = WebhooksSettings(allowed_networks=("127.0.0.0/8",), timeout_s=60)
    webhooks = NotificationService(
        database=database, clock=clock, gate=gate, office=Office(database, audit, CITY), events=outbox, rights=people,
        sender=HttpWebhookSender(settings), secret_key=b"k" * 32, platform="99010000002000000001", own_division=CITY, limits=WebhookLimits(),
    )  # fmt: skip
    await webhooks.start()
    try:
        async with receiving(answered(503), answered(500), answered(200)) as receiver:
            draft = SubscriptionDraft("接处警平台", receiver.url(), ("alarms.*",), (COUNTY,))
            _, secret = await webhooks.subscriptions.create(people.actors["li"], draft)
            first = await tell(text="人民路 1 号")
            await passing(clock, receiver, 3)
            second = await tell(text="人民路 2 号")
            await passing(clock, receiver, 4)
        posts = receiver.posts
    finally:
        await webhooks.stop()
    assert [post.headers["webhook-id"] for post in posts] == [first, first, first, second]
    assert [post.document["facts"]["text"] for post in posts] == ["人民路 1 号"] * 3 + ["人民路 2 号"]
    for post in posts:
        assert post.signed_with(secret)
        signed = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.".encode() + post.body
        assert post.headers["webhook-signature"] == f"v1,{by_openssl(secret, signed)}"
    # A repeat is signed with the time at which it is sent.
    times = [int(post.headers["webhook-timestamp"]) for post in posts]
    assert times[1] - times[0] >= 5
    assert times[2] - times[1] >= 30
