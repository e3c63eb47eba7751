"""Posting: one connection to a judged address, bounded in time and size, no redirect followed, no proxy asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx
import structlog

from anlan.capabilities.notifications.ports import Answer, Message
from anlan.foundation.config import WebhooksSettings
from anlan.gateways.webhooks.addresses import AddressBook, NotPermitted, Resolve, resolve_name
from anlan.gateways.webhooks.signing import signature_headers
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.webhooks")

# Of an answer nothing is wanted but its status; a connection is kept for the next message if the rest is no longer than this.
ANSWER_BYTES: Final = 65_536
_PORTS: Final = {"http": 80, "https": 443}
# The receiver lives and does not take this one message; another may fare better.
_ALIVE: Final = frozenset(range(300, 500)) - {408, 410, 425, 429}


class HttpWebhookSender:
    """``WebhookSender`` over HTTP/1.1."""

    def __init__(self, settings: WebhooksSettings, *, resolve: Resolve = resolve_name) -> None:
        """Raises ``OSError`` or ``ssl.SSLError`` where ``webhooks.ca_file`` cannot be used."""
        self._book = AddressBook(settings.allowed_networks, allow_plain=settings.allow_plain, resolve=resolve)
        self._timeout_s = settings.timeout_s
        self._tls = ssl.create_default_context(cafile=settings.ca_file or None)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2

    async def refusal(self, url: str) -> Sentence | None:
        """Why nothing may be sent there, or None."""
        parts = urlsplit(url)
        try:
            await self._book.permitted(parts.scheme, parts.hostname or "", _port(parts))
        except NotPermitted as refused:
            return refused.sentence
        return None

    @asynccontextmanager
    async def line(self, url: str) -> AsyncIterator[HttpLine]:
        """A way to that receiver: at most one connection, which no other receiver shares."""
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)
        async with httpx.AsyncClient(
            verify=self._tls, trust_env=False, follow_redirects=False, timeout=self._timeout_s, limits=limits
        ) as client:
            yield HttpLine(client, self._book, url, self._timeout_s)


class HttpLine:
    """``Line`` to one URL."""

    def __init__(self, client: httpx.AsyncClient, book: AddressBook, url: str, timeout_s: float) -> None:
        self._client = client
        self._book = book
        self._parts = urlsplit(url)
        self._timeout_s = timeout_s

    async def send(self, message: Message) -> Answer:
        """Post a message. The whole of it, from the name's look-up on, has one limit of time."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._send(message)
        except NotPermitted as refused:
            return Answer(None, refused.sentence, away=True)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(None, Sentence("对方超时未应答", "the receiver did not answer in time"), away=True)
        except httpx.HTTPError as error:
            return Answer(None, _trouble(error), away=True)

    async def _send(self, message: Message) -> Answer:
        parts, host = self._parts, self._parts.hostname or ""
        address = await self._book.permitted(parts.scheme, host, _port(parts))
        # The judged address in place of the name: nobody can let it point elsewhere in between.
        target = parts._replace(netloc=f"{_bracketed(str(address))}:{_port(parts)}").geturl()
        headers = {
            "host": parts.netloc, "content-type": "application/json", "user-agent": "anlan", "accept": "*/*",
        } | signature_headers(message.id, message.at_utc, message.body, message.secrets)  # fmt: skip
        request = self._client.build_request(
            "POST", target, content=message.body, headers=headers, extensions={"sni_hostname": host}
        )
        response = await self._client.send(request, stream=True)
        try:
            await _drain(response)
        finally:
            await response.aclose()
        return _answer(response)


async def _drain(response: httpx.Response) -> None:
    size = 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > ANSWER_BYTES:
            return


def _answer(response: httpx.Response) -> Answer:
    status = response.status_code
    if 200 <= status < 300:
        return Answer(status)
    if status == 410:
        return Answer(
            status, Sentence("对方应答 410，不再接收", "the receiver answered 410: it wants no more"), gone=True
        )
    if 300 <= status < 400:
        reason = Sentence(
            f"对方应答 {status} 重定向，平台不予跟随", f"the receiver answered {status}; redirects are not followed"
        )
    else:
        reason = Sentence(f"对方应答 {status}", f"the receiver answered {status}")
    asked = response.headers.get("retry-after", "")
    return Answer(
        status, reason, away=status not in _ALIVE, retry_after_s=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    )  # fmt: skip


def _trouble(error: httpx.HTTPError) -> Sentence:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Sentence(
                f"对方证书校验不通过：{cause.verify_message}", f"its certificate does not hold: {cause.verify_message}"
            )
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return Sentence("无法连接对方", "the receiver cannot be reached")
    return Sentence(f"传输中断：{type(error).__name__}", f"the exchange broke off: {type(error).__name__}")


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
