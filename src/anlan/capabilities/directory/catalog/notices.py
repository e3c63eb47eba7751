"""Catalog notifications: single changes that a peer tells between catalogs (GB/T 28181-2022 §9.11, annex A.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.catalog.branches import store_branches, take_divisions
from anlan.capabilities.directory.catalog.departures import remove_channels, remove_vacant_branches
from anlan.capabilities.directory.catalog.entries import entry
from anlan.capabilities.directory.catalog.leaves import store_leaves
from anlan.capabilities.directory.catalog.placement import Owner, place
from anlan.capabilities.directory.catalog.record import Kept, Taken, kept_channels, known_branches, owner_of
from anlan.capabilities.directory.counters import carry_over, contribution
from anlan.capabilities.directory.models import Channel, RecordChange
from anlan.capabilities.directory.ports import CatalogOutcome
from anlan.capabilities.directory.records import Happening, Records
from anlan.capabilities.directory.transitions import MOST_CHANNEL_EVENTS
from anlan.capabilities.directory.vacant import drop_vacant, named_only_by
from anlan.protocols.manscdp.catalog import CatalogItem

_STATES = {"ON": True, "OFF": False, "VLOST": False, "DEFECT": False}


async def apply_catalog_notify(records: Records, peer: str, items: Sequence[CatalogItem]) -> CatalogOutcome:
    """Apply notified changes in their order. States of channels not on record are passed over; their catalog will bring them.

    An UPDATE of something unknown is taken as ADD. A branch that is deleted goes once nothing hangs under it. Raises ``NotFound`` for a peer that is not on record.
    """
    taken = Taken()
    deleted: set[str] = set()
    async with records.writing() as session:
        owner, answering = await owner_of(session, peer)
        now = records.clock.now_utc()
        before = await contribution(session, peer)
        for word, run in _runs(items):
            if word in _STATES:
                await _states(session, owner, run, word, taken, answering, now)
            elif word == "DEL":
                kept = await kept_channels(session, owner, [item.device_id for item in run])
                await remove_channels(session, owner, [each for each in kept.values() if each.listed], taken, now)
                deleted |= {item.device_id for item in run}
            else:
                known = await known_branches(session, peer)
                placement = place(run, owner, known)
                await take_divisions(session, peer, placement.divisions, now)
                await store_branches(session, owner, [entry(each) for each in placement.branches], now)
                leaves = [entry(each) for each in placement.leaves]
                await store_leaves(
                    session,
                    owner,
                    leaves,
                    taken,
                    answering=answering,
                    now=now,
                    wires=[each.wire_code for each in leaves],
                )
        taken.happenings += await carry_over(session, peer, before)
        if deleted:
            await remove_vacant_branches(session, owner, deleted)
            await drop_vacant(session, deleted & await named_only_by(session, peer))
        await records.tell(session, taken.happenings)
    await records.tell_gateway(channels=list(dict.fromkeys(taken.channels)))
    return CatalogOutcome(len(taken.added), len(taken.changed), len(taken.removed), taken.unchanged, taken.violations)


def _runs(items: Sequence[CatalogItem]) -> list[tuple[str, list[CatalogItem]]]:
    """Neighbours of the same event together, so that the order between ADD and DEL of one code stays."""
    runs: list[tuple[str, list[CatalogItem]]] = []
    for item in items:
        word = (item.event or "UPDATE").strip().upper()
        if runs and runs[-1][0] == word:
            runs[-1][1].append(item)
        else:
            runs.append((word, [item]))
    return runs


async def _states(
    session: AsyncSession, owner: Owner, run: list[CatalogItem], word: str, taken: Taken, answering: bool, now: datetime
) -> None:
    reported = _STATES[word]
    kept = await kept_channels(session, owner, [item.device_id for item in run])
    turned: list[Kept] = [each for each in kept.values() if each.reported is not reported]
    if not turned and word in ("ON", "OFF"):
        return
    online = reported and answering
    values = {
        "reported": reported, "online": online, "fault": word if word in ("VLOST", "DEFECT") else "", "last_event": word, "changed_utc": now,
    }  # fmt: skip
    concerned = turned if word in ("ON", "OFF") else list(kept.values())
    await session.execute(
        update(Channel).where(among(session, Channel.code, [each.code for each in concerned])).values(values)
    )
    history = [
        {
            "code": each.code, "kind": "channel", "actor": "", "actor_name": "", "reason": "notified",
            "changes": {"status": ["ON" if each.reported else "OFF", word]}, "at_utc": now,
        }
        for each in concerned
    ]  # fmt: skip
    await execute_each(session, insert(RecordChange), history)
    taken.changed += [each.code for each in concerned]
    room = max(MOST_CHANNEL_EVENTS - len(taken.happenings), 0)
    taken.happenings += [
        Happening("directory.channel_state", {"code": each.code, "status": "ON" if online else "OFF"}, each.division)
        for each in concerned[:room]
        if each.online is not online
    ]
