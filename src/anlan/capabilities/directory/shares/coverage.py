"""Which channels an upper platform's shares cover, by the branches above a channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.counters import PLATFORM
from anlan.capabilities.directory.models import Share

CHANNEL_PREFIX = "c:"


@dataclass(frozen=True, slots=True)
class Choices:
    """The shares of one upper platform."""

    recursive: set[str] = field(default_factory=set)  # branches with all below
    direct: set[str] = field(default_factory=set)  # branches whose own channels only
    channels: set[str] = field(default_factory=set)  # codes of single channels
    platforms: set[str] = field(default_factory=set)  # codes of lower platforms with all they send

    def covers(self, channel: str, peer: str, node: str, parents: Mapping[str, str | None]) -> bool:
        """Whether a channel that ``peer`` sends and that hangs under ``node`` is shared."""
        return channel in self.channels or peer in self.platforms or self.covers_branch(node, parents)

    def covers_branch(self, node: str, parents: Mapping[str, str | None]) -> bool:
        """Whether the channels directly under a branch are shared."""
        if node in self.direct:
            return True
        current: str | None = node
        seen = 0
        while current is not None and seen <= len(parents):
            if current in self.recursive:
                return True
            current = parents.get(current)
            seen += 1
        return False


def choices_of(shares: Sequence[tuple[str, bool]]) -> Choices:
    """Sort ``(node, recursive)`` of one upper platform into what they choose."""
    choices = Choices()
    for node, recursive in shares:
        if node.startswith(CHANNEL_PREFIX):
            choices.channels.add(node.removeprefix(CHANNEL_PREFIX))
        elif recursive:
            choices.recursive.add(node)
            if node.startswith(PLATFORM):
                choices.platforms.add(node.removeprefix(PLATFORM))
        else:
            choices.direct.add(node)
    return choices


async def choices_for(session: AsyncSession, upper: str) -> Choices:
    """What one upper platform is shown; nothing unless chosen."""
    rows = await session.execute(select(Share.node, Share.recursive).where(Share.upper == upper))
    return choices_of([(node, recursive) for node, recursive in rows])


async def all_choices(session: AsyncSession) -> dict[str, Choices]:
    """What every upper platform is shown."""
    rows: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for upper, node, recursive in await session.execute(select(Share.upper, Share.node, Share.recursive)):
        rows[upper].append((node, recursive))
    return {upper: choices_of(shares) for upper, shares in rows.items()}
