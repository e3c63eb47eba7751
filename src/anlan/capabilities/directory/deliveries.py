"""What a lower platform delivers into divisions, as its branch leads to it.

Divisions stand once in the tree, with what every platform sends (``docs/design/directory.md``). So a platform's own branch would look
empty where all it sends belongs to finer divisions. Unfolded, it shows these divisions once more, narrowed to what it sends: ids
``s:<platform>:<id of the division, branch or channel>``, so that nothing in the tree has the id of something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import DIVISION
from anlan.capabilities.directory.counters import PLATFORM
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.scope import visible, within

SENT = "s:"


@dataclass(frozen=True, slots=True)
class Glance:
    """A place in the tree, looked at through a platform where ``platform`` is its code."""

    node: str
    platform: str = ""

    @classmethod
    def of(cls, shown: str) -> Glance:
        """What an id shown in the tree means."""
        platform, _, node = shown.removeprefix(SENT).partition(":")
        return cls(node, platform) if shown.startswith(SENT) and platform and node else cls(shown)

    @property
    def is_division(self) -> bool:
        """Whether it is a part of a division: only what the platform sends hangs under it."""
        return bool(self.platform) and self.node.startswith(DIVISION)

    def shown(self, node: str) -> str:
        """The id of something below it."""
        return f"{SENT}{self.platform}:{node}" if self.platform else node


@dataclass(frozen=True, slots=True)
class Delivered:
    """A division below another, with what one platform sends of it."""

    node: Node
    total: int
    online: int


async def delivered(session: AsyncSession, glance: Glance, scope: Sequence[str]) -> list[Delivered]:
    """The divisions directly below a platform's branch, or below a part of a division, into which the platform delivers; in the tree's order."""
    if glance.is_division:
        platform, around = glance.platform, glance.node
    elif glance.node.startswith(PLATFORM):
        platform = glance.node.removeprefix(PLATFORM)
        around = (await session.scalar(select(Node.parent_id).where(Node.id == glance.node))) or ""
    else:
        return []
    hung = await _hung(session, platform, around) if around else []
    if not hung:
        return []
    query = select(Node).where(Node.parent_id == around, Node.kind == "division", visible(Node.division, scope))
    found = []
    for node in (await session.scalars(query.order_by(Node.rank, Node.pinyin, Node.id))).all():
        parts = [(total, online) for place, total, online in hung if place.startswith(node.id)]
        if parts:
            found.append(Delivered(node, sum(total for total, _ in parts), sum(online for _, online in parts)))
    return found


async def _hung(session: AsyncSession, platform: str, around: str) -> list[tuple[str, int, int]]:
    """Division's branch → (total, online) of what hangs directly under it and comes from the platform."""
    branches = select(Node.parent_id, func.sum(Node.total), func.sum(Node.online)).group_by(Node.parent_id)
    branches = branches.where(Node.peer == platform, within(Node.parent_id, around), ~Node.id.startswith(PLATFORM))
    up = cast(func.sum(case((Channel.online, 1), else_=0)), Integer)
    # Both values named, so that the index on (peer, counted, node_id) is entered at the division.
    leaves = select(Channel.node_id, Channel.counted, func.count(), up).group_by(Channel.node_id, Channel.counted)
    leaves = leaves.where(Channel.peer == platform, Channel.counted.in_([True, False]), within(Channel.node_id, around))
    found = [(place, total, online) for place, total, online in (await session.execute(branches)) if place is not None]
    for place, counted, total, online in (await session.execute(leaves)).all():
        found.append((place, total, online) if counted else (place, 0, 0))
    return found
