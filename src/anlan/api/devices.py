"""Devices, registration rules and refused registrations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, SecretStr

from anlan.api.context import Context
from anlan.api.directory import (
    PLATFORMS,
    READ,
    WRITE,
    Body,
    CatalogProgress,
    Code,
    CodePart,
    DivisionQuery,
    PlatformWriter,
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
from anlan.capabilities.directory.drafts import DeviceDraft, RuleDraft, checked_division
from anlan.capabilities.directory.models import RegistrationRule
from anlan.capabilities.directory.rules import place_of
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


class RuleView(BaseModel):
    """A registration rule, without its password."""

    id: str
    name: str
    code_prefix: str
    type_codes: list[str]
    division: str
    edition: str
    media_transport: str
    max_devices: int
    devices: int = Field(description="Devices it has admitted")
    enabled: bool
    created_utc: UtcTime


class RuleCreate(Body):
    """A rule to be made."""

    name: str = Field(min_length=1, max_length=128)
    code_prefix: str = Field(min_length=2, max_length=20, pattern=r"^\d+$")
    password: SecretStr = Field(min_length=8, max_length=128)
    type_codes: list[str] = Field(default_factory=list, max_length=89)
    division: str = Field(default="", max_length=8)
    edition: EditionName = "2022"
    media_transport: MediaTransport = "udp"
    max_devices: int = Field(default=1000, ge=1, le=100_000)
    enabled: bool = True


class RefusalView(BaseModel):
    """A registration that was turned away."""

    id: int
    at_utc: UtcTime
    code: str
    address: str
    transport: str
    reason_code: str
    reason: Words


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
    """Refuses a code that breaks the standard, with the reason."""
    division = checked_division(body.division, body.code)
    await context.gate.authorize(actor, WRITE, Resource("device", body.code, division, body.name))
    draft = DeviceDraft(**body.model_dump(exclude={"password"}), password=body.password.get_secret_value())
    directory = directory_of(context)
    await directory.devices.create(draft, author_of(actor))
    return await _one(directory, body.code, ("",))


# Before /devices/{code}, which would take the words for a code.
@router.get("/devices/next-code", summary="The next free code")
async def next_code(
    _actor: Writer,
    context: Context,
    division: Annotated[str, Query(pattern=r"^(\d{2}){1,4}$")],
    type_code: Annotated[str, Query(alias="type", pattern=r"^\d{3}$", description="Digits 11-13")],
    industry: Annotated[str, Query(pattern=r"^\d{2}$", description="Digits 9-10")] = "00",
    network: Annotated[str, Query(pattern=r"^\d$", description="Digit 14")] = "0",
) -> NextCode:
    """With what its parts say."""
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


@router.post("/devices/{code}/catalog", status_code=202, summary="Ask a device for its catalog again")
async def refresh_device_catalog(code: Code, actor: Writer, context: Context) -> None:
    """Progress comes as ``directory.catalog`` events."""
    directory = directory_of(context)
    device = (await directory.devices.get(code, context.gate.scope(actor, READ))).device
    await context.gate.authorize(actor, WRITE, Resource("device", code, device.division, device.name))
    await directory.refresh_catalog(code)


@router.get("/registration-rules", summary="Registration rules")
async def list_rules(actor: PlatformWriter, context: Context) -> Page[RuleView]:
    """Those for the divisions whose rules one keeps; there are few."""
    rules = await directory_of(context).rules.list(context.gate.scope(actor, PLATFORMS))
    return Page(items=[_rule(rule, devices) for rule, devices in rules], total=len(rules))


@router.post("/registration-rules", status_code=201, summary="Make a registration rule")
async def create_rule(body: RuleCreate, actor: PlatformWriter, context: Context) -> RuleView:
    """Admits devices by the beginning of their code. Both that and the division they go to must lie in the actor's divisions."""
    division = place_of(checked_division(body.division, "") if body.division else "", body.code_prefix)
    # Both where the devices will hang and whose codes they bear: else one county could admit devices under another's codes.
    for place in dict.fromkeys((division, body.code_prefix[:8])):
        await context.gate.authorize(actor, PLATFORMS, Resource("platform", "registration-rule", place, body.name))
    values = body.model_dump(exclude={"password", "type_codes"})
    draft = RuleDraft(**values, password=body.password.get_secret_value(), type_codes=tuple(body.type_codes))
    return _rule(await directory_of(context).rules.create(draft), 0)


@router.delete("/registration-rules/{rule}", status_code=204, summary="Delete a registration rule")
async def delete_rule(rule: Annotated[str, Path(max_length=36)], actor: PlatformWriter, context: Context) -> None:
    """Refused while devices use its password."""
    directory = directory_of(context)
    found = await directory.rules.get(rule, context.gate.scope(actor, PLATFORMS))
    division = place_of(found.division, found.code_prefix)
    await context.gate.authorize(actor, PLATFORMS, Resource("platform", "registration-rule", division, found.name))
    await directory.rules.delete(rule)


@router.get("/refusals", summary="Refused registrations")
async def list_refusals(
    actor: Reader,
    context: Context,
    q: Annotated[str, Query(max_length=64, description="Beginning of a code or address")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RefusalView]:
    """The newest first: of codes whose first digits lie in the actor's divisions; codes of nowhere only for the whole platform."""
    after = decode_cursor(cursor, int)
    scope = context.gate.scope(actor, READ)
    rows = await directory_of(context).devices.refusals(q, after[0] if after else None, limit + 1, scope)
    items = [
        RefusalView(
            id=row.id,
            at_utc=row.at_utc,
            code=row.code,
            address=f"{row.host}:{row.port}",
            transport=row.transport,
            reason_code=row.reason,
            reason=Words(zh=row.zh, en=row.en),
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None)


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
    catalog = (
        CatalogProgress(state=device.catalog_state, at_utc=utc_text(device.catalog_utc)) if device.catalog_utc else None
    )
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


def _rule(rule: RegistrationRule, devices: int) -> RuleView:
    return RuleView(
        id=rule.id,
        name=rule.name,
        code_prefix=rule.code_prefix,
        type_codes=rule.type_codes,
        division=rule.division,
        edition=rule.edition,
        media_transport=rule.media_transport,
        max_devices=rule.max_devices,
        devices=devices,
        enabled=rule.enabled,
        created_utc=rule.created_utc,
    )
