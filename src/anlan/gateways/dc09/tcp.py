"""TCP connections of panels: kept or closed after each message, as the panel likes, and bounded in everything."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from typing import cast

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.dc09.limits import Dc09Limits
from anlan.gateways.dc09.metrics import CONNECTIONS, DROPPED
from anlan.gateways.dc09.serving import Serving
from anlan.protocols.dc09 import Framer

log = structlog.get_logger(__name__)


class PanelConnection(asyncio.Protocol):
    """One connection: frames are served in their order, a few at once; reading pauses while more wait."""

    __slots__ = ("_connections", "_ending", "_served", "_waiting", "buffered", "framer", "heard_s", "host", "partial_since_s", "transport")  # fmt: skip

    def __init__(self, connections: PanelConnections) -> None:
        self._connections = connections
        self.framer = Framer(connections.limits.line_bytes)
        self.transport: asyncio.Transport | None = None
        self.host = ""
        self.heard_s = connections.clock.monotonic_s()
        self.partial_since_s: float | None = None
        self.buffered = 0
        self._waiting: deque[bytes] = deque()
        self._served = 0
        self._ending = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        if not peer:
            self.transport.abort()
            return
        self.host = peer[0]
        self._connections.opened(self)

    def data_received(self, data: bytes) -> None:
        if self._ending:
            return
        limits = self._connections.limits
        self.heard_s = self._connections.clock.monotonic_s()
        cuts = self.framer.feed(data)
        self._waiting.extend(cuts)
        if not self.framer.held:
            self.partial_since_s = None
        elif cuts or self.partial_since_s is None:
            self.partial_since_s = self.heard_s
        if self.framer.overflowed:
            self._end("line_bytes")
        elif self.framer.garbage > limits.garbage_bytes:
            self._end("garbage")
        elif len(self._waiting) > limits.max_waiting_per_connection:
            self.abort("waiting")
            return
        self._work()

    def eof_received(self) -> bool:
        """The panel has said all; its answers are still sent."""
        self._ending = True
        self._finish()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.clear()
        self._connections.closed(self)

    def abort(self, bound: str) -> None:
        """End at once, because a bound bit."""
        DROPPED.labels(bound).inc()
        self._ending = True
        self._waiting.clear()
        if self.transport is not None:
            self.transport.abort()

    def _work(self) -> None:
        limits = self._connections.limits
        while self._waiting and self._served < limits.max_pending_per_connection:
            self._served += self._connections.serving.serve(self._waiting.popleft(), self.host, self._reply)
        transport = self.transport
        if transport is not None and not transport.is_closing():
            if self._waiting or self._ending:
                transport.pause_reading()
            else:
                transport.resume_reading()
        self._connections.buffering(self, self.framer.held + sum(map(len, self._waiting)))
        self._finish()

    def _reply(self, answer: bytes | None) -> None:
        self._served -= 1
        transport = self.transport
        if answer is not None and transport is not None and not transport.is_closing():
            transport.write(answer)
            if transport.get_write_buffer_size() > self._connections.limits.max_write_buffer_bytes:
                self.abort("write_buffer")
        if self._waiting:
            self._work()
        else:
            self._finish()

    def _end(self, bound: str) -> None:
        """Take nothing more; what came whole before is still answered."""
        DROPPED.labels(bound).inc()
        log.info("dc09_connection_ended", peer=self.host, bound=bound)
        self._ending = True

    def _finish(self) -> None:
        if self._ending and not self._waiting and not self._served and self.transport is not None:
            self.transport.close()


class PanelConnections:
    """All connections of one receiver."""

    def __init__(self, serving: Serving, clock: Clock, limits: Dc09Limits) -> None:
        self.serving = serving
        self.clock = clock
        self.limits = limits
        self._open: set[PanelConnection] = set()
        self._per_host: Counter[str] = Counter()
        self._buffered = 0

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[PanelConnection]:
        return iter(self._open)

    def protocol(self) -> PanelConnection:
        return PanelConnection(self)

    def opened(self, connection: PanelConnection) -> None:
        if len(self._open) >= self.limits.max_connections:
            connection.abort("connections")
            return
        if self._per_host[connection.host] >= self.limits.max_connections_per_address:
            connection.abort("connections_of_address")
            return
        self._open.add(connection)
        self._per_host[connection.host] += 1
        CONNECTIONS.inc()

    def closed(self, connection: PanelConnection) -> None:
        if connection not in self._open:
            return
        self._open.discard(connection)
        self._per_host[connection.host] -= 1
        if not self._per_host[connection.host]:
            del self._per_host[connection.host]
        self._buffered -= connection.buffered
        connection.buffered = 0
        CONNECTIONS.dec()

    def buffering(self, connection: PanelConnection, held: int) -> None:
        """Note what a connection holds; the one that brings all beyond the bound is ended."""
        if connection not in self._open:
            return
        self._buffered += held - connection.buffered
        connection.buffered = held
        if held and self._buffered > self.limits.max_buffered_bytes:
            connection.abort("buffered_bytes")

    def sweep(self) -> None:
        """End what is silent too long and what never finishes its frame."""
        now_s = self.clock.monotonic_s()
        for connection in list(self):
            partial_s = connection.partial_since_s
            if partial_s is not None and now_s - partial_s > self.limits.partial_s:
                connection.abort("partial_frame")
            elif now_s - connection.heard_s > self.limits.idle_s:
                connection.abort("idle")

    def close_all(self) -> None:
        for connection in list(self):
            if connection.transport is not None:
                connection.transport.close()
