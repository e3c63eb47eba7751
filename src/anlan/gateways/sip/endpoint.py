"""The endpoint: one UDP and one TCP socket on the same port, a server and a client over both, one timer for all."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.sip.calling import RequestClient
from anlan.gateways.sip.limits import STANDARD_LIMITS, SipLimits
from anlan.gateways.sip.metrics import DROPPED, count
from anlan.gateways.sip.ports import IncomingRequest, SipHandler, SipTransportError, TakeAtSight, Target
from anlan.gateways.sip.rates import PeerRates
from anlan.gateways.sip.serving import RequestServer
from anlan.gateways.sip.tcp import TcpConnections
from anlan.gateways.sip.udp import UdpSocket, bind_udp
from anlan.protocols.sip import Request, Response, SipSyntaxError, parse_message

log = structlog.get_logger(__name__)

_SHORTEST_TICK_S, _LONGEST_TICK_S = 0.01, 0.1  # timers are half a second and more; one is late by a tick at most
_SWEEP_S = 10.0
_PORT_TRIES = 20  # for a port that is free on both transports
_KNOWN_ADDRESSES = 4_096


class SipEndpoint:
    """SIP on one port. ``port`` 0 takes a free one; ``port`` tells it after ``start``.

    ``on_unacknowledged`` is told of an INVITE answered with 2xx whose ACK never came: its call is dead (RFC 3261 §13.3.1.4).
    ``at_sight`` is asked first about each plain MESSAGE (``TakeAtSight``).
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        handler: SipHandler,
        clock: Clock,
        limits: SipLimits = STANDARD_LIMITS,
        user_agent: str = "Anlan",
        on_unacknowledged: Callable[[IncomingRequest], None] | None = None,
        at_sight: TakeAtSight | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self._handler = handler
        self._clock = clock
        self._limits = limits
        self._user_agent = user_agent
        self._on_unacknowledged = on_unacknowledged
        self._at_sight = at_sight
        self._rates = PeerRates(limits.peer_messages_per_10_s)
        self._local_hosts: dict[str, str] = {}
        self._udp: UdpSocket | None = None
        self._listener: asyncio.Server | None = None
        self._background: list[asyncio.Task[None]] = []
        self._busy = asyncio.Event()

    async def start(self) -> None:
        """Open the sockets. Raises ``OSError`` where the port is taken."""
        self._server = RequestServer(
            self._handler,
            self._clock,
            self._limits,
            self._send,
            self._user_agent,
            self._on_unacknowledged,
            self._at_sight,
        )
        self._client = RequestClient(
            self._clock, self._limits, self._send, self._sent_by, self._user_agent, self._busy.set
        )
        self._connections = TcpConnections(
            self._limits, self._clock, self._receive, self._server.refuse, self._drained, self._lost
        )
        datagrams, stream = self._bind()
        self.port = datagrams.getsockname()[1]
        self._udp = UdpSocket(datagrams, self._receive_datagram, self._drained, self._limits.udp_queue)
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._connections.protocol, sock=stream, backlog=1024)
        self._background = [loop.create_task(self._keep_time()), loop.create_task(self._sweep())]
        log.info("sip_listening", host=self.host, port=self.port)

    async def check(self) -> None:
        """Raise ``SipTransportError`` where the endpoint does not listen although it should (readiness)."""
        if self._udp is None or any(task.done() for task in self._background):
            raise SipTransportError("the endpoint is not running")

    async def stop(self) -> None:
        """Close the sockets; requests under way fail with ``SipTransportError``."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        self._background = []
        if self._udp is None:
            return
        if self._listener is not None:
            self._listener.close()
        self._client.stop()
        await self._server.stop()
        self._connections.close_all()
        self._udp.close()
        self._udp = None

    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response:
        """Send a non-INVITE and give its final answer. Via, Max-Forwards and Content-Length are filled in.

        Raises ``SipTimeout`` | ``SipTransportError``; ``ValueError`` where a header cannot be written.
        """
        return await self._client.request(request, await self._route(target), timeout_s)

    async def invite(
        self,
        request: Request,
        target: Target,
        *,
        on_provisional: Callable[[Response], None] | None = None,
        timeout_s: float = 10.0,
    ) -> Response:
        """Send an INVITE and give its final answer; a failure is acknowledged here, a 2xx by the caller (``acknowledge``).

        On time-out, or when the waiting task is cancelled, the call is cancelled at the peer and a late 2xx ended by BYE.
        Raises ``SipTimeout`` | ``SipTransportError``.
        """
        return await self._client.invite(request, await self._route(target), on_provisional, timeout_s)

    async def acknowledge(self, ack: Request, target: Target) -> None:
        """Send the ACK of a 2xx; it is repeated whenever the 2xx is. Raises ``SipTransportError``."""
        self._client.acknowledge(ack, await self._route(target))

    def local_host_for(self, target: Target) -> str:
        """Our address as this peer sees it (before any NAT). Raises ``SipTransportError`` where no way leads there."""
        if target.connection is not None:
            host = self._connections.local_host(target.connection)
            if host is not None:
                return host
        if self.host not in ("0.0.0.0", "::", ""):  # noqa: S104  # compared, not bound
            return self.host
        known = self._local_hosts.get(target.host)
        if known is None:
            known = _local_address_towards(target.host, target.port)
            if len(self._local_hosts) >= _KNOWN_ADDRESSES:
                self._local_hosts.clear()
            self._local_hosts[target.host] = known
        return known

    async def _route(self, target: Target) -> Target:
        """The target with its address resolved and, for TCP, its connection open."""
        if self._udp is None:
            raise SipTransportError("the endpoint is not running")
        if target.connection is not None:
            if not self._connections.is_open(target.connection):
                raise SipTransportError("the connection is closed")
            return target
        host = target.host if _is_address(target.host) else await self._resolve(target.host)
        if target.transport == "tcp":
            return await self._connections.connect(host, target.port)
        return Target("udp", host, target.port)

    async def _resolve(self, name: str) -> str:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            found = await asyncio.get_running_loop().getaddrinfo(name, None, family=family, type=socket.SOCK_DGRAM)
        except (OSError, UnicodeError) as error:
            raise SipTransportError(f"{name} has no address") from error
        return str(found[0][4][0])

    def _bind(self) -> tuple[socket.socket, socket.socket]:
        for attempt in range(_PORT_TRIES):
            datagrams = bind_udp(self.host, self.port, self._limits.udp_receive_buffer_bytes)
            stream = socket.socket(datagrams.family, socket.SOCK_STREAM)
            try:
                stream.settimeout(0)
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                stream.bind((self.host, datagrams.getsockname()[1]))
            except OSError as error:
                datagrams.close()
                stream.close()
                if self.port or error.errno != errno.EADDRINUSE or attempt == _PORT_TRIES - 1:
                    raise
            else:
                return datagrams, stream
        raise AssertionError("unreachable")

    def _send(self, data: bytes, target: Target) -> None:
        if target.transport == "udp":
            if self._udp is None:
                raise SipTransportError("the endpoint is not running")
            self._udp.send(data, target.host, target.port)
        elif target.connection is None:
            raise SipTransportError("no connection")
        else:
            self._connections.send(data, target.connection)

    def _sent_by(self, target: Target) -> str:
        host = self.local_host_for(target)
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def _receive_datagram(self, data: bytes, address: Any) -> None:
        if len(data) <= 4 and not data.strip(b"\r\n\0 "):
            return  # a hole kept open in somebody's NAT
        self._receive(data, Target("udp", address[0], address[1]))

    def _receive(self, data: bytes, source: Target) -> None:
        now_s = self._clock.monotonic_s()
        if not self._rates.admit(source.host, now_s):
            count(DROPPED, "messages_of_peer")
            return
        if data.startswith(b"MESSAGE ") and self._server.receive_plain(data, source, now_s):
            return
        self._busy.set()
        message: Request | Response | None = None
        try:
            message = parse_message(data, self._limits.message)
            if isinstance(message, Request):
                self._server.receive(message, source)
            else:
                self._client.receive(message, source)
        except SipSyntaxError as error:
            if error.request is None and isinstance(message, Request):
                error.request = message
            self._server.refuse(error, source)

    def _drained(self) -> None:
        self._server.start_work()

    def _lost(self, target: Target) -> None:
        self._client.connection_lost(target)
        try:
            self._handler.connection_lost(target)
        except Exception:
            log.exception("sip_handler_failed", method="connection_lost", peer=target.host)

    async def _keep_time(self) -> None:
        """One timer for all transactions: asleep while there are none."""
        while True:
            due = [time_s for time_s in (self._server.next_timer_s, self._client.next_timer_s) if time_s is not None]
            if not due:
                self._busy.clear()
                await self._busy.wait()
                await self._clock.sleep(_SHORTEST_TICK_S)
                continue
            now_s = self._clock.monotonic_s()
            await self._clock.sleep(min(max(min(due) - now_s, _SHORTEST_TICK_S), _LONGEST_TICK_S))
            now_s = self._clock.monotonic_s()
            self._server.tick(now_s)
            self._client.tick(now_s)

    async def _sweep(self) -> None:
        while True:
            await self._clock.sleep(_SWEEP_S)
            self._connections.sweep(self._clock.monotonic_s())
            self._local_hosts.clear()  # addresses change


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _local_address_towards(host: str, port: int) -> str:
    """What the kernel would send from; nothing is sent."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, port or 5060))
        except OSError as error:
            raise SipTransportError(f"no way to {host}: {error.strerror}") from error
        return str(probe.getsockname()[0])
