"""Frames through a NATS broker: JetStream keeps what must not be lost, the rest is of now; every message bears the link's signature."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig

from anlan.foundation.clock import Clock
from anlan.foundation.config import FeedSettings
from anlan.gateways.feeds.links import Link
from anlan.gateways.feeds.metrics import REFUSED
from anlan.gateways.feeds.ports import Delivery, FeedTransport, TransportClosed
from anlan.protocols.feed import MAX_FRAME_BYTES, MAX_SKEW_S, seal_frame, sealed_by

log = structlog.get_logger("anlan.feeds")

DURABLE: Final = "feed"
CONNECT_S: Final = 10
# A kept frame that was not acknowledged in this time comes again, as after a kill; a batch is committed much sooner.
ACK_WAIT_S: Final = 10.0
GREET_EVERY_S: Final = 2.0
PUBLISH_S: Final = 10.0
FLUSH_S: Final = 2
_QUEUED: Final = 8
# A request outlives a client that was killed by no more than this, and takes a frame with it until that one's time is over.
_FETCH_S: Final = 2.0
# What a broker keeps of one direction of a link; the sender has all of it anyway until the other side has committed it.
_KEPT_BYTES: Final = 256 * 1024 * 1024
_TIME: Final = "Anlan-Time"
_SIGNATURE: Final = "Anlan-Signature"
_GREETING: Final = "Anlan-Greeting"


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a link: its stream, the subject that is kept, and that of now."""

    stream: str
    kept: str
    live: str


def ways(link: Link, own: str) -> tuple[Way, Way]:
    """Out and in."""
    lower, upper = (own, link.code) if link.role == "upper" else (link.code, own)

    def way(direction: str) -> Way:
        subject = f"anlan.feed.{lower}.{upper}.{direction}"
        return Way(f"ANLAN_FEED_{lower}_{upper}_{direction.upper()}", f"{subject}.kept", f"{subject}.live")

    up, down = way("up"), way("down")
    return (up, down) if link.role == "upper" else (down, up)


