"""By what two platforms know each other: one key, and HMAC-SHA256 (RFC 2104) over what must not be made up."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEY_BYTES: Final = 32
# How far two machines' clocks may be apart.
MAX_SKEW_S: Final = 120
_MAX_NONCES: Final = 10_000
_MAX_HEADER: Final = 128

PLATFORM_HEADER: Final = "anlan-platform"
TIME_HEADER: Final = "anlan-time"
NONCE_HEADER: Final = "anlan-nonce"
SIGNATURE_HEADER: Final = "anlan-signature"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a handshake says: who, when (seconds since 1970), a number used once, and the signature over all of it."""

    platform: str
    time_s: int
    nonce: str
    signature: str


class NonceMemory:
    """Nonces that were used within the time in which a signature is good."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], int] = OrderedDict()

    def first_use(self, claim: Claim, now_s: int) -> bool:
        """Whether the nonce is new; it is used from now on. Full of fresh ones, nobody is let in: rather that than a replay."""
        while self._seen and next(iter(self._seen.values())) < now_s - 2 * MAX_SKEW_S:
            self._seen.popitem(last=False)
        key = (claim.platform, claim.nonce)
        if key in self._seen or len(self._seen) >= _MAX_NONCES:
            return False
        self._seen[key] = now_s
        return True


def new_key() -> str:
    """A link's key as a person copies it."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_nonce() -> str:
    """A number used once."""
    return secrets.token_hex(16)


def headers_of(key: str, platform: str, path: str, time_s: int, nonce: str) -> dict[str, str]:
    """The headers of a signed handshake."""
    return {
        PLATFORM_HEADER: platform,
        TIME_HEADER: str(time_s),
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _handshake(key, platform, path, time_s, nonce),
    }


def read_claim(headers: Mapping[str, str]) -> Claim | None:
    """The claim of a handshake; None where it is none."""
    values = [headers.get(name, "") for name in (PLATFORM_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)]
    platform, time, nonce, signature = values
    if not all(values) or any(len(value) > _MAX_HEADER for value in values):
        return None
    if not (time.isascii() and time.isdigit() and len(time) <= 12):
        return None
    return Claim(platform, int(time), nonce, signature)


def accepts(key: str, claim: Claim, path: str, now_s: int) -> bool:
    """Whether the claim is signed with the key and of now."""
    signature = _handshake(key, claim.platform, path, claim.time_s, claim.nonce)
    genuine = hmac.compare_digest(signature.encode(), claim.signature.encode())
    return genuine and abs(now_s - claim.time_s) <= MAX_SKEW_S


def proof(key: str, platform: str, nonce: str) -> str:
    """That the speaker knows the key too, over the other side's nonce."""
    return _mac(key, "anlan-feed-hello", platform, nonce)


def proves(key: str, platform: str, nonce: str, shown: str) -> bool:
    """Whether the proof is one."""
    return hmac.compare_digest(proof(key, platform, nonce).encode(), shown.encode())


def seal_frame(key: str, subject: str, frame: bytes) -> str:
    """The signature of a frame that goes through a broker. A subject belongs to one direction of one link."""
    return _mac(key, "anlan-feed-frame", subject, hashlib.sha256(frame).hexdigest())


def sealed_by(key: str, subject: str, frame: bytes, signature: str) -> bool:
    """Whether the frame bears the link's signature."""
    return hmac.compare_digest(seal_frame(key, subject, frame).encode(), signature.encode())


def _handshake(key: str, platform: str, path: str, time_s: int, nonce: str) -> str:
    return _mac(key, "anlan-feed-handshake", "GET", path, platform, str(time_s), nonce)


def _mac(key: str, *parts: str) -> str:
    return hmac.new(key.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
