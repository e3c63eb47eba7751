"""Fuzzes alarm messages: any bytes give a document, a payload or an answer, or the codec's own error; what was read is written and
read again, fits the database's columns, and a change of one byte is noticed by the signature."""

from __future__ import annotations

import contextlib
import sys

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols import alarm_message
    from anlan.protocols.alarm_message.document import content_of, occurred_utc

KEY = bytes(range(32))
TOPIC = "anlan/99/messages/A"


def document(body: bytes) -> None:
    read = alarm_message.read_document(body)
    written = alarm_message.write_document(read)
    again = alarm_message.read_document(written)
    if again != read:
        raise AssertionError("a document that was read is not the one that was written")
    if not 1 <= len(read.messages) <= alarm_message.MAX_MESSAGES or not alarm_message.ACCOUNT.fullmatch(read.account):
        raise AssertionError("a document beyond its bounds")
    for message in read.messages:
        content_of(message).decode()
        if isinstance(message, alarm_message.Event):
            occurred_utc(message)
            alarm_message.code_of(message.kind)
            if "\x00" in message.text or len(message.text) > 200:
                raise AssertionError("a text that no column takes")


def payload(data: bytes) -> None:
    head, body = alarm_message.read_payload(data)
    if head.signature != alarm_message.UNSIGNED and alarm_message.verify(KEY, "PUBLISH", TOPIC, head, body):
        raise AssertionError("a signature by chance")
    again = alarm_message.read_payload(alarm_message.write_payload(head, body))
    if again != (head, body):
        raise AssertionError("a payload that was read is not the one that was written")
    signed = alarm_message.sign(KEY, "PUBLISH", TOPIC, 1_772_600_000, "abcdefgh", body)
    if alarm_message.verify(KEY, "PUBLISH", TOPIC, signed, body + b" "):
        raise AssertionError("a change that was not noticed")


def one_input(data: bytes) -> None:
    for read in (document, payload, alarm_message.read_answer):
        with contextlib.suppress(alarm_message.MalformedMessage):
            read(data)
    # Behind a head line that is right, so that the fuzzer gets to the document.
    with contextlib.suppress(alarm_message.MalformedMessage):
        payload(b"anlan1 1772600000 abcdefgh " + b"0" * 64 + b"\n" + data)
    with contextlib.suppress(alarm_message.MalformedMessage):
        alarm_message.account_of("anlan/99", data.decode("latin-1"))


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
