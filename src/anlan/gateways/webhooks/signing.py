"""Signatures by Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks): symmetric, version ``v1``."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"


def signature_headers(identity: str, at_utc: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a message. Each secret (``whsec_`` and base64) gives a signature; one that holds is enough.

    Signed is ``<id>.<seconds since 1970>.<body>`` with HMAC-SHA-256.
    """
    seconds = str(int(at_utc.timestamp()))
    signed = f"{identity}.{seconds}.".encode() + body
    return {
        "webhook-id": identity,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
