"""An endpoint with a handler that notes what it serves, and a bare peer that sends what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

from tests.patience import PATIENCE_S

from anlan.foundation.clock import Clock, ManualClock
from anlan.gateways.sip import IncomingRequest, SipEndpoint, SipLimits, Target
from anlan.protocols.sip import Headers, Message, Request, Response, StreamFramer, parse_message, reply

DEVICE = "34020000001320000001"
PLATFORM = "34020000002000000001"

Serve = Callable[[IncomingRequest], Awaitable[Response | None]]


class Recorder:
    """Answers 200 to everything but an ACK, or what ``serve`` says; notes all."""

    def __init__(self, serve: Serve | None = None) -> None:
        self.serve = serve
        self.seen: list[IncomingRequest] = []
        self.lost: list[Target] = []
        self.arrived = asyncio.Event()

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        self.seen.append(incoming)
        self.arrived.set()
        if self.serve is not None:
            return await self.serve(incoming)
        return None if incoming.request.method == "ACK" else reply(incoming.request, 200)

    def connection_lost(self, target: Target) -> None:
        self.lost.append(target)

    @property
    def methods(self) -> list[str]:
        return [incoming.request.method for incoming in self.seen]


class UdpPeer:
    """A bare socket on loopback."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.to = ("127.0.0.1", port)

    def send(self, data: bytes) -> None:
        self.socket.sendto(data, self.to)

    async def receive(self) -> Message:
        async with asyncio.timeout(PATIENCE_S):
            return parse_message(await asyncio.get_running_loop().sock_recv(self.socket, 65_535))

    def waiting(self) -> list[Message]:
        """What has arrived by now."""
        found = []
        with contextlib.suppress(BlockingIOError):
            while True:
                found.append(parse_message(self.socket.recv(65_535)))
        return found


class TcpPeer:
    """A bare connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._framer = StreamFramer()
        self._ready: list[bytes] = []

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def receive(self) -> Message:
        async with asyncio.timeout(PATIENCE_S):
            while not self._ready:
                data = await self.reader.read(65_535)
                if not data:
                    raise EOFError
                self._ready += self._framer.feed(data)
            return parse_message(self._ready.pop(0))

    async def ended(self) -> bool:
        """Wait for the other side to close."""
        async with asyncio.timeout(PATIENCE_S):
            with contextlib.suppress(EOFError, ConnectionError):
                while True:
                    await self.receive()
            return True


class House:
    """Makes endpoints and peers, and clears them away."""

    def __init__(self) -> None:
        self._stack = contextlib.AsyncExitStack()

    async def endpoint(
        self, handler: Recorder | None = None, *, clock: Clock | None = None, limits: SipLimits | None = None,
        on_unacknowledged: Callable[[IncomingRequest], None] | None = None,
    ) -> SipEndpoint:  # fmt: skip
        """A started endpoint on loopback."""
        endpoint = SipEndpoint(
            host="127.0.0.1", port=0, handler=handler or Recorder(), clock=clock or ManualClock(), limits=limits or SipLimits(),
            on_unacknowledged=on_unacknowledged,
        )  # fmt: skip
        await endpoint.start()
        self._stack.push_async_callback(endpoint.stop)
        return endpoint

    def udp_peer(self, endpoint: SipEndpoint) -> UdpPeer:
        peer = UdpPeer(endpoint.port)
        self._stack.callback(peer.socket.close)
        return peer

    async def tcp_peer(self, endpoint: SipEndpoint) -> TcpPeer:
        reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        self._stack.callback(writer.close)
        return TcpPeer(reader, writer)

    async def close(self) -> None:
        await self._stack.aclose()


def text(
    method: str = "MESSAGE", *extra: str, branch: str = "z9hG4bK1", transport: str = "UDP", cseq: int = 1, call: str = "c", body: bytes = b"",
    to_tag: str = "", via: str | None = None,
) -> bytes:  # fmt: skip
    """A request as a device behind a NAT writes it."""
    lines = [
        f"{method} sip:{PLATFORM}@3402000000 SIP/2.0",
        via or f"Via: SIP/2.0/{transport} 192.168.1.64:5060;rport;branch={branch}",
        f"From: <sip:{DEVICE}@3402000000>;tag=f",
        f"To: <sip:{PLATFORM}@3402000000>{to_tag}",
        f"Call-ID: {call}",
        f"CSeq: {cseq} {method}",
        *extra,
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def request(method: str = "MESSAGE", *, cseq: int = 1, call: str = "ours", body: bytes = b"") -> Request:
    """A request as the gateway hands it to the endpoint."""
    fields = [
        ("From", f"<sip:{PLATFORM}@3402000000>;tag=p"), ("To", f"<sip:{DEVICE}@3402000000>"), ("Call-ID", call), ("CSeq", f"{cseq} {method}"),
        ("Contact", f"<sip:{PLATFORM}@127.0.0.1:5060>"),
    ]  # fmt: skip
    return Request(method, f"sip:{DEVICE}@3402000000", Headers(fields), body)


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something outside it (a socket, a counter) has come about."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # there is no event to wait for: the kernel delivers
            await asyncio.sleep(0)
