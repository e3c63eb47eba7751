"""The DC-09 receiver: a TCP and a UDP port, one reception behind both."""

from __future__ import annotations

import asyncio

import structlog

from anlan.capabilities.alarms.ports import AccountDirectory, SignalIntake
from anlan.capabilities.alarms.vocabulary import Vocabulary
from anlan.foundation.clock import Clock
from anlan.foundation.config import Dc09Settings
from anlan.gateways.dc09.limits import Dc09Limits, limits_of
from anlan.gateways.dc09.reception import Reception
from anlan.gateways.dc09.serving import Serving
from anlan.gateways.dc09.tcp import PanelConnections
from anlan.gateways.dc09.udp import PanelDatagrams
from anlan.gateways.sip.udp import bind_udp

log = structlog.get_logger(__name__)

_SWEEP_S = 5.0


class Dc09Gateway:
    """Receives alarms of panels. Ports of 0 take free ones; ``tcp_port`` and ``udp_port`` tell them after ``start``."""

    def __init__(
        self,
        settings: Dc09Settings,
        intake: SignalIntake,
        accounts: AccountDirectory,
        vocabulary: Vocabulary,
        clock: Clock,
        limits: Dc09Limits | None = None,
    ) -> None:
        self._settings = settings
        self._limits = limits or limits_of(settings)
        self._clock = clock
        reception = Reception(
            intake, accounts, vocabulary, clock, self._limits, legacy_heartbeat=settings.legacy_heartbeat
        )
        self._serving = Serving(reception, self._limits.max_pending)
        self.connections = PanelConnections(self._serving, clock, self._limits)
        self.tcp_port = settings.tcp_port
        self.udp_port = settings.udp_port
        self._listener: asyncio.Server | None = None
        self._datagrams: asyncio.DatagramTransport | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open both ports. Raises ``OSError`` where one is taken, with nothing left open."""
        loop = asyncio.get_running_loop()
        host = self._settings.host
        datagrams = bind_udp(host, self.udp_port, self._limits.udp_receive_buffer_bytes)
        try:
            self._listener = await loop.create_server(self.connections.protocol, host, self.tcp_port, backlog=1024)
        except OSError:
            datagrams.close()
            raise
        self._datagrams, _ = await loop.create_datagram_endpoint(
            lambda: PanelDatagrams(self._serving, self._clock, self._limits), sock=datagrams
        )
        self.udp_port = datagrams.getsockname()[1]
        self.tcp_port = self._listener.sockets[0].getsockname()[1]
        self._sweeper = loop.create_task(self._sweep(), name="dc09 sweep")
        log.info("dc09_listening", host=host, tcp_port=self.tcp_port, udp_port=self.udp_port)

    async def check(self) -> None:
        """Raise ``ConnectionError`` where the receiver does not listen although it should (readiness)."""
        swept = self._sweeper is not None and not self._sweeper.done()
        accepts = self._listener is not None and self._listener.is_serving()
        hears = self._datagrams is not None and not self._datagrams.is_closing()
        if not (swept and accepts and hears):
            raise ConnectionError("the DC-09 receiver is not running")

    async def stop(self) -> None:
        """Take nothing more, answer what is under way, close."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
            self._sweeper = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        await self._serving.stop()
        self.connections.close_all()
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None

    async def _sweep(self) -> None:
        while True:
            await self._clock.sleep(_SWEEP_S)
            self.connections.sweep()
