"""The webhooks put together: subscriptions, what waits, and the tasks that gather and send."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.capabilities.notifications.delivering import Courier
from anlan.capabilities.notifications.gathering import Gatherer
from anlan.capabilities.notifications.letters import Letters
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.message import trial_body
from anlan.capabilities.notifications.ports import Answer, EventPages, Message, Rights, WebhookSender
from anlan.capabilities.notifications.subscriptions import Subscriptions
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.office import Office
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.key_file import load_or_make
from anlan.foundation.secret_box import SecretBox

KEY_FILE: Final = "keys/webhook-secrets.key"


class NotificationService:
    """What the rest of the house uses. ``platform``: the own 20-digit code, told with every event; ``own_division``: where events
    without a division lie; ``secret_key``: 32 bytes that seal the signing secrets (``load_webhook_key``)."""

    def __init__(
        self, *, database: Database, clock: Clock, gate: Gate, office: Office, events: EventPages, rights: Rights, sender: WebhookSender,
        secret_key: bytes, platform: str, own_division: str, limits: WebhookLimits,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._sender = sender
        self._platform = platform
        self._own_division = own_division
        self.subscriptions = Subscriptions(
            database=database, clock=clock, gate=gate, office=office, secrets=SecretBox(secret_key, KEY_FILE), sender=sender, events=events,
            limits=limits,
        )  # fmt: skip
        self.courier = Courier(
            database=database, clock=clock, rights=rights, subscriptions=self.subscriptions, sender=sender, platform=platform,
            own_division=own_division, limits=limits,
        )  # fmt: skip
        self.letters = Letters(database, clock, office, self.subscriptions, self.courier, limits)
        self.gatherer = Gatherer(database, clock, events, rights, own_division, limits, self.courier.wake)

    async def start(self) -> None:
        """Gather and send, from where a stop left it."""
        self.gatherer.start()
        self.courier.start()

    async def stop(self) -> None:
        """No more; what is not known to be taken is sent again."""
        await self.gatherer.stop()
        await self.courier.stop()

    async def try_out(self, actor: Actor, identity: str) -> Answer:
        """Post a test at once, to see whether the receiver takes it. Counts for nothing and is not repeated."""
        view = await self.subscriptions.governed(actor, identity, "webhook.test")
        now = self._clock.now_utc()
        message = uuid.uuid4().hex
        body = trial_body(message, self._platform, now, self._own_division)
        async with self._sender.line(view.row.url) as line:
            return await line.send(Message(message, now, self.subscriptions.secrets_of(view.row, now), body))


def load_webhook_key(data_directory: Path) -> bytes:
    """The key in the data directory, made (mode 0600) at the first start."""
    return load_or_make(data_directory / KEY_FILE, lambda: AESGCM.generate_key(bit_length=256))
