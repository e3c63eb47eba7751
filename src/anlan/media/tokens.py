"""Minting of viewer tokens; the core verifies them (``native/src/viewer/token.rs``)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

KEY_BYTES_MIN = 16
"""Shortest key the core takes; use 32 random bytes."""


@dataclass(frozen=True, slots=True)
class ViewerClaims:
    """What a viewer token admits: one viewer, to one stream, once, from one address class, until it expires.

    ``network`` is an IP prefix (``10.1.0.0/16``) or the exact host; empty admits from anywhere. ``expires_us`` is Unix
    time in µs; the core refuses tokens that live longer than ten minutes.
    """

    stream: str
    viewer: str
    user: str
    purpose: str
    network: str
    expires_us: int


def mint_viewer_token(claims: ViewerClaims, key: bytes) -> str:
    """``base64url(claims as compact JSON) "." base64url(HMAC-SHA256)``, both without padding.

    It goes into the first WebSocket message and never into an address, where logs would keep it.
    """
    if len(key) < KEY_BYTES_MIN:
        raise ValueError(f"token key: {len(key)} bytes, at least {KEY_BYTES_MIN} needed")
    body = _base64url(json.dumps(asdict(claims), separators=(",", ":"), ensure_ascii=False).encode())
    signature = hmac.new(key, body.encode("ascii"), hashlib.sha256).digest()
    return f"{body}.{_base64url(signature)}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
