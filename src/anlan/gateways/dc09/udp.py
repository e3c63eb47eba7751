"""Datagrams of panels: a frame each, answered to where it came from."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from anlan.foundation.clock import Clock
from anlan.gateways.dc09.limits import Dc09Limits
from anlan.gateways.dc09.metrics import DROPPED, FRAMES
from anlan.gateways.dc09.serving import Serving
from anlan.gateways.sip.rates import PeerRates
from anlan.protocols.dc09 import Framer


class PanelDatagrams(asyncio.DatagramProtocol):
    """The UDP socket of one receiver."""

    def __init__(self, serving: Serving, clock: Clock, limits: Dc09Limits) -> None:
        self._serving = serving
        self._clock = clock
        self._limits = limits
        self._rates = PeerRates(limits.address_datagrams_per_10_s)
        self._transport: asyncio.DatagramTransport | None = None
        self._full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[Any, ...]) -> None:
        host = address[0]
        if not self._rates.admit(host, self._clock.monotonic_s()):
            DROPPED.labels("datagrams").inc()
            return
        framer = Framer(self._limits.line_bytes)
        cuts = framer.feed(data)
        if framer.overflowed:
            DROPPED.labels("line_bytes").inc()
        elif not cuts:
            FRAMES.labels("format").inc()
        for cut in cuts:
            self._serving.serve(cut, host, lambda answer: self._reply(answer, address))

    def error_received(self, exc: Exception) -> None:
        """An ICMP error of an earlier answer: its panel has gone, nobody else is concerned."""
        DROPPED.labels("udp_error").inc()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False

    def _reply(self, answer: bytes | None, address: tuple[Any, ...]) -> None:
        if answer is None or self._transport is None or self._transport.is_closing():
            return
        if self._full:  # the kernel takes no more: as with any lost datagram, the panel sends again
            DROPPED.labels("udp_buffer").inc()
            return
        self._transport.sendto(answer, address)
