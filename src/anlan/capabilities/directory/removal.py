"""Taking a device or lower platform off the record, with all that hangs under it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.counters import add_counts
from anlan.capabilities.directory.models import Channel, ChannelItem, Node
from anlan.capabilities.directory.records import Happening
from anlan.capabilities.directory.shares.withdrawal import withdraw


async def remove_peer_tree(
    session: AsyncSession, peer: str, root: str, now: datetime
) -> tuple[list[str], list[Happening]]:
    """Delete a peer's branches and channels; returns the channels that are gone and what to tell. Histories stay."""
    channels = list((await session.scalars(select(Channel.code).where(Channel.peer == peer))).all())
    await withdraw(session, channels, now)
    row = (await session.execute(select(Node.parent_id, Node.total, Node.online).where(Node.id == root))).one_or_none()
    happenings: list[Happening] = []
    if row is not None and row.parent_id is not None:
        happenings = await add_counts(session, {row.parent_id: (-row.total, -row.online)})
    if channels:
        await session.execute(delete(ChannelItem).where(among(session, ChannelItem.code, channels)))
        await session.execute(delete(Channel).where(Channel.peer == peer))
    await session.execute(delete(Node).where(Node.peer == peer))
    return channels, happenings
