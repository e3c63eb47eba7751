"""Platforms above, below and beside us, and what each upper one sees."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, SecretStr

from anlan.api.context import Context
from anlan.api.devices import (
    CharsetName,
    Checks,
    EditionName,
    MediaTransport,
    SipTransport,
    checks_of,
    transitions_page,
)
from anlan.api.directory import (
    NOTHING,
    PLATFORMS,
    READ,
    Body,
    CatalogProgress,
    Code,
    PlatformWriter,
    Reader,
    TransitionView,
    author_of,
    directory_of,
)
from anlan.api.page import Cursor, Limit, Page
from anlan.api.times import UtcTime
from anlan.capabilities.directory.drafts import PlatformDraft, checked_division
from anlan.capabilities.directory.models import Platform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.access.actor import Resource
from anlan.foundation.errors import Invalid

router = APIRouter(tags=["platforms"])
Role = Literal["upper", "lower", "peer"]


class PlatformView(BaseModel):
    """A platform. Passwords are never given out."""

    code: str
    name: str
    role: str
    direction: str = Field(description="in: it registers with us; out: we register there")
    level: str
    division: str
    division_name: str
    state: str
    state_reason: str
    since_utc: UtcTime | None
    host: str
    port: int
    username: str
    domain: str
    expires_utc: UtcTime | None
    edition: str
    charset: str
    transport: str
    media_transport: str
    check_ssrc: bool
    any_source: bool
    keepalive_interval_s: int
    keepalive_misses: int
    register_expires_s: int
    enabled: bool
    has_password: bool
    manufacturer: str
    model: str
    firmware: str
    user_agent: str
    information: dict[str, str]
    violations: int
    channels: int = Field(description="Below it in the tree; for an upper platform, what it is shown")
    channels_online: int
    catalog: CatalogProgress | None
    created_utc: UtcTime


class PlatformCreate(Body):
    """A platform to be put on record."""

    code: str = Field(min_length=20, max_length=20)
    name: str = Field(min_length=1, max_length=255)
    role: Role
    direction: Literal["in", "out"] = Field(default="in", description="Counts for peers only")
    level: Literal["city", "county", "township", "other"] = "other"
    division: str = Field(default="", max_length=8, description="From the code where empty")
    password: SecretStr = Field(default=SecretStr(""), max_length=128)
    username: str = Field(default="", max_length=64)
    domain: str = Field(default="", max_length=64)
    host: str = Field(default="", max_length=255)
    port: int = Field(default=0, ge=0, le=65535)
    edition: EditionName = "2022"
    charset: CharsetName = "GB18030"
    transport: SipTransport = "udp"
    media_transport: MediaTransport = "udp"
    check_ssrc: bool = True
    any_source: bool = False
    keepalive_interval_s: int = Field(default=60, ge=5, le=3600)
    keepalive_misses: int = Field(default=3, ge=1, le=100)
    register_expires_s: int = Field(default=3600, ge=60, le=86_400)
    enabled: bool = True


class PlatformChange(Body):
    """What is to change; what is absent or null stays. An empty password takes it away."""

    name: str | None = Field(default=None, min_length=1, max_length=255)
    level: Literal["city", "county", "township", "other"] | None = None
    division: str | None = Field(default=None, max_length=8)
    password: SecretStr | None = Field(default=None, max_length=128)
    username: str | None = Field(default=None, max_length=64)
    domain: str | None = Field(default=None, max_length=64)
    host: str | None = Field(default=None, max_length=255)
    port: int | None = Field(default=None, ge=0, le=65535)
    edition: EditionName | None = None
    charset: CharsetName | None = None
    transport: SipTransport | None = None
    media_transport: MediaTransport | None = None
    check_ssrc: bool | None = None
    any_source: bool | None = None
    keepalive_interval_s: int | None = Field(default=None, ge=5, le=3600)
    keepalive_misses: int | None = Field(default=None, ge=1, le=100)
    register_expires_s: int | None = Field(default=None, ge=60, le=86_400)
    enabled: bool | None = None


class ShareChoice(Body):
    """One choice of what an upper platform sees."""

    node: str = Field(max_length=96, description="Id of a branch, or a channel's code")
    kind: Literal["division", "group", "channel"]
    recursive: bool = True
    name: str | None = Field(default=None, description="Told, not taken")
    division: str | None = Field(default=None, description="Told, not taken")


class ShareList(BaseModel):
    items: list[ShareChoice]


class CodeMapping(Body):
    """Codes here → codes the upper platform is told."""

    codes: dict[str, str] = Field(max_length=10_000)


@router.get("/platforms", summary="Platforms")
async def list_platforms(
    actor: Reader, context: Context, role: Annotated[Role | None, Query()] = None
) -> Page[PlatformView]:
    """All of a role, or all but ourselves; there are few."""
    directory = directory_of(context)
    platforms = await directory.platforms.list(role or "", context.gate.scope(actor, READ))
    views = await _views(directory, list(platforms))
    return Page(items=views, total=len(views))


@router.post("/platforms", status_code=201, summary="Put a platform on record")
async def create_platform(body: PlatformCreate, actor: PlatformWriter, context: Context) -> PlatformView:
    """An upper platform is registered with at once; a lower one may register from now on."""
    directory = directory_of(context)
    division = checked_division(body.division, body.code)
    await context.gate.authorize(
        actor, PLATFORMS, await _resource(directory, body.code, division, body.name, body.role)
    )
    draft = PlatformDraft(**body.model_dump(exclude={"password"}), password=body.password.get_secret_value())
    return await _view(directory, await directory.platforms.create(draft, author_of(actor)))


@router.get("/platforms/{code}", summary="One platform")
async def read_platform(code: Code, actor: Reader, context: Context) -> PlatformView:
    """With the counts below it."""
    directory = directory_of(context)
    return await _view(directory, await directory.platforms.get(code, context.gate.scope(actor, READ)))


@router.patch("/platforms/{code}", summary="Change a platform's record")
async def change_platform(code: Code, body: PlatformChange, actor: PlatformWriter, context: Context) -> PlatformView:
    """Audited; signalling acts on it at once."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, PLATFORMS)
    before = await directory.platforms.get(code, scope)
    await context.gate.authorize(
        actor, PLATFORMS, await _resource(directory, code, before.division, before.name, before.role)
    )
    changes = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    if "division" in changes:
        target = checked_division(changes["division"], code)
        await context.gate.authorize(
            actor, PLATFORMS, await _resource(directory, code, target, before.name, before.role)
        )
    if body.password is not None:
        changes["password"] = body.password.get_secret_value()
    return await _view(directory, await directory.platforms.edit(code, changes, author_of(actor), scope))


