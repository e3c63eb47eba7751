"""One media session: the feed's pictures as RTP to one receiver, over UDP or TCP in either direction."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from typing import Literal

import structlog

from anlan.simulator.faults import Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.media.feeds import Feed
from anlan.simulator.media.ps import PsFrame
from anlan.simulator.media.rtp import RtpPacketizer, framed
from anlan.simulator.signalling.links import Address

log = structlog.get_logger(__name__)

Mode = Literal["udp", "tcp_active", "tcp_passive"]
# What may wait in a TCP connection whose receiver is slow, before pictures are skipped up to the next key picture.
_MAX_WAITING_BYTES = 2 * 1024 * 1024
_SEND_BUFFER_BYTES = 1024 * 1024
# GB/T 28181-2022 annex D: three tries, a second or more apart.
_CONNECT_TRIES = 3


class MediaSession:
    """``mode`` is from our view: ``tcp_active`` connects to the receiver, ``tcp_passive`` waits for it."""

    def __init__(
        self,
        *,
        feed: Feed,
        ssrc: int,
        mode: Mode,
        remote: Address,
        local_host: str,
        faults: Faults,
        happenings: Happenings,
    ) -> None:
        self._feed = feed
        self._mode = mode
        self._remote = remote
        self._local_host = faults.media_host or local_host
        self._faults = faults
        self._happenings = happenings
        self._packetizer = RtpPacketizer(ssrc, random.getrandbits(16))  # a sequence start, no secret
        self._line = faults.line()
        self._udp: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reader: asyncio.StreamReader | None = None
        self._connected = asyncio.Event()
        self._opening: asyncio.Task[None] | None = None
        self._base_90k: int | None = None
        self._waiting_for_key = True
        self.packets_sent = 0
        self.packets_dropped = 0

    async def open(self) -> int:
        """Take the local port to be told in the SDP. Raises ``OSError``."""
        if self._mode == "udp":
            self._udp = socket.socket(socket.AF_INET6 if ":" in self._local_host else socket.AF_INET, socket.SOCK_DGRAM)
            self._udp.settimeout(0)
            self._udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
            self._udp.bind((self._local_host, 0))
            return int(self._udp.getsockname()[1])
        if self._mode == "tcp_passive":
            self._server = await asyncio.start_server(self._accept, self._local_host, 0)
            return int(self._server.sockets[0].getsockname()[1])
        # The discard port stands for "I open the connection" (RFC 4145 §4.1).
        return 9

    def start(self) -> None:
        """Begin to send (after the ACK)."""
        self._opening = asyncio.create_task(self._begin(), name="simulated media session")

    async def stop(self) -> None:
        """Stop sending and release the port."""
        self._feed.detach(self._receive)
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
        if self._server is not None:
            self._server.close()
        if self._udp is not None:
            self._udp.close()
            self._udp = None

    def request_key_frame(self) -> bool:
        """Ask the source."""
        return self._feed.request_key_frame()

    async def _begin(self) -> None:
        if self._mode == "tcp_active":
            self._writer = await self._connect()
            if self._writer is None:
                self._happenings.record("media_failed")
                return
        elif self._mode == "tcp_passive":
            await self._connected.wait()
        if not self._faults.no_media:
            self._feed.attach(self._receive)

    async def _connect(self) -> asyncio.StreamWriter | None:
        for attempt in range(1, _CONNECT_TRIES + 1):
            try:
                _, writer = await asyncio.open_connection(*self._remote, local_addr=(self._local_host, 0))
            except OSError as error:
                log.warning("no way to the media receiver", port=self._remote[1], attempt=attempt, error=str(error))
                await self._feed.clock.sleep(1.0)
            else:
                return writer
        return None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._writer is not None and not self._receiver_left():
            writer.close()
            return
        if self._writer is not None:
            self._writer.close()
        self._reader, self._writer = reader, writer
        self._waiting_for_key = True
        self._connected.set()

    def _receiver_left(self) -> bool:
        # One that was slow to see its connection stand has given it up and comes anew.
        assert self._writer is not None
        return self._writer.is_closing() or (self._reader is not None and self._reader.at_eof())

    def _receive(self, frame: PsFrame, time_90k: int) -> None:
        if frame.key and self._faults.no_key_frame:
            return
        if self._waiting_for_key and not self._faults.no_key_frame:
            if not frame.key:
                return
            self._waiting_for_key = False
        if self._base_90k is None:
            self._base_90k = time_90k
            self._happenings.record("streaming")
        # Times start anew with each session, as a device's do.
        packets = self._line.carry(self._packetizer.packets(frame, 90_000 + time_90k - self._base_90k))
        if self._udp is not None:
            self._send_udp(packets)
        elif self._writer is not None:
            self._send_tcp(packets)

    def _send_udp(self, packets: list[bytes]) -> None:
        assert self._udp is not None
        for packet in packets:
            try:
                self._udp.sendto(packet, self._remote)
                self.packets_sent += 1
            except OSError:
                # A full buffer, or a receiver that has gone: what UDP loses is lost.
                self.packets_dropped += 1

    def _send_tcp(self, packets: list[bytes]) -> None:
        assert self._writer is not None
        if self._writer.is_closing() or self._writer.transport.get_write_buffer_size() > _MAX_WAITING_BYTES:
            self.packets_dropped += len(packets)
            self._waiting_for_key = True
            self._happenings.record("media_dropped")
            return
        with contextlib.suppress(ConnectionError):
            self._writer.write(framed(packets))
            self.packets_sent += len(packets)
