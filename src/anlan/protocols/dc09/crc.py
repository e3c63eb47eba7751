"""The check sum of DC-09: CRC-16/ARC (x^16+x^15+x^2+1 reflected, initial 0, no final XOR; DC-07 appendix B)."""

from __future__ import annotations

_POLYNOMIAL = 0xA001


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ _POLYNOMIAL if byte & 1 else byte >> 1
    return byte


_TABLE = tuple(_entry(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """The check sum, 0 to 0xFFFF."""
    value = 0
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value
