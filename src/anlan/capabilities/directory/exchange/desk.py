"""Importing and exporting: files in and out, dry run first, one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import division_node, ensure_divisions, peer_node
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.entries import OVERRIDABLE
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.counters import Delta, add_counts
from anlan.capabilities.directory.drafts import named
from anlan.capabilities.directory.exchange.columns import IMPORTED, SHAPE
from anlan.capabilities.directory.exchange.planning import Existing, Peer, Plan, RowError, plan_import
from anlan.capabilities.directory.exchange.writing import template, write_channels
from anlan.capabilities.directory.lifecycle import NOT_SHARED, is_counted
from anlan.capabilities.directory.listing import ChannelFilter, ChannelRow, channel_page, sort_key
from anlan.capabilities.directory.models import Channel, Device, Platform, RecordChange
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.shares.withdrawal import withdraw
from anlan.foundation.access.models import Organisation
from anlan.foundation.sheets import MOST_ROWS, SheetFormat, Table, read_table

_EXPORT_STEP = 5_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. With any error nothing was done."""

    rows: int
    created: int
    updated: int
    unchanged: int
    errors: list[RowError]
    errors_total: int
    applied: bool


class Exchange:
    """What can be done with files of channels. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def take(self, data: bytes, author: Author, scope: Sequence[str], *, dry_run: bool) -> ImportReport:
        """Import a file. Raises ``Invalid`` for a file that cannot be read and ``TooMany`` beyond the bounds."""
        table = await asyncio.to_thread(read_table, data, SHAPE)
        if dry_run:
            async with self._records.database.reading() as session:
                plan = await _plan(session, table, scope)
            return _report(plan, applied=False)
        async with self._records.writing() as session:
            plan = await _plan(session, table, scope)
            if not plan.errors_total:
                await self._apply(session, plan, author)
        if not plan.errors_total:
            touched = [row["code"] for row in plan.creations] + [code for code, _ in plan.updates]
            await self._records.tell_gateway(channels=touched)
        return _report(plan, applied=not plan.errors_total)

    async def give(self, filters: ChannelFilter, scope: Sequence[str], kind: SheetFormat) -> bytes:
        """The channels of a list as a file, at most ``MOST_ROWS`` of them."""
        rows: list[ChannelRow] = []
        after: tuple[Any, ...] | None = None
        async with self._records.database.reading() as session:
            while len(rows) < MOST_ROWS:
                page, _ = await channel_page(
                    session, filters, scope, "code", after, min(_EXPORT_STEP, MOST_ROWS - len(rows))
                )
                rows += page
                if len(page) < _EXPORT_STEP:
                    break
                after = sort_key("code", page[-1])
        return await asyncio.to_thread(write_channels, rows, kind)

    async def template(self) -> bytes:
        """An empty xlsx with titles, hints and one example."""
        return await asyncio.to_thread(template)

    async def _apply(self, session: AsyncSession, plan: Plan, author: Author) -> None:
        now = self._records.clock.now_utc()
        deltas: dict[str, Delta] = {}
        await ensure_divisions(session, {row["division"] for row in plan.creations if not row["peer"]}, now)
        await execute_each(session, insert(Channel), [_creation(row, deltas, now) for row in plan.creations])
        existing = await _existing(session, [code for code, _ in plan.updates], ("",))
        await self._update(session, plan, existing, deltas, now)
        peers = {row["peer"] for row in plan.creations} | {each.peer for each in existing.values()}
        history = [_change(row["code"], "created", {}, author, now) for row in plan.creations]
        history += [
            _change(code, "imported", _from_to(existing[code].values, changed), author, now)
            for code, changed in plan.updates
        ]
        await execute_each(session, insert(RecordChange), history)
        happenings = await add_counts(session, deltas, peers)
        told = {"created": len(plan.creations), "updated": len(plan.updates)}
        await self._records.tell(session, [*happenings, Happening("directory.import", told)])

    async def _update(
        self,
        session: AsyncSession,
        plan: Plan,
        existing: Mapping[str, Existing],
        deltas: dict[str, Delta],
        now: datetime,
    ) -> None:
        retired = [code for code, changed in plan.updates if changed.get("life_cycle") in NOT_SHARED]
        await withdraw(session, retired, now)
        shapes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for code, changed in plan.updates:
            before = existing[code]
            row = dict(changed)
            if "name" in row:
                row |= named(row["name"])
            if before.peer:
                row["overrides"] = {**before.overrides, **{key: changed[key] for key in OVERRIDABLE if key in changed}}
            life_cycle = changed.get("life_cycle", before.values["life_cycle"])
            row["counted"] = is_counted(before.kind, life_cycle, listed=before.listed)
            step = int(row["counted"]) - int(before.counted)
            _add(deltas, before.node_id, step, step if before.online else 0)
            row |= {"last_event": "UPDATE", "changed_utc": now}
            shapes.setdefault(tuple(sorted(row)), []).append(
                {"channel": code} | {f"new_{key}": value for key, value in row.items()}
            )
        for keys, rows in shapes.items():
            values: dict[str, Any] = {key: bindparam(f"new_{key}") for key in keys}
            statement = update(Channel).where(Channel.__table__.c.code == bindparam("channel")).values(values)
            await execute_each(session, statement, rows)


def _add(deltas: dict[str, Delta], node: str, total: int, online: int) -> None:
    before = deltas.get(node, (0, 0))
    deltas[node] = (before[0] + total, before[1] + online)


def _creation(row: dict[str, Any], deltas: dict[str, Delta], now: datetime) -> dict[str, Any]:
    kinds: dict[str, Literal["device", "platform"]] = {"device": "device", "lower": "platform"}
    peer_kind = kinds.get(row["peer_kind"])
    node = peer_node(peer_kind, row["peer"]) if peer_kind else division_node(row["division"])
    counted = is_counted(row["kind"], row["life_cycle"], listed=False)
    _add(deltas, node, int(counted), 0)
    defaults = {
        "manufacturer": "", "model": "", "address": "", "longitude": None, "latitude": None, "ptz_type": None, "direction_type": None,
        "site_category": "", "owner_organisation": "",
    }  # fmt: skip
    return defaults | row | named(row["name"]) | {
        "wire_code": row["code"], "node_id": node, "counted": counted, "reported": False, "online": False, "fault": "", "listed": False,
        "violations": [], "last_event": "ADD", "added_utc": now, "changed_utc": now,
    }  # fmt: skip


def _change(code: str, reason: str, changes: dict[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    return {
        "code": code, "kind": "channel", "actor": author.id, "actor_name": author.name, "reason": reason, "changes": changes, "at_utc": now,
    }  # fmt: skip


def _from_to(before: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {key: [before[key], value] for key, value in changed.items()}


async def _plan(session: AsyncSession, table: Table, scope: Sequence[str]) -> Plan:
    codes = [cells["code"] for _, cells in table.rows if "code" in cells]
    existing = await _existing(session, codes, scope)
    named_peers = {cells["peer"] for _, cells in table.rows if "peer" in cells}
    peers: dict[str, Peer] = {}
    devices = select(Device.code, Device.division).where(among(session, Device.code, named_peers))
    for code, division in (await session.execute(devices)).all():
        peers[code] = Peer("device", division, any(division.startswith(root) for root in scope))
    platforms = select(Platform.code, Platform.division).where(
        among(session, Platform.code, named_peers), Platform.direction == "in"
    )
    for code, division in (await session.execute(platforms)).all():
        peers[code] = Peer("lower", division, any(division.startswith(root) for root in scope))
    owners = {cells["owner_organisation"] for _, cells in table.rows if "owner_organisation" in cells}
    found = (
        (await session.scalars(select(Organisation.id).where(among(session, Organisation.id, owners)))).all()
        if owners
        else []
    )
    return await asyncio.to_thread(plan_import, table, existing, peers, frozenset(found), scope)


async def _existing(session: AsyncSession, codes: Sequence[str], scope: Sequence[str]) -> dict[str, Existing]:
    keys = [key for key in IMPORTED if key not in ("code", "peer")]
    columns = [getattr(Channel, key) for key in keys]
    fixed = (
        Channel.code,
        Channel.peer,
        Channel.node_id,
        Channel.kind,
        Channel.counted,
        Channel.online,
        Channel.listed,
        Channel.overrides,
    )
    query: Any = select(*fixed, *columns).where(among(session, Channel.code, codes))
    found: dict[str, Existing] = {}
    for code, peer, node, kind, counted, online, listed, overrides, *values in (await session.execute(query)).all():
        by_key = dict(zip(keys, values, strict=True))
        seen = any(by_key["division"].startswith(root) for root in scope)
        found[code] = Existing(by_key, peer, node, kind, counted, online, listed, overrides, seen)
    return found


def _report(plan: Plan, *, applied: bool) -> ImportReport:
    return ImportReport(
        plan.rows, len(plan.creations), len(plan.updates), plan.unchanged, plan.errors, plan.errors_total, applied
    )
