"""Taking a whole catalog, or part of one: compared in memory, written in bulk, counts of touched branches only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import catalog_node, ensure_divisions, name_divisions, node_row, peer_node
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.codes import local_codes
from anlan.capabilities.directory.catalog.entries import Entry, channel_values, decoded, differences, entry
from anlan.capabilities.directory.catalog.placement import Known, Owner, Placed, place
from anlan.capabilities.directory.counters import add_counts, carry_over, contribution
from anlan.capabilities.directory.lifecycle import is_counted
from anlan.capabilities.directory.models import Channel, ChannelItem, Device, Node, Platform, RecordChange
from anlan.capabilities.directory.ports import CatalogOutcome
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.shares.withdrawal import withdraw
from anlan.capabilities.directory.transitions import ANSWERING, MOST_CHANNEL_EVENTS
from anlan.foundation.errors import NotFound
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence


@dataclass(slots=True)
class Kept:
    """What is on record of a channel, as far as taking a catalog asks."""

    code: str
    node_id: str
    digest: bytes | None
    reported: bool
    online: bool
    life_cycle: str
    listed: bool
    overrides: dict[str, Any]
    upkeep: bool
    division: str


@dataclass(slots=True)
class Taken:
    """What was done, gathered while it is done."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    violations: int = 0
    happenings: list[Happening] = field(default_factory=list)

    @property
    def channels(self) -> list[str]:
        """All channels that uppers may have to hear of."""
        return self.added + self.changed + self.removed


async def apply_catalog(records: Records, peer: str, items: Sequence[CatalogItem], *, complete: bool) -> CatalogOutcome:
    """Bring a peer's part of the tree in line with its catalog. Taking the same again changes nothing.

    An incomplete catalog adds and changes, and never removes. Raises ``NotFound`` for a peer that is not on record.
    """
    async with records.database.reading() as session:
        owner, _ = await owner_of(session, peer)
        known: dict[str, Known] = {} if complete else await known_branches(session, peer)
    branches, leaves, divisions = await asyncio.to_thread(_prepared, items, owner, known)
    taken = Taken()
    async with records.writing() as session:
        owner_now, answering = await owner_of(session, peer)
        if owner_now != owner:
            # It was moved while we reckoned.
            branches, leaves, divisions = await asyncio.to_thread(_prepared, items, owner_now, known)
        now = records.clock.now_utc()
        before = await contribution(session, peer)
        branches_changed = await take_divisions(session, divisions, now)
        branches_changed += await store_branches(session, owner_now, branches, now)
        await store_leaves(session, owner_now, leaves, taken, answering=answering, now=now)
        if complete:
            await _remove_unlisted(session, owner_now, {each.wire_code for each in leaves}, taken, now)
            await _remove_branches(session, owner_now, {catalog_node(peer, each.wire_code) for each in branches})
        taken.happenings += await carry_over(session, peer, before)
        state = "complete" if complete else "incomplete"
        for table in (Device, Platform):
            await session.execute(update(table).where(table.code == peer).values(catalog_state=state, catalog_utc=now))
        facts = {
            "peer": peer, "state": state, "received": len(items), "expected": len(items) if complete else None,
            "added": len(taken.added), "changed": len(taken.changed), "removed": len(taken.removed), "branches": branches_changed,
        }  # fmt: skip
        taken.happenings.append(Happening("directory.catalog", facts, owner_now.division))
        await records.tell(session, taken.happenings)
    await records.tell_gateway(channels=taken.channels)
    taken.violations = sum(1 for each in (*branches, *leaves) if each.placed.violations)
    return CatalogOutcome(len(taken.added), len(taken.changed), len(taken.removed), taken.unchanged, taken.violations)


def _prepared(
    items: Sequence[CatalogItem], owner: Owner, known: dict[str, Known]
) -> tuple[list[Entry], list[Entry], dict[str, str]]:
    placement = place(items, owner, known)
    branches = [entry(each) for each in placement.branches]
    return branches, [entry(each) for each in placement.leaves], placement.divisions


async def owner_of(session: AsyncSession, peer: str) -> tuple[Owner, bool]:
    """The peer as owner of its catalog, and whether it answers now."""
    device = (await session.execute(select(Device.division, Device.state).where(Device.code == peer))).one_or_none()
    if device is not None:
        return Owner(peer, "device", device.division, peer_node("device", peer)), device.state in ANSWERING
    query = select(Platform.division, Platform.state).where(Platform.code == peer, Platform.direction == "in")
    platform = (await session.execute(query)).one_or_none()
    if platform is None:
        raise NotFound(
            "directory.unknown_peer",
            Sentence(f"没有编码为 {peer} 的设备或下级平台。", f"There is no device or lower platform {peer}."),
        )
    return Owner(peer, "lower", platform.division, peer_node("platform", peer)), platform.state in ANSWERING


