"""What the levels need of the feed that joins platforms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.protocols.feed import Answer, Ask


class CaseFeed(Protocol):
    """The durable queues of what neighbours do not have yet."""

    async def mark(self, session: AsyncSession, alarms: Collection[str], but_for: str) -> None:
        """Note in the session's transaction that neighbours do not have these cases as they are, all but ``but_for``."""


class Neighbours(Protocol):
    """The platforms above and below that we have a feed with."""

    def upper(self) -> str:
        """Code of the platform above; "" where there is none."""

    def has(self, platform: str) -> bool:
        """Whether there is a feed with the platform, cut or not."""

    async def ask(self, platform: str, ask: Ask) -> Answer:
        """Put a question. Raises ``Unavailable`` where the link is cut or the answer does not come in time."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Who is speaking: ``division`` is the subtree that a platform below may speak of; None for one above."""

    code: str
    division: str | None
