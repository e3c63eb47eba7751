"""A device that is retired takes its channels along: there is nothing to look at any more."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import execute_each
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.counters import add_counts
from anlan.capabilities.directory.models import Channel, RecordChange
from anlan.capabilities.directory.records import Happening
from anlan.capabilities.directory.shares.withdrawal import withdraw
from anlan.capabilities.directory.transitions import MOST_CHANNEL_EVENTS


async def retire_channels(
    session: AsyncSession, device: str, author: Author, now: datetime
) -> tuple[list[str], list[Happening]]:
    """Retire what a device still has, each with its history, counts brought down; returns the channels and what to tell."""
    columns = (Channel.code, Channel.node_id, Channel.division, Channel.life_cycle, Channel.online, Channel.counted)
    where = (Channel.peer == device, Channel.life_cycle != "retired")
    rows = (await session.execute(select(*columns).where(*where))).all()
    if not rows:
        return [], []
    codes = [row.code for row in rows]
    await withdraw(session, codes, now)
    values = {"life_cycle": "retired", "counted": False, "online": False, "last_event": "UPDATE", "changed_utc": now}
    await session.execute(update(Channel).where(*where).values(values))
    history = [
        {
            "code": row.code, "kind": "channel", "actor": author.id, "actor_name": author.name, "reason": "life_cycle",
            "changes": {"life_cycle": [row.life_cycle, "retired"]}, "at_utc": now,
        }
        for row in rows
    ]  # fmt: skip
    await execute_each(session, insert(RecordChange), history)
    total = Counter(row.node_id for row in rows if row.counted)
    online = Counter(row.node_id for row in rows if row.counted and row.online)
    happenings = [
        Happening("directory.channel_state", {"code": row.code, "status": "OFF"}, row.division)
        for row in rows
        if row.online
    ][:MOST_CHANNEL_EVENTS]
    deltas = {node: (-count, -online[node]) for node, count in total.items()}
    return codes, happenings + await add_counts(session, deltas, [device])
