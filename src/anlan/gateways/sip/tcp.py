"""TCP connections: accepted and opened, framed, bounded, reused."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from typing import cast

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.sip.limits import SipLimits
from anlan.gateways.sip.metrics import CONNECTIONS, DROPPED, count
from anlan.gateways.sip.ports import SipTransportError, Target
from anlan.protocols.sip import SipSyntaxError, StreamFramer

log = structlog.get_logger(__name__)

Receive = Callable[[bytes, Target], None]
Refuse = Callable[[SipSyntaxError, Target], None]


class TcpConnection(asyncio.Protocol):
    """One connection, whoever opened it: requests and responses go both ways on it."""

    __slots__ = ("_pool", "framer", "heard_s", "id", "local_host", "partial_since_s", "target", "transport")

    def __init__(self, pool: TcpConnections) -> None:
        self._pool = pool
        self.id = next(pool.ids)
        self.framer = StreamFramer(pool.limits.message)
        self.transport: asyncio.Transport | None = None
        self.target = Target("tcp", "", 0, self.id)
        self.local_host = ""
        self.heard_s = pool.clock.monotonic_s()
        self.partial_since_s: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        local = transport.get_extra_info("sockname")
        if not peer or not local:
            self.transport.abort()
            return
        self.target = Target("tcp", peer[0], peer[1], self.id)
        self.local_host = local[0]
        self._pool.opened(self)

    def data_received(self, data: bytes) -> None:
        self._pool.received(self, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._pool.closed(self)


class TcpConnections:
    """All connections of one endpoint."""

    def __init__(
        self,
        limits: SipLimits,
        clock: Clock,
        receive: Receive,
        refuse: Refuse,
        drained: Callable[[], None],
        lost: Callable[[Target], None],
    ) -> None:
        self.limits = limits
        self.clock = clock
        self.ids = itertools.count(1)
        self._receive = receive
        self._refuse = refuse
        self._drained = drained
        self._lost = lost
        self._open: dict[int, TcpConnection] = {}
        self._by_peer: dict[tuple[str, int], int] = {}
        self._per_host: Counter[str] = Counter()
        self._connecting: dict[tuple[str, int], asyncio.Task[TcpConnection]] = {}
        self._held_bytes = 0

    def __len__(self) -> int:
        return len(self._open)

    def protocol(self) -> TcpConnection:
        return TcpConnection(self)

    def local_host(self, connection: int) -> str | None:
        """Our address on an open connection."""
        found = self._open.get(connection)
        return found.local_host if found else None

    def is_open(self, connection: int) -> bool:
        return connection in self._open

    def find(self, host: str, port: int) -> Target | None:
        """An open connection with this peer, whoever opened it."""
        connection = self._by_peer.get((host, port))
        return self._open[connection].target if connection is not None else None

    async def connect(self, host: str, port: int) -> Target:
        """The open connection with a peer, or a new one. Raises ``SipTransportError``."""
        existing = self.find(host, port)
        if existing is not None:
            return existing
        if len(self._open) >= self.limits.max_connections:
            count(DROPPED, "connections")
            raise SipTransportError("too many open connections")
        task = self._connecting.get((host, port))
        if task is None:  # several requests to one peer share one attempt
            task = asyncio.get_running_loop().create_task(self._connect(host, port))
            self._connecting[host, port] = task
            task.add_done_callback(lambda done: self._attempted(host, port, done))
        try:
            return (await asyncio.shield(task)).target
        except asyncio.CancelledError:
            if task.cancelled():
                raise SipTransportError("the endpoint is stopping") from None
            raise

    def send(self, data: bytes, connection: int) -> None:
        """Write on an open connection. Raises ``SipTransportError``; a peer that does not read loses its connection."""
        found = self._open.get(connection)
        if found is None or found.transport is None or found.transport.is_closing():
            raise SipTransportError("the connection is closed")
        found.transport.write(data)
        if found.transport.get_write_buffer_size() > self.limits.max_write_buffer_bytes:
            count(DROPPED, "write_buffer")
            found.transport.abort()
            raise SipTransportError("the peer does not read")

    def close(self, connection: int) -> None:
        """End a connection after what is written is sent."""
        found = self._open.get(connection)
        if found is not None and found.transport is not None:
            found.transport.close()

    def close_all(self) -> None:
        for task in self._connecting.values():
            task.cancel()
        for connection in list(self._open.values()):
            if connection.transport is not None:
                connection.transport.close()

    def sweep(self, now_s: float) -> None:
        """Close what is silent too long and what never finishes its message."""
        for connection in list(self._open.values()):
            partial = connection.partial_since_s
            if now_s - connection.heard_s > self.limits.connection_idle_s:
                self._abort(connection, "connection_idle")
            elif partial is not None and now_s - partial > self.limits.partial_message_s:
                self._abort(connection, "partial_message")

    def opened(self, connection: TcpConnection) -> None:
        host, port = connection.target.host, connection.target.port
        if len(self._open) >= self.limits.max_connections:
            self._abort(connection, "connections")
            return
        if self._per_host[host] >= self.limits.max_connections_per_peer:
            self._abort(connection, "connections_of_peer")
            return
        self._open[connection.id] = connection
        self._by_peer[host, port] = connection.id
        self._per_host[host] += 1
        CONNECTIONS.value += 1

    def closed(self, connection: TcpConnection) -> None:
        if self._open.pop(connection.id, None) is None:
            return
        host, port = connection.target.host, connection.target.port
        if self._by_peer.get((host, port)) == connection.id:
            del self._by_peer[host, port]
        self._per_host[host] -= 1
        if not self._per_host[host]:
            del self._per_host[host]
        self._held_bytes -= connection.framer.held
        CONNECTIONS.value -= 1
        self._lost(connection.target)

    def received(self, connection: TcpConnection, data: bytes) -> None:
        if connection.id not in self._open:
            return
        connection.heard_s = now_s = self.clock.monotonic_s()
        framer = connection.framer
        held_before = framer.held
        messages = framer.feed(data)
        self._held_bytes += framer.held - held_before
        if framer.pings:
            self._answer_pings(connection)
        for message in messages:
            self._receive(message, connection.target)
        self._drained()
        if framer.flaw is not None:
            self._refuse(framer.flaw, connection.target)
            self.close(connection.id)
        elif framer.held <= 3:  # at most half a keep-alive
            connection.partial_since_s = None
        elif messages or connection.partial_since_s is None:
            connection.partial_since_s = now_s
        if self._held_bytes > self.limits.max_buffered_bytes and framer.held:
            self._abort(connection, "buffered_bytes")

    def _answer_pings(self, connection: TcpConnection) -> None:
        pongs, connection.framer.pings = connection.framer.pings, 0
        if connection.transport is not None and not connection.transport.is_closing():
            connection.transport.write(b"\r\n" * min(pongs, 16))

    async def _connect(self, host: str, port: int) -> TcpConnection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.limits.connect_timeout_s):
                _, connection = await loop.create_connection(self.protocol, host, port)
        except TimeoutError:
            raise SipTransportError(
                f"no connection with {host}:{port} within {self.limits.connect_timeout_s:g} s"
            ) from None
        except OSError as error:
            raise SipTransportError(f"no connection with {host}:{port}: {error.strerror or error}") from error
        if connection.id not in self._open:
            raise SipTransportError(f"the connection with {host}:{port} ended at once")
        return connection

    def _attempted(self, host: str, port: int, task: asyncio.Task[TcpConnection]) -> None:
        self._connecting.pop((host, port), None)
        if not task.cancelled():
            task.exception()  # whoever waits has it; nobody may be waiting any more

    def _abort(self, connection: TcpConnection, bound: str) -> None:
        count(DROPPED, bound)
        log.info("sip_connection_dropped", peer=f"{connection.target.host}:{connection.target.port}", bound=bound)
        if connection.transport is not None:
            connection.transport.abort()
