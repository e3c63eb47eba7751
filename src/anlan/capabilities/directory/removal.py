"""Taking a device or lower platform off the record, with all that hangs under it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.counters import carry_over, contribution
from anlan.capabilities.directory.models import Channel, ChannelItem, Node
from anlan.capabilities.directory.records import Happening
from anlan.capabilities.directory.shares.withdrawal import withdraw
from anlan.capabilities.directory.vacant import drop_vacant, named_only_by


async def remove_peer_tree(session: AsyncSession, peer: str, now: datetime) -> tuple[list[str], list[Happening]]:
    """Delete a peer's branches and channels, wherever they hang; returns the channels that are gone and what to tell.

    Histories stay. Divisions that it alone named go where nothing else stands in them.
    """
    channels = list((await session.scalars(select(Channel.code).where(Channel.peer == peer))).all())
    await withdraw(session, channels, now)
    before = await contribution(session, peer)
    if channels:
        await session.execute(delete(ChannelItem).where(among(session, ChannelItem.code, channels)))
        await session.execute(delete(Channel).where(Channel.peer == peer))
    await session.execute(delete(Node).where(Node.peer == peer))
    happenings = await carry_over(session, peer, before)
    await drop_vacant(session, await named_only_by(session, peer))
    return channels, happenings
