"""Growing and moving the tree's own branches: divisions, devices, platforms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among, execute_each
from anlan.capabilities.directory.counters import PLATFORM, carry_over, contribution
from anlan.capabilities.directory.models import Channel, Division, Node, Platform
from anlan.capabilities.directory.models.nodes import RANKS
from anlan.capabilities.directory.records import Happening
from anlan.foundation.pinyin import spelled

DIVISION = "d:"


def division_node(code: str) -> str:
    """Id of a division's branch."""
    return DIVISION + code


def peer_node(kind: Literal["device", "platform"], code: str) -> str:
    """Id of a device's or platform's branch."""
    return f"v:{code}" if kind == "device" else PLATFORM + code


def catalog_node(peer: str, wire_code: str) -> str:
    """Id of a branch that a peer's catalog lists."""
    return f"n:{peer}:{wire_code}"


@dataclass(frozen=True, slots=True)
class PeerBranch:
    """A device or platform that is to have a branch."""

    kind: Literal["device", "platform"]
    code: str
    name: str
    division: str


def node_row(
    node: str,
    parent: str | None,
    kind: str,
    code: str,
    name: str,
    division: str,
    now: datetime,
    *,
    peer: str = "",
    wire_code: str = "",
) -> dict[str, Any]:
    """A new branch's row, not yet counted."""
    full, initials = spelled(name)
    return {
        "id": node, "parent_id": parent, "kind": kind, "code": code, "wire_code": wire_code or code, "peer": peer,
        "name": name, "pinyin": full, "initials": initials, "division": division, "rank": RANKS[kind], "total": 0, "online": 0,
        "item": None, "violations": [], "added_utc": now,
    }  # fmt: skip


async def own_division(session: AsyncSession) -> str:
    """Our own platform's division, an empty string before it is set."""
    return (await session.scalar(select(Platform.division).where(Platform.role == "self"))) or ""


async def ensure_divisions(
    session: AsyncSession, wanted: Collection[str], now: datetime, *, named_by: str = ""
) -> None:
    """Make sure that divisions have their branch, with those between them and our own division.

    One that is not on record yet is noted under its code as name until data names it; ``named_by`` is the peer by whose word.
    """
    root = await own_division(session)
    chains = {each for code in wanted for each in _chain(code, root)}
    nodes = [division_node(code) for code in chains]
    if await session.scalar(select(func.count()).select_from(Node).where(among(session, Node.id, nodes))) == len(nodes):
        return
    query = select(Node.code, Node.parent_id, Node.total, Node.online).where(Node.kind == "division", Node.peer == "")
    known = {code: (parent, total, online) for code, parent, total, online in (await session.execute(query))}
    missing = sorted(chains - known.keys(), key=lambda code: (len(code), code))
    names = dict((await session.execute(select(Division.code, Division.name))).all())
    await execute_each(session, insert(Division), [_unnamed(code, named_by) for code in missing if code not in names])
    present = set(known) | set(missing)
    rows = [
        node_row(division_node(code), _nearest(code, present), "division", code, names.get(code, code), code, now)
        for code in missing
    ]
    by_code = {row["code"]: row for row in rows}
    for code, (old_parent, total, online) in known.items():
        parent = _nearest(code, present)
        if parent != old_parent and parent is not None:
            # A division came in between: what hung above now hangs under it, with its counts.
            for above in _above(parent.removeprefix("d:"), old_parent, by_code):
                above["total"] += total
                above["online"] += online
    await execute_each(session, insert(Node), rows)
    for code, (old_parent, _, _) in known.items():
        parent = _nearest(code, present)
        if parent != old_parent:
            await session.execute(update(Node).where(Node.id == division_node(code)).values(parent_id=parent))


async def name_divisions(session: AsyncSession, names: Mapping[str, str]) -> int:
    """Let divisions that no data has named take the name a peer gives them; returns how many did."""
    given = {code: name for code, name in names.items() if name and name != code}
    if not given:
        return 0
    query = select(Division.code).where(among(session, Division.code, given), Division.name == Division.code)
    unnamed = (await session.scalars(query)).all()
    for code in unnamed:
        full, initials = spelled(given[code][:128])
        values = {"name": given[code][:128], "pinyin": full[:255], "initials": initials[:128]}
        await session.execute(update(Division).where(Division.code == code).values(values))
        await session.execute(update(Node).where(Node.id == division_node(code)).values(values))
    return len(unnamed)


def _above(code: str, stop: str | None, new: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    chain = []
    current: str | None = code
    while current is not None and current in new and division_node(current) != stop:
        chain.append(new[current])
        parent = new[current]["parent_id"]
        current = parent.removeprefix("d:") if parent else None
    return chain


def _chain(code: str, root: str) -> list[str]:
    if not code:
        return []
    if root and code.startswith(root):
        return [
            code[:length]
            for length in range(len(root), len(code) + 1, 2)
            if not code[:length].endswith("00") or length == len(code)
        ]
    return [code]


def _nearest(code: str, present: Collection[str]) -> str | None:
    for length in range(len(code) - 2, 0, -2):
        if code[:length] in present:
            return division_node(code[:length])
    return None


def _unnamed(code: str, named_by: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": code,
        "pinyin": code,
        "initials": code,
        "named_by": named_by,
        "longitude": None,
        "latitude": None,
        "has_boundary": False,
        "boundary": None,
    }


async def add_peer_branches(session: AsyncSession, peers: Collection[PeerBranch], now: datetime) -> None:
    """Give devices and platforms their branch under their division."""
    await ensure_divisions(session, {peer.division for peer in peers}, now)
    rows = [
        node_row(
            peer_node(peer.kind, peer.code),
            division_node(peer.division),
            peer.kind,
            peer.code,
            peer.name,
            peer.division,
            now,
            peer=peer.code,
        )
        for peer in peers
    ]
    await execute_each(session, insert(Node), rows)


async def move_peer_branch(session: AsyncSession, peer: PeerBranch, now: datetime) -> list[Happening]:
    """Hang a peer's branch under another division, with its counts and all that it sends; returns what to tell."""
    await ensure_divisions(session, {peer.division}, now)
    node_id = peer_node(peer.kind, peer.code)
    target = division_node(peer.division)
    if (await session.scalar(select(Node.parent_id).where(Node.id == node_id))) == target:
        return []
    before = await contribution(session, peer.code)
    # What a catalog placed in a division stays there where it still lies within; the next catalog places the rest again.
    for table, above in ((Node, Node.parent_id), (Channel, Channel.node_id)):
        inside = func.substr(table.division, 1, len(peer.division)) == peer.division
        placed = case((inside, table.division), else_=peer.division)
        await session.execute(update(table).where(table.peer == peer.code).values(division=placed))
        outside = above.startswith(DIVISION) & ~above.startswith(target)
        await session.execute(update(table).where(table.peer == peer.code, outside).values({above.key: node_id}))
    await session.execute(update(Node).where(Node.id == node_id).values(parent_id=target, division=peer.division))
    return await carry_over(session, peer.code, before)
