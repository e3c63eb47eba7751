"""A panel's way to its receiver: a TCP connection or a UDP socket, which panels may share."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Protocol, cast

from anlan.simulator.panels.wire import answer_framer

# What a receiver answers; the line of a message.
Deliver = Callable[[bytes], None]

CONNECT_LIMIT_S = 10.0
_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
_READ_BYTES = 65_536


class Line(Protocol):
    """One way to one receiver."""

    @property
    def is_open(self) -> bool:
        """Whether a frame can leave."""

    async def open(self) -> None:
        """Connect. Raises ``OSError``, ``TimeoutError`` included."""

    def send(self, data: bytes) -> None:
        """Send bytes; nothing happens where the line is down, as a panel learns that only from the missing answer."""

    def close(self) -> None:
        """End it."""


class TcpLine:
    """A TCP connection; each answer is delivered as one frame."""

    def __init__(self, host: str, port: int, deliver: Deliver) -> None:
        self._address = (host, port)
        self._deliver = deliver
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        return self._writer is not None and not self._writer.is_closing()

    async def open(self) -> None:
        async with self._opening:
            if self.is_open:
                return
            self.close()
            reader, writer = await asyncio.wait_for(asyncio.open_connection(*self._address), CONNECT_LIMIT_S)
            self._writer = writer
            self._reading = asyncio.create_task(self._read(reader, writer), name="panel line")

    def send(self, data: bytes) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(data)

    def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()
        self._reading = self._writer = None

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        framer = answer_framer()
        with contextlib.suppress(OSError):
            while data := await reader.read(_READ_BYTES):
                for answer in framer.feed(data):
                    self._deliver(answer)
        writer.close()


class UdpLine(asyncio.DatagramProtocol):
    """A UDP socket that hears only its receiver."""

    def __init__(self, host: str, port: int, deliver: Deliver) -> None:
        self._address = (host, port)
        self._deliver = deliver
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def open(self) -> None:
        if not self.is_open:
            await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, remote_addr=self._address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        # Answers to a storm come in bursts; the kernel may grant less.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for answer in answer_framer().feed(data):
            self._deliver(answer)

    def send(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._transport = None
