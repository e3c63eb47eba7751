"""The tree as the console unfolds it, one level at a time; and the search across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from anlan.capabilities.directory.counters import PLATFORM
from anlan.capabilities.directory.deliveries import Delivered, Glance, delivered
from anlan.capabilities.directory.listing import matches
from anlan.capabilities.directory.models import Channel, Device, Node, Platform
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.scope import visible
from anlan.capabilities.directory.transitions import ANSWERING
from anlan.foundation.errors import NotFound
from anlan.protocols.wording import Sentence

CHANNEL_NODE = "c:"
# Cursors: branches ("n", rank, pinyin, id) come before channels ("c", 0, pinyin, code).
Position = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class TreeItem:
    """A branch or channel below a branch. ``status``: ON or OFF, an empty string where the word has no meaning."""

    id: str
    code: str
    name: str
    kind: str
    has_children: bool
    online: int
    total: int
    status: str
    life_cycle: str
    platform: str
    division: str
    position: Position


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found."""

    kind: str
    id: str
    code: str
    name: str
    division: str
    status: str


class Tree:
    """What can be seen of the tree. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def children(self, parent: str, scope: Sequence[str], after: Position | None, limit: int) -> list[TreeItem]:
        """What lies directly below a branch; the uppermost branches in the scope for an empty ``parent``. Raises ``NotFound``.

        Below a lower platform's branch come the divisions into which it delivers, see ``deliveries``.
        """
        glance = Glance.of(parent)
        async with self._records.database.reading() as session:
            items: list[TreeItem] = []
            if after is None or after[0] == "n":
                items = await self._branches(session, glance, scope, after, limit)
                sent = [_delivered_item(glance, each) for each in await delivered(session, glance, scope)]
                if sent:
                    items += [each for each in sent if after is None or each.position > after]
                    items = sorted(items, key=lambda each: each.position)[:limit]
            if not parent or len(items) == limit:
                if parent and not items:
                    await _check_visible(session, glance.node, scope)
                return items
            items += await self._leaves(session, glance, scope, after, limit - len(items))
            if not items:
                await _check_visible(session, glance.node, scope)
        return items

    async def _branches(
        self, session: AsyncSession, glance: Glance, scope: Sequence[str], after: Position | None, limit: int
    ) -> list[TreeItem]:
        child, leaf, above = aliased(Node), aliased(Channel), aliased(Node)
        has_children = or_(
            exists().where(child.parent_id == Node.id).correlate(Node),
            exists().where(leaf.node_id == Node.id, leaf.life_cycle != "retired").correlate(Node),
            Node.id.startswith(PLATFORM) & exists().where(leaf.peer == Node.peer).correlate(Node),
        )
        total, online = _shown_counts()
        query = select(
            Node,
            total,
            online,
            has_children,
            func.coalesce(Device.state, Platform.state, ""),
            func.coalesce(Device.life_cycle, ""),
        )
        # A device's and a platform's own branch tells its state; what a catalog lists below does not.
        query = query.outerjoin(Device, Node.id == "v:" + Device.code).outerjoin(
            Platform, Node.id == "p:" + Platform.code
        )
        query = query.where(visible(Node.division, scope)).order_by(Node.rank, Node.pinyin, Node.id).limit(limit)
        if glance.node:
            query = query.where(Node.parent_id == glance.node)
            if glance.is_division:
                query = query.where(Node.peer == glance.platform, ~Node.id.startswith(PLATFORM))
        else:
            query = query.outerjoin(above, above.id == Node.parent_id)
            query = query.where(or_(Node.parent_id.is_(None), ~visible(above.division, scope)))
        if after is not None:
            query = query.where(tuple_(Node.rank, Node.pinyin, Node.id) > after[1:])
        return [
            _branch_item(glance.shown(node.id), node, (total, up), below, state, life)
            for node, total, up, below, state, life in (await session.execute(query)).all()
        ]

    async def _leaves(
        self, session: AsyncSession, glance: Glance, scope: Sequence[str], after: Position | None, limit: int
    ) -> list[TreeItem]:
        columns = (
            Channel.code,
            Channel.name,
            Channel.kind,
            Channel.online,
            Channel.life_cycle,
            Channel.peer,
            Channel.peer_kind,
        )
        query = select(*columns, Channel.division, Channel.pinyin).where(
            Channel.node_id == glance.node, Channel.life_cycle != "retired"
        )
        if glance.is_division:
            query = query.where(Channel.peer == glance.platform)
        query = query.where(visible(Channel.division, scope)).order_by(Channel.pinyin, Channel.code).limit(limit)
        if after is not None and after[0] == "c":
            query = query.where(tuple_(Channel.pinyin, Channel.code) > after[2:])
        items = []
        for row in (await session.execute(query)).all():
            up = int(row.online)
            platform = row.peer if row.peer_kind == "lower" else ""
            items.append(
                TreeItem(
                    id=glance.shown(CHANNEL_NODE + row.code), code=row.code, name=row.name, kind=row.kind, has_children=False, online=up, total=1,
                    status="ON" if up else "OFF", life_cycle=row.life_cycle, platform=platform, division=row.division,
                    position=("c", 0, row.pinyin, row.code),
                )
            )  # fmt: skip
        return items

    async def search(self, q: str, scope: Sequence[str], limit: int) -> list[Hit]:
        """Branches, then channels, whose name, pinyin, initials or code fits; at most ``limit`` of each."""
        if not q.strip():
            return []
        branch_query = select(Node.kind, Node.id, Node.code, Node.name, Node.division).where(
            visible(Node.division, scope), _fits(q)
        )
        branch_query = branch_query.order_by(Node.rank, Node.pinyin, Node.id).limit(limit)
        columns = (Channel.kind, Channel.code, Channel.name, Channel.division, Channel.online)
        channel_query = select(*columns).where(
            visible(Channel.division, scope), Channel.life_cycle != "retired", matches(q)
        )
        channel_query = channel_query.order_by(Channel.pinyin, Channel.code).limit(limit)
        async with self._records.database.reading() as session:
            hits = [Hit(*row, "") for row in (await session.execute(branch_query)).all()]
            for kind, code, name, division, online in (await session.execute(channel_query)).all():
                hits.append(Hit(kind, CHANNEL_NODE + code, code, name, division, "ON" if online else "OFF"))
        return hits


def _shown_counts() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Total and online as a branch is shown with: those kept; of a platform, all that it sends, in whichever divisions it hangs."""
    sent = select(func.count()).where(Channel.peer == Node.peer, Channel.counted).correlate(Node)
    is_platform = Node.id.startswith(PLATFORM)
    return (
        case((is_platform, sent.scalar_subquery()), else_=Node.total),
        case((is_platform, sent.where(Channel.online).scalar_subquery()), else_=Node.online),
    )


