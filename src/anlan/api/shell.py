"""What surrounds every request: an id, bounds on the body, who is asking before anything is parsed, headers, metrics, a log line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from anlan.api.access import IDENTITY, identify, remote_host, route_path
from anlan.api.context import ApiContext
from anlan.api.headers import security_headers
from anlan.api.open_routes import OPEN_ROUTES
from anlan.api.problems import domain_problem, http_problem
from anlan.api.request_id import new_request_id
from anlan.foundation.access.actor import Resource

log = structlog.get_logger("anlan.http")
REQUESTS = Counter("anlan_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "anlan_http_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
IN_HAND = Gauge("anlan_http_requests_in_hand", "Requests being answered")

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = _SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}


# Nobody may hold a place by sending a body drop by drop: each byte buys so much time.
_BODY_BYTES_PER_S = 16_384


class _TooLarge(HTTPException):
    """More body than allowed has arrived. An HTTPException, because FastAPI turns every other error of reading into a 400."""

    def __init__(self) -> None:
        super().__init__(413)


class Shell:
    """ASGI middleware around the whole application; also the last net: an error nobody foresaw is logged and answered as 500."""

    def __init__(self, app: ASGIApp, context: ApiContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        request_id = new_request_id(connection.headers.get("x-request-id"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await _Exchange(self._app, self._context, connection, request_id).run(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception:
            log.exception("websocket_failed", path=scope["path"][:200])
            # 1011: the server met something it did not foresee (RFC 6455 §7.4.1).
            await _quietly(send({"type": "websocket.close", "code": 1011}))


class _Exchange:
    """One request and its answer."""

    def __init__(self, app: ASGIApp, context: ApiContext, connection: HTTPConnection, request_id: str) -> None:
        self._app = app
        self._context = context
        self._connection = connection
        self._request_id = request_id
        self._status = 0
        self._started_s = context.clock.monotonic_s()

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        IN_HAND.inc()
        try:
            await self._answer(scope, receive, self._with_headers(send))
        finally:
            IN_HAND.dec()
            self._note(scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._body_limit()
        try:
            length = self._connection.headers.get("content-length", "0")
            if not length.isascii() or not length.isdigit() or int(length[:20]) > limit:
                await http_problem(413)(scope, receive, send)
                return
            if await self._refused_before_parsing(scope, receive, send):
                return
            await self._app(scope, _bounded(receive, limit, self._context.settings.http.request_timeout_s), send)
        except HTTPException as error:
            if not self._status:
                await http_problem(error.status_code)(scope, receive, send)
        except Exception:
            log.exception("request_failed", method=scope["method"], path=scope["path"][:200])
            if not self._status:
                await http_problem(500)(scope, receive, send)

    async def _refused_before_parsing(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Whoever is not known, or not believed, does not get as far as having a body read."""
        if scope["method"] in _SAFE_METHODS or (scope["method"], scope["path"]) in OPEN_ROUTES:
            return False
        actor, refusal = scope[IDENTITY] = await identify(self._context, self._connection)
        if refusal is None:
            return False
        resource = Resource("route", f"{scope['method']} {scope['path'][:200]}", "")
        await self._context.access.refusals.note(
            actor, remote_host(self._connection), "session.use", resource, refusal.code
        )
        await domain_problem(refusal)(scope, receive, send)
        return True

    def _body_limit(self) -> int:
        http = self._context.settings.http
        is_upload = self._connection.headers.get("content-type", "").startswith("multipart/form-data")
        return http.max_upload_bytes if is_upload else http.max_body_bytes

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._status = message["status"]
                _add_headers(message, self._headers())
            await send(message)

        return send_with_headers

    def _headers(self) -> list[tuple[bytes, bytes]]:
        host = self._connection.headers.get("host", "")
        found = security_headers(
            self._context.settings, host, self._context.viewer_port, self._connection.scope["path"]
        )
        return [*found, (b"x-request-id", self._request_id.encode())]

    def _note(self, scope: Scope) -> None:
        seconds = self._context.clock.monotonic_s() - self._started_s
        # The pattern, never the path: paths hold codes and would make a time series each.
        route = route_path(scope) or "unknown"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        REQUESTS.labels(method, route, str(self._status or 499)).inc()
        SECONDS.labels(route).observe(seconds)
        log.info("request", method=method, route=route, status=self._status, milliseconds=round(seconds * 1000, 1))


def _add_headers(message: MutableMapping[str, Any], headers: list[tuple[bytes, bytes]]) -> None:
    present = {name.lower() for name, _ in message.get("headers", ())}
    message["headers"] = [*message.get("headers", ()), *(entry for entry in headers if entry[0] not in present)]


def _bounded(receive: Receive, limit: int, pause_s: float) -> Callable[[], Awaitable[Message]]:
    taken = 0
    complete = False
    started_s: float | None = None

    async def receive_bounded() -> Message:
        nonlocal taken, complete, started_s
        if complete:
            return await receive()
        if started_s is None:
            started_s = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(started_s + pause_s + taken / _BODY_BYTES_PER_S):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408) from None
        complete = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _TooLarge
        return message

    return receive_bounded


async def _quietly(sending: Awaitable[None]) -> None:
    try:
        await sending
    except Exception as error:  # noqa: BLE001 - the peer is gone; there is nobody left to tell
        log.debug("websocket_gone", error=repr(error))