class NatsTransport:
    """Implements ``FeedTransport``. One frame a message, compressed, because a broker takes a megabyte."""

    def __init__(self, client: Client, link: Link, own: str, clock: Clock) -> None:
        self._client = client
        self._stream = client.jetstream(timeout=PUBLISH_S)
        self._key = link.key
        self._out, self._in = ways(link, own)
        self._clock = clock
        self._session = secrets.token_hex(8)
        self._theirs = ""
        self._greeted = asyncio.Event()
        self._coming: asyncio.Queue[Delivery | None] = asyncio.Queue(_QUEUED)
        self._tasks: list[asyncio.Task[None]] = []
        self.closed = asyncio.Event()
        self._in_hand: Msg | None = None
        self._subscriptions: list[Any] = []

    async def open(self) -> None:
        """Subscribe, and return once the other side has answered. Raises ``TransportClosed``."""
        try:
            for way in (self._out, self._in):
                await self._stream.add_stream(
                    StreamConfig(
                        name=way.stream, subjects=[way.kept], retention=RetentionPolicy.WORK_QUEUE, max_bytes=_KEPT_BYTES
                    )
                )  # fmt: skip
            terms = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT_S, max_ack_pending=1)
            kept = await self._stream.pull_subscribe(
                self._in.kept, durable=DURABLE, stream=self._in.stream, config=terms
            )
            live = await self._client.subscribe(self._in.live)
        except (NatsError, TimeoutError) as error:
            raise TransportClosed(repr(error)) from None
        self._subscriptions = [kept, live]
        self._tasks = [asyncio.create_task(work) for work in (self._take_live(live), self._greet())]
        await self._greeted.wait()
        if self.closed.is_set():
            raise TransportClosed("the broker is gone")
        self._tasks.append(asyncio.create_task(self._take_kept(kept)))

    async def send(self, frame: bytes, *, kept: bool) -> None:
        """Hand it to the broker: kept until the other side has it, or for whoever listens now."""
        data = zlib.compress(frame, 3)
        if len(data) > self._client.max_payload:
            raise TransportClosed(f"the broker takes {self._client.max_payload} bytes, not {len(data)}")
        try:
            if kept:
                headers = self._headers(self._out.kept, data) | {"Nats-Msg-Id": hashlib.sha256(frame).hexdigest()}
                await self._stream.publish(self._out.kept, data, headers=headers)
            else:
                await self._client.publish(self._out.live, data, headers=self._headers(self._out.live, data))
        except (NatsError, TimeoutError) as error:
            raise TransportClosed(repr(error)) from None

    async def receive(self) -> Delivery:
        """The next frame whose signature is the link's."""
        delivery = await self._coming.get()
        if delivery is None or self.closed.is_set():
            self.lost()
            raise TransportClosed("the broker or the other side is gone")
        return delivery

    async def close(self) -> None:
        """Leave the broker; the streams stay."""
        self.lost()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            for subscription in self._subscriptions:
                await subscription.unsubscribe()
            if self._in_hand is not None:
                # To be handed out again at once, not after its time.
                await self._in_hand.nak()
            await self._client.flush(FLUSH_S)
        except (NatsError, TimeoutError):
            log.debug("feed_broker_gone")
        await self._client.close()

    async def _acknowledge(self) -> None:
        # One at a time is handed out, so that it is this one.
        message, self._in_hand = self._in_hand, None
        if message is not None:
            await message.ack()

    def lost(self) -> None:
        """Nothing more comes."""
        self.closed.set()
        self._greeted.set()
        if self._coming.empty():
            self._coming.put_nowait(None)

    async def _greet(self) -> None:
        """Say hello until the other side has heard it. A hello names the session of the speaker and the one it has heard."""
        while not self._greeted.is_set():
            await self._say_hello()
            await self._clock.sleep(GREET_EVERY_S)

    async def _say_hello(self) -> None:
        greeting = f"{self._session}:{self._theirs}".encode()
        headers = self._headers(self._out.live, greeting) | {_GREETING: "1"}
        try:
            await self._client.publish(self._out.live, greeting, headers=headers)
        except NatsError:
            self.lost()

    async def _hear_hello(self, greeting: bytes) -> None:
        session, _, heard = greeting.decode("ascii", "replace").partition(":")
        if self._greeted.is_set():
            if session != self._theirs:
                # It began anew: so do we.
                self.lost()
            return
        self._theirs = session
        await self._say_hello()
        if heard == self._session:
            self._greeted.set()

    async def _take_live(self, subscription: Any) -> None:
        async for message in subscription.messages:
            if not self._genuine(message, self._in.live) or not self._of_now(message):
                continue
            if (message.headers or {}).get(_GREETING):
                await self._hear_hello(message.data)
                continue
            if self._greeted.is_set():
                await self._put(message.data, _nothing)

    async def _take_kept(self, subscription: Any) -> None:
        while not self.closed.is_set():
            try:
                messages = await subscription.fetch(1, timeout=_FETCH_S)
            except TimeoutError:
                continue
            except NatsError as error:
                log.warning("feed_broker_lost", error=repr(error))
                self.lost()
                return
            for message in messages:
                if self._genuine(message, self._in.kept):
                    self._in_hand = message
                    await self._put(message.data, self._acknowledge)
                else:
                    await message.term()

    async def _put(self, data: bytes, done: Callable[[], Awaitable[None]]) -> None:
        try:
            inflating = zlib.decompressobj()
            frame = inflating.decompress(data, MAX_FRAME_BYTES)
        except zlib.error:
            frame = b""
        await self._coming.put(Delivery(frame, done))

    def _headers(self, subject: str, data: bytes) -> dict[str, str]:
        time = str(self._now_s())
        return {_TIME: time, _SIGNATURE: seal_frame(self._key, f"{subject} {time}", data)}

    def _genuine(self, message: Msg, subject: str) -> bool:
        headers = message.headers or {}
        signed = sealed_by(self._key, f"{subject} {headers.get(_TIME, '')}", message.data, headers.get(_SIGNATURE, ""))
        if not signed:
            REFUSED.labels("signature").inc()
            log.warning("feed_bad_signature", subject=subject)
        return signed

    def _of_now(self, message: Msg) -> bool:
        """What is not kept counts now or never: an ask that is played again later must not pass a case on."""
        time = (message.headers or {}).get(_TIME, "")
        return time.isdigit() and abs(self._now_s() - int(time)) <= MAX_SKEW_S

    def _now_s(self) -> int:
        return int(self._clock.now_utc().timestamp())


async def _nothing() -> None:
    """Nobody waits for what is not kept."""


class NatsDialler:
    """Joins links through the configured broker."""

    def __init__(self, settings: FeedSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def __call__(self, link: Link, own: str, now_s: int) -> tuple[FeedTransport, str]:
        """The way, once the other side answers. Raises ``OSError`` or ``TransportClosed``."""
        options: dict[str, Any] = {}
        if self._settings.nats_credentials:
            options["user_credentials"] = Path(self._settings.nats_credentials)
        held: list[NatsTransport] = []

        async def closed() -> None:
            for transport in held:
                transport.lost()

        try:
            client = await nats.connect(
                self._settings.nats_url, name=f"anlan {own}", allow_reconnect=False, connect_timeout=CONNECT_S, closed_cb=closed,
                disconnected_cb=closed, **options,
            )  # fmt: skip
        except (NatsError, TimeoutError) as error:
            raise OSError(repr(error)) from None
        transport = NatsTransport(client, link, own, self._clock)
        held.append(transport)
        try:
            await transport.open()
        except BaseException:
            await transport.close()
            raise
        return transport, ""
