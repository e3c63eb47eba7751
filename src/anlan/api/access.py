"""Who is asking: session cookie or bearer token, the CSRF check, and the permission a route declares."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from anlan.api.context import ApiContext, api_context
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import must_change_password, no_permission
from anlan.foundation.access.permissions import PERMISSIONS
from anlan.foundation.config import Settings
from anlan.foundation.errors import DomainError, Forbidden, Unauthenticated
from anlan.protocols.wording import Sentence

SESSION_COOKIE = "anlan_session"
CSRF_COOKIE = "anlan_csrf"
CSRF_HEADER = "x-anlan-csrf"
_USUAL_PORTS = (None, 80, 443)
# Where the shell leaves what ``identify`` found for this request.
IDENTITY = "anlan.identity"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(connection: HTTPConnection, name: str) -> str:
    """The name under which the browser keeps a cookie of ours: with the port it used, unless that is the usual one.

    Cookies do not tell ports apart (RFC 6265 §8.5): two platforms on one host would else sign each other out.
    """
    port = connection.url.port
    return name if port in _USUAL_PORTS else f"{name}_{port}"


def csrf_token(session_token: str) -> str:
    """The value a page must send back: bound to the session, so that a planted cookie is of no use."""
    return hashlib.sha256(b"anlan csrf " + session_token.encode()).hexdigest()[:43]


def remote_host(connection: HTTPConnection) -> str:
    """The client's address; of a request through a trusted proxy, the one the proxy tells (the server resolves that)."""
    return connection.client.host if connection.client else ""


class Requirement:
    """A route's need: a permission, or any signed-in user. As a dependency it gives the actor."""

    def __init__(self, permission: str | None, *, before_password_change: bool = False) -> None:
        if permission is not None and permission not in PERMISSIONS:
            raise ValueError(f"{permission} is no permission")
        self.permission = permission
        self._before_password_change = before_password_change

    async def __call__(self, connection: HTTPConnection) -> Actor:
        """The actor, or ``Unauthenticated``/``Forbidden``; refusals are audited before they are raised."""
        context = api_context(connection)
        known: tuple[Actor | None, DomainError | None] | None = connection.scope.get(IDENTITY)
        actor, refusal = known if known is not None else await identify(context, connection)
        if refusal is None and actor is not None:
            refusal = self._refusal(actor)
        if refusal is not None or actor is None:
            refusal = refusal or unauthenticated()
            action = self.permission or "session.use"
            await context.access.refusals.note(actor, remote_host(connection), action, _route(connection), refusal.code)
            raise refusal
        return actor

    def _refusal(self, actor: Actor) -> DomainError | None:
        if actor.must_change_password and not self._before_password_change:
            return must_change_password()
        if self.permission is not None and not actor.may(self.permission):
            return no_permission(self.permission)
        return None


def requires(permission: str) -> Requirement:
    """Dependency of a route that needs a permission: ``actor: Annotated[Actor, Depends(requires("live.view"))]``.

    It holds the permission somewhere; for the thing itself the route goes on to ``Gate.authorize`` or ``Gate.scope``.
    """
    return Requirement(permission)


# Dependency of a route for anybody who has signed in and changed the first password.
signed_in = Requirement(None)
# The same before the first password is changed: who am I, change it, sign out.
just_signed_in = Requirement(None, before_password_change=True)


def unauthenticated() -> Unauthenticated:
    """Nobody known is asking."""
    return Unauthenticated("access.unauthenticated", Sentence("请先登录", "sign in first"))


async def identify(context: ApiContext, connection: HTTPConnection) -> tuple[Actor | None, DomainError | None]:
    """Who is asking, and why not where it cannot be told or believed."""
    host = remote_host(connection)
    authorization = connection.headers.get("authorization", "")
    if authorization:
        scheme, _, token = authorization.partition(" ")
        actor = await context.access.actor_for_token(token.strip(), host) if scheme.lower() == "bearer" else None
        return actor, None if actor else unauthenticated()
    cookie = connection.cookies.get(cookie_name(connection, SESSION_COOKIE), "")
    if not cookie or len(cookie) > 128:
        return None, unauthenticated()
    actor = await context.access.actor_for_session(cookie, host)
    if actor is None:
        return None, Unauthenticated(
            "access.session_over", Sentence("登录已失效，请重新登录", "the session is over; sign in again")
        )
    if connection.scope["type"] == "websocket":
        return actor, None if origin_allowed(connection, context.settings) else bad_origin()
    if connection.scope["method"] not in _SAFE_METHODS:
        if not origin_allowed(connection, context.settings):
            return actor, bad_origin()
        sent = connection.headers.get(CSRF_HEADER, "")
        expected = csrf_token(cookie)
        kept = connection.cookies.get(cookie_name(connection, CSRF_COOKIE))
        if not hmac.compare_digest(sent.encode(), expected.encode()) or kept != sent:
            return actor, Forbidden(
                "access.csrf",
                Sentence("请求未携带有效的防伪令牌，请刷新页面", "the CSRF token is missing or wrong; reload the page"),
            )
    return actor, None


def origin_allowed(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether the page that sent this may: our own host, the public address, or a listed origin. Browsers always tell on writes."""
    origin = connection.headers.get("origin")
    if origin is None:
        # Programs send none. A browser's WebSocket and cross-site write always carry one (Fetch §3.2).
        return True
    if origin in settings.http.allowed_origins or (settings.http.public_url and origin == settings.http.public_url):
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc == connection.headers.get("host", "")


def bad_origin() -> Forbidden:
    """The page that sent this is not one of ours."""
    return Forbidden("access.origin", Sentence("不允许从该网页来源访问", "this web origin is not allowed"))


def route_path(scope: Scope) -> str | None:
    """The pattern of the matched route, whole; None before or without a match."""
    paths: dict[int, str] = scope["app"].state.full_paths if "app" in scope else {}
    return paths.get(id(scope["route"])) if "route" in scope else None


def _route(connection: HTTPConnection) -> Resource:
    path = route_path(connection.scope) or connection.scope["path"][:200]
    return Resource("route", f"{connection.scope.get('method', 'WEBSOCKET')} {path}", "")
