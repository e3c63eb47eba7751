"""Frames over a WebSocket: the lower platform dials, the upper answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final, Protocol, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from anlan.gateways.feeds.addresses import FEED_PATH, tls_context
from anlan.gateways.feeds.links import Link
from anlan.gateways.feeds.ports import Delivery, TransportClosed
from anlan.protocols.feed import FrameError, Joiner, headers_of, new_nonce, split

T = TypeVar("T")

# Below what our own HTTP server takes of a message.
CHUNK_BYTES: Final = 60_000
OPEN_S: Final = 10.0
SEND_S: Final = 30.0
_PING_S: Final = 20.0
_QUEUED_CHUNKS: Final = 8


class Socket(Protocol):
    """A WebSocket of either side. All raise ``TransportClosed``."""

    async def send(self, chunk: bytes) -> None: ...

    async def receive(self) -> bytes: ...

    async def close(self) -> None: ...


async def _nothing() -> None:
    """A WebSocket is told nothing of what became of a message."""


class WebSocketTransport:
    """Implements ``FeedTransport``."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._joiner = Joiner()
        # A frame's chunks stay together.
        self._sending = asyncio.Lock()

    async def send(self, frame: bytes, *, kept: bool) -> None:
        """Send at once; what is not received is sent again in the next conversation, by whoever wants it."""
        async with self._sending:
            try:
                async with asyncio.timeout(SEND_S):
                    for chunk in split(frame, CHUNK_BYTES):
                        await self._socket.send(chunk)
            except TimeoutError:
                raise TransportClosed("the other side takes nothing") from None

    async def receive(self) -> Delivery:
        """The next frame."""
        while True:
            try:
                frame = self._joiner.feed(await self._socket.receive())
            except FrameError as error:
                raise TransportClosed(str(error)) from None
            if frame is not None:
                return Delivery(frame, _nothing)

    async def close(self) -> None:
        """Close the socket."""
        await self._socket.close()


class DialledSocket:
    """The lower's side."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, chunk: bytes) -> None:
        await _open(self._connection.send(chunk))

    async def receive(self) -> bytes:
        chunk = await _open(self._connection.recv())
        if isinstance(chunk, str):
            raise TransportClosed("text where bytes belong")
        return chunk

    async def close(self) -> None:
        await self._connection.close()


async def dial(link: Link, own: str, now_s: int) -> tuple[WebSocketTransport, str]:
    """Connect to the upper with a signed handshake; the transport, and the nonce over which its hello must prove the key.

    Raises ``OSError``, ``InvalidHandshake`` or ``TimeoutError``.
    """
    nonce = new_nonce()
    headers = headers_of(link.key, own, FEED_PATH, now_s, nonce)
    connection = await connect(
        link.url.rstrip("/") + FEED_PATH, additional_headers=headers, ssl=tls_context(link.url, link.authority), proxy=None,
        compression=None, open_timeout=OPEN_S, ping_interval=_PING_S, ping_timeout=_PING_S, max_size=2 * CHUNK_BYTES,
        max_queue=_QUEUED_CHUNKS,
    )  # fmt: skip
    return WebSocketTransport(DialledSocket(connection)), nonce


DIAL_FAULTS: Final = (OSError, InvalidHandshake, InvalidURI, TimeoutError, ConnectionClosed)


async def _open(action: Awaitable[T]) -> T:
    try:
        return await action
    except ConnectionClosed as closed:
        raise TransportClosed(str(closed)[:200]) from None
