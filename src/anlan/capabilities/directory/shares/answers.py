"""What cascade asks: the shared catalog, whether a code is shared, and what changed for an upper platform."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import catalog_node, peer_node
from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.catalog.entries import decoded
from anlan.capabilities.directory.counters import PLATFORM, parents_above
from anlan.capabilities.directory.lifecycle import NOT_SHARED
from anlan.capabilities.directory.models import Channel, ChannelItem, Device, Node, Platform, ShareCode, ShareTombstone
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.shares.coverage import Choices, choices_for
from anlan.capabilities.directory.shares.view import Branch, Leaf, View
from anlan.capabilities.directory.shares.withdrawal import wire_codes
from anlan.protocols.manscdp.catalog import CatalogItem

# From and to, both included; None where it is open.
Period = tuple[datetime | None, datetime | None]
# So long after something came on record, an upper platform is told ADD whatever else happened to it.
_NEW_FOR = timedelta(seconds=60)
_BRANCH_COLUMNS = (Node.id, Node.parent_id, Node.kind, Node.code, Node.peer, Node.name, Node.division, Node.item)
_LEAF_COLUMNS = (
    Channel.code, Channel.peer, Channel.peer_kind, Channel.node_id, Channel.name, Channel.division, Channel.online, Channel.address,
    Channel.longitude, Channel.latitude, ChannelItem.item,
)  # fmt: skip


async def shared_catalog(
    records: Records, upper: str, under: str | None, period: Period | None = None
) -> list[CatalogItem]:
    """Everything an upper platform may see, parents first; below one entry where ``under`` names it (a code the upper knows).

    With a ``period`` only channels whose record changed within it, and branches that came into the tree within it.
    """
    async with records.database.reading() as session:
        choices = await choices_for(session, upper)
        view = await _whole_view(session, upper, choices)
        where = _shared_channels(session, view, choices)
        query = _leaves().add_columns(Channel.changed_utc).where(where).order_by(Channel.code)
        rows = (await session.execute(query)).all()
        leaves = [Leaf(*row[: len(_LEAF_COLUMNS)]) for row in rows]
        changed = {row.code for row in rows if _lies_in(row.changed_utc, period)} if period is not None else None
        new = await _added(session, period) if period is not None else None
    for leaf in leaves:
        view.tell_above(leaf.node_id)
    branches, leaves = _asked_for(view, leaves, under)
    if changed is not None and new is not None:
        branches = [branch for branch in branches if branch.id in new]
        leaves = [leaf for leaf in leaves if leaf.code in changed]
    return view.entries(branches) + [view.leaf_item(leaf) for leaf in leaves]


def _asked_for(view: View, leaves: list[Leaf], under: str | None) -> tuple[list[Branch], list[Leaf]]:
    """What of a view a query means: all of it, or what lies below the entry it names."""
    if under is None or under == view.own_code:
        return view.in_order(), leaves
    start = {node for node in view.told if view.branches[node].kind == "division" and view.branches[node].code == under}
    start |= {
        node
        for node in view.told
        if view.branches[node].kind != "division" and view.code_told(view.branches[node].code) == under
    }
    if not start:
        return [], [leaf for leaf in leaves if view.code_told(leaf.code) == under]
    inside = {branch.id for branch in view.in_order(start)} | view.sent_by_platforms(start)
    # A platform is asked for all it sends, wherever that hangs (GB/T 28181-2022 annex J: all below a system's code).
    peers = {view.branches[node].peer for node in start if node.startswith(PLATFORM)}
    branches = [branch for branch in view.in_order() if branch.id in inside]
    return branches, [leaf for leaf in leaves if leaf.node_id in inside or leaf.peer in peers]


def _lies_in(at_utc: datetime, period: Period) -> bool:
    start, end = period
    return (start is None or at_utc >= start) and (end is None or at_utc <= end)


async def _added(session: AsyncSession, period: Period) -> set[str]:
    start, end = period
    query = select(Node.id)
    if start is not None:
        query = query.where(Node.added_utc >= start)
    if end is not None:
        query = query.where(Node.added_utc <= end)
    return set((await session.scalars(query)).all())


async def shared_count(records: Records, upper: str) -> int:
    """How many channels an upper platform may see."""
    async with records.database.reading() as session:
        choices = await choices_for(session, upper)
        view = await _whole_view(session, upper, choices)
        where = _shared_channels(session, view, choices)
        return (await session.scalar(select(func.count()).select_from(Channel).where(where))) or 0


async def shared_channel_codes(session: AsyncSession, upper: str) -> set[str]:
    """Codes here of all channels an upper platform may see."""
    choices = await choices_for(session, upper)
    view = await _whole_view(session, upper, choices)
    return set((await session.scalars(select(Channel.code).where(_shared_channels(session, view, choices)))).all())


async def resolve_shared(records: Records, upper: str, wire_code: str) -> str | None:
    """The channel here that an upper platform means by a code; None where it is not shared with it."""
    async with records.database.reading() as session:
        mapping = select(ShareCode.code, ShareCode.wire_code).where(
            ShareCode.upper == upper, or_(ShareCode.wire_code == wire_code, ShareCode.code == wire_code)
        )
        mapped = (await session.execute(mapping)).all()
        code = next((here for here, told in mapped if told == wire_code), None if mapped else wire_code)
        if code is None:
            return None
        query = select(Channel.peer, Channel.node_id)
        query = query.where(Channel.code == code, Channel.life_cycle.not_in(NOT_SHARED))
        place = (await session.execute(query)).one_or_none()
        if place is None:
            return None
        choices = await choices_for(session, upper)
        parents = await parents_above(session, [place.node_id])
        return code if choices.covers(code, place.peer, place.node_id, parents) else None


async def changes_for(records: Records, upper: str, channels: Sequence[str]) -> list[CatalogItem]:
    """What an upper platform's subscription is to be told of changed channels: ADD and UPDATE whole, ON, OFF and DEL bare."""
    now = records.clock.now_utc()
    async with records.database.reading() as session:
        choices = await choices_for(session, upper)
        query = _leaves().add_columns(Channel.last_event, Channel.added_utc)
        query = query.where(among(session, Channel.code, channels), Channel.life_cycle.not_in(NOT_SHARED)).order_by(
            Channel.code
        )
        rows = (await session.execute(query)).all()
        view = await _partial_view(session, upper, choices, [Leaf(*row[: len(_LEAF_COLUMNS)]) for row in rows])
        shared = [row for row in rows if choices.covers(row.code, row.peer, row.node_id, view.parents)]
        fresh = await session.scalars(
            select(Node.id).where(among(session, Node.id, list(view.branches)), Node.added_utc > now - _NEW_FOR)
        )
        new_branches = set(fresh.all())
        here = {row.code for row in shared}
        gone = [code for code in channels if code not in here]
        tombstones = select(ShareTombstone.wire_code).where(
            ShareTombstone.upper == upper, among(session, ShareTombstone.code, gone)
        )
        deleted = (await session.scalars(tombstones)).all() if gone else []
    for row in shared:
        view.tell_above(row.node_id)
    found = [
        msgspec.structs.replace(item, event="ADD")
        for item in view.entries([branch for branch in view.in_order() if branch.id in new_branches])
    ]
    for row in shared:
        item = view.leaf_item(Leaf(*row[: len(_LEAF_COLUMNS)]))
        event = "ADD" if now - row.added_utc < _NEW_FOR else row.last_event
        if event in ("ADD", "UPDATE"):
            found.append(msgspec.structs.replace(item, event=event))
        else:
            # The word as notified, unless the peer itself is away: then the channel is simply off.
            word = "ON" if row.online else (event if event in ("VLOST", "DEFECT") else "OFF")
            found.append(CatalogItem(device_id=item.device_id, event=word))
    return found + [CatalogItem(device_id=wire, event="DEL") for wire in deleted]