@router.delete("/platforms/{code}", status_code=204, summary="Take a platform off the record")
async def delete_platform(code: Code, actor: PlatformWriter, context: Context) -> None:
    """A lower one with its whole tree; histories stay."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, PLATFORMS)
    before = await directory.platforms.get(code, scope)
    await context.gate.authorize(
        actor, PLATFORMS, await _resource(directory, code, before.division, before.name, before.role)
    )
    await directory.platforms.delete(code, author_of(actor), scope)
    if context.feeds is not None and context.feeds.links.get(code) is not None:
        await context.feeds.remove(code)


@router.get("/platforms/{code}/transitions", summary="Changes of a platform's state")
async def platform_transitions(
    code: Code, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[TransitionView]:
    """The newest first, each with its reason."""
    directory = directory_of(context)
    await directory.platforms.get(code, context.gate.scope(actor, READ))
    return await transitions_page(directory, code, cursor, limit)


@router.get("/platforms/{code}/checks", summary="What a platform breaks of the standard")
async def platform_checks(code: Code, actor: Reader, context: Context) -> Checks:
    """Of itself and of the entries of its catalog."""
    directory = directory_of(context)
    platform = await directory.platforms.get(code, context.gate.scope(actor, READ))
    return await checks_of(directory, code, platform.violations)


@router.post(
    "/platforms/{code}/catalog",
    status_code=202,
    summary="Ask a lower platform for its catalog again",
    responses=NOTHING,
)
async def refresh_platform_catalog(code: Code, actor: PlatformWriter, context: Context) -> None:
    """Progress comes as ``directory.catalog`` events."""
    directory = directory_of(context)
    platform = await directory.platforms.get(code, context.gate.scope(actor, READ))
    await context.gate.authorize(
        actor, PLATFORMS, await _resource(directory, code, platform.division, platform.name, platform.role)
    )
    await directory.refresh_catalog(code)


@router.get("/platforms/{code}/shares", summary="What an upper platform sees")
async def read_shares(code: Code, actor: Reader, context: Context) -> ShareList:
    """Only what lies in the actor's divisions; nothing is shared unless it stands here."""
    scope = context.gate.scope(actor, READ)
    directory = directory_of(context)
    await directory.platforms.get(code, scope)
    items = [
        ShareChoice(
            node=each.node, kind=_kind(each.kind), recursive=each.recursive, name=each.name, division=each.division
        )
        for each in await directory.shares.get(code)
        if any(each.division.startswith(root) for root in scope)
    ]
    return ShareList(items=items)


