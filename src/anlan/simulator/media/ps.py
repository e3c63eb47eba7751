"""MPEG-2 program stream as GB/T 28181 annex C wants it: one pack a picture, system header and map on key pictures."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from anlan.simulator.media.annexb import AccessUnit, Codec

# PSM stream types, GB/T 28181-2022 annex C table C.1.
_STREAM_TYPE = {"h264": 0x1B, "h265": 0x24}
_VIDEO = 0xE0
# PES_packet_length counts the header's 8 bytes (with PTS) as well; kept a little under 65,535.
_MAX_PES_PAYLOAD = 65_400
# In units of 50 bytes/s: 20 Mbit/s, an upper bound for what we send.
_MUX_RATE = 50_000
_SCR_AT = 4
_PACK_HEADER_BYTES = 14


@dataclass(frozen=True, slots=True)
class PsFrame:
    """A picture as PS. ``scr_at`` and ``pts_at`` say where its times stand, so that a loop can move them."""

    data: bytes
    key: bool
    pts_at: int

    def at(self, time_90k: int) -> bytearray:
        """The same picture at another time."""
        moved = bytearray(self.data)
        moved[_SCR_AT : _SCR_AT + 6] = scr(time_90k)
        moved[self.pts_at : self.pts_at + 5] = pts(time_90k)
        return moved


class PsMuxer:
    """Packs pictures of one video stream."""

    def __init__(self, codec: Codec) -> None:
        self._intro = system_header() + program_stream_map(_STREAM_TYPE[codec])

    def mux(self, unit: AccessUnit, time_90k: int = 0) -> PsFrame:
        """One pack."""
        head = pack_header(time_90k) + (self._intro if unit.key else b"")
        parts = [head]
        for begin in range(0, max(1, len(unit.data)), _MAX_PES_PAYLOAD):
            payload = unit.data[begin : begin + _MAX_PES_PAYLOAD]
            parts += [pes_header(len(payload), time_90k if begin == 0 else None), payload]
        return PsFrame(b"".join(parts), unit.key, len(head) + 9)


def scr(time_90k: int) -> bytes:
    """System clock reference with extension 0 (ISO/IEC 13818-1 §2.5.3.3)."""
    base = time_90k & 0x1_FFFF_FFFF
    bits = 0b01 << 46 | (base >> 30) << 43 | 1 << 42 | (base >> 15 & 0x7FFF) << 27 | 1 << 26
    return (bits | (base & 0x7FFF) << 11 | 1 << 10 | 1).to_bytes(6, "big")


def pts(time_90k: int) -> bytes:
    """Presentation time without a decoding time: pictures are never reordered."""
    base = time_90k & 0x1_FFFF_FFFF
    first = 0x20 | (base >> 29 & 0x0E) | 1
    return struct.pack(">BHH", first, (base >> 14 & 0xFFFE) | 1, (base << 1 & 0xFFFE) | 1)


def pack_header(time_90k: int) -> bytes:
    """Fourteen bytes, no stuffing."""
    return b"\x00\x00\x01\xba" + scr(time_90k) + (_MUX_RATE << 2 | 3).to_bytes(3, "big") + b"\xf8"


def system_header() -> bytes:
    """One video stream with a buffer bound of 512 KiB."""
    bounds = struct.pack(">B", 0x80 | _MUX_RATE >> 15) + struct.pack(">H", (_MUX_RATE << 1 & 0xFFFE) | 1)
    # audio_bound 0; no fixed rate, no CSPS; both locks; one video stream; reserved ones.
    body = bounds + b"\x00\xe1\x7f" + bytes([_VIDEO]) + struct.pack(">H", 0xE000 | 512)
    return b"\x00\x00\x01\xbb" + struct.pack(">H", len(body)) + body


def program_stream_map(stream_type: int) -> bytes:
    """The map that names the codec; strict readers refuse a stream without it."""
    body = b"\xe0\xff" + b"\x00\x00" + struct.pack(">H", 4) + bytes([stream_type, _VIDEO]) + b"\x00\x00"
    head = b"\x00\x00\x01\xbc" + struct.pack(">H", len(body) + 4) + body
    return head + struct.pack(">I", crc32_mpeg(head))


def pes_header(payload_bytes: int, time_90k: int | None) -> bytes:
    """The header of a video PES packet, with a PTS on a picture's first."""
    if time_90k is None:
        return b"\x00\x00\x01" + bytes([_VIDEO]) + struct.pack(">H", payload_bytes + 3) + b"\x80\x00\x00"
    return b"\x00\x00\x01" + bytes([_VIDEO]) + struct.pack(">H", payload_bytes + 8) + b"\x84\x80\x05" + pts(time_90k)


def crc32_mpeg(data: bytes) -> int:
    """CRC-32/MPEG-2: polynomial 04C11DB7, not reflected, no final inversion (ISO/IEC 13818-1 annex A)."""
    crc = 0xFFFF_FFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C1_1DB7) & 0xFFFF_FFFF if crc & 0x8000_0000 else crc << 1
    return crc
