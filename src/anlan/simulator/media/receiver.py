"""Receives RTP/PS as a media server would and keeps what arrived for ffprobe."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from pathlib import Path
from typing import BinaryIO, cast

from anlan.simulator.signalling.links import Address

_FIXED = struct.Struct(">BBHII")


class RtpReceiver(asyncio.DatagramProtocol):
    """Counts packets and writes their PS payload, in order of arrival, to ``path`` (if one is given)."""

    def __init__(self, path: Path | None = None) -> None:
        self._file: BinaryIO | None = path.open("wb") if path is not None else None
        self._wanted: list[tuple[int, asyncio.Future[None]]] = []
        self._transport: asyncio.DatagramTransport | None = None
        self._server: asyncio.Server | None = None
        self._reading: asyncio.Task[None] | None = None
        self.packets = 0
        self.bytes_received = 0
        self.ssrcs: set[int] = set()
        self.payload_types: set[int] = set()
        self.sources: set[str] = set()
        self.sequences: list[int] = []
        self.timestamps: list[int] = []
        # Timestamps on which a packet with the marker bit arrived.
        self.marked: list[int] = []
        self.largest_packet = 0

    async def listen_udp(self, host: str) -> int:
        """Take a UDP port."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    async def listen_tcp(self, host: str) -> int:
        """Wait for the sender's connection."""
        self._server = await asyncio.start_server(self._begin_reading, host, 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def connect(self, sender: Address) -> None:
        """Connect to a sender that waits. Raises ``OSError``."""
        self._begin_reading(*await asyncio.open_connection(*sender))

    async def wait_packets(self, count: int, timeout_s: float = 20.0) -> None:
        """Return once so many packets arrived in all. Raises ``TimeoutError``."""
        if self.packets >= count:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wanted.append((count, future))
        await asyncio.wait_for(future, timeout_s)

    async def close(self) -> None:
        """Stop and finish the file."""
        if self._transport is not None:
            self._transport.close()
        if self._server is not None:
            self._server.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._file is not None:
            self._file.close()
            self._file = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.sources.add(addr[0])
        self._take(data)

    def _begin_reading(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(reader, writer))
        else:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sources.add(writer.get_extra_info("peername")[0])
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                self._take(await reader.readexactly(size))
        writer.close()

    def _take(self, packet: bytes) -> None:
        if len(packet) < _FIXED.size or packet[0] >> 6 != 2:
            return
        first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
        payload = packet[_FIXED.size + 4 * (first & 0x0F) :]
        self.packets += 1
        self.bytes_received += len(packet)
        self.largest_packet = max(self.largest_packet, len(packet))
        self.ssrcs.add(ssrc)
        self.payload_types.add(second & 0x7F)
        self.sequences.append(sequence)
        if not self.timestamps or self.timestamps[-1] != timestamp:
            self.timestamps.append(timestamp)
        if second & 0x80:
            self.marked.append(timestamp)
        if self._file is not None:
            self._file.write(payload)
        for count, future in self._wanted:
            if self.packets >= count and not future.done():
                future.set_result(None)
