"""What taking a catalog works with: whose it is, what is on record of it, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.branches import peer_node
from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.catalog.placement import Known, Owner
from anlan.capabilities.directory.models import Channel, ChannelItem, Device, Node, Platform
from anlan.capabilities.directory.records import Happening
from anlan.capabilities.directory.transitions import ANSWERING
from anlan.foundation.errors import NotFound
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
