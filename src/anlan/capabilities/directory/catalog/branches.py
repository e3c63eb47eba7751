"""The branches of a catalog, in the database: systems, groups, organisations and equipment, and the divisions it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import catalog_node, ensure_divisions, name_divisions, node_row
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.codes import local_codes
from anlan.capabilities.directory.catalog.entries import Entry
from anlan.capabilities.directory.catalog.placement import Owner
from anlan.capabilities.directory.models import Division, Node

_BRANCH_UPDATES = ("parent_id", "kind", "name", "pinyin", "initials", "division", "rank", "item", "violations")


async def take_divisions(session: AsyncSession, peer: str, divisions: Mapping[str, str], now: datetime) -> int:
    """Make sure of the divisions of ours that a peer's catalog means (code → its name); returns how many it named."""
    await ensure_divisions(session, divisions.keys(), now, named_by=peer)
    # Known by peers' words alone: from now on by this one's, who still names it when another does no more.
    taken_over = among(session, Division.code, list(divisions)) & Division.named_by.not_in(["", peer])
    await session.execute(update(Division).where(taken_over).values(named_by=peer))
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


def _branch_row(owner: Owner, each: Entry, code: str, now: datetime) -> dict[str, Any]:
    placed = each.placed
    name = (placed.item.name or each.wire_code)[:255]
    node = catalog_node(owner.code, each.wire_code)
    row = node_row(
        node, placed.parent, placed.kind, code, name, placed.division, now, peer=owner.code, wire_code=each.wire_code
    )
    return row | {"item": each.encoded.decode(), "violations": list(placed.violations)}
