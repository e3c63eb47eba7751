"""Remembering what an upper platform saw and no longer may, so that its subscription is told DEL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.counters import parents_above
from anlan.capabilities.directory.models import Channel, ShareCode, ShareTombstone
from anlan.capabilities.directory.shares.coverage import all_choices

# An upper platform that was away longer asks for the whole catalog anyway.
KEPT_FOR = timedelta(days=7)


async def withdraw(session: AsyncSession, channels: Sequence[str], now: datetime) -> None:
    """Call before channels are removed, retired or moved out: notes for each upper platform which of them it saw."""
    choices = await all_choices(session)
    if not choices or not channels:
        return
    rows = (
        await session.execute(
            select(Channel.code, Channel.peer, Channel.node_id).where(among(session, Channel.code, channels))
        )
    ).all()
    parents = await parents_above(session, {row.node_id for row in rows})
    for upper, chosen in choices.items():
        seen = [code for code, peer, node in rows if chosen.covers(code, peer, node, parents)]
        await note_withdrawn(session, upper, seen, now)


async def note_withdrawn(session: AsyncSession, upper: str, codes: Sequence[str], now: datetime) -> None:
    """Keep what was withdrawn from one upper platform, and forget what is old."""
    if not codes:
        return
    mapped = await wire_codes(session, upper)
    await session.execute(
        delete(ShareTombstone).where(ShareTombstone.upper == upper, among(session, ShareTombstone.code, codes))
    )
    await session.execute(delete(ShareTombstone).where(ShareTombstone.removed_utc < now - KEPT_FOR))
    rows = [{"upper": upper, "code": code, "wire_code": mapped.get(code, code), "removed_utc": now} for code in codes]
    await execute_each(session, insert(ShareTombstone), rows)


async def wire_codes(session: AsyncSession, upper: str) -> Mapping[str, str]:
    """Code here → code told to an upper platform, where they differ."""
    rows = await session.execute(select(ShareCode.code, ShareCode.wire_code).where(ShareCode.upper == upper))
    return dict(rows.all())
