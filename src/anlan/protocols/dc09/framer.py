"""Frames out of a TCP stream or a datagram: from LF to CR, with what stands between them dropped and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anlan.protocols.dc09.frame import MAX_FRAME_BYTES

# The heartbeat of panels older than DC-09's NULL; it has neither LF nor CR of its own.
HEARTBEAT = re.compile(rb"SR([0-9]{4})L([0-9]{4})[ ]{1,8}([0-9A-Za-z]{3,16})[ ]{1,8}\[ID[0-9A-Za-z]{8}\]")
_MAX_HEARTBEAT_BYTES = 64


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Who says that it lives: numbers of receiver and line and the account, as sent."""

    receiver: str
    line: str
    account: str


def read_heartbeat(cut: bytes) -> Heartbeat | None:
    """What a framer cut, read as an old panel's heartbeat; None where it is something else."""
    found = HEARTBEAT.fullmatch(cut.strip(b"\r\n"))
    return Heartbeat(found[1].decode(), found[2].decode(), found[3].decode()) if found else None


class Framer:
    """Cuts one stream. What is held never passes ``limit`` bytes; once ``overflowed``, close the stream.

    ``garbage`` counts the bytes dropped so far: where frames should be, noise beyond a bound tells that the other side is no panel.
    """

    __slots__ = ("_buffer", "_limit", "garbage", "overflowed")

    def __init__(self, limit: int = MAX_FRAME_BYTES) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self.garbage = 0
        self.overflowed = False

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Frames (from LF to CR) and heartbeats that are whole now, in order."""
        cuts: list[bytes] = []
        if self.overflowed:
            return cuts
        self._buffer += data
        start = 0
        while (end := self._buffer.find(b"\r", start)) >= 0:
            self._cut(bytes(self._buffer[start : end + 1]), cuts)
            start = end + 1
        del self._buffer[:start]
        self._hold(cuts)
        return cuts

    def _cut(self, piece: bytes, cuts: list[bytes]) -> None:
        """One piece that ends with CR: the last LF begins the frame, as one cut off before it never ended."""
        begin = piece.rfind(b"\n")
        if begin < 0 or begin == len(piece) - 2:  # no LF, or line ends of an old terminal
            self._outside(piece, cuts)
            return
        self._outside(piece[:begin], cuts)
        if len(piece) - begin > self._limit:
            self._overflow()
        elif not self.overflowed:
            cuts.append(piece[begin:])

    def _hold(self, cuts: list[bytes]) -> None:
        """Keep only what may become a frame or a heartbeat."""
        buffer = self._buffer
        keep = buffer.rfind(b"\n")
        if keep < 0:
            keep = max((found.end() for found in HEARTBEAT.finditer(buffer)), default=0)
            rest = len(buffer) - keep
            if rest > _MAX_HEARTBEAT_BYTES or (rest and buffer[keep] != ord("S")):
                keep = len(buffer)
        self._outside(bytes(buffer[:keep]), cuts)
        del buffer[:keep]
        if len(buffer) > self._limit:
            self._overflow()

    def _outside(self, data: bytes, cuts: list[bytes]) -> None:
        """What stands outside LF…CR: heartbeats, line ends, or noise."""
        after = 0
        for found in HEARTBEAT.finditer(data):
            self.garbage += len(data[after : found.start()].strip(b"\r\n"))
            cuts.append(found[0])
            after = found.end()
        self.garbage += len(data[after:].strip(b"\r\n"))

    def _overflow(self) -> None:
        self.overflowed = True
        self._buffer = bytearray()