def _leaves() -> Any:  # a Select of more columns than its type can count
    return select(*_LEAF_COLUMNS).outerjoin(ChannelItem, ChannelItem.code == Channel.code)


def _shared_channels(session: AsyncSession, view: View, choices: Choices) -> ColumnElement[bool]:
    chosen = among(session, Channel.node_id, view.covered) | among(session, Channel.code, choices.channels)
    if choices.platforms:
        chosen |= among(session, Channel.peer, choices.platforms)
    return chosen & Channel.life_cycle.not_in(NOT_SHARED)


async def _whole_view(session: AsyncSession, upper: str, choices: Choices) -> View:
    nothing = not (choices.recursive or choices.direct or choices.channels)
    rows = [] if nothing else (await session.execute(select(*_BRANCH_COLUMNS))).all()
    return await _view(session, upper, choices, [Branch(*row) for row in rows])


async def _partial_view(session: AsyncSession, upper: str, choices: Choices, leaves: Collection[Leaf]) -> View:
    """Only the branches above some channels, and those they name besides."""
    wanted = {leaf.node_id for leaf in leaves}
    for leaf in leaves:
        item = decoded(leaf.item) if leaf.item else None
        named = [*(item.parent_id or "").split("/"), item.business_group_id or ""] if item else []
        wanted |= {catalog_node(leaf.peer, wire.strip()) for wire in named if wire.strip()}
        if leaf.peer_kind == "lower":
            # What it sends may name it as parent, although it hangs under a division.
            wanted.add(peer_node("platform", leaf.peer))
    above = await parents_above(session, wanted)
    rows = (await session.execute(select(*_BRANCH_COLUMNS).where(among(session, Node.id, list(above))))).all()
    return await _view(session, upper, choices, [Branch(*row) for row in rows])


async def _view(session: AsyncSession, upper: str, choices: Choices, branches: list[Branch]) -> View:
    own_code = (await session.scalar(select(Platform.code).where(Platform.role == "self"))) or ""
    states: dict[str, str] = {}
    peers = {branch.peer for branch in branches if branch.item is None and branch.peer}
    for table in (Device, Platform):
        query = select(table.code, table.state).where(among(session, table.code, peers))
        states |= dict((await session.execute(query)).all())
    return View(own_code, branches, choices, await wire_codes(session, upper), states)
