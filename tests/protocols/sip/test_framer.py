"""Messages out of a stream, however it is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sip import MessageLimits, StreamFramer, parse_message

ONE = b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n"
EMPTY = ONE + b"Content-Length: 0\r\n\r\n"
FULL = ONE + b"l : 7\r\nX: content-length: 9\r\n\r\n\r\n\r\nabc"


def feed(chunks: list[bytes], framer: StreamFramer | None = None) -> list[bytes]:
    framer = framer or StreamFramer()
    return [message for chunk in chunks for message in framer.feed(chunk)]


@pytest.mark.parametrize(
    ("stream", "messages", "pings"),
    [
        (EMPTY, [EMPTY], 0),
        (FULL + EMPTY, [FULL, EMPTY], 0),
        (b"\r\n" + FULL + b"\r\n\r\n\r\n" + EMPTY + b"\r\n\r\n", [FULL, EMPTY], 2),
        (b"\r\n\r\n\r\n\r\n", [], 2),
        (EMPTY[:-1], [], 0),
    ],
)
def test_streams(stream: bytes, messages: list[bytes], pings: int) -> None:
    framer = StreamFramer()
    assert framer.feed(stream) == messages
    assert framer.pings == pings


@given(st.lists(st.sampled_from([EMPTY, FULL]), max_size=5), st.lists(st.integers(0, 1500), max_size=12))
def test_the_cuts_do_not_matter(messages: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(messages)
    places = [0, *sorted(cuts), len(stream)]
    framer = StreamFramer()
    assert feed([stream[a:b] for a, b in pairwise(places)], framer) == messages
    assert framer.held == 0


def test_a_ping_cut_in_half_is_one_ping() -> None:
    framer = StreamFramer()
    assert feed([b"\r", b"\n\r", b"\n", EMPTY], framer) == [EMPTY]
    assert framer.pings == 1


LIMITS = MessageLimits(max_head_bytes=1000, max_body_bytes=100)


@pytest.mark.parametrize(
    ("stream", "status", "answerable"),
    [
        (ONE + b"\r\n", 400, True),
        (ONE + b"Content-Length: x\r\n\r\n", 400, True),
        (ONE + b"Content-Length: -1\r\n\r\n", 400, True),
        (ONE + b"Content-Length: 1\r\nl: 2\r\n\r\n", 400, True),
        (ONE + b"Content-Length: 101\r\n\r\n", 413, True),
        (ONE + b"Content-Length: 99999999999\r\n\r\n", 400, True),
        (b"x" * 1001, 513, False),
        (ONE + b"X: " + b"x" * 1000 + b"\r\n\r\n", 513, True),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400, False),
        (b"SIP/2.0 200 OK\r\n\r\n", 400, False),
    ],
)
def test_lost_frames(stream: bytes, status: int, answerable: bool) -> None:
    framer = StreamFramer(LIMITS)
    assert framer.feed(EMPTY + stream) == [EMPTY], "what came before the flaw is served"
    assert framer.flaw is not None
    assert framer.flaw.status == status
    assert (framer.feed(EMPTY), framer.held) == ([], 0)
    request = framer.flaw.request
    assert bool(request and request.headers.get("Via")) is answerable


@given(
    st.lists(
        st.binary(max_size=300) | st.sampled_from([EMPTY, FULL, b"\r\n", b"\r\n\r\n", b"Content-Length: 5\r\n"]),
        max_size=10,
    )
)
def test_any_stream_raises_nothing_else_and_holds_little(chunks: list[bytes]) -> None:
    framer = StreamFramer(LIMITS)
    for chunk in chunks:
        for message in framer.feed(chunk):
            assert len(message) <= 1104
        assert framer.held <= 1104 + len(chunk)


def test_what_the_framer_gives_can_be_parsed() -> None:
    assert parse_message(feed([FULL])[0]).body == b"\r\n\r\nabc"
