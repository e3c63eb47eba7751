"""Loudspeakers: the audio outputs (type 137) that stand with cameras."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.catalog.entries import decoded
from anlan.capabilities.directory.models import Channel, ChannelItem
from anlan.capabilities.directory.records import Records
from anlan.protocols.gbcode.kinds import NodeKind

# Of one lower platform's branch; a desk asks for a handful of cameras.
_MAX_CANDIDATES = 2_000


async def audio_outputs(records: Records, cameras: Collection[str]) -> Mapping[str, str]:
    """Camera → the code of an audio output of the same device; cameras without one are left out.

    A device's own channels share it. Below a lower platform, which owns the signalling of many devices, the catalog's ParentID tells
    the device (GB/T 28181-2022 annex A, catalog item).
    """
    output = aliased(Channel)
    query = (
        select(Channel.code, Channel.peer_kind, output.code)
        .join(output, and_(output.peer == Channel.peer, or_(Channel.peer_kind == "device", output.node_id == Channel.node_id)))
        .where(
            output.kind == NodeKind.AUDIO_OUTPUT, output.life_cycle != "retired", output.listed, Channel.peer != "",
        )
        .order_by(output.code)
        .limit(_MAX_CANDIDATES)
    )  # fmt: skip
    found: dict[str, str] = {}
    async with records.database.reading() as session:
        pairs = (await session.execute(query.where(among(session, Channel.code, cameras)))).all()
        below = {code for camera, kind, loudspeaker in pairs if kind == "lower" for code in (camera, loudspeaker)}
        items = select(ChannelItem.code, ChannelItem.item).where(among(session, ChannelItem.code, below))
        parents = {code: decoded(item).parent_id for code, item in (await session.execute(items)).all()}
    for camera, kind, loudspeaker in pairs:
        if kind == "device" or (parents.get(camera) and parents.get(camera) == parents.get(loudspeaker)):
            found.setdefault(camera, loudspeaker)
    return found
