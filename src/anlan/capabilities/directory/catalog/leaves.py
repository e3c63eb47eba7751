"""The channels of a catalog, in the database: new ones, changed ones, and those that say nothing new but ON or OFF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.codes import local_codes
from anlan.capabilities.directory.catalog.entries import Entry, channel_values, decoded, differences
from anlan.capabilities.directory.catalog.placement import Owner, Placed
from anlan.capabilities.directory.catalog.record import Kept, Taken, kept_channels
from anlan.capabilities.directory.counters import add_counts
from anlan.capabilities.directory.lifecycle import is_counted
from anlan.capabilities.directory.models import Channel, ChannelItem, RecordChange
from anlan.capabilities.directory.records import Happening
from anlan.capabilities.directory.transitions import MOST_CHANNEL_EVENTS

_CHANNEL_UPDATES = (
    "kind", "node_id", "division", "name", "pinyin", "initials", "manufacturer", "model", "address", "longitude", "latitude", "ptz_type",
    "direction_type", "violations", "counted", "reported", "online", "life_cycle", "listed", "last_event", "changed_utc",
)  # fmt: skip


async def store_leaves(
    session: AsyncSession,
    owner: Owner,
    leaves: Sequence[Entry],
    taken: Taken,
    *,
    answering: bool,
    now: datetime,
    wires: Sequence[str] | None = None,
) -> None:
    """Insert new channels, update changed ones, and let the merely repeated ones be."""
    kept = await kept_channels(session, owner, wires)
    fresh = [each for each in leaves if each.wire_code not in kept]
    fresh = await _adopt(session, owner, fresh, kept)
    codes = (
        await local_codes(session, owner.code, [(each.wire_code, each.placed.kind) for each in fresh], branches=False)
        if fresh
        else {}
    )
    rows, items = [], []
    for each in fresh:
        rows.append(_channel_row(owner, each, codes[each.wire_code], answering, now))
        items.append({"code": codes[each.wire_code], "item": each.encoded.decode(), "digest": each.digest})
        taken.added.append(codes[each.wire_code])
    await execute_each(session, insert(Channel), rows)
    await execute_each(session, insert(ChannelItem), items)
    known = [(each, kept[each.wire_code]) for each in leaves if each.wire_code in kept]
    changed = [(each, before) for each, before in known if each.digest != before.digest or not before.listed]
    await _update_changed(session, owner, changed, taken, answering=answering, now=now)
    repeated = [(each, before) for each, before in known if each.digest == before.digest and before.listed]
    await _update_status(session, repeated, taken, answering, now)
    taken.unchanged = len(leaves) - len(taken.added) - len(taken.changed)


async def _adopt(session: AsyncSession, owner: Owner, fresh: list[Entry], kept: dict[str, Kept]) -> list[Entry]:
    """A record planned under a code before any peer had it becomes the peer's: one camera, one record."""
    if not fresh:
        return fresh
    query = select(Channel).where(Channel.peer == "", among(session, Channel.code, [each.wire_code for each in fresh]))
    planned = {row.code: row for row in (await session.scalars(query)).all()}
    for code, row in planned.items():
        await session.execute(
            update(Channel).where(Channel.code == code).values(peer=owner.code, peer_kind=owner.kind, wire_code=code)
        )
        kept[code] = Kept(
            code, row.node_id, None, row.reported, row.online, row.life_cycle, listed=False, overrides=row.overrides, upkeep=True,
            division=row.division,
        )  # fmt: skip
        if row.counted:
            # It leaves the branch it was planned under; what the peer then contributes brings it in again.
            await add_counts(session, {row.node_id: (-1, -1 if row.online else 0)})
    return [each for each in fresh if each.wire_code not in planned]


