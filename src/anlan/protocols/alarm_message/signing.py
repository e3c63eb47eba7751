"""Signatures: HMAC-SHA256 under the account's key over what is asked, when, and the body's digest.

The text that is signed has six lines without a line feed at the end::

    anlan1
    POST                    or PUBLISH over MQTT, ANSWER for what comes back
    /api/v1/alarm-messages  or the topic
    1772600000              Unix seconds
    9f86d081884c7d65        nonce
    <SHA-256 of the body, 64 hexadecimal digits>
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final, Literal

from anlan.protocols.alarm_message.errors import MalformedMessage

Method = Literal["POST", "PUBLISH", "ANSWER"]

LABEL: Final = "anlan1"
# Until the year 2286; a leading zero would give one moment two texts.
_TIMESTAMP: Final = re.compile(r"[1-9][0-9]{8,9}")
_NONCE: Final = re.compile(r"[0-9A-Za-z_-]{8,64}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands beside a body. ``sent_s``: Unix seconds by the sender's clock; ``signature``: 64 hexadecimal digits."""

    sent_s: int
    nonce: str
    signature: str


def read_head(timestamp: str, nonce: str, signature: str) -> Head:
    """The three texts as sent. Raises ``MalformedMessage``."""
    if not _TIMESTAMP.fullmatch(timestamp):
        raise MalformedMessage("timestamp", "Unix seconds are expected")
    if not _NONCE.fullmatch(nonce):
        raise MalformedMessage("nonce", "8 to 64 letters, digits, _ or - are expected")
    if not _SIGNATURE.fullmatch(signature):
        raise MalformedMessage("signature", "64 hexadecimal digits in lower case are expected")
    return Head(int(timestamp), nonce, signature)


def signature_of(key: bytes, method: Method, target: str, sent_s: int, nonce: str, body: bytes) -> str:
    """The signature over a body. ``target``: path or topic."""
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join((LABEL, method, target, str(sent_s), nonce, digest))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign(key: bytes, method: Method, target: str, sent_s: int, nonce: str, body: bytes) -> Head:
    """The head to send with a body."""
    return Head(sent_s, nonce, signature_of(key, method, target, sent_s, nonce, body))


def verify(key: bytes, method: Method, target: str, head: Head, body: bytes) -> bool:
    """Whether who wrote the head knew the key; takes the same time for every wrong signature."""
    return hmac.compare_digest(
        signature_of(key, method, target, head.sent_s, head.nonce, body).encode(), head.signature.encode()
    )
