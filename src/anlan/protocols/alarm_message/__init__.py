"""Signed alarm messages in JSON, as buttons, readers and other cheap devices send them over HTTP and MQTT. No I/O, no clock.

The document is described in ``docs/design/alarm-messages.md`` and, for programs, by ``schema.document_schema``.
"""

from anlan.protocols.alarm_message.answers import Answer, Result, read_answer, write_answer
from anlan.protocols.alarm_message.codes import Code, code_of
from anlan.protocols.alarm_message.document import (
    ACCOUNT,
    MAX_BODY_BYTES,
    MAX_MESSAGES,
    Document,
    Event,
    Heartbeat,
    Position,
    read_document,
    write_document,
)
from anlan.protocols.alarm_message.errors import MalformedMessage
from anlan.protocols.alarm_message.framing import (
    MAX_PAYLOAD_BYTES,
    UNSIGNED,
    account_of,
    answer_topic,
    message_topic,
    read_payload,
    write_payload,
)
from anlan.protocols.alarm_message.signing import Head, read_head, sign, signature_of, verify

__all__ = [
    "ACCOUNT",
    "MAX_BODY_BYTES",
    "MAX_MESSAGES",
    "MAX_PAYLOAD_BYTES",
    "UNSIGNED",
    "Answer",
    "Code",
    "Document",
    "Event",
    "Head",
    "Heartbeat",
    "MalformedMessage",
    "Position",
    "Result",
    "account_of",
    "answer_topic",
    "code_of",
    "message_topic",
    "read_answer",
    "read_document",
    "read_head",
    "read_payload",
    "sign",
    "signature_of",
    "verify",
    "write_answer",
    "write_document",
    "write_payload",
]
