"""Subscribers: everything that can be done with them, in one place."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.capabilities.alarms.buttons.enrolment import Buttons
from anlan.capabilities.alarms.subscribers.accounts import Accounts
from anlan.capabilities.alarms.subscribers.book import SubscriberBook
from anlan.capabilities.alarms.subscribers.exchange import SubscriberExchange
from anlan.capabilities.alarms.subscribers.proposals import PlacedCameras, Proposal, propose
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SubscriberRecords
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.key_file import load_or_make
from anlan.foundation.secret_box import SecretBox

KEY_FILE = "keys/alarm-secrets.key"


class Subscribers:
    """Who is protected. ``book`` is what receivers and the judge read; the rest is for people."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, cameras: PlacedCameras, *, secret_key: bytes
    ) -> None:
        """``secret_key``: 32 bytes that seal keys and verbal passwords (``load_secret_key``)."""
        secrets = SecretBox(secret_key, KEY_FILE)
        self._cameras = cameras
        self.book = SubscriberBook(database, clock, secrets)
        self.records = SubscriberRecords(database, outbox, clock, secrets, self.book)
        self.accounts = Accounts(database, clock, secrets, self.book, self.records)
        self.buttons = Buttons(database, clock, self.accounts, self.book)
        self.exchange = SubscriberExchange(database, clock, self.records, self.book)

    async def start(self) -> None:
        """Read what is in force."""
        await self.book.load()

    async def camera_proposals(self, identity: str, reach: Reach, radius_m: float) -> list[Proposal]:
        """Cameras that may see the premises, the likeliest first; none where its place is not known. Raises ``NotFound``."""
        row = await self.records.get(identity, reach)
        if row.longitude is None or row.latitude is None:
            return []
        return await propose(self._cameras, row.longitude, row.latitude, radius_m, reach.actor.roots("directory.read"))


def load_secret_key(data_directory: Path) -> bytes:
    """The key in the data directory, made (mode 0600) at the first start."""
    return load_or_make(data_directory / KEY_FILE, lambda: AESGCM.generate_key(bit_length=256))
