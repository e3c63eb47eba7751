"""Feeds with platforms above and below: how they stand, setting them up, and the socket that lower platforms dial."""

from __future__ import annotations

from typing import Annotated, Any, cast

import structlog
from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, SecretStr

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import PLATFORMS, READ, Body, Code, PlatformWriter, Reader, directory_of
from anlan.api.times import UtcTime
from anlan.capabilities.directory.models import Platform
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.errors import Invalid
from anlan.gateways.feeds.addresses import FEED_PATH, MAX_AUTHORITY, MAX_URL
from anlan.gateways.feeds.gateway import FeedGateway, LinkState
from anlan.gateways.feeds.links import MAX_KEY, UpperDraft
from anlan.gateways.feeds.ports import TransportClosed
from anlan.gateways.feeds.websocket import WebSocketTransport
from anlan.protocols.feed import read_claim
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.feeds")
router = APIRouter(tags=["platforms"])
Watcher = Annotated[Actor, Depends(requires("alarms.read"))]


class Words(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class TheirSide(BaseModel):
    """What the other platform says of its queue for us."""

    waiting: int
    oldest_utc: UtcTime | None
    resynchronising: bool


class FeedBrief(BaseModel):
    """How a feed stands."""

    platform: str
    name: str
    role: str = Field(description="upper: we dial it; lower: it dials us")
    enabled: bool
    connected: bool
    connected_utc: UtcTime | None
    exchanged_utc: UtcTime | None = Field(description="When something was last committed on either side")
    waiting: int = Field(description="Alarms that the other platform does not have as they are")
    oldest_waiting_utc: UtcTime | None
    resynchronising: bool = Field(description="It is being told anew what is open and what has changed")
    overflowed_utc: UtcTime | None = Field(description="When the queue was last given up for its size")
    fault: Words | None = Field(description="Why it is not connected")
    theirs: TheirSide | None


class FeedView(FeedBrief):
    """With what is set. The key is never given out."""

    url: str
    authority: str
    replaces_notices: bool


class FeedList(BaseModel):
    items: list[FeedBrief]


class FeedKey(BaseModel):
    """Shown this once: it is entered at the platform below."""

    key: str


class FeedUpper(Body):
    """How the platform above is reached."""

    url: str = Field(
        default="", max_length=MAX_URL, description="wss://host:port; empty where a broker carries the feed"
    )
    key: SecretStr | None = Field(
        default=None, min_length=16, max_length=MAX_KEY, description="As the platform above made it; absent keeps the present one"
    )  # fmt: skip
    authority: str = Field(
        default="", max_length=MAX_AUTHORITY, description="PEM of the authority to be believed; empty for the system's"
    )
    enabled: bool = True
    replaces_notices: bool = Field(default=True, description="No GB/T 28181 alarm notices to the same platform")


class FeedSwitch(Body):
    """On or off."""

    enabled: bool


def _gateway(context: ApiContext) -> FeedGateway:
    return cast(FeedGateway, context.feeds)


@router.get("/feeds", summary="How the feeds with other platforms stand")
async def list_feeds(_actor: Watcher, context: Context) -> FeedList:
    """For whoever works on alarms: connected or not, and what waits."""
    names = {each.code: each.name for each in await directory_of(context).platforms.list("", ("",))}
    states = await _gateway(context).states()
    return FeedList(items=[FeedBrief(**_brief(state, names.get(state.link.code, ""))) for state in states])


@router.get("/platforms/{code}/feed", summary="The feed with a platform")
async def read_feed(code: Code, actor: Reader, context: Context) -> FeedView:
    """404 where there is none."""
    platform = await directory_of(context).platforms.get(code, context.gate.scope(actor, READ))
    return await _view(context, platform)


@router.post("/platforms/{code}/feed/key", summary="Let a platform below join, with a new key")
async def make_key(code: Code, actor: PlatformWriter, context: Context) -> FeedKey:
    """The key before it is void at once."""
    platform = await _writable(context, actor, code, lower=True)
    return FeedKey(key=await _gateway(context).admit_lower(platform.code))


@router.put("/platforms/{code}/feed", summary="Join the platform above")
async def join_upper(code: Code, body: FeedUpper, actor: PlatformWriter, context: Context) -> FeedView:
    """With the key that it made for us."""
    platform = await _writable(context, actor, code, lower=False)
    key = body.key.get_secret_value() if body.key is not None else None
    draft = UpperDraft(body.url, body.authority, key, body.enabled, body.replaces_notices)
    await _gateway(context).set_upper(platform.code, draft)
    return await _view(context, platform)


@router.patch("/platforms/{code}/feed", summary="Turn a feed on or off")
async def switch_feed(code: Code, body: FeedSwitch, actor: PlatformWriter, context: Context) -> FeedView:
    """On again, all that is open is told anew."""
    platform = await _writable(context, actor, code)
    await _gateway(context).switch(platform.code, enabled=body.enabled)
    return await _view(context, platform)


@router.delete("/platforms/{code}/feed", status_code=204, summary="Take a feed off the record")
async def delete_feed(code: Code, actor: PlatformWriter, context: Context) -> None:
    """What waits for the platform is forgotten; alarms stay."""
    platform = await _writable(context, actor, code)
    _gateway(context).links.must(platform.code)
    await _gateway(context).remove(platform.code)


@router.websocket("/feed")
async def feed(websocket: WebSocket, context: Context) -> None:
    """The conversation with a platform below, let in by its signature and not by a session."""
    claim = read_claim(websocket.headers)
    link = _gateway(context).admit(claim, FEED_PATH) if context.feeds is not None and claim is not None else None
    if claim is None or link is None:
        # Before it is accepted: the handshake is answered with 403.
        await websocket.close()
        return
    await websocket.accept()
    await _gateway(context).serve(link, WebSocketTransport(_Accepted(websocket)), claim.nonce)


class _Accepted:
    """The upper's side of a socket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, chunk: bytes) -> None:
        try:
            await self._websocket.send_bytes(chunk)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise TransportClosed(repr(error)) from None

    async def receive(self) -> bytes:
        try:
            message = await self._websocket.receive()
        except (WebSocketDisconnect, RuntimeError) as error:
            raise TransportClosed(repr(error)) from None
        chunk = message.get("bytes") if message["type"] == "websocket.receive" else None
        if chunk is None:
            raise TransportClosed("closed, or text where bytes belong")
        return bytes(chunk)

    async def close(self) -> None:
        try:
            await self._websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            log.debug("feed_socket_gone")


async def _writable(context: ApiContext, actor: Actor, code: str, *, lower: bool | None = None) -> Platform:
    """The platform, for somebody who may set up its feed; ``lower``: which role it must have, None where either."""
    scope = context.gate.scope(actor, READ) or context.gate.scope(actor, PLATFORMS)
    directory = directory_of(context)
    platform = await directory.platforms.get(code, scope)
    own = (await directory.own_platform()).division
    division = own if platform.role == "upper" else platform.division
    await context.gate.authorize(actor, PLATFORMS, Resource("platform", code, division, platform.name))
    if (lower is not None and (platform.role == "lower") != lower) or platform.role not in ("upper", "lower"):
        raise Invalid("feeds.role", _NOT_BELOW if lower else _NOT_ABOVE)
    return platform


_NOT_BELOW = Sentence("只有下级平台由本平台生成联网密钥", "a key is made for platforms below only")
_NOT_ABOVE = Sentence("只能与上级平台建立这种联网", "only a platform above is joined in this way")


async def _view(context: ApiContext, platform: Platform) -> FeedView:
    state = await _gateway(context).state(platform.code)
    link = state.link
    return FeedView(
        **_brief(state, platform.name), url=link.url, authority=link.authority, replaces_notices=link.replaces_notices
    )


def _brief(state: LinkState, name: str) -> dict[str, Any]:
    link, theirs = state.link, state.link.theirs
    return {
        "platform": link.code, "name": name or link.code, "role": link.role, "enabled": link.enabled,
        "connected": link.connected_utc is not None, "connected_utc": link.connected_utc, "exchanged_utc": link.exchanged_utc,
        "waiting": state.backlog.waiting, "oldest_waiting_utc": state.backlog.oldest_utc,
        "resynchronising": link.resync_from_utc is not None, "overflowed_utc": link.overflowed_utc,
        "fault": Words(**link.fault.as_dict()) if link.fault is not None and link.enabled else None,
        "theirs": TheirSide(waiting=theirs.waiting, oldest_utc=theirs.oldest_utc, resynchronising=theirs.resynchronising)
        if theirs is not None
        else None,
    }  # fmt: skip
