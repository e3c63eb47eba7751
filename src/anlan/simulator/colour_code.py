"""A machine-readable colour code in each simulated picture: proof for people and tests that it is the right camera's.

Geometry, in pixels of a 640 × 360 picture: nine squares of 40 × 40 in a row, the first one's top left corner at
(8, 312); eight carry two bits each, most significant first, the ninth is a check. Read the mean of the middle 16 × 16
pixels of each square. A picture of another size is scaled linearly.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable

Rgb = tuple[int, int, int]

FRAME_WIDTH = 640
FRAME_HEIGHT = 360
SQUARE = 40
LEFT = 8
TOP = 312
DIGITS = 8
SQUARES = DIGITS + 1
# Samples are taken this far around the middle, away from edges that compression smears.
SAMPLE_REACH = 8

# Far apart in luma and in both chroma planes, so that 4:2:0 and strong quantising cannot confuse them; none is black,
# so that an empty picture never reads as a code.
PALETTE: tuple[Rgb, ...] = ((235, 235, 235), (210, 20, 20), (20, 180, 40), (30, 40, 220))
# The largest squared distance to a palette colour that still counts; the nearest two are more than twice that apart.
_MAX_DISTANCE = 90**2


def value_of(code: str) -> int:
    """The 16 bits of a channel code."""
    return binascii.crc_hqx(code.encode("utf-8"), 0xFFFF)


def digits(value: int) -> list[int]:
    """Nine palette indices: eight of the value and the check, which is never that of an all-zero row."""
    row = [(value >> (2 * (DIGITS - 1 - position))) & 3 for position in range(DIGITS)]
    return [*row, _check(row)]


def _check(row: list[int]) -> int:
    return (1 + sum(digit * (1 + position % 2 * 2) for position, digit in enumerate(row))) % 4


def squares(code: str) -> list[Rgb]:
    """The colours of a channel's squares, left to right."""
    return [PALETTE[digit] for digit in digits(value_of(code))]


def centre(position: int) -> tuple[int, int]:
    """The middle of a square, in pixels of the 640 × 360 picture."""
    return LEFT + position * SQUARE + SQUARE // 2, TOP + SQUARE // 2


def read(sample: Callable[[int, int], Rgb]) -> int | None:
    """The value a picture shows, None where a square has no colour of the palette or the check fails.

    ``sample(x, y)`` gives the mean colour around a point of the 640 × 360 picture.
    """
    row: list[int] = []
    for position in range(SQUARES):
        digit = _nearest(sample(*centre(position)))
        if digit is None:
            return None
        row.append(digit)
    if row[-1] != _check(row[:-1]):
        return None
    value = 0
    for digit in row[:-1]:
        value = value << 2 | digit
    return value


def _nearest(colour: Rgb) -> int | None:
    distances = [sum((a - b) ** 2 for a, b in zip(colour, known, strict=True)) for known in PALETTE]
    best = min(range(len(PALETTE)), key=distances.__getitem__)
    return best if distances[best] <= _MAX_DISTANCE else None


def sampler(frame: bytes, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> Callable[[int, int], Rgb]:
    """A ``sample`` for ``read`` over a picture of packed RGB24."""

    def sample(x: int, y: int) -> Rgb:
        left, top = x * width // FRAME_WIDTH, y * height // FRAME_HEIGHT
        points = [
            3 * ((top + row) * width + left + column)
            for row in range(-SAMPLE_REACH, SAMPLE_REACH)
            for column in range(-SAMPLE_REACH, SAMPLE_REACH)
        ]
        red, green, blue = (sum(frame[point + plane] for point in points) // len(points) for plane in range(3))
        return red, green, blue

    return sample
