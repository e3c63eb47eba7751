"""A program stream muxer of the kind cameras have (GB/T 28181-2022 annex C), with the mistakes cameras make."""

from __future__ import annotations

from dataclasses import dataclass

from .clips import FRAME_90K, Clip

STREAM_TYPES = {"h264": 0x1B, "h265": 0x24, "g711a": 0x90, "g711u": 0x91, "aac": 0x0F, "mpeg4": 0x10, "svac": 0x80}
PES_MAX = 65_000


@dataclass(frozen=True)
class Habits:
    """What a camera does its own way. ``lengths``: right, zero, or wrapped at 65,536 as when one PES holds a large frame."""

    with_map: bool = True
    map_video: str = ""
    """Stream type named in the map where it is not the true one."""
    map_audio: str = ""
    lengths: str = "right"
    with_dts: bool = False
    with_pts: bool = True
    with_system: bool = True


def pack_header(time_90k: int) -> bytes:
    scr = time_90k
    value = (
        0b01 << 46
        | (scr >> 30 & 7) << 43
        | 1 << 42
        | (scr >> 15 & 0x7FFF) << 27
        | 1 << 26
        | (scr & 0x7FFF) << 11
        | 1 << 10
        | 1
    )
    return b"\0\0\1\xba" + value.to_bytes(6, "big") + bytes((0x0F, 0xFF, 0xFF, 0xF8))


def system_header() -> bytes:
    return b"\0\0\1\xbb\0\x0c" + bytes((0x80, 0x04, 0xE1, 0x7F, 0xE0, 0xE0, 0xE0, 0xD8, 0xC0, 0xC0, 0x20, 0x20))


def program_map(video: str, audio: str) -> bytes:
    entries = bytes((STREAM_TYPES[video], 0xE0, 0, 0))
    if audio:
        entries += bytes((STREAM_TYPES[audio], 0xC0, 0, 0))
    body = bytes((0xE1, 0xFF, 0, 0)) + len(entries).to_bytes(2, "big") + entries
    head = b"\0\0\1\xbc" + (len(body) + 4).to_bytes(2, "big") + body
    return head + _crc32(head).to_bytes(4, "big")


def _crc32(data: bytes) -> int:
    """CRC-32/MPEG-2 over the whole section from the start code on (ISO/IEC 13818-1 §2.5.4.1)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1
        crc &= 0xFFFFFFFF
    return crc


def _stamp(mark: int, value: int) -> bytes:
    value &= (1 << 33) - 1
    return bytes(
        (
            mark << 4 | value >> 29 & 0x0E | 1,
            value >> 22 & 0xFF,
            value >> 14 & 0xFE | 1,
            value >> 7 & 0xFF,
            value << 1 & 0xFE | 1,
        )
    )


def pes(stream_id: int, payload: bytes, pts_90k: int | None, habits: Habits, dts_90k: int | None = None) -> bytes:
    fields, flags = b"", 0
    if pts_90k is not None and dts_90k is not None:
        fields, flags = _stamp(3, pts_90k) + _stamp(1, dts_90k), 0xC0
    elif pts_90k is not None:
        fields, flags = _stamp(2, pts_90k), 0x80
    header = bytes((0x80, flags, len(fields))) + fields
    length = len(header) + len(payload)
    is_video = stream_id >= 0xE0
    stated = 0 if habits.lengths == "zero" and is_video else length & 0xFFFF
    return b"\0\0\1" + bytes((stream_id,)) + stated.to_bytes(2, "big") + header + payload


def video_unit(data: bytes, is_key: bool, time_90k: int, clip: Clip, habits: Habits) -> bytes:
    """One frame as a camera sends it: pack header, on key frames system header and map, then PES packets."""
    out = pack_header(time_90k)
    if is_key and habits.with_system:
        out += system_header()
    if is_key and habits.with_map:
        out += program_map(habits.map_video or clip.codec, habits.map_audio or clip.audio_kind)
    step = PES_MAX if habits.lengths == "right" else len(data)
    for at in range(0, len(data), step):
        pts = time_90k if at == 0 and habits.with_pts else None
        out += pes(0xE0, data[at : at + step], pts, habits, time_90k if pts is not None and habits.with_dts else None)
    return out


def audio_unit(piece: bytes, time_90k: int, habits: Habits) -> bytes:
    return pes(0xC0, piece, time_90k if habits.with_pts else None, habits)


def units(clip: Clip, habits: Habits = Habits(), start_90k: int = 90_000) -> list[tuple[int, bytes]]:
    """All units of a clip in the order of their times: (90 kHz time, program stream bytes)."""
    out = [
        (start_90k + index * FRAME_90K, video_unit(unit.data, unit.is_key, start_90k + index * FRAME_90K, clip, habits))
        for index, unit in enumerate(clip.units)
    ]
    out += [(start_90k + at, audio_unit(piece, start_90k + at, habits)) for at, piece in clip.audio]
    return sorted(out, key=lambda entry: entry[0])
