"""Encryption of frames: AES in CBC mode with a zero initial vector over padding, data, blocks and time (DC-09 §5.4.4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anlan.protocols.dc09.errors import Dc09Error
from anlan.protocols.dc09.frame import Frame, body_text, decoded, with_body

KEY_BYTES: Final = (16, 24, 32)
_BLOCK = 16
_VECTOR = modes.CBC(bytes(_BLOCK))

Padding = Callable[[int], str]


def random_padding(length: int) -> str:
    """Padding nobody can foretell: with a fixed vector it is what makes equal frames differ.

    Any byte but "[", "]" and "|" may pad; letters and digits also pass through readers that decode before they cut.
    """
    return secrets.token_urlsafe(length)[:length]


def seal(frame: Frame, key: bytes, padding: Padding = random_padding) -> Frame:
    """The frame with its data, blocks and time encrypted. The time is mandatory (§5.5.1.9). Raises ``ValueError``."""
    if frame.sent_utc is None:
        raise ValueError("an encrypted frame carries the time")
    # A frame without data, such as NULL and ACK, has no separator.
    text = (f"|{body_text(frame)}" if frame.data else body_text(frame)).encode()
    # At least one whole block of padding, so that the first block never repeats (§5.4.4.3 of 2026).
    length = _BLOCK + -len(text) % _BLOCK
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(padding(length).encode() + text) + encryptor.finalize()
    return replace(frame, data="", extended=(), sent_utc=None, encrypted=True, sealed=sealed)


def open_sealed(frame: Frame, key: bytes) -> Frame:
    """The frame as it was before it was sealed. Raises ``Dc09Error`` (key) where the key is another one."""
    if frame.sealed is None:
        return frame
    decryptor = _cipher(key).decryptor()
    plain = decryptor.update(frame.sealed) + decryptor.finalize()
    end = plain.find(b"]")
    separator = plain.find(b"|", 0, end)
    if end < 0:
        raise Dc09Error("key", frame)
    try:
        return with_body(frame, decoded(plain[separator + 1 if separator >= 0 else end :]))
    except Dc09Error:
        raise Dc09Error("key", frame) from None


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    if len(key) not in KEY_BYTES:
        raise ValueError("a key has 16, 24 or 32 bytes")
    return Cipher(algorithms.AES(key), _VECTOR)
