"""Signing in and out, who am I, changing one's password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from anlan.api.access import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    bad_origin,
    cookie_name,
    csrf_token,
    just_signed_in,
    origin_allowed,
    remote_host,
)
from anlan.api.context import ApiContext, Context
from anlan.api.headers import host_without_port
from anlan.api.version import program_version
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.permissions import PURPOSES
from anlan.foundation.access.sessions import token_hash
from anlan.foundation.errors import Conflict
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["session"])
JustSignedIn = Annotated[Actor, Depends(just_signed_in)]


class Credentials(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=128)


class PasswordChange(BaseModel):
    """The old password and the new one."""

    model_config = ConfigDict(extra="forbid")
    old: SecretStr = Field(min_length=1, max_length=128)
    new: SecretStr = Field(min_length=1, max_length=128)


class SessionUser(BaseModel):
    """Who is signed in, and what that person may do where."""

    id: str
    name: str
    display_name: str
    organisation: str
    permissions: list[str] = Field(description="Those of roles, and incidents.read while one takes part in an incident")
    divisions: list[str] = Field(description='Roots of the subtrees; "" is everything')
    must_change_password: bool


class SipAddress(BaseModel):
    """What is typed into a device or platform that registers here, over UDP or TCP."""

    domain: str
    realm: str
    host: str = Field(description="The advertised host, else the one this request was sent to")
    port: int


class PlatformIdentity(BaseModel):
    """Which platform this is."""

    code: str
    name: str
    level: str
    division: str
    division_name: str
    version: str
    sip: SipAddress


class MapSource(BaseModel):
    """Where the map's pictures come from."""

    tile_url: str = Field(description='Template with {z}/{x}/{y}; "" draws boundaries and roads alone')


class Choice(BaseModel):
    """Something to choose, in both languages."""

    id: str
    zh: str
    en: str


class SessionView(BaseModel):
    """The session as the console needs it."""

    user: SessionUser
    platform: PlatformIdentity
    map: MapSource
    purposes: list[Choice]


class SignedInView(BaseModel):
    """Answer to a sign-in; ``csrf`` goes into the header X-Anlan-CSRF of every write."""

    user: SessionUser
    must_change_password: bool
    csrf: str


async def _user(context: ApiContext, actor: Actor) -> SessionUser:
    record = await context.access.users.get(actor, actor.id)
    return SessionUser(
        id=actor.id,
        name=actor.name,
        display_name=record.user.display_name,
        organisation=actor.organisation,
        # Whoever takes part in an incident finds the way to it.
        permissions=sorted(actor.permissions | {each.permission for each in actor.things if each.kind == "incident"}),
        divisions=list(actor.divisions),
        must_change_password=actor.must_change_password,
    )


@router.post("/session", summary="Sign in")
async def sign_in(body: Credentials, request: Request, response: Response, context: Context) -> SignedInView:
    """Opens a session: its token is in an HttpOnly cookie, the CSRF token in a readable one and in the answer."""
    if not origin_allowed(request, context.settings):
        # Else another site could sign a visitor in under an account of its own.
        raise bad_origin()
    signed_in = await context.access.sign_in(body.name, body.password.get_secret_value(), remote_host(request))
    csrf = csrf_token(signed_in.token)
    secure = context.settings.uses_tls
    response.set_cookie(
        cookie_name(request, SESSION_COOKIE),
        signed_in.token,
        max_age=signed_in.lifetime_s,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    response.set_cookie(
        cookie_name(request, CSRF_COOKIE),
        csrf,
        max_age=signed_in.lifetime_s,
        path="/",
        secure=secure,
        httponly=False,
        samesite="strict",
    )
    user = await _user(context, signed_in.actor)
    return SignedInView(user=user, must_change_password=user.must_change_password, csrf=csrf)


@router.get("/session", summary="Who is signed in, on which platform")
async def read_session(actor: JustSignedIn, request: Request, context: Context) -> SessionView:
    """The signed-in user, this platform and how devices reach it, the map, and the purposes to choose from."""
    platform = context.settings.platform
    identity = PlatformIdentity(
        code=platform.code, name=platform.name, level=platform.level, division=platform.division,
        division_name=context.division_name, version=program_version(), sip=_sip_address(context, request),
    )  # fmt: skip
    purposes = [
        Choice(id=name, zh=purpose.zh, en=purpose.en) for name, purpose in PURPOSES.items() if name != "cascade"
    ]
    return SessionView(
        user=await _user(context, actor),
        platform=identity,
        map=MapSource(tile_url=context.settings.map.tile_url),
        purposes=purposes,
    )


@router.delete("/session", status_code=204, summary="Sign out")
async def sign_out(actor: JustSignedIn, request: Request, response: Response, context: Context) -> None:
    """Ends the session and removes its cookies."""
    await context.access.sessions.sign_out(_cookie(request), actor)
    response.delete_cookie(cookie_name(request, SESSION_COOKIE), path="/")
    response.delete_cookie(cookie_name(request, CSRF_COOKIE), path="/")


@router.post("/session/password", status_code=204, summary="Change one's own password")
async def change_password(body: PasswordChange, actor: JustSignedIn, request: Request, context: Context) -> None:
    """Changes the password; every other session of the user ends."""
    kept = token_hash(_cookie(request))
    await context.access.users.change_own_password(
        actor, body.old.get_secret_value(), body.new.get_secret_value(), kept
    )


def _sip_address(context: ApiContext, request: Request) -> SipAddress:
    sip = context.settings.sip
    # Brackets around an IPv6 address belong to the URL, not to what a device asks for.
    asked = host_without_port(request.headers.get("host", "")).strip("[]")
    return SipAddress(domain=sip.domain, realm=sip.realm, host=sip.advertised_host or asked, port=sip.port)


def _cookie(request: Request) -> str:
    cookie = request.cookies.get(cookie_name(request, SESSION_COOKIE))
    if cookie is None or "authorization" in request.headers:
        raise Conflict("access.no_session", Sentence("令牌没有会话可操作", "a token has no session"))
    return cookie
