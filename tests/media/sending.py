"""Senders of RTP/PS: what a camera's network side does."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterable
from pathlib import Path

from tests.patience import PATIENCE_S

PAYLOAD_BYTES = 1400
WAIT_S = 0.0005
# Less than the smallest receive buffer a kernel gives (212,992 bytes), with what it counts beside the data.
AHEAD_BYTES = 96 * 1024
BURST = 16


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

    async def send(self, what: Iterable[bytes], *, reader: int | None = None) -> None:
        """Send as fast as it is taken: what the target's socket, and a ``reader``'s behind it, still hold fits every kernel."""
        ports = {self._target[1], reader or self._target[1]}
        async with asyncio.timeout(PATIENCE_S):
            for index, packet in enumerate(what):
                self._socket.sendto(packet, self._target)
                if index % BURST == BURST - 1:
                    await asyncio.sleep(WAIT_S)
                    while any(unread_bytes(port) > AHEAD_BYTES for port in ports):
                        await asyncio.sleep(WAIT_S)


def unread_bytes(port: int) -> int:
    """What waits in the kernel for the sockets bound to a UDP port, with the kernel's own overhead (``rx_queue``, proc(5))."""
    waiting, bound = 0, f"{port:04X}"
    for row in Path("/proc/net/udp").read_text().splitlines()[1:]:
        _, local, _, _, queues, *_ = row.split()
        if local.rsplit(":", 1)[1] == bound:
            waiting += int(queues.split(":")[1], 16)
    return waiting


def framed(what: Iterable[bytes], *, interleaved: bool = False) -> bytes:
    """As one TCP stream: RFC 4571, or with RTSP's ``$`` as devices of 2011 do."""
    mark = b"$\0" if interleaved else b""
    return b"".join(mark + struct.pack("!H", len(packet)) + packet for packet in what)
