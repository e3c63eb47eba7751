"""Signatures and payloads: checked against openssl's, a change anywhere noticed, and an MQTT payload taken apart."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, datetime

import pytest

from anlan.protocols.alarm_message import (
    MAX_PAYLOAD_BYTES,
    Answer,
    Head,
    MalformedMessage,
    Result,
    account_of,
    answer_topic,
    message_topic,
    read_answer,
    read_head,
    read_payload,
    sign,
    verify,
    write_answer,
    write_payload,
)

KEY = bytes(range(32))
BODY = b'{"version":1,"account":"BTN-1","messages":[]}'
PATH = "/api/v1/alarm-messages"


def test_a_signature_is_what_openssl_makes() -> None:
    text = f"anlan1\nPOST\n{PATH}\n1772600000\nabcdefgh\n{hashlib.sha256(BODY).hexdigest()}"
    made = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{KEY.hex()}", "-r"],
        input=text.encode(), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    head = sign(KEY, "POST", PATH, 1_772_600_000, "abcdefgh", BODY)
    assert head.signature == made.split(" ")[0].strip()
    assert verify(KEY, "POST", PATH, head, BODY)


def test_a_change_anywhere_is_noticed() -> None:
    head = sign(KEY, "POST", PATH, 1_772_600_000, "abcdefgh", BODY)
    assert not verify(KEY[:-1], "POST", PATH, head, BODY)
    assert not verify(KEY, "PUBLISH", PATH, head, BODY)
    assert not verify(KEY, "ANSWER", PATH, head, BODY)
    assert not verify(KEY, "POST", PATH + "/", head, BODY)
    assert not verify(KEY, "POST", PATH, head, BODY + b" ")
    assert not verify(KEY, "POST", PATH, Head(head.sent_s + 1, head.nonce, head.signature), BODY)
    assert not verify(KEY, "POST", PATH, Head(head.sent_s, "abcdefgi", head.signature), BODY)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("", "abcdefgh", "0" * 64), "timestamp"),
        (("0772600000", "abcdefgh", "0" * 64), "timestamp"),
        (("1772600000.5", "abcdefgh", "0" * 64), "timestamp"),
        (("１７７２６０００００", "abcdefgh", "0" * 64), "timestamp"),
        (("1772600000", "short", "0" * 64), "nonce"),
        (("1772600000", "a b c d e f", "0" * 64), "nonce"),
        (("1772600000", "a" * 65, "0" * 64), "nonce"),
        (("1772600000", "abcdefgh\n", "0" * 64), "nonce"),
        (("1772600000", "abcdefgh", "0" * 63), "signature"),
        (("1772600000", "abcdefgh", "A" * 64), "signature"),
    ],
)
def test_a_head_has_one_form(words: tuple[str, str, str], where: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        read_head(*words)
    assert refused.value.where == where


def test_a_payload_is_a_head_line_and_the_body() -> None:
    head = sign(KEY, "PUBLISH", "anlan/x/messages/BTN-1", 1_772_600_000, "abcdefgh", BODY)
    payload = write_payload(head, BODY)
    assert payload.startswith(b"anlan1 1772600000 abcdefgh ")
    assert read_payload(payload) == (head, BODY)
    # As a script writes it that ends its lines the other way.
    assert read_payload(payload.replace(b"\n", b"\r\n", 1)) == (head, BODY)
    unsigned = Head(1_772_600_000, "abcdefgh", "-")
    assert read_payload(write_payload(unsigned, BODY)) == (unsigned, BODY)
    assert not verify(KEY, "ANSWER", "anlan/x/answers/BTN-1", unsigned, BODY)


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"{}", b"anlan1 1772600000 abcdefgh", b"anlan2 1772600000 abcdefgh " + b"0" * 64 + b"\n{}",
        b"anlan1  1772600000 abcdefgh " + b"0" * 64 + b"\n{}", b"anlan1 1772600000 abcdefgh\n{}", b"\xff" * 50 + b"\n{}",
        b"anlan1 " + b"9" * 200 + b"\n{}", b"anlan1 x abcdefgh -\n{}", b"x" * (MAX_PAYLOAD_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_payload_is_refused(payload: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read_payload(payload)


def test_a_topic_names_the_account() -> None:
    assert account_of("anlan/99", message_topic("anlan/99", "BTN-1")) == "BTN-1"
    assert answer_topic("anlan/99", "BTN-1") == "anlan/99/answers/BTN-1"
    for topic in ("anlan/99/messages/", "anlan/99/messages/a/b", "anlan/98/messages/a", "anlan/99/answers/a", "BTN-1"):
        with pytest.raises(MalformedMessage):
            account_of("anlan/99", topic)


def test_an_answer_is_read_as_it_was_written_and_later_versions_may_add_to_it() -> None:
    answer = Answer(outcome="accepted", time=datetime(2026, 3, 4, tzinfo=UTC), results=[Result("1", "ab"), Result("2")])
    written = write_answer(answer)
    assert read_answer(written) == answer
    assert read_answer(written[:-1] + b',"colour":"red"}') == answer
    with pytest.raises(MalformedMessage):
        read_answer(b'{"outcome":"perhaps"}')
