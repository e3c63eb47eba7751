"""Devices: their records, states and catalogs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, SecretStr

from anlan.api.context import Context
from anlan.api.directory import (
    NOTHING,
    READ,
    WRITE,
    Body,
    CatalogProgress,
    Code,
    CodePart,
    DivisionQuery,
    Reader,
    SearchQuery,
    TransitionView,
    Words,
    Writer,
    author_of,
    directory_of,
    explained,
    transition_view,
)
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime, utc_text
from anlan.capabilities.directory.devices import DeviceFilter, DeviceRow
from anlan.capabilities.directory.drafts import DeviceDraft, checked_division
from anlan.capabilities.directory.places import division_of_code
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.actor import Resource
from anlan.protocols.gbcode import Edition

router = APIRouter(tags=["devices"])
MediaTransport = Annotated[str, Field(pattern="^(udp|tcp_passive|tcp_active)$")]
SipTransport = Annotated[str, Field(pattern="^(udp|tcp)$")]
EditionName = Annotated[str, Field(pattern="^(2016|2022)$")]
CharsetName = Annotated[str, Field(pattern="^(GB2312|GB18030|UTF-8)$")]


class DeviceView(BaseModel):
    """A device. Passwords are never given out; ``has_password`` tells whether it has one of its own."""

    code: str
    name: str
    division: str
    division_name: str
    state: str = Field(description="unknown, online, degraded, offline or refused")
    state_reason: str
    since_utc: UtcTime | None
    remote_address: str
    expires_utc: UtcTime | None
    manufacturer: str
    model: str
    firmware: str
    user_agent: str
    information: dict[str, str]
    edition: str
    charset: str
    transport: str
    media_transport: str
    check_ssrc: bool
    any_source: bool
    keepalive_interval_s: int
    keepalive_misses: int
    enabled: bool
    has_password: bool
    rule: str | None
    life_cycle: str
    owner_organisation: str
    channels: int
    channels_online: int
    violations: int = Field(description="Kinds of violations seen of the device itself")
    catalog: CatalogProgress | None
    created_utc: UtcTime


class DeviceCreate(Body):
    """A device to be put on record."""

    code: str = Field(min_length=20, max_length=20)
    name: str = Field(min_length=1, max_length=255)
    division: str = Field(default="", max_length=8, description="From the code where empty")
    password: SecretStr = Field(default=SecretStr(""), max_length=128)
    edition: EditionName = "2022"
    charset: CharsetName = "GB18030"
    transport: SipTransport = "udp"
    media_transport: MediaTransport = "udp"
    check_ssrc: bool = True
    any_source: bool = False
    keepalive_interval_s: int = Field(default=60, ge=5, le=3600)
    keepalive_misses: int = Field(default=3, ge=1, le=100)
    enabled: bool = True
    life_cycle: str = Field(default="active", max_length=12)
    owner_organisation: str = Field(default="", max_length=36)


class DeviceChange(Body):
    """What is to change; what is absent or null stays. An empty password takes the own one away."""

    name: str | None = Field(default=None, min_length=1, max_length=255)
    division: str | None = Field(default=None, max_length=8)
    password: SecretStr | None = Field(default=None, max_length=128)
    edition: EditionName | None = None
    charset: CharsetName | None = None
    transport: SipTransport | None = None
    media_transport: MediaTransport | None = None
    check_ssrc: bool | None = None
    any_source: bool | None = None
    keepalive_interval_s: int | None = Field(default=None, ge=5, le=3600)
    keepalive_misses: int | None = Field(default=None, ge=1, le=100)
    enabled: bool | None = None
    life_cycle: str | None = Field(default=None, max_length=12)
    owner_organisation: str | None = Field(default=None, max_length=36)


class CheckView(Words):
    """Something that breaks the standard and was tolerated."""

    code: str
    clause: str | None
    count: int = Field(description="Entries of its catalog that break it; 1 for the device itself")


class Checks(BaseModel):
    items: list[CheckView]


class NextCode(BaseModel):
    """A free code and what it says."""

    code: str
    explanation: list[CodePart]


@router.get("/devices", summary="Devices")
async def list_devices(
    actor: Reader,
    context: Context,
    q: SearchQuery = "",
    division: DivisionQuery = "",
    state: Annotated[str, Query(pattern="^(unknown|online|degraded|offline|refused|)$")] = "",
    life_cycle: Annotated[str, Query(max_length=12)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeviceView]:
    """By name."""
    after = decode_cursor(cursor, str, str)
    filters = DeviceFilter(q, division, state, life_cycle)
    directory = directory_of(context)
    position = (after[0], after[1]) if after else None
    rows, total = await directory.devices.page(filters, context.gate.scope(actor, READ), position, limit + 1)
    names = await directory.divisions.names_of({row.device.division for row in rows})
    last = rows[limit - 1].device if len(rows) > limit else None
    following = encode_cursor([last.pinyin, last.code]) if last else None
    return Page(items=[_view(row, names) for row in rows[:limit]], next_cursor=following, total=total)


@router.post("/devices", status_code=201, summary="Put a device on record")
async def create_device(body: DeviceCreate, actor: Writer, context: Context) -> DeviceView:
    """Refuses a code that breaks the standard, with the reason, and one of a division outside the keeper's."""
    division = checked_division(body.division, body.code)
    await context.gate.authorize(actor, WRITE, Resource("device", body.code, division, body.name))
    # A code is taken from its division's: who does not act there may not use it up.
    coded = division_of_code(body.code)
    if coded is not None and coded != division:
        await context.gate.authorize(actor, WRITE, Resource("device", body.code, coded, body.name))
    draft = DeviceDraft(**body.model_dump(exclude={"password"}), password=body.password.get_secret_value())
    directory = directory_of(context)
    await directory.devices.create(draft, author_of(actor))
    return await _one(directory, body.code, ("",))