def _channel_row(owner: Owner, each: Entry, code: str, answering: bool, now: datetime) -> dict[str, Any]:
    return channel_values(each.placed, {}) | {
        "code": code, "peer": owner.code, "peer_kind": owner.kind, "wire_code": each.wire_code,
        "counted": each.placed.kind == "channel", "reported": each.reported, "online": each.reported and answering, "fault": "",
        "site_category": "", "owner_organisation": "", "life_cycle": "active", "listed": True, "overrides": {},
        "last_event": "ADD", "added_utc": now, "changed_utc": now,
    }  # fmt: skip


async def _update_changed(
    session: AsyncSession,
    owner: Owner,
    changed: list[tuple[Entry, Kept]],
    taken: Taken,
    *,
    answering: bool,
    now: datetime,
) -> None:
    if not changed:
        return
    query = select(ChannelItem.code, ChannelItem.item).where(
        among(session, ChannelItem.code, [kept.code for _, kept in changed])
    )
    sent_before = dict((await session.execute(query)).all())
    rows: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    new_items: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    for each, before in changed:
        # What the peer took from its catalog and lists again is in use again.
        life_cycle = "active" if before.life_cycle == "retired" and not before.listed else before.life_cycle
        values = channel_values(each.placed, before.overrides) | {
            "counted": is_counted(each.placed.kind, life_cycle, listed=True), "reported": each.reported, "online": each.reported and answering,
            "life_cycle": life_cycle, "listed": True, "last_event": "UPDATE" if before.listed else "ADD", "changed_utc": now,
        }  # fmt: skip
        rows.append({f"new_{key}": values[key] for key in _CHANNEL_UPDATES} | {"channel": before.code})
        stored = {"channel": before.code, "new_item": each.encoded.decode(), "new_digest": each.digest}
        (items if before.code in sent_before else new_items).append(stored)
        history.append(_change(before, each.placed, sent_before.get(before.code), now))
        taken.changed.append(before.code)
    values_bound: dict[str, Any] = {key: bindparam(f"new_{key}") for key in _CHANNEL_UPDATES}
    await execute_each(
        session, update(Channel).where(Channel.__table__.c.code == bindparam("channel")).values(values_bound), rows
    )
    table = ChannelItem.__table__
    statement = (
        update(ChannelItem)
        .where(table.c.code == bindparam("channel"))
        .values(item=bindparam("new_item"), digest=bindparam("new_digest"))
    )
    await execute_each(session, statement, items)
    fresh = [{"code": row["channel"], "item": row["new_item"], "digest": row["new_digest"]} for row in new_items]
    await execute_each(session, insert(ChannelItem), fresh)
    await execute_each(session, insert(RecordChange), history)


def _change(before: Kept, placed: Placed, sent_before: str | None, now: datetime) -> dict[str, Any]:
    changes = differences(decoded(sent_before), placed.item) if sent_before else {}
    reason = "catalog" if before.listed else "relisted"
    return {
        "code": before.code,
        "kind": "channel",
        "actor": "",
        "actor_name": "",
        "reason": reason,
        "changes": changes,
        "at_utc": now,
    }


async def _update_status(
    session: AsyncSession, pairs: list[tuple[Entry, Kept]], taken: Taken, answering: bool, now: datetime
) -> None:
    """Entries that say nothing new but ON or OFF."""
    for reported in (True, False):
        turned = [kept for each, kept in pairs if each.reported is reported and kept.reported is not reported]
        if not turned:
            continue
        codes = [kept.code for kept in turned]
        word = "ON" if reported else "OFF"
        values = {"reported": reported, "online": reported and answering, "last_event": word, "changed_utc": now}
        await session.execute(update(Channel).where(among(session, Channel.code, codes)).values(values))
        taken.changed += codes
        room = MOST_CHANNEL_EVENTS - len(taken.happenings)
        status = "ON" if reported and answering else "OFF"
        told = [each for each in turned if each.online is not (reported and answering)][: max(room, 0)]
        taken.happenings += [
            Happening("directory.channel_state", {"code": each.code, "status": status}, each.division) for each in told
        ]
