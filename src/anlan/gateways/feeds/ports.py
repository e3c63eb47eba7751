"""What the feed needs: a way to carry frames, the directory, and the cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.levels.mirror import Outcome
from anlan.capabilities.alarms.levels.ports import Neighbour
from anlan.capabilities.directory.ports import PeerRecord
from anlan.protocols.feed import Answer, Ask, CaseBody


class TransportClosed(Exception):  # noqa: N818 - what happened
    """The way is cut: nothing more comes or goes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A frame that came. ``done`` tells the carrier that it is dealt with, after our commit."""

    frame: bytes
    done: Callable[[], Awaitable[None]]


class FeedTransport(Protocol):
    """Carries frames of one link in both directions, in order. All raise ``TransportClosed`` when the way is cut."""

    async def send(self, frame: bytes, *, kept: bool) -> None:
        """Hand a frame over; ``kept`` ones may be held for a neighbour that is away, the others are of now or of no use."""

    async def receive(self) -> Delivery:
        """The next frame."""

    async def close(self) -> None:
        """End it; whoever waits in the others gets ``TransportClosed``."""


class Directory(Protocol):
    """The platforms on record and what is shared with them."""

    async def peer(self, code: str) -> PeerRecord | None:
        """The record of a platform."""

    async def code_for_upper(self, upper: str, code: str, division: str) -> str | None:
        """None where what lies there is not shared with the upper."""


class Cases(Protocol):
    """The cases between platforms (``capabilities.alarms.levels``)."""

    async def apply(self, neighbour: Neighbour, bodies: Sequence[CaseBody]) -> list[Outcome]:
        """Commit what a neighbour tells."""

    async def decide(self, neighbour: Neighbour, ask: Ask) -> Answer:
        """Answer a neighbour's ask."""

    async def read(
        self, session: AsyncSession, to: str, alarms: Collection[str], known_steps: Mapping[str, int]
    ) -> dict[str, list[CaseBody]]:
        """Cases as they are to be sent, each in parts."""


class Teller(Protocol):
    """The part of the outbox that is used here."""

    async def record(
        self, session: AsyncSession, kind: str, facts: dict[str, Any], *, division: str = "", permission: str = "directory.read"
    ) -> str:  # fmt: skip
        """Record an event."""
