"""Taking a whole catalog, or part of one: compared in memory, written in bulk, counts of touched branches only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import update

from anlan.capabilities.directory.branches import catalog_node
from anlan.capabilities.directory.catalog.branches import store_branches, take_divisions
from anlan.capabilities.directory.catalog.departures import remove_branches, remove_unlisted
from anlan.capabilities.directory.catalog.entries import Entry, entry
from anlan.capabilities.directory.catalog.leaves import store_leaves
from anlan.capabilities.directory.catalog.placement import Known, Owner, place
from anlan.capabilities.directory.catalog.record import Taken, known_branches, owner_of
from anlan.capabilities.directory.counters import carry_over, contribution
from anlan.capabilities.directory.models import Device, Platform
from anlan.capabilities.directory.ports import CatalogOutcome
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.vacant import drop_vacant, named_only_by
from anlan.protocols.manscdp.catalog import CatalogItem


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
        branches_changed = await take_divisions(session, peer, divisions, now)
        branches_changed += await store_branches(session, owner_now, branches, now)
        await store_leaves(session, owner_now, leaves, taken, answering=answering, now=now)
        if complete:
            await remove_unlisted(session, owner_now, {each.wire_code for each in leaves}, taken, now)
            await remove_branches(session, owner_now, {catalog_node(peer, each.wire_code) for each in branches})
        taken.happenings += await carry_over(session, peer, before)
        if complete:
            await drop_vacant(session, await named_only_by(session, peer, still=divisions.keys()))
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
