"""Frames there and back, the standard's vectors, and what is no frame."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.dc09 import Dc09Error, Extended, Frame, open_sealed, parse, parse_time, seal, serialize
from anlan.protocols.dc09.crc import crc16

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)

VECTORS = [
    (
        '87CD0037"ADM-CID"9876R579BDFL789ABC#12345A[#12345A|1110 00 129]',
        Frame("ADM-CID", 9876, "579BDF", "789ABC", "12345A", "#12345A|1110 00 129"),
    ),
    ('B9640026"SIA-DCS"0001L0#1234[#1234|Nri1/BA001]', Frame("SIA-DCS", 1, "", "0", "1234", "#1234|Nri1/BA001")),
    (
        'E5D50034"SIA-DCS"6002L0#AAA[|Nri1/CL501]_14:12:04,09-25-2019',
        Frame(
            "SIA-DCS", 6002, "", "0", "AAA", "|Nri1/CL501", sent_utc=datetime(2019, 9, 25, 14, 12, 4, tzinfo=UTC)
        ),
    ),
    ('EBCE0015"NULL"0001R0L0#1234[]', Frame("NULL", 1, "0", "0", "1234")),
    ('DBE70014"ACK"0001R0L0#1234[]', Frame("ACK", 1, "0", "0", "1234")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "frame"), VECTORS, ids=[text[8:20] for text, _ in VECTORS])
def test_the_standards_vectors(text: str, frame: Frame) -> None:
    raw = f"\n{text}\r".encode()
    assert parse(raw) == frame
    assert serialize(frame) == raw


def framed(body: bytes, crc: int | None = None, length: int | None = None) -> bytes:
    check = crc16(body) if crc is None else crc
    return b"\n%04X0%03X%b\r" % (check, len(body) if length is None else length, body)


NULL = b'"NULL"0001R0L0#1234[]'


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        (b"", "format"),
        (b"\n\r", "format"),
        (b"GET / HTTP/1.1\r\n\r\n", "format"),
        (framed(NULL)[1:], "format"),
        (framed(NULL)[:-1], "format"),
        (framed(NULL, crc=0x1234), "crc"),
        (framed(NULL, length=0x16), "length"),
        (framed(b'"NULL"1R0L0#1234[]'), "format"),
        (framed(b'"NULL"0001R0#1234[]'), "format"),
        (framed(b'"NULL"0001R0L1234567#1234[]'), "format"),
        (framed(b'"NULL"0001R0L0#12[]'), "format"),
        (framed(b'"NU LL"0001R0L0#1234[]'), "format"),
        (framed(b'"NULL"0001R0L0#1234['), "body"),
        (framed(b'"NULL"0001R0L0#1234[]tail'), "body"),
        (framed(b'"NULL"0001R0L0#1234[][Aopen'), "body"),
        (framed(b'"NULL"0001R0L0#1234[]' + b"[A]" * 33), "body"),
        (framed(b'"*NULL"0001R0L0#1234['), "body"),
        (framed(b'"*NULL"0001R0L0#1234[00112233'), "body"),
        (framed(b'"*NULL"0001R0L0#1234[' + b"zz" * 16), "body"),
    ],
)
def test_what_is_no_frame_tells_why(raw: bytes, flaw: str) -> None:
    with pytest.raises(Dc09Error) as raised:
        parse(raw)
    assert raised.value.flaw == flaw
    assert (raised.value.frame is not None) == (flaw == "body")


def test_lower_case_and_a_closing_bracket_behind_the_ciphertext_are_read() -> None:
    sealed = seal(Frame("NULL", 7, account="1234", sent_utc=NOON), bytes(16))
    assert sealed.sealed is not None
    body = b'"*NULL"0007L0#1234[' + sealed.sealed.hex().encode() + b"]"
    raw = framed(body)
    lowered = raw[:1] + raw[1:9].lower() + raw[9:]
    assert open_sealed(parse(lowered), bytes(16)).sent_utc == NOON


def test_text_of_chinese_panels_is_read_in_both_codes() -> None:
    for code in ("utf-8", "gb18030"):
        frame = parse(framed('"SIA-DCS"0001L0#1234[#1234|NBA1][I前门红外]'.encode(code)))
        assert frame.block("I") == "前门红外"


@pytest.mark.parametrize(
    ("frame", "part"),
    [
        (Frame("NU LL", 1, account="1234"), "head"),
        (Frame("NULL", 12345, account="1234"), "head"),
        (Frame("NULL", 1, line="", account="1234"), "head"),
        (Frame("NULL", 1, account="12"), "head"),
        (Frame("SIA-DCS", 1, account="1234", data="]"), "brackets"),
        (Frame("SIA-DCS", 1, account="1234", extended=(Extended("I", "a\r"),)), "brackets"),
        (Frame("SIA-DCS", 1, account="1234", data="N" * 4100), "more than a frame"),
        (Frame("SIA-DCS", 1, account="1234", encrypted=True), "sealed first"),
    ],
)
def test_what_has_no_place_in_a_frame_is_not_written(frame: Frame, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        serialize(frame)


@pytest.mark.parametrize(
    "text", ["24:00:00,01-01-2026", "12:00:00,13-01-2026", "12:00:00,02-30-2026", "12:00,01-01-2026", "", "٠٠:00:00,01-01-2026"]
)  # fmt: skip
def test_an_impossible_time_is_none(text: str) -> None:
    assert parse_time(text) is None


hexes = st.text("0123456789ABCDEFabcdef", min_size=1, max_size=6)
inner = st.text(st.characters(codec="utf-8", exclude_characters="[]\r\n"), max_size=60)
frames = st.builds(
    Frame,
    token=st.sampled_from(["SIA-DCS", "ADM-CID", "NULL", "XNM", "ACK", "ADM-41E"]),
    sequence=st.integers(0, 9999),
    receiver=st.one_of(st.just(""), hexes),
    line=hexes,
    account=st.one_of(st.just(""), st.text("0123456789ABCDEF", min_size=3, max_size=16)),
    data=inner,
    extended=st.lists(
        st.builds(Extended, st.sampled_from("ACGHIJKLMNOPRSTVXYZ"), inner), max_size=5
    ).map(tuple),
    sent_utc=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))),
)  # fmt: skip


@given(frames)
def test_what_is_written_is_read_again(frame: Frame) -> None:
    assert parse(serialize(frame)) == frame


@given(frames, st.sampled_from([16, 24, 32]), st.binary(min_size=32, max_size=32))
def test_what_is_sealed_is_opened_again(frame: Frame, length: int, secret: bytes) -> None:
    key = secret[:length]
    frame = frame if frame.sent_utc is not None else Frame("NULL", 1, account="1234", sent_utc=NOON)
    opened = open_sealed(parse(serialize(seal(frame, key))), key)
    assert (opened.data, opened.extended, opened.sent_utc) == (frame.data, frame.extended, frame.sent_utc)
    assert opened.encrypted


@given(frames, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_another_key_opens_nothing_or_no_event_in_time(frame: Frame, key: bytes, other: bytes) -> None:
    sealed = seal(Frame("NULL", 1, account="1234", data=frame.data, sent_utc=NOON), key)
    try:
        opened = open_sealed(sealed, other)
    except Dc09Error as error:
        assert error.flaw == "key"  # noqa: PT017 - both outcomes are right
    else:
        assert other == key or opened.sent_utc is None


def test_equal_frames_look_different_once_sealed() -> None:
    frame = Frame("NULL", 1, account="1234", sent_utc=NOON)
    assert seal(frame, bytes(16)).sealed != seal(frame, bytes(16)).sealed


def test_a_sealed_frame_needs_time_and_a_key_of_aes() -> None:
    with pytest.raises(ValueError, match="time"):
        seal(Frame("NULL", 1, account="1234"), bytes(16))
    with pytest.raises(ValueError, match="16, 24 or 32"):
        seal(Frame("NULL", 1, account="1234", sent_utc=NOON), bytes(15))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_frame_or_the_codecs_own_error(raw: bytes) -> None:
    for candidate in (raw, framed(raw), framed(b'"SIA-DCS"0001L0#1234[' + raw), framed(b'"*NULL"0001L0#1234[' + raw)):
        try:
            parse(candidate)
        except Dc09Error as error:
            assert error.flaw in {"format", "crc", "length", "body"}  # noqa: PT017 - both outcomes are right