async def known_branches(session: AsyncSession, peer: str) -> dict[str, Known]:
    """The branches on record of a peer's catalog, by wire code."""
    rows = await session.execute(select(Node.wire_code, Node.kind, Node.division, Node.id).where(Node.peer == peer))
    return {wire: Known(kind, division) for wire, kind, division, node in rows.all() if node.startswith("n:")}


async def take_divisions(session: AsyncSession, divisions: Mapping[str, str], now: datetime) -> int:
    """Make sure of the divisions of ours that a catalog means (code → the peer's name); returns how many it named."""
    await ensure_divisions(session, divisions.keys(), now)
    return await name_divisions(session, divisions)


async def store_branches(session: AsyncSession, owner: Owner, branches: Sequence[Entry], now: datetime) -> int:
    """Insert and update the branches a catalog lists; returns how many changed."""
    columns = (Node.id, Node.parent_id, Node.item, Node.division, Node.kind, Node.violations)
    rows = (await session.execute(select(*columns).where(Node.peer == owner.code))).all()
    kept = {node: rest for node, *rest in rows}
    fresh = [each for each in branches if catalog_node(owner.code, each.wire_code) not in kept]
    codes = (
        await local_codes(session, owner.code, [(each.wire_code, each.placed.kind) for each in fresh], branches=True)
        if fresh
        else {}
    )
    await execute_each(session, insert(Node), [_branch_row(owner, each, codes[each.wire_code], now) for each in fresh])
    changed = []
    for each in branches:
        before = kept.get(catalog_node(owner.code, each.wire_code))
        now_is = [
            each.placed.parent,
            each.encoded.decode(),
            each.placed.division,
            each.placed.kind,
            list(each.placed.violations),
        ]
        if before is not None and before != now_is:
            row = _branch_row(owner, each, "", now)
            changed.append({f"new_{key}": row[key] for key in _BRANCH_UPDATES} | {"node": row["id"]})
    values: dict[str, Any] = {key: bindparam(f"new_{key}") for key in _BRANCH_UPDATES}
    await execute_each(session, update(Node).where(Node.__table__.c.id == bindparam("node")).values(values), changed)
    return len(fresh) + len(changed)


_BRANCH_UPDATES = ("parent_id", "kind", "name", "pinyin", "initials", "division", "rank", "item", "violations")


def _branch_row(owner: Owner, each: Entry, code: str, now: datetime) -> dict[str, Any]:
    placed = each.placed
    name = (placed.item.name or each.wire_code)[:255]
    node = catalog_node(owner.code, each.wire_code)
    row = node_row(
        node, placed.parent, placed.kind, code, name, placed.division, now, peer=owner.code, wire_code=each.wire_code
    )
    return row | {"item": each.encoded.decode(), "violations": list(placed.violations)}


async def kept_channels(session: AsyncSession, owner: Owner, wires: Sequence[str] | None = None) -> dict[str, Kept]:
    """Wire code → what is on record, of a peer (all, or some); with records planned for these codes before any peer had them."""
    columns = (
        Channel.wire_code, Channel.code, Channel.node_id, ChannelItem.digest, Channel.reported, Channel.online, Channel.life_cycle,
        Channel.listed, Channel.overrides, Channel.owner_organisation, Channel.site_category, Channel.division,
    )  # fmt: skip
    query = select(*columns).outerjoin(ChannelItem, ChannelItem.code == Channel.code).where(Channel.peer == owner.code)
    if wires is not None:
        query = query.where(among(session, Channel.wire_code, wires))
    return {
        wire: Kept(
            code,
            node,
            digest,
            reported,
            online,
            life,
            listed,
            overrides,
            bool(overrides or organisation or site),
            division,
        )
        for wire, code, node, digest, reported, online, life, listed, overrides, organisation, site, division in (
            await session.execute(query)
        )
    }


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


_CHANNEL_UPDATES = (
    "kind", "node_id", "division", "name", "pinyin", "initials", "manufacturer", "model", "address", "longitude", "latitude", "ptz_type",
    "direction_type", "violations", "counted", "reported", "online", "life_cycle", "listed", "last_event", "changed_utc",
)  # fmt: skip


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


async def _remove_unlisted(session: AsyncSession, owner: Owner, listed: set[str], taken: Taken, now: datetime) -> None:
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


async def _remove_branches(session: AsyncSession, owner: Owner, listed: set[str]) -> None:
    nodes = (await session.scalars(select(Node.id).where(Node.peer == owner.code))).all()
    gone = [node for node in nodes if node.startswith("n:") and node not in listed]
    if gone:
        # Planned records that no catalog has listed yet hang under the peer itself.
        await session.execute(update(Channel).where(among(session, Channel.node_id, gone)).values(node_id=owner.root))
        await session.execute(delete(Node).where(among(session, Node.id, gone)))
