"""What a peer no longer has: channels deleted or retired, branches taken out of the tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from anlan.capabilities.directory.branches import catalog_node
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.placement import MOST_LEVELS, Owner
from anlan.capabilities.directory.catalog.record import Kept, Taken, kept_channels
from anlan.capabilities.directory.models import Channel, ChannelItem, Node, RecordChange
from anlan.capabilities.directory.shares.withdrawal import withdraw


async def remove_unlisted(session: AsyncSession, owner: Owner, listed: set[str], taken: Taken, now: datetime) -> None:
    gone = {
        wire: kept for wire, kept in (await kept_channels(session, owner)).items() if kept.listed and wire not in listed
    }
    await remove_channels(session, owner, list(gone.values()), taken, now)


async def remove_channels(
    session: AsyncSession, owner: Owner, gone: Sequence[Kept], taken: Taken, now: datetime
) -> None:
    """Take channels out that the peer no longer has. A record that somebody kept up is retired, not thrown away."""
    if not gone:
        return
    await withdraw(session, [kept.code for kept in gone], now)
    retired = [kept for kept in gone if kept.upkeep or kept.life_cycle != "active"]
    deleted = [kept.code for kept in gone if not (kept.upkeep or kept.life_cycle != "active")]
    if retired:
        values = {
            "life_cycle": "retired",
            "listed": False,
            "counted": False,
            "reported": False,
            "online": False,
            "node_id": owner.root,
            "changed_utc": now,
        }
        await session.execute(
            update(Channel).where(among(session, Channel.code, [kept.code for kept in retired])).values(values)
        )
        history = [
            {
                "code": kept.code, "kind": "channel", "actor": "", "actor_name": "", "reason": "unlisted",
                "changes": {"life_cycle": [kept.life_cycle, "retired"]}, "at_utc": now,
            }
            for kept in retired
        ]  # fmt: skip
        await execute_each(session, insert(RecordChange), history)
    if deleted:
        await session.execute(delete(ChannelItem).where(among(session, ChannelItem.code, deleted)))
        await session.execute(delete(Channel).where(among(session, Channel.code, deleted)))
    taken.removed += [kept.code for kept in gone]


async def remove_branches(session: AsyncSession, owner: Owner, listed: set[str]) -> None:
    nodes = (await session.scalars(select(Node.id).where(Node.peer == owner.code))).all()
    gone = [node for node in nodes if node.startswith("n:") and node not in listed]
    if gone:
        # Planned records that no catalog has listed yet hang under the peer itself.
        await session.execute(update(Channel).where(among(session, Channel.node_id, gone)).values(node_id=owner.root))
        await session.execute(delete(Node).where(among(session, Node.id, gone)))


async def remove_vacant_branches(session: AsyncSession, owner: Owner, wires: Collection[str]) -> None:
    """Take branches out that a peer has deleted, as far as nothing hangs under them; the rest goes with its next whole catalog."""
    left = {catalog_node(owner.code, wire) for wire in wires}
    child, leaf = aliased(Node), aliased(Channel)
    # A round a level: what was deleted together may hang one under the other.
    for _ in range(MOST_LEVELS):
        vacant = select(Node.id).where(
            among(session, Node.id, left),
            ~exists().where(child.parent_id == Node.id).correlate(Node),
            ~exists().where(leaf.node_id == Node.id).correlate(Node),
        )
        gone = (await session.scalars(vacant)).all()
        if not gone:
            return
        await session.execute(delete(Node).where(among(session, Node.id, gone)))
        left -= set(gone)
