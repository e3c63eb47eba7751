"""What the webhooks need: a way to a receiver, the rights of an owner, and the events."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from anlan.foundation.access.actor import Actor
from anlan.foundation.events import Event
from anlan.protocols.wording import Sentence


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. ``id``: the event's; ``secrets``: in the clear, each of which signs; ``body``: JSON."""

    id: str
    at_utc: datetime
    secrets: tuple[str, ...]
    body: bytes

    def __repr__(self) -> str:
        """Without the secrets, as it may end in a log."""
        return f"Message(id={self.id!r}, bytes={len(self.body)})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message. ``status``: HTTP status, None where none came; ``reason``: None where it was taken.

    ``away``: the receiver itself is in trouble, so that the next message would fare no better. ``gone``: it wants no more.
    ``retry_after_s``: what it asks for.
    """

    status: int | None
    reason: Sentence | None = None
    away: bool = False
    gone: bool = False
    retry_after_s: int = 0


class Line(Protocol):
    """A way to one receiver, kept for several messages."""

    async def send(self, message: Message) -> Answer:
        """Post a message. Never raises for what the receiver or the network does."""


class WebhookSender(Protocol):
    """Posts messages to receivers."""

    async def refusal(self, url: str) -> Sentence | None:
        """Why nothing may be sent there (address, scheme, name that is not known), or None."""

    def line(self, url: str) -> AbstractAsyncContextManager[Line]:
        """A way to that receiver; addresses are checked again for every connection."""


class Rights(Protocol):
    """The rights of users as they are now."""

    async def actor_now(self, user_id: str) -> Actor | None:
        """The user with all rights of this moment; None for one gone or disabled."""


class EventPages(Protocol):
    """The part of the outbox that is read here."""

    @property
    def sequence(self) -> int:
        """The newest."""

    async def next_page(self, position: int) -> list[Event]:
        """Events beyond the position, waiting for some; [] once they end. Raises ``EventsExpired``."""
