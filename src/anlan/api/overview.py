"""The platform at a glance."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from anlan.api.context import Context
from anlan.api.directory import READ, DivisionQuery, Reader, directory_of
from anlan.api.maps import narrowed_scope
from anlan.api.times import UtcTime
from anlan.api.version import program_version

router = APIRouter(tags=["overview"])


class OverviewIdentity(BaseModel):
    """Which platform this is."""

    code: str
    name: str
    level: str
    division: str
    division_name: str
    version: str


class Count(BaseModel):
    total: int
    online: int


class DivisionOverview(BaseModel):
    """A division just below our own."""

    code: str
    name: str
    channels: int
    online: int


class PlatformOverview(BaseModel):
    """A platform we are joined with."""

    code: str
    name: str
    role: str
    state: str
    since_utc: UtcTime | None


class StreamTotals(BaseModel):
    """What runs through the media core now."""

    active: int = 0
    viewers: int = 0
    forwards: int = 0
    bitrate_kbps: int = 0


class Overview(BaseModel):
    platform: OverviewIdentity
    divisions: list[DivisionOverview]
    channels: Count
    devices: Count
    platforms: list[PlatformOverview]
    streams: StreamTotals


@router.get("/overview", summary="The platform at a glance")
async def read_overview(actor: Reader, context: Context, division: DivisionQuery = "") -> Overview:
    """From kept counts; costs the same in a city of a hundred cameras and of fifty thousand."""
    directory = directory_of(context)
    own = await directory.own_platform()
    totals = await directory.divisions.totals(narrowed_scope(context.gate.scope(actor, READ), division))
    identity = OverviewIdentity(
        code=own.code,
        name=own.name,
        level=own.level,
        division=own.division,
        division_name=await directory.divisions.name_of(own.division),
        version=program_version(),
    )
    streams = StreamTotals(**context.live.totals()) if context.live is not None else StreamTotals()
    return Overview(
        platform=identity,
        divisions=[
            DivisionOverview(code=each.code, name=each.name, channels=each.channels, online=each.online)
            for each in totals.divisions
        ],
        channels=Count(total=totals.channels, online=totals.channels_online),
        devices=Count(total=totals.devices, online=totals.devices_online),
        platforms=[
            PlatformOverview(
                code=each.code, name=each.name, role=each.role, state=each.state, since_utc=each.state_since_utc
            )
            for each in totals.platforms
        ],
        streams=streams,
    )
