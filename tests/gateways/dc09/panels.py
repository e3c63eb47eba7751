"""Panels that send what they are told, and an alarm centre that notes what it is given."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.ports import Account, Receipt, Signal, SourceKey
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.clock import ManualClock
from anlan.foundation.config import Dc09Settings
from anlan.gateways.dc09 import Dc09Gateway, Dc09Limits
from anlan.protocols.dc09 import Frame, Framer, parse, serialize

KEY = bytes(range(16))
VOCABULARY = load_vocabulary()


def account(key: bytes | None = None, *, required: bool = False, window: tuple[int, int] = (40, 20)) -> Account:
    return Account("a1", "s1", "990102", key, required, "C", 90, window, enabled=True)


class Centre:
    """Intake and directory in one: ``hold`` keeps signals uncommitted until ``commit``; ``error`` makes it refuse."""

    def __init__(self) -> None:
        self.accounts: dict[SourceKey, Account] = {}
        self.signals: list[Signal] = []
        self.polls: list[tuple[SourceKey, str]] = []
        self.hold = False
        self.error: Exception | None = None
        self.arrived = asyncio.Event()
        self._seen: set[tuple[SourceKey, str, str]] = set()
        self._waiting: list[asyncio.Future[Receipt]] = []

    def account(self, source: SourceKey) -> Account | None:
        return self.accounts.get(source)

    def receive(self, signal: Signal) -> Awaitable[Receipt]:
        if self.error is not None:
            raise self.error
        key = (signal.source, signal.sequence, signal.digest)
        repeated = key in self._seen
        self._seen.add(key)
        if not repeated:
            self.signals.append(signal)
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self.arrived.set()
        if not self.hold:
            self.commit(Receipt("id", repeated, None, signal.source in self.accounts))
        return future

    async def polled(self, source: SourceKey, path: str, received_utc: datetime) -> None:
        self.polls.append((source, path))

    def commit(self, receipt: Receipt) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(receipt)
        self._waiting.clear()


class TcpPanel:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @property
    def socket(self) -> socket.socket:
        found: socket.socket = self.writer.get_extra_info("socket")
        return found

    def send(self, data: bytes | Frame) -> None:
        self.writer.write(serialize(data) if isinstance(data, Frame) else data)

    async def answer(self) -> Frame:
        async with asyncio.timeout(PATIENCE_S):
            return parse(await self.reader.readuntil(b"\r"))

    async def ask(self, data: bytes | Frame) -> Frame:
        self.send(data)
        return await self.answer()

    async def ended(self) -> bytes:
        """What was sent until the other side closed."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""

    def close(self) -> None:
        self.writer.close()


class UdpPanel:
    """One socket."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0)
        self.socket.connect(("127.0.0.1", port))

    def send(self, data: bytes | Frame) -> None:
        self.socket.send(serialize(data) if isinstance(data, Frame) else data)

    async def raw_answer(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.get_running_loop().sock_recv(self.socket, 65_535)

    async def ask(self, data: bytes | Frame) -> Frame:
        self.send(data)
        (cut,) = Framer().feed(await self.raw_answer())
        return parse(cut)

    def close(self) -> None:
        self.socket.close()


class House:
    """A receiver on loopback with its centre, and panels that are closed with it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.centre = Centre()
        self._stack = AsyncExitStack()

    async def gateway(self, limits: Dc09Limits | None = None, **options: Any) -> Dc09Gateway:
        settings = Dc09Settings(enabled=True, host="127.0.0.1", **{"tcp_port": 0, "udp_port": 0, **options})
        self.running = Dc09Gateway(settings, self.centre, self.centre, VOCABULARY, self.clock, limits)
        await self.running.start()
        self._stack.push_async_callback(self.running.stop)
        return self.running

    def register(self, number: str, known: Account, receiver: str = "0", line: str = "0") -> SourceKey:
        source = SourceKey("dc09", receiver, line, number)
        self.centre.accounts[source] = known
        return source

    async def tcp(self) -> TcpPanel:
        panel = TcpPanel(*await asyncio.open_connection("127.0.0.1", self.running.tcp_port))
        self._stack.callback(panel.close)
        return panel

    def udp(self) -> UdpPanel:
        panel = UdpPanel(self.running.udp_port)
        self._stack.callback(panel.close)
        return panel

    async def close(self) -> None:
        await self._stack.aclose()