# Before /devices/{code}, which would take the words for a code.
@router.get("/devices/next-code", summary="The next free code")
async def next_code(
    actor: Writer,
    context: Context,
    division: Annotated[str, Query(pattern=r"^(\d{2}){1,4}$")],
    type_code: Annotated[str, Query(alias="type", pattern=r"^\d{3}$", description="Digits 11-13")],
    industry: Annotated[str, Query(pattern=r"^\d{2}$", description="Digits 9-10")] = "00",
    network: Annotated[str, Query(pattern=r"^\d$", description="Digit 14")] = "0",
) -> NextCode:
    """With what its parts say. Only where one keeps devices: what is free tells what is taken."""
    if not actor.may_in(WRITE, division):
        # The refusal is audited; that a form asks is not.
        await context.gate.authorize(actor, WRITE, Resource("division", division, division, "devices/next-code"))
    code = await directory_of(context).devices.next_code(division, type_code, industry, network)
    return NextCode(code=code, explanation=explained(code, Edition.GB2022))


@router.get("/devices/{code}", summary="One device")
async def read_device(code: Code, actor: Reader, context: Context) -> DeviceView:
    """With the counts below it."""
    return await _one(directory_of(context), code, context.gate.scope(actor, READ))


@router.patch("/devices/{code}", summary="Change a device's record")
async def change_device(code: Code, body: DeviceChange, actor: Writer, context: Context) -> DeviceView:
    """Audited; signalling acts on it at once."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, WRITE)
    before = (await directory.devices.get(code, scope)).device
    await context.gate.authorize(actor, WRITE, Resource("device", code, before.division, before.name))
    changes = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    if "division" in changes:
        target = checked_division(changes["division"], code)
        await context.gate.authorize(actor, WRITE, Resource("device", code, target, before.name))
    if body.password is not None:
        changes["password"] = body.password.get_secret_value()
    await directory.devices.edit(code, changes, author_of(actor), scope)
    return await _one(directory, code, ("",))


@router.delete("/devices/{code}", status_code=204, summary="Take a device off the record")
async def delete_device(code: Code, actor: Writer, context: Context) -> None:
    """With its channels; histories stay."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, WRITE)
    before = (await directory.devices.get(code, scope)).device
    await context.gate.authorize(actor, WRITE, Resource("device", code, before.division, before.name))
    await directory.devices.delete(code, author_of(actor), scope)


