"""One channel: looked at, changed, followed through its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.catalog.entries import OVERRIDABLE, channel_values, decoded
from anlan.capabilities.directory.catalog.placement import Placed
from anlan.capabilities.directory.changes import Author, fields_changed, history_of, note_change, record_event
from anlan.capabilities.directory.counters import add_counts
from anlan.capabilities.directory.drafts import check_values, named
from anlan.capabilities.directory.lifecycle import NOT_SHARED, check_move, is_counted
from anlan.capabilities.directory.listing import ChannelFilter, ChannelRow, channel_page
from anlan.capabilities.directory.models import Channel, ChannelItem, Device, Division, Node, Platform, RecordChange
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.scope import visible
from anlan.capabilities.directory.shares.withdrawal import withdraw
from anlan.capabilities.directory.sites import SITE_CATEGORIES
from anlan.foundation.errors import Invalid, NotFound
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence

EDITABLE = frozenset({*OVERRIDABLE, "site_category", "owner_organisation", "life_cycle"})


@dataclass(frozen=True, slots=True)
class Step:
    """A branch on the way from the root to a channel."""

    id: str
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ChannelView:
    """Everything on record of a channel."""

    channel: Channel
    item: CatalogItem | None
    peer_name: str
    path: list[Step]


class Channels:
    """What can be done with channels. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def states(self, codes: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Code → name and status (ON, OFF or the fault) of the channels there are."""
        query = select(Channel.code, Channel.name, Channel.online, Channel.fault)
        async with self._records.database.reading() as session:
            rows = (await session.execute(query.where(among(session, Channel.code, codes)))).all()
        return {code: (name, fault or ("ON" if online else "OFF")) for code, name, online, fault in rows}

    async def by_codes(self, codes: Sequence[str]) -> list[Channel]:
        """The channels there are of these codes, in no order."""
        async with self._records.database.reading() as session:
            return list((await session.scalars(select(Channel).where(among(session, Channel.code, codes)))).all())

    async def page(
        self, filters: ChannelFilter, scope: Sequence[str], sort: str, after: tuple[Any, ...] | None, limit: int
    ) -> tuple[list[ChannelRow], int]:
        """A page and how many there are in all."""
        async with self._records.database.reading() as session:
            return await channel_page(session, filters, scope, sort, after, limit)

    async def names(self, rows: Sequence[ChannelRow]) -> dict[str, str]:
        """Names of the divisions and lower platforms that some rows stand in: code → name."""
        divisions = {row.division for row in rows}
        platforms = {row.peer for row in rows if row.peer_kind == "lower"}
        async with self._records.database.reading() as session:
            named_divisions = select(Division.code, Division.name).where(among(session, Division.code, divisions))
            names = dict((await session.execute(named_divisions)).all())
            if platforms:
                query = select(Platform.code, Platform.name).where(among(session, Platform.code, platforms))
                names |= dict((await session.execute(query)).all())
        return names

    async def get(self, code: str, scope: Sequence[str]) -> ChannelView:
        """One channel with its Catalog Item and its place. Raises ``NotFound``, also where it lies outside the scope."""
        async with self._records.database.reading() as session:
            channel = await _found(session, code, scope)
            item = await session.scalar(select(ChannelItem.item).where(ChannelItem.code == code))
            table: type[Device] | type[Platform] = Device if channel.peer_kind == "device" else Platform
            peer_name = (
                await session.scalar(select(table.name).where(table.code == channel.peer)) if channel.peer else None
            )
            path = await _path(session, channel.node_id, scope)
        return ChannelView(channel, decoded(item) if item else None, peer_name or "", path)

    async def edit(self, code: str, changes: Mapping[str, Any], author: Author, scope: Sequence[str]) -> ChannelView:
        """Change fields. What the catalog says too is kept against it; None gives such a field back to the catalog."""
        _check(changes)
        now = self._records.clock.now_utc()
        async with self._records.writing() as session:
            before = await _found(session, code, scope)
            values = await self._values(session, before, changes)
            changed = fields_changed(before, values)
            if changed:
                if values.get("life_cycle") in NOT_SHARED and before.life_cycle not in NOT_SHARED:
                    await withdraw(session, [code], now)
                values["counted"] = is_counted(
                    before.kind, values.get("life_cycle", before.life_cycle), listed=before.listed
                )
                values |= {"last_event": "ADD" if before.life_cycle in NOT_SHARED else "UPDATE", "changed_utc": now}
                # Reckoned first: the update brings ``before`` up to date as well.
                steps = int(values["counted"]) - int(before.counted)
                await session.execute(update(Channel).where(Channel.code == code).values(values))
                happenings = await add_counts(
                    session, {before.node_id: (steps, steps if before.online else 0)}, [before.peer]
                )
                reason = "life_cycle" if set(changed) == {"life_cycle"} else "edited"
                await note_change(session, "channel", code, author, reason, changed, now)
                await self._records.tell(
                    session, [*happenings, record_event("channel", code, "edited", before.division)]
                )
        if changed:
            await self._records.tell_gateway(channels=[code])
        # In the scope again: who may change it need not see what lies above.
        return await self.get(code, scope)

    async def _values(self, session: AsyncSession, before: Channel, changes: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(changes)
        if "life_cycle" in values:
            check_move(before.life_cycle, values["life_cycle"])
        overrides = dict(before.overrides)
        given_back = [key for key in OVERRIDABLE if key in values and values[key] is None]
        for key in OVERRIDABLE:
            if key in values:
                overrides[key] = values[key]
        for key in given_back:
            del overrides[key]
        if given_back:
            text = await session.scalar(select(ChannelItem.item).where(ChannelItem.code == before.code))
            item = decoded(text) if text else CatalogItem(device_id=before.wire_code, name=before.name)
            sent = channel_values(Placed(item, before.kind, before.node_id, before.division, ()), {})
            values |= {key: sent[key] for key in given_back}
        if "name" in values:
            values |= named(values["name"])
        if overrides != before.overrides:
            values["overrides"] = overrides
        return values

    async def history(self, code: str, scope: Sequence[str], before_id: int | None, limit: int) -> list[RecordChange]:
        """What changed on its record, the newest first."""
        async with self._records.database.reading() as session:
            await _found(session, code, scope)
            return await history_of(session, code, before_id, limit)


def _check(changes: Mapping[str, Any]) -> None:
    wrong: dict[str, Sentence] = {
        key: Sentence("不可修改", "cannot be changed") for key in changes if key not in EDITABLE
    }
    given = {key: value for key, value in changes.items() if value is not None}
    check_values({key: value for key, value in given.items() if key not in wrong})
    if given.get("site_category") and given["site_category"] not in SITE_CATEGORIES:
        wrong["site_category"] = Sentence("没有此场所类别", "is no site category")
    if len(given.get("address", "")) > 255:
        wrong["address"] = Sentence("至多 255 个字符", "at most 255 characters")
    for key, most in (("longitude", 180), ("latitude", 90)):
        if key in given and not -most <= given[key] <= most:
            wrong[key] = Sentence(f"须在 -{most} 与 {most} 之间", f"must be between -{most} and {most}")
    if ("longitude" in changes) != ("latitude" in changes) or ("longitude" in given) != ("latitude" in given):
        wrong["longitude"] = Sentence("经度与纬度须同时填写", "longitude and latitude go together")
    for key in ("ptz_type", "direction_type"):
        if key in given and not 0 <= given[key] <= 99:
            wrong[key] = Sentence("须在 0 与 99 之间", "must be between 0 and 99")
    if any(changes.get(key, "") is None for key in ("site_category", "owner_organisation", "life_cycle")):
        wrong["life_cycle"] = Sentence("不能为空", "cannot be null")
    if wrong:
        raise Invalid("directory.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=wrong)


async def _found(session: AsyncSession, code: str, scope: Sequence[str]) -> Channel:
    channel = await session.scalar(select(Channel).where(Channel.code == code, visible(Channel.division, scope)))
    if channel is None:
        raise NotFound("directory.no_channel", Sentence("没有此通道。", "There is no such channel."))
    return channel


async def _path(session: AsyncSession, node: str, scope: Sequence[str]) -> list[Step]:
    """The branches above, from the root down, as far as the scope reaches."""
    start = select(Node.id, Node.parent_id).where(Node.id == node).cte("above", recursive=True)
    above = start.union(select(Node.id, Node.parent_id).join(start, Node.id == start.c.parent_id))
    query = select(Node.id, Node.parent_id, Node.code, Node.name, Node.kind).join(above, above.c.id == Node.id)
    rows = {row.id: row for row in (await session.execute(query.where(visible(Node.division, scope)))).all()}
    path: list[Step] = []
    current: str | None = node
    while current in rows:
        row = rows[current]
        path.append(Step(row.id, row.code, row.name, row.kind))
        current = row.parent_id
    return path[::-1]
