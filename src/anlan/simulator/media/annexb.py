"""H.264 and H.265 byte streams (Annex B of either) cut into access units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Codec = Literal["h264", "h265"]
START = b"\x00\x00\x00\x01"


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One coded picture with start codes; ``key`` when decoding can begin here."""

    data: bytes
    key: bool


def split_nals(stream: bytes) -> list[bytes]:
    """NAL units without their start codes."""
    nals: list[bytes] = []
    begin = stream.find(b"\x00\x00\x01")
    while begin >= 0:
        end = stream.find(b"\x00\x00\x01", begin + 3)
        nal = stream[begin + 3 : end if end >= 0 else len(stream)]
        # A four-byte start code leaves its first zero at the end of the unit before it.
        nal = nal.rstrip(b"\x00")
        if nal:
            nals.append(nal)
        begin = end
    return nals


def detect_codec(stream: bytes) -> Codec:
    """Tell the codec by its parameter sets. Raises ``ValueError`` where there are none."""
    for nal in split_nals(stream[: 1 << 20]):
        if nal[0] & 0x9F == 7:
            return "h264"
        if (nal[0] >> 1) & 0x3F == 32 and nal[0] & 0x81 == 0:
            return "h265"
    raise ValueError("neither H.264 nor H.265: no parameter sets found")


def access_units(stream: bytes, codec: Codec) -> list[AccessUnit]:
    """The pictures of a whole stream in decoding order."""
    units: list[AccessUnit] = []
    current: list[bytes] = []
    has_picture = False
    for nal in split_nals(stream):
        if has_picture and _begins_unit(nal, codec):
            units.append(_unit(current, codec))
            current, has_picture = [], False
        current.append(nal)
        has_picture = has_picture or _is_picture(nal, codec)
    if has_picture:
        units.append(_unit(current, codec))
    return units


def join(nals: list[bytes]) -> bytes:
    """Units with four-byte start codes."""
    return b"".join(part for nal in nals for part in (START, nal))


def is_key(nal: bytes, codec: Codec) -> bool:
    """Whether a NAL unit is a slice of an IDR (H.264) or IRAP (H.265) picture."""
    if codec == "h264":
        return nal[0] & 0x1F == 5
    return 16 <= (nal[0] >> 1) & 0x3F <= 23


def _unit(nals: list[bytes], codec: Codec) -> AccessUnit:
    return AccessUnit(join(nals), any(is_key(nal, codec) for nal in nals))


def _is_picture(nal: bytes, codec: Codec) -> bool:
    return 1 <= nal[0] & 0x1F <= 5 if codec == "h264" else (nal[0] >> 1) & 0x3F <= 31


def _begins_unit(nal: bytes, codec: Codec) -> bool:
    """Whether a NAL unit after a picture's slices starts the next picture (H.264 §7.4.1.2.3, H.265 §7.4.2.4.4)."""
    if codec == "h264":
        kind = nal[0] & 0x1F
        # first_mb_in_slice is ue(v): the value 0 is the single bit 1.
        return kind in (6, 7, 8, 9) or (1 <= kind <= 5 and len(nal) > 1 and nal[1] & 0x80 != 0)
    kind = (nal[0] >> 1) & 0x3F
    return 32 <= kind <= 35 or kind == 39 or (kind <= 31 and len(nal) > 2 and nal[2] & 0x80 != 0)