@router.get("/devices/{code}/transitions", summary="Changes of a device's state")
async def device_transitions(
    code: Code, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[TransitionView]:
    """The newest first, each with its reason."""
    directory = directory_of(context)
    await directory.devices.get(code, context.gate.scope(actor, READ))
    return await transitions_page(directory, code, cursor, limit)


@router.get("/devices/{code}/checks", summary="What a device breaks of the standard")
async def device_checks(code: Code, actor: Reader, context: Context) -> Checks:
    """Of itself and of the entries of its catalog; tolerated, flagged here."""
    directory = directory_of(context)
    device = (await directory.devices.get(code, context.gate.scope(actor, READ))).device
    return await checks_of(directory, code, device.violations)


@router.post(
    "/devices/{code}/catalog", status_code=202, summary="Ask a device for its catalog again", responses=NOTHING
)
async def refresh_device_catalog(code: Code, actor: Writer, context: Context) -> None:
    """Progress comes as ``directory.catalog`` events."""
    directory = directory_of(context)
    device = (await directory.devices.get(code, context.gate.scope(actor, READ))).device
    await context.gate.authorize(actor, WRITE, Resource("device", code, device.division, device.name))
    await directory.refresh_catalog(code)


async def transitions_page(
    directory: DirectoryService, code: str, cursor: str | None, limit: int
) -> Page[TransitionView]:
    """Changes of state of a device or platform, the newest first."""
    after = decode_cursor(cursor, int)
    rows = await directory.devices.transitions(code, after[0] if after else None, limit + 1)
    items = [transition_view(row, utc_text(row.at_utc)) for row in rows[:limit]]
    return Page(items=items, next_cursor=encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None)


async def checks_of(directory: DirectoryService, code: str, own: list[str]) -> Checks:
    """What a peer and its entries break, the most frequent first."""
    counts = dict.fromkeys(own, 1) | await directory.violations_below(code)
    items = []
    for violation, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        sentence, clause = directory.explain(violation)
        items.append(CheckView(code=violation, zh=sentence.zh, en=sentence.en, clause=clause or None, count=count))
    return Checks(items=items)


async def _one(directory: DirectoryService, code: str, scope: tuple[str, ...]) -> DeviceView:
    row = await directory.devices.get(code, scope)
    return _view(row, await directory.divisions.names_of({row.device.division}))


def _view(row: DeviceRow, names: dict[str, str]) -> DeviceView:
    device = row.device
    catalog = CatalogProgress(state=device.catalog_state, at_utc=device.catalog_utc) if device.catalog_utc else None
    return DeviceView(
        code=device.code,
        name=device.name,
        division=device.division,
        division_name=names.get(device.division, device.division),
        state=device.state,
        state_reason=device.state_reason,
        since_utc=device.state_since_utc,
        remote_address=f"{device.host}:{device.port}" if device.host else "",
        expires_utc=device.expires_utc,
        manufacturer=device.manufacturer,
        model=device.model,
        firmware=device.firmware,
        user_agent=device.user_agent,
        information=device.information,
        edition=device.edition,
        charset=device.charset,
        transport=device.transport,
        media_transport=device.media_transport,
        check_ssrc=device.check_ssrc,
        any_source=device.any_source,
        keepalive_interval_s=device.keepalive_interval_s,
        keepalive_misses=device.keepalive_misses,
        enabled=device.enabled,
        has_password=bool(device.password),
        rule=device.rule,
        life_cycle=device.life_cycle,
        owner_organisation=device.owner_organisation,
        channels=row.total,
        channels_online=row.online,
        violations=len(device.violations),
        catalog=catalog,
        created_utc=device.created_utc,
    )