def _branch_item(
    shown: str, node: Node, counts: tuple[int, int], has_children: Any, state: str, life_cycle: str
) -> TreeItem:
    status = ("ON" if state in ANSWERING else "OFF") if state else ""
    platform = node.peer if node.kind != "division" and not node.id.startswith("v:") else ""
    return TreeItem(
        shown, node.code, node.name, node.kind, bool(has_children), counts[1], counts[0], status, life_cycle, platform,
        node.division, ("n", node.rank, node.pinyin, node.id),
    )  # fmt: skip


def _delivered_item(glance: Glance, each: Delivered) -> TreeItem:
    node = each.node
    through = glance if glance.platform else Glance(glance.node, glance.node.removeprefix(PLATFORM))
    return TreeItem(
        id=through.shown(node.id), code=node.code, name=node.name, kind=node.kind, has_children=True, online=each.online, total=each.total,
        status="", life_cycle="", platform=through.platform, division=node.division, position=("n", node.rank, node.pinyin, node.id),
    )  # fmt: skip


def _fits(text: str) -> ColumnElement[bool]:
    q = text.strip()
    low = q.lower()
    return or_(
        Node.name.contains(q, autoescape=True),
        Node.pinyin.contains(low, autoescape=True),
        Node.initials.contains(low, autoescape=True),
        Node.code.startswith(low, autoescape=True),
    )


async def _check_visible(session: AsyncSession, node: str, scope: Sequence[str]) -> None:
    if await session.scalar(select(Node.id).where(Node.id == node, visible(Node.division, scope))) is None:
        raise NotFound("directory.no_node", Sentence("没有此节点。", "There is no such branch."))
