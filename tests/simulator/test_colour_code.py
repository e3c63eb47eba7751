"""The colour code tells cameras apart and is never read out of a picture that has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.simulator.colour_code import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    LEFT,
    PALETTE,
    SQUARE,
    SQUARES,
    TOP,
    Rgb,
    digits,
    read,
    sampler,
    squares,
    value_of,
)


def painted(colours: list[Rgb]) -> bytes:
    """A black picture with the squares, as packed RGB24."""
    frame = bytearray(3 * FRAME_WIDTH * FRAME_HEIGHT)
    for position, colour in enumerate(colours):
        row = bytes(colour) * SQUARE
        for y in range(TOP, TOP + SQUARE):
            begin = 3 * (y * FRAME_WIDTH + LEFT + position * SQUARE)
            frame[begin : begin + len(row)] = row
    return bytes(frame)


@pytest.mark.parametrize("code", ["99010203001320000001", "99010203001320000002", "34020000001320000001"])
def test_a_painted_code_reads_back(code: str) -> None:
    assert read(sampler(painted(squares(code)))) == value_of(code)


def test_neighbouring_cameras_differ() -> None:
    codes = [f"9901020300132000{serial:04d}" for serial in range(1, 1001)]
    assert len({value_of(code) for code in codes}) == 1000


@pytest.mark.parametrize("grey", [0, 16, 60, 128])
def test_an_empty_picture_has_no_code(grey: int) -> None:
    assert read(lambda x, y: (grey, grey, grey)) is None


@given(st.integers(0, 0xFFFF), st.lists(st.tuples(*[st.integers(-40, 40)] * 3), min_size=SQUARES, max_size=SQUARES))
def test_a_code_survives_compression_noise(value: int, noise: list[tuple[int, int, int]]) -> None:
    shown = [
        tuple(max(0, min(255, a + b)) for a, b in zip(PALETTE[digit], off, strict=True))
        for digit, off in zip(digits(value), noise, strict=True)
    ]
    assert read(lambda x, y: shown[(x - LEFT) // SQUARE]) == value  # type: ignore[return-value]


@given(st.integers(0, 0xFFFF), st.integers(0, SQUARES - 1), st.integers(1, 3))
def test_one_wrong_square_is_noticed(value: int, position: int, change: int) -> None:
    row = digits(value)
    row[position] = (row[position] + change) % 4
    assert read(lambda x, y: PALETTE[row[(x - LEFT) // SQUARE]]) is None
