"""Frames cut from streams: in any pieces, between noise, and never more held than the limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.dc09 import Frame, Framer, Heartbeat, parse, read_heartbeat, serialize

FRAMES = [serialize(Frame("NULL", number, account="1234")) for number in range(1, 6)]
HEARTBEAT = b"SR0001L0001    006969XX    [ID00000000]"


@given(st.lists(st.integers(1, 60), max_size=40))
def test_frames_come_whole_however_the_stream_is_cut(cuts: list[int]) -> None:
    stream = b"".join(FRAMES)
    framer = Framer()
    found = []
    for cut in cuts:
        found += framer.feed(stream[:cut])
        stream = stream[cut:]
    found += framer.feed(stream)
    assert found == FRAMES
    assert framer.garbage == framer.held == 0


@pytest.mark.parametrize(
    ("stream", "expected", "garbage"),
    [
        (b"\r\n" + FRAMES[0] + b"\r\n\r\n" + FRAMES[1], FRAMES[:2], 0),
        (b"noise" + FRAMES[0], FRAMES[:1], 5),
        (b"noise\r" + FRAMES[0], FRAMES[:1], 5),
        (FRAMES[0][:20] + FRAMES[1], FRAMES[1:2], 19),
        (HEARTBEAT, [HEARTBEAT], 0),
        (HEARTBEAT + HEARTBEAT + b"\r\n", [HEARTBEAT, HEARTBEAT], 0),
        (HEARTBEAT + FRAMES[0], [HEARTBEAT, FRAMES[0]], 0),
        (FRAMES[0] + b"xx" + HEARTBEAT + b"yy\r" + FRAMES[1], [FRAMES[0], HEARTBEAT, FRAMES[1]], 4),
        (b"\x16\x03\x01\x02\x00\x01\x00", [], 7),
    ],
)
def test_noise_is_dropped_and_counted(stream: bytes, expected: list[bytes], garbage: int) -> None:
    framer = Framer()
    assert framer.feed(stream) == expected
    assert (framer.garbage, framer.overflowed) == (garbage, False)


def test_a_heartbeat_may_come_byte_by_byte() -> None:
    framer = Framer()
    assert [cut for byte in HEARTBEAT for cut in framer.feed(bytes([byte]))] == [HEARTBEAT]


@pytest.mark.parametrize("piece", [b"\n" + b"A" * 100, b"\n" + b"A" * 100 + b"\r"])
def test_a_line_beyond_the_limit_ends_the_stream(piece: bytes) -> None:
    framer = Framer(limit=64)
    assert framer.feed(FRAMES[0] + piece) == FRAMES[:1]
    assert framer.overflowed
    assert framer.held == 0
    assert framer.feed(FRAMES[1]) == []


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_no_stream_holds_more_than_the_limit(pieces: list[bytes]) -> None:
    framer = Framer(limit=128)
    for piece in pieces:
        for cut in framer.feed(piece):
            assert len(cut) <= 128
        assert framer.held <= 128


def test_cut_frames_can_be_read() -> None:
    assert [parse(cut).sequence for cut in Framer().feed(b"".join(FRAMES))] == [1, 2, 3, 4, 5]


def test_a_heartbeat_tells_who_lives() -> None:
    assert read_heartbeat(b"\n" + HEARTBEAT + b"\r") == Heartbeat("0001", "0001", "006969XX")
    assert read_heartbeat(FRAMES[0]) is None
