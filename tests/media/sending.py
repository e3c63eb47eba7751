"""Senders of RTP/PS: what a camera's network side does."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterable

PAYLOAD_BYTES = 1400
WAIT_S = 0.0005


def packets(
    units: Iterable[tuple[int, bytes]], ssrc: int, first_sequence: int = 0, marker: str = "right"
) -> list[bytes]:
    """RTP packets of the units: one time stamp a unit, the marker on its last packet (or never, or on every packet)."""
    out, sequence = [], first_sequence
    for time_90k, data in units:
        for at in range(0, len(data), PAYLOAD_BYTES):
            is_last = at + PAYLOAD_BYTES >= len(data)
            marked = {"right": is_last, "never": False, "always": True}[marker]
            head = struct.pack("!BBHII", 0x80, 96 | marked << 7, sequence & 0xFFFF, time_90k & 0xFFFFFFFF, ssrc)
            out.append(head + data[at : at + PAYLOAD_BYTES])
            sequence += 1
    return out


class UdpSender:
    """A camera's socket: one source port for the whole stream."""

    def __init__(self, port: int, *, host: str = "127.0.0.1", source_host: str = "127.0.0.1") -> None:
        self._target = (host, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((source_host, 0))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> UdpSender:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    async def send(self, what: Iterable[bytes]) -> None:
        """Send at once, letting the other side breathe every 32 packets so that no buffer overflows."""
        for index, packet in enumerate(what):
            self._socket.sendto(packet, self._target)
            if index % 32 == 31:
                await asyncio.sleep(WAIT_S)


def framed(what: Iterable[bytes], *, interleaved: bool = False) -> bytes:
    """As one TCP stream: RFC 4571, or with RTSP's ``$`` as devices of 2011 do."""
    mark = b"$\0" if interleaved else b""
    return b"".join(mark + struct.pack("!H", len(packet)) + packet for packet in what)
