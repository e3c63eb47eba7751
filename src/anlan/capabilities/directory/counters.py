"""Online and total at every branch: kept in the transaction that changes them, and checked against a recount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, case, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.records import Happening

# A console follows the branches it shows; beyond this many changed at once it is told of the upper ones only.
_MOST_COUNT_EVENTS = 200

Delta = tuple[int, int]  # total, online
# Ids of platforms' branches begin so.
PLATFORM = "p:"


@dataclass(frozen=True, slots=True)
class WrongCount:
    """A branch whose kept counts differ from a recount."""

    node: str
    total: int
    online: int
    counted_total: int
    counted_online: int


async def parents_above(session: AsyncSession, nodes: Iterable[str]) -> dict[str, str | None]:
    """The given branches and everything above them: id → parent id."""
    start = select(Node.id, Node.parent_id).where(among(session, Node.id, list(nodes))).cte("above", recursive=True)
    above = start.union(select(Node.id, Node.parent_id).join(start, Node.id == start.c.parent_id))
    return dict((await session.execute(select(above.c.id, above.c.parent_id))).all())


def rolled_up(deltas: Mapping[str, Delta], parents: Mapping[str, str | None]) -> dict[str, Delta]:
    """Each delta added to its branch and to every branch above. A ring of parents, which must not be, raises ``ValueError``."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for start, (total, online) in deltas.items():
        node: str | None = start
        steps = 0
        while node is not None:
            sums[node][0] += total
            sums[node][1] += online
            node = parents.get(node)
            steps += 1
            if steps > len(parents):
                raise ValueError(f"the branches above {start} form a ring")
    return {node: (total, online) for node, (total, online) in sums.items() if total or online}


async def add_counts(
    session: AsyncSession, deltas: Mapping[str, Delta], peers: Collection[str] = ()
) -> list[Happening]:
    """Add what changed at some branches to them and to all above; returns what to tell.

    ``peers``: whose channels they are. A lower platform's count is told with them, wherever its channels hang.
    """
    changed = {node: delta for node, delta in deltas.items() if delta != (0, 0)}
    if not changed:
        return []
    sums = rolled_up(changed, await parents_above(session, changed))
    return await _add(session, sums, peers)


async def contribution(session: AsyncSession, peer: str) -> dict[str, Delta]:
    """What one peer's channels add to every branch they hang under, its own and our divisions: id → (total, online)."""
    direct = await direct_counts(session, peer)
    return rolled_up(direct, await parents_above(session, direct)) if direct else {}


async def carry_over(session: AsyncSession, peer: str, before: Mapping[str, Delta]) -> list[Happening]:
    """Bring all counts from a peer's earlier ``contribution`` to the present one, after its part of the tree was rebuilt."""
    after = await contribution(session, peer)
    sums = {}
    for node in before.keys() | after.keys():
        (total, online), (old_total, old_online) = after.get(node, (0, 0)), before.get(node, (0, 0))
        if (total, online) != (old_total, old_online):
            sums[node] = (total - old_total, online - old_online)
    return await _add(session, sums, [peer]) if sums else []


async def _add(session: AsyncSession, sums: Mapping[str, Delta], peers: Collection[str]) -> list[Happening]:
    # Sorted, so that two processes lock rows in the same order.
    rows = [{"node": node, "total_by": sums[node][0], "online_by": sums[node][1]} for node in sorted(sums)]
    table = Node.__table__
    statement = (
        update(Node)
        .where(table.c.id == bindparam("node"))
        .values(total=table.c.total + bindparam("total_by"), online=table.c.online + bindparam("online_by"))
    )
    await execute_each(session, statement, rows)
    return await count_events(session, list(sums.keys() | {PLATFORM + peer for peer in peers}))


async def peer_counts(session: AsyncSession, peers: Collection[str]) -> dict[str, Delta]:
    """Code → (total, online) of the channels that peers send, wherever they hang. Reads one covering index."""
    online = cast(func.sum(case((Channel.online, 1), else_=0)), Integer)
    query = select(Channel.peer, func.count(), online).where(among(session, Channel.peer, peers), Channel.counted)
    return {peer: (total, up) for peer, total, up in (await session.execute(query.group_by(Channel.peer)))}


async def count_events(session: AsyncSession, nodes: list[str]) -> list[Happening]:
    """The new counts of changed branches as events, the upper ones first, bounded."""
    if not nodes:
        return []
    query = select(Node.id, Node.online, Node.total, Node.division).where(among(session, Node.id, nodes))
    query = query.order_by(Node.rank, func.length(Node.division), Node.id).limit(_MOST_COUNT_EVENTS)
    rows = (await session.execute(query)).all()
    platforms = [row.id.removeprefix(PLATFORM) for row in rows if row.id.startswith(PLATFORM)]
    sent = await peer_counts(session, platforms) if platforms else {}
    happenings = []
    for node, online, total, division in rows:
        if node.startswith(PLATFORM):
            # A platform is shown with all it sends; most of that hangs under our divisions.
            total, online = sent.get(node.removeprefix(PLATFORM), (0, 0))
        facts = {"node": node, "online": online, "total": total}
        happenings.append(Happening("directory.counts", facts, division))
    return happenings


async def direct_counts(session: AsyncSession, peer: str | None = None) -> dict[str, Delta]:
    """What hangs directly under each branch: id → (total, online); of one peer, or of all."""
    online = func.sum(case((Channel.online, 1), else_=0))
    query = (
        select(Channel.node_id, func.count(), cast(online, Integer)).where(Channel.counted).group_by(Channel.node_id)
    )
    if peer is not None:
        query = query.where(Channel.peer == peer)
    return {node: (total, up) for node, total, up in (await session.execute(query))}


async def wrong_counts(session: AsyncSession) -> list[WrongCount]:
    """Recount the whole tree and name every branch whose kept counts differ."""
    rows = (await session.execute(select(Node.id, Node.parent_id, Node.total, Node.online))).all()
    parents = {node: parent for node, parent, _, _ in rows}
    sums = rolled_up(await direct_counts(session), parents)
    return [
        WrongCount(node, total, online, *sums.get(node, (0, 0)))
        for node, _, total, online in rows
        if (total, online) != sums.get(node, (0, 0))
    ]


async def mend_counts(session: AsyncSession, wrong: list[WrongCount]) -> None:
    """Put the recounted values in place."""
    statement = (
        update(Node)
        .where(Node.__table__.c.id == bindparam("node"))
        .values(total=bindparam("right_total"), online=bindparam("right_online"))
    )
    rows = [
        {"node": each.node, "right_total": each.counted_total, "right_online": each.counted_online} for each in wrong
    ]
    await execute_each(session, statement, rows)
