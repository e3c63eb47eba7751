"""What a receiver does with a frame, and what it answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anlan.protocols.dc09 import (
    Accept,
    Extended,
    Frame,
    Silence,
    Terms,
    Unable,
    WrongClock,
    acknowledge,
    cannot_process,
    judge,
    open_sealed,
    parse,
    refuse_time,
    seal,
)

NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
KEY = bytes(range(16))
EVENT = Frame("SIA-DCS", 5, line="0", account="1234", data="#1234|NBA1")
POLL = Frame("NULL", 6, receiver="0", line="0", account="1234")


def sealed(frame: Frame, offset_s: int = 0, key: bytes = KEY) -> Frame:
    timed = Frame(
        frame.token, frame.sequence, frame.receiver, frame.line, frame.account, frame.data, frame.extended, NOW + timedelta(seconds=offset_s)
    )  # fmt: skip
    return seal(timed, key)


OPEN = Terms()
KEYED = Terms(KEY, key_required=True)


@pytest.mark.parametrize(
    ("frame", "terms", "expected"),
    [
        (EVENT, OPEN, "accept ACK 1"),
        (POLL, OPEN, "accept ACK 0"),
        (Frame("XNM", 1, account="1234", extended=(Extended("G", "2"),)), OPEN, "accept ACK 0"),
        (Frame("SIA-DCS", 5, account="1234", data="#1234|NBA1", extended=(Extended("K", ""),)), OPEN, "accept RSP 1"),
        (Frame("SIA-DCS", 5, account="1234", data="#1234|gibberish"), OPEN, "accept ACK 1"),
        (Frame("SIA-DCS", 5, account="1234", data=""), OPEN, "unable empty"),
        (Frame("ADM-41E", 5, account="1234", data="1"), OPEN, "unable token"),
        (EVENT, KEYED, "unable clear"),
        (POLL, KEYED, "unable clear"),
        (EVENT, Terms(KEY), "accept ACK 1"),
        (sealed(EVENT), OPEN, "unable no_key"),
        (sealed(EVENT, key=bytes(16)), KEYED, "unable key"),
        (sealed(EVENT), KEYED, "accept ACK 1"),
        (sealed(POLL), KEYED, "accept ACK 0"),
        (sealed(EVENT, -40), KEYED, "accept ACK 1"),
        (sealed(EVENT, -41), KEYED, "clock"),
        (sealed(EVENT, 20), KEYED, "accept ACK 1"),
        (sealed(EVENT, 21), KEYED, "clock"),
        (sealed(EVENT, 21), Terms(KEY, clock_window=(40, 21)), "accept ACK 1"),
        (sealed(POLL, -3600), KEYED, "clock"),
        # In the clear the time tells nothing a forger could not write: it is not held against the panel.
        (Frame("NULL", 1, account="1234", sent_utc=NOW - timedelta(days=9000)), OPEN, "accept ACK 0"),
        (Frame("ACK", 1, account="1234"), OPEN, "silence"),
        (Frame("NAK", 0), OPEN, "silence"),
        (Frame("DUH", 1, account="1234"), OPEN, "silence"),
        (Frame("RSP", 1, account="1234"), OPEN, "silence"),
    ],
)
def test_what_is_done_with_a_frame(frame: Frame, terms: Terms, expected: str) -> None:
    match judge(frame, terms, NOW):
        case Accept(_, contents, token):
            told = f"accept {token} {len(contents)}"
        case Unable(_, reason):
            told = f"unable {reason}"
        case WrongClock():
            told = "clock"
        case Silence():
            told = "silence"
    assert told == expected


def test_a_sealed_frame_without_a_time_is_refused() -> None:
    # Sealed by hand, as `seal` refuses it.
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(bytes(16))).encryptor()
    text = b"|#1234|NBA1]"
    cipher = encryptor.update(b"p" * (32 - len(text)) + text) + encryptor.finalize()
    assert isinstance(judge(Frame("SIA-DCS", 5, account="1234", encrypted=True, sealed=cipher), KEYED, NOW), WrongClock)


def test_answers_in_the_clear() -> None:
    assert acknowledge(Frame("NULL", 1, "0", "0", "1234"), NOW) == b'\nDBE70014"ACK"0001R0L0#1234[]\r'
    assert parse(acknowledge(POLL, NOW)) == Frame("ACK", 6, "0", "0", "1234")
    assert parse(acknowledge(EVENT, NOW, token="RSP")) == Frame("RSP", 5, "", "0", "1234")
    assert parse(cannot_process(EVENT)) == Frame("DUH", 5, "", "0", "1234")
    assert refuse_time(NOW)[9:] == b'"NAK"0000R0L0A0[]_12:00:00,03-04-2026\r'
    assert parse(refuse_time(NOW)) == Frame("NAK", 0, "0", "0", "", sent_utc=NOW)


def test_what_came_encrypted_is_answered_encrypted_with_our_time() -> None:
    raw = acknowledge(sealed(EVENT), NOW, KEY, token="RSP", extended=(Extended("V", "none"),))
    assert raw[9:].startswith(b'"*RSP"0005L0#1234[')
    opened = open_sealed(parse(raw), KEY)
    assert (opened.data, opened.extended, opened.sent_utc) == ("", (Extended("V", "none"),), NOW)
    with pytest.raises(ValueError, match="encrypted"):
        acknowledge(sealed(EVENT), NOW)
