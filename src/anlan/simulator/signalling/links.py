"""Ways to a SIP peer: a UDP address or a TCP connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Protocol, cast

from anlan.protocols.sip import SipSyntaxError, StreamFramer

Address = tuple[str, int]

_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024


class Link(Protocol):
    """Where a message goes to or came from."""

    reliable: bool
    peer: Address
    local: Address

    def send(self, data: bytes) -> None:
        """Send one message; losing it silently is what UDP does."""


Deliver = Callable[[bytes, Link], None]


class UdpSocket(asyncio.DatagramProtocol):
    """One UDP port."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._transport: asyncio.DatagramTransport | None = None
        self.local: Address = ("", 0)

    async def open(self, host: str, port: int) -> None:
        """Bind. Raises ``OSError``."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, port))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        sock = transport.get_extra_info("socket")
        if sock is not None:
            # A fleet's answers come in bursts; the kernel may grant less.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        self.local = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._deliver(data, UdpLink(self, addr[:2]))

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram; nothing happens once closed."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)

    def close(self) -> None:
        """Release the port."""
        if self._transport is not None:
            self._transport.close()


class UdpLink:
    """A peer behind a UDP address."""

    __slots__ = ("_socket", "local", "peer", "reliable")

    def __init__(self, udp: UdpSocket, peer: Address) -> None:
        self._socket = udp
        self.peer = peer
        self.local = udp.local
        self.reliable = False

    def send(self, data: bytes) -> None:
        self._socket.send(data, self.peer)


class TcpLink:
    """A TCP connection, ours or theirs."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.reliable = True
        self.peer: Address = writer.get_extra_info("peername")[:2]
        self.local: Address = writer.get_extra_info("sockname")[:2]

    def send(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    async def serve(self, deliver: Deliver) -> None:
        """Deliver messages until the connection ends."""
        framer = StreamFramer()
        with contextlib.suppress(ConnectionError, SipSyntaxError):
            while data := await self._reader.read(65536):
                for message in framer.feed(data):
                    deliver(message, self)
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._writer.close()