@router.put("/platforms/{code}/shares", status_code=204, summary="Choose what an upper platform sees")
async def write_shares(
    code: Code, body: Annotated[list[ShareChoice], Field(max_length=10_000)], actor: PlatformWriter, context: Context
) -> None:
    """Replaces all choices. Every division concerned, before and after, must be the actor's."""
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ)
    platform = await directory.platforms.get(code, scope)
    drafts = [ShareDraft(each.node, each.kind, each.recursive) for each in body]
    try:
        divisions = set((await directory.shares.places(drafts, scope)).values())
    except Invalid as refusal:
        # May have been a try to learn what there is elsewhere.
        resource = Resource("platform", code, platform.division, platform.name)
        await context.access.office.refuse_if(refusal, actor, PLATFORMS, resource)
        raise
    divisions |= {each.division for each in await directory.shares.get(code) if each.name}
    for division in sorted(divisions) or [(await directory.own_platform()).division]:
        await context.gate.authorize(actor, PLATFORMS, Resource("platform", code, division, platform.name))
    await directory.shares.set(code, drafts, author_of(actor))
    if context.feeds is not None:
        await context.feeds.shares_changed(code)


@router.get("/platforms/{code}/codes", summary="Codes an upper platform is told instead of ours")
async def read_codes(code: Code, actor: PlatformWriter, context: Context) -> CodeMapping:
    """Only those that differ."""
    directory = directory_of(context)
    await directory.platforms.get(code, context.gate.scope(actor, PLATFORMS))
    return CodeMapping(codes=await directory.shares.codes(code))


@router.put("/platforms/{code}/codes", status_code=204, summary="Agree on codes with an upper platform")
async def write_codes(code: Code, body: CodeMapping, actor: PlatformWriter, context: Context) -> None:
    """Replaces the whole mapping; concerns the platform as a whole."""
    directory = directory_of(context)
    platform = await directory.platforms.get(code, context.gate.scope(actor, PLATFORMS))
    own = await directory.own_platform()
    await context.gate.authorize(actor, PLATFORMS, Resource("platform", code, own.division, platform.name))
    await directory.shares.set_codes(code, body.codes, author_of(actor))


async def _resource(directory: DirectoryService, code: str, division: str, name: str, role: str) -> Resource:
    """An upper platform's own division lies above ours: who acts for our whole division may touch it, nobody else."""
    own = (await directory.own_platform()).division
    return Resource("platform", code, own if role == "upper" else division, name)


def _kind(text: str) -> Literal["division", "group", "channel"]:
    return "division" if text == "division" else "channel" if text == "channel" else "group"


async def _view(directory: DirectoryService, platform: Platform) -> PlatformView:
    return (await _views(directory, [platform]))[0]


async def _views(directory: DirectoryService, platforms: list[Platform]) -> list[PlatformView]:
    counts = await directory.platforms.counts([platform.code for platform in platforms])
    names = await directory.divisions.names_of({platform.division for platform in platforms})
    return [_one(platform, counts.get(platform.code, (0, 0)), names) for platform in platforms]


def _one(platform: Platform, counts: tuple[int, int], names: dict[str, str]) -> PlatformView:
    catalog = None
    if platform.catalog_utc is not None:
        catalog = CatalogProgress(state=platform.catalog_state, at_utc=platform.catalog_utc)
    return PlatformView(
        code=platform.code,
        name=platform.name,
        role=platform.role,
        direction=platform.direction,
        level=platform.level,
        division=platform.division,
        division_name=names.get(platform.division, platform.division),
        state=platform.state,
        state_reason=platform.state_reason,
        since_utc=platform.state_since_utc,
        host=platform.host,
        port=platform.port,
        username=platform.username,
        domain=platform.domain,
        expires_utc=platform.expires_utc,
        edition=platform.edition,
        charset=platform.charset,
        transport=platform.transport,
        media_transport=platform.media_transport,
        check_ssrc=platform.check_ssrc,
        any_source=platform.any_source,
        keepalive_interval_s=platform.keepalive_interval_s,
        keepalive_misses=platform.keepalive_misses,
        register_expires_s=platform.register_expires_s,
        enabled=platform.enabled,
        has_password=bool(platform.password),
        manufacturer=platform.manufacturer,
        model=platform.model,
        firmware=platform.firmware,
        user_agent=platform.user_agent,
        information=platform.information,
        violations=len(platform.violations),
        channels=counts[0],
        channels_online=counts[1],
        catalog=catalog,
        created_utc=platform.created_utc,
    )
