"""Channels: lists, one record, its history."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from anlan.api.context import Context
from anlan.api.directory import (
    READ,
    WRITE,
    Body,
    Code,
    DivisionQuery,
    Reader,
    SearchQuery,
    Writer,
    author_of,
    directory_of,
)
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.directory.channels import ChannelView
from anlan.capabilities.directory.listing import ChannelFilter, ChannelRow, key_kinds, sort_key
from anlan.capabilities.directory.models import Channel
from anlan.foundation.access.actor import Resource

router = APIRouter(tags=["directory"])


class ChannelBrief(BaseModel):
    """A channel in a list."""

    code: str
    name: str
    kind: str
    status: str = Field(description="ON or OFF")
    fault: str = Field(description="VLOST or DEFECT as last notified, or empty")
    division: str
    division_name: str
    platform: str | None = Field(description="Lower platform that owns it")
    platform_name: str | None
    device: str | None = Field(description="Device that owns it")
    wire_code: str = Field(description="Code by which its owner knows it")
    life_cycle: str
    site_category: str
    owner_organisation: str
    manufacturer: str
    model: str
    address: str
    longitude: float | None
    latitude: float | None
    ptz_type: int | None
    direction_type: int | None
    violations: list[str]
    changed_utc: UtcTime


class PathStep(BaseModel):
    """A branch on the way from the root."""

    id: str
    code: str
    name: str
    kind: str


class ChannelDetail(ChannelBrief):
    """Everything on record of a channel."""

    peer_name: str
    path: list[PathStep]
    overrides: dict[str, Any] = Field(description="Fields kept here against what the catalog says")
    listed: bool = Field(description="Whether its owner's catalog lists it")
    added_utc: UtcTime
    item: dict[str, Any] | None = Field(
        description="The Catalog Item as sent, fields in snake_case; null before the first"
    )


class ChannelChange(Body):
    """What is to change; what is absent stays. Null gives a field of the catalog back to the catalog."""

    name: str | None = Field(default=None, max_length=255)
    address: str | None = Field(default=None, max_length=255)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    ptz_type: int | None = Field(default=None, ge=0, le=99)
    direction_type: int | None = Field(default=None, ge=0, le=99)
    site_category: str | None = Field(default=None, max_length=24)
    owner_organisation: str | None = Field(default=None, max_length=36)
    life_cycle: str | None = Field(default=None, max_length=12)


class HistoryEntry(BaseModel):
    """A change of a record."""

    id: int
    at_utc: UtcTime
    actor: str
    what: str = Field(description="created, edited, imported, catalog, notified, life_cycle, unlisted or relisted")
    changes: dict[str, Any] = Field(description="Field → [before, after]")


def channel_filter(
    q: SearchQuery = "",
    division: DivisionQuery = "",
    status: Annotated[str, Query(pattern="^(ON|OFF|VLOST|DEFECT|)$")] = "",
    kind: Annotated[str, Query(max_length=16)] = "",
    platform: Annotated[str, Query(max_length=20, description="Code of a device or lower platform")] = "",
    node: Annotated[str, Query(max_length=96, description="Id of a branch: everything below it")] = "",
    site_category: Annotated[str, Query(max_length=24)] = "",
    life_cycle: Annotated[str, Query(max_length=12, description="Retired ones show only when asked for")] = "",
    owner_organisation: Annotated[str, Query(max_length=36)] = "",
) -> ChannelFilter:
    """What a list is narrowed by."""
    return ChannelFilter(q, division, status, kind, platform, node, site_category, life_cycle, owner_organisation)


Filters = Annotated[ChannelFilter, Depends(channel_filter)]


@router.get("/channels", summary="Channels")
async def list_channels(
    actor: Reader,
    context: Context,
    filters: Filters,
    sort: Annotated[
        str, Query(max_length=16, description="name, code, division, changed or status; - before it turns the order")
    ] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ChannelBrief]:
    """Paged by key: a page costs the same wherever it is."""
    order = sort or "name"
    directory = directory_of(context)
    after = decode_cursor(cursor, *key_kinds(order))
    rows, total = await directory.channels.page(filters, context.gate.scope(actor, READ), order, after, limit + 1)
    following = encode_cursor(sort_key(order, rows[limit - 1])) if len(rows) > limit else None
    names = await directory.channels.names(rows[:limit])
    return Page(items=[_brief(row, names) for row in rows[:limit]], next_cursor=following, total=total)


@router.get("/channels/{code}", summary="One channel")
async def read_channel(code: Code, actor: Reader, context: Context) -> ChannelDetail:
    """With its Catalog Item as sent and its way from the root."""
    return await _detail(context, await directory_of(context).channels.get(code, context.gate.scope(actor, READ)))


@router.patch("/channels/{code}", summary="Change a channel's record")
async def change_channel(code: Code, body: ChannelChange, actor: Writer, context: Context) -> ChannelDetail:
    """Audited; kept in the channel's history."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, WRITE)
    before = (await directory.channels.get(code, scope)).channel
    await context.gate.authorize(actor, WRITE, Resource("channel", code, before.division, before.name))
    changes = body.model_dump(exclude_unset=True)
    return await _detail(context, await directory.channels.edit(code, changes, author_of(actor), scope))


@router.get("/channels/{code}/history", summary="What changed on a channel's record")
async def read_history(
    code: Code, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[HistoryEntry]:
    """The newest first."""
    after = decode_cursor(cursor, int)
    scope = context.gate.scope(actor, READ)
    rows = await directory_of(context).channels.history(code, scope, after[0] if after else None, limit + 1)
    items = [
        HistoryEntry(id=row.id, at_utc=row.at_utc, actor=row.actor_name, what=row.reason, changes=row.changes)
        for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None)


def _brief(row: ChannelRow | Channel, names: dict[str, str]) -> ChannelBrief:
    is_lower = row.peer_kind == "lower"
    return ChannelBrief(
        code=row.code,
        name=row.name,
        kind=row.kind,
        status="ON" if row.online else "OFF",
        fault=row.fault,
        division=row.division,
        division_name=names.get(row.division, row.division),
        platform=row.peer if is_lower else None,
        platform_name=names.get(row.peer) if is_lower else None,
        device=row.peer if row.peer_kind == "device" else None,
        wire_code=row.wire_code,
        life_cycle=row.life_cycle,
        site_category=row.site_category,
        owner_organisation=row.owner_organisation,
        manufacturer=row.manufacturer,
        model=row.model,
        address=row.address,
        longitude=row.longitude,
        latitude=row.latitude,
        ptz_type=row.ptz_type,
        direction_type=row.direction_type,
        violations=row.violations,
        changed_utc=row.changed_utc,
    )


async def _detail(context: Context, view: ChannelView) -> ChannelDetail:
    channel = view.channel
    names = {
        channel.division: await directory_of(context).divisions.name_of(channel.division),
        channel.peer: view.peer_name,
    }
    item = msgspec.to_builtins(view.item) if view.item is not None else None
    return ChannelDetail(
        **_brief(channel, names).model_dump(),
        peer_name=view.peer_name,
        path=[PathStep(id=step.id, code=step.code, name=step.name, kind=step.kind) for step in view.path],
        overrides=channel.overrides,
        listed=channel.listed,
        added_utc=channel.added_utc,
        item=item,
    )
