"""RTP packets of PS pictures (RFC 3550; GB/T 28181-2022 annex C: PT 96, one timestamp a picture, marker on its last packet)."""

from __future__ import annotations

import struct

from anlan.simulator.media.ps import PsFrame

PAYLOAD_TYPE = 96
HEADER_BYTES = 12
MAX_PACKET_BYTES = 1400
_MAX_PAYLOAD = MAX_PACKET_BYTES - HEADER_BYTES
_HEADER = struct.Struct(">BBHII")


class RtpPacketizer:
    """Numbers the packets of one session."""

    def __init__(self, ssrc: int, first_sequence: int = 0) -> None:
        self.ssrc = ssrc
        self._sequence = first_sequence & 0xFFFF

    def packets(self, frame: PsFrame, time_90k: int) -> list[bytes]:
        """The packets of a picture, at most 1,400 bytes each."""
        data = frame.at(time_90k)
        view = memoryview(data)
        timestamp = time_90k & 0xFFFF_FFFF
        packets: list[bytes] = []
        for begin in range(0, len(data), _MAX_PAYLOAD):
            last = begin + _MAX_PAYLOAD >= len(data)
            header = _HEADER.pack(0x80, PAYLOAD_TYPE | (0x80 if last else 0), self._sequence, timestamp, self.ssrc)
            packets.append(b"".join((header, view[begin : begin + _MAX_PAYLOAD])))
            self._sequence = (self._sequence + 1) & 0xFFFF
        return packets


def framed(packets: list[bytes]) -> bytes:
    """Packets for TCP: each behind its 16-bit length (RFC 4571)."""
    return b"".join(part for packet in packets for part in (struct.pack(">H", len(packet)), packet))
