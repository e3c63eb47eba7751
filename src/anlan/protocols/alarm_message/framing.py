"""A message over MQTT: a payload of one signed head line and the body, and the topics it travels by.

``anlan1 <Unix seconds> <nonce> <signature>`` LF, then the same JSON as over HTTP. MQTT 3.1.1 has no headers, and what a broker adds
could not be trusted.
"""

from __future__ import annotations

import re
from typing import Final

from anlan.protocols.alarm_message.document import ACCOUNT, MAX_BODY_BYTES
from anlan.protocols.alarm_message.errors import MalformedMessage
from anlan.protocols.alarm_message.signing import LABEL, Head, read_head

# In place of a signature where none can be given: a refusal to somebody who has not proved that it knows the key.
UNSIGNED: Final = "-"
_MAX_HEAD_BYTES: Final = 160
MAX_PAYLOAD_BYTES: Final = _MAX_HEAD_BYTES + MAX_BODY_BYTES
_ANSWER_HEAD: Final = re.compile(r"[0-9]{1,10}")


def message_topic(prefix: str, account: str) -> str:
    """Where a device publishes; "+" for the account gives the filter of all of them."""
    return f"{prefix}/messages/{account}"


def answer_topic(prefix: str, account: str) -> str:
    """Where a device is answered."""
    return f"{prefix}/answers/{account}"


def account_of(prefix: str, topic: str) -> str:
    """Whose topic a message came by. Raises ``MalformedMessage`` where no account could be called so."""
    account = topic.removeprefix(f"{prefix}/messages/")
    if account == topic or not ACCOUNT.fullmatch(account):
        raise MalformedMessage("topic", "no account's topic")
    return account


def write_payload(head: Head, body: bytes) -> bytes:
    """Head and body as one payload."""
    return f"{LABEL} {head.sent_s} {head.nonce} {head.signature}\n".encode() + body


def read_payload(payload: bytes) -> tuple[Head, bytes]:
    """Head and body. Raises ``MalformedMessage``. An answer whose signature is ``UNSIGNED`` is read too; nothing verifies it."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MalformedMessage("", f"more than {MAX_PAYLOAD_BYTES} bytes")
    line, separator, body = payload.partition(b"\n")
    if not separator or len(line) > _MAX_HEAD_BYTES or not line.isascii():
        raise MalformedMessage("", "no head line before the body")
    words = line.decode("ascii").removesuffix("\r").split(" ")
    if len(words) != 4 or words[0] != LABEL:
        raise MalformedMessage("", f"the head line is: {LABEL}, Unix seconds, nonce, signature")
    if words[3] == UNSIGNED and _ANSWER_HEAD.fullmatch(words[1]):
        return Head(int(words[1]), words[2], UNSIGNED), body
    return read_head(*words[1:]), body
