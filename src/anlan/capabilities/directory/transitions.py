"""Peers' changes of state, in batches: the records, the channels below, the counts and the events in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.admission import Admitted, RuleBook, load_rules
from anlan.capabilities.directory.branches import PeerBranch, add_peer_branches
from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.counters import Delta, add_counts
from anlan.capabilities.directory.models import Channel, Device, PeerTransitionRow, Platform, RefusalRow
from anlan.capabilities.directory.ports import PeerTransition, Refusal
from anlan.capabilities.directory.records import Happening, Records
from anlan.foundation.pinyin import spelled

# States in which what lies below a peer can be reached.
ANSWERING = frozenset({"online", "degraded"})
# Channel events of one transaction; beyond it, listeners follow the counts.
MOST_CHANNEL_EVENTS = 2_000
KEPT_REFUSALS = 5_000


@dataclass(slots=True)
class _Known:
    """What is on record of a peer, brought forward through the batch."""

    state: str
    reason: str
    division: str
    was_answering: bool
    last: PeerTransition | None = None
    changed: bool = False
    user_agent: str = ""
    edition: str = ""


async def apply_transitions(records: Records, batch: Sequence[PeerTransition]) -> list[str]:
    """Commit a batch; returns the codes of channels whose reachability changed. A device admitted by a rule is put on record here."""
    if not batch:
        return []
    async with records.writing() as session:
        devices = await _known(session, Device, {each.code for each in batch if each.kind == "device"})
        platforms = await _known(session, Platform, {each.code for each in batch if each.kind != "device"})
        unknown = [each for each in batch if each.kind == "device" and each.code not in devices]
        if unknown:
            devices |= await _admit(records, session, unknown)
        history, happenings = _walk(batch, devices, platforms)
        await execute_each(session, insert(PeerTransitionRow), history)
        await _store(session, Device, devices)
        await _store(session, Platform, platforms)
        flipped = devices | {
            code: known for code, known in platforms.items() if known.last and known.last.kind == "lower"
        }
        channels, told = await cascade(
            session,
            up=[
                code
                for code, known in flipped.items()
                if known.last and not known.was_answering and known.state in ANSWERING
            ],
            down=[
                code
                for code, known in flipped.items()
                if known.last and known.was_answering and known.state not in ANSWERING
            ],
            now=records.clock.now_utc(),
        )
        await records.tell(session, happenings + told)
    await records.tell_gateway(channels=channels)
    return channels


async def _known(session: AsyncSession, table: type[Device] | type[Platform], codes: set[str]) -> dict[str, _Known]:
    if not codes:
        return {}
    query = select(table.code, table.state, table.state_reason, table.division, table.user_agent, table.edition)
    rows = await session.execute(query.where(among(session, table.code, codes)))
    return {
        code: _Known(state, reason, division, state in ANSWERING, user_agent=agent, edition=edition)
        for code, state, reason, division, agent, edition in rows
    }


def _walk(
    batch: Sequence[PeerTransition], devices: dict[str, _Known], platforms: dict[str, _Known]
) -> tuple[list[dict[str, Any]], list[Happening]]:
    history: list[dict[str, Any]] = []
    happenings: list[Happening] = []
    for each in batch:
        known = (devices if each.kind == "device" else platforms).get(each.code)
        if known is None:
            continue  # deleted here while the message was on its way
        if each.state != known.state or (each.reason not in (known.reason, "refreshed")):
            history.append(
                {
                    "code": each.code, "kind": each.kind, "state": each.state, "reason": each.reason,
                    "zh": each.sentence.zh, "en": each.sentence.en, "at_utc": each.at_utc,
                    "host": each.host, "port": each.port, "transport": each.transport,
                }
            )  # fmt: skip
            happenings.append(_state_event(each, known.division))
            known.state, known.reason, known.changed = each.state, each.reason, True
        known.last = each
        known.user_agent = each.user_agent or known.user_agent
        known.edition = each.edition if each.edition in ("2016", "2022") else known.edition
    return history, happenings


def _state_event(each: PeerTransition, division: str) -> Happening:
    facts = {"code": each.code, "state": each.state, "reason": each.reason}
    if each.kind == "device":
        return Happening("directory.device_state", facts, division)
    return Happening("directory.platform_state", {**facts, "role": each.kind}, division)


async def _store(session: AsyncSession, table: type[Device] | type[Platform], peers: dict[str, _Known]) -> None:
    moved: list[dict[str, Any]] = []
    refreshed: list[dict[str, Any]] = []
    for code, known in peers.items():
        last = known.last
        if last is None:
            continue
        row: dict[str, Any] = {
            "peer_code": code, "expires_utc": last.expires_utc if last.state in ANSWERING else None,
            "user_agent": known.user_agent[:128], "edition": known.edition,
        }  # fmt: skip
        if known.changed:
            row |= {"state": known.state, "state_reason": known.reason, "state_since_utc": last.at_utc}
        # An upper's address is configured, not learnt; one that was turned away taught us nothing.
        if last.host and last.state in ANSWERING and last.kind != "upper":
            row |= {"host": last.host, "port": last.port, "transport": last.transport}
        (moved if known.changed else refreshed).append(row)
    for rows in (moved, refreshed):
        # One statement sets the same columns in all its rows.
        for shaped in _by_shape(rows):
            values: dict[str, Any] = {key: bindparam(key) for key in shaped[0] if key != "peer_code"}
            await execute_each(
                session, update(table).where(table.__table__.c.code == bindparam("peer_code")).values(values), shaped
            )


def _by_shape(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    shapes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        shapes[tuple(row)].append(row)
    return list(shapes.values())


async def _admit(records: Records, session: AsyncSession, unknown: list[PeerTransition]) -> dict[str, _Known]:
    rules = await load_rules(session, records.passwords)
    admitted = {each.code: found for each in unknown if (found := rules.admit(each.code)) is not None}
    admitted = await _within_bounds(session, rules, admitted)
    if not admitted:
        return {}
    now = records.clock.now_utc()
    await add_peer_branches(
        session, [PeerBranch("device", code, code, each.division) for code, each in admitted.items()], now
    )
    await execute_each(session, insert(Device), [_device_row(code, each, now) for code, each in admitted.items()])
    return {
        code: _Known("unknown", "", each.division, was_answering=False, edition=each.edition)
        for code, each in admitted.items()
    }


async def _within_bounds(session: AsyncSession, rules: RuleBook, admitted: dict[str, Admitted]) -> dict[str, Admitted]:
    query = select(Device.rule, func.count()).where(Device.rule.is_not(None)).group_by(Device.rule)
    taken: dict[str, int] = {rule: count for rule, count in (await session.execute(query)) if rule is not None}
    kept: dict[str, Admitted] = {}
    for code, each in admitted.items():
        if taken.get(each.rule, 0) < rules.most(each.rule):
            taken[each.rule] = taken.get(each.rule, 0) + 1
            kept[code] = each
    return kept


def _device_row(code: str, each: Admitted, now: Any) -> dict[str, Any]:
    full, initials = spelled(code)
    return {
        "code": code, "name": code, "pinyin": full, "initials": initials, "division": each.division, "password": None,
        "edition": each.edition, "media_transport": each.media_transport, "rule": each.rule, "created_utc": now,
    }  # fmt: skip


async def cascade(
    session: AsyncSession, *, up: Sequence[str], down: Sequence[str], now: Any
) -> tuple[list[str], list[Happening]]:
    """Let the channels below peers follow them up or down, with the counts; returns the channels changed and what to tell."""
    deltas: dict[str, Delta] = {}
    changed: list[str] = []
    happenings: list[Happening] = []
    for peers, online in ((up, True), (down, False)):
        if not peers:
            continue
        touched = (Channel.reported & ~Channel.online) if online else Channel.online
        where = among(session, Channel.peer, peers) & touched
        rows = (
            await session.execute(select(Channel.code, Channel.node_id, Channel.division, Channel.counted).where(where))
        ).all()
        if not rows:
            continue
        word = "ON" if online else "OFF"
        await session.execute(update(Channel).where(where).values(online=online, last_event=word, changed_utc=now))
        for code, node, division, counted in rows:
            changed.append(code)
            if counted:
                total, up_by = deltas.get(node, (0, 0))
                deltas[node] = (total, up_by + (1 if online else -1))
            if len(happenings) < MOST_CHANNEL_EVENTS:
                happenings.append(Happening("directory.channel_state", {"code": code, "status": word}, division))
    return changed, happenings + await add_counts(session, deltas, [*up, *down])


async def record_refusals(records: Records, batch: Sequence[Refusal]) -> None:
    """Keep refused registrations, the latest ``KEPT_REFUSALS`` of them."""
    if not batch:
        return
    rows = [
        {
            "code": each.code[:64], "host": each.host[:255], "port": each.port, "transport": each.transport, "reason": each.reason[:64],
            "zh": each.sentence.zh[:512], "en": each.sentence.en[:512], "at_utc": each.at_utc,
        }
        for each in batch[-KEPT_REFUSALS:]
    ]  # fmt: skip
    async with records.writing() as session:
        await execute_each(session, insert(RefusalRow), rows)
        newest = await session.scalar(select(func.max(RefusalRow.id)))
        await session.execute(delete(RefusalRow).where(RefusalRow.id <= (newest or 0) - KEPT_REFUSALS))
