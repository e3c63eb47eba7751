"""Whose an alarm is: which codes a peer may speak for, and under which code an upper platform knows where an alarm comes from."""

from __future__ import annotations

from sqlalchemy import or_, select

from anlan.capabilities.directory.branches import division_node, peer_node
from anlan.capabilities.directory.counters import parents_above
from anlan.capabilities.directory.lifecycle import NOT_SHARED
from anlan.capabilities.directory.models import Channel, Device, Node, Platform
from anlan.capabilities.directory.ports import AlarmOrigin
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.shares.coverage import choices_for
from anlan.capabilities.directory.shares.withdrawal import wire_codes


async def alarm_origin(records: Records, peer: str, wire_code: str) -> AlarmOrigin | None:
    """What a peer means by the code in an alarm; None where the code is somebody else's.

    A code that nobody has on record is taken as a part of the peer that its catalog does not list: the alarm is the peer's own.
    """
    own = AlarmOrigin(peer, listed=wire_code == peer)
    if own.listed or not wire_code:
        return own
    async with records.database.reading() as session:
        columns = (Channel.code, Channel.longitude, Channel.latitude)
        query = select(*columns).where(Channel.peer == peer, Channel.wire_code == wire_code)
        channel = (await session.execute(query)).one_or_none()
        if channel is not None:
            return AlarmOrigin(channel.code, listed=True, longitude=channel.longitude, latitude=channel.latitude)
        nodes = select(Node.code).where(Node.peer == peer, Node.wire_code == wire_code).limit(1)
        node = await session.scalar(nodes)
        if node is not None:
            return AlarmOrigin(node, listed=True)
        for table in (Channel, Device, Platform, Node):
            if await session.scalar(select(table.code).where(table.code == wire_code).limit(1)) is not None:
                return None
    return own


async def code_for_upper(records: Records, upper: str, code: str, division: str) -> str | None:
    """The code by which an upper platform knows where an alarm comes from; None where nothing of it is shared.

    A channel or device by its own code as shared; anything else by this platform's, where its division is shared.
    """
    async with records.database.reading() as session:
        choices = await choices_for(session, upper)
        query = select(Channel.peer, Channel.node_id).where(Channel.code == code, Channel.life_cycle.not_in(NOT_SHARED))
        channel = (await session.execute(query)).one_or_none()
        if channel is not None:
            parents = await parents_above(session, [channel.node_id])
            if not choices.covers(code, channel.peer, channel.node_id, parents):
                return None
            return (await wire_codes(session, upper)).get(code, code)
        if await session.scalar(select(Channel.code).where(Channel.code == code)) is not None:
            return None
        branches = or_(Node.id == peer_node("device", code), Node.id == peer_node("platform", code), Node.code == code)
        node = (await session.execute(select(Node.id, Node.peer).where(branches, Node.kind != "division"))).first()
        if node is not None:
            parents = await parents_above(session, [node.id])
            if node.peer not in choices.platforms and not choices.covers_branch(node.id, parents):
                return None
            return (await wire_codes(session, upper)).get(code, code)
        place = division_node(division)
        if not choices.covers_branch(place, await parents_above(session, [place])):
            return None
        return await session.scalar(select(Platform.code).where(Platform.role == "self"))


async def code_meant_by_upper(records: Records, upper: str, wire_code: str) -> str | None:
    """The device here that an upper platform means by a code; None where it is none that is shared with it."""
    async with records.database.reading() as session:
        told = await wire_codes(session, upper)
        code = next((here for here, there in told.items() if there == wire_code), wire_code)
        if code == wire_code and wire_code in told:
            return None
        node_id = peer_node("device", code)
        node = await session.scalar(select(Node.id).where(Node.id == node_id))
        if node is None:
            return None
        choices = await choices_for(session, upper)
        return code if choices.covers_branch(node_id, await parents_above(session, [node_id])) else None
