"""Secrets that must be had in the clear again (a digest's password, a panel's key), kept encrypted under a key outside the database."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

_NONCE_BYTES = 12


class SecretBox:
    """Seals and opens secrets with AES-256-GCM, bound to the record they belong to."""

    def __init__(self, key: bytes, key_file: str) -> None:
        """``key``: 32 bytes; ``key_file``: where they come from, for the words of an error."""
        self._cipher = AESGCM(key)
        self._key_file = key_file

    def seal(self, secret: str, owner: str) -> bytes:
        """Encrypt; ``owner`` (a code or id) must be given again to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), owner.encode())

    def open(self, sealed: bytes | None, owner: str) -> str:
        """Decrypt; an empty string where none is kept. Raises ``Unavailable`` when the key is not the one it was sealed with."""
        if not sealed:
            return ""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode()).decode()
        except InvalidTag:
            raise Unavailable(
                "secret.key",
                Sentence(
                    "保存的口令或密钥无法解密，密钥文件与数据库不匹配。",
                    "A kept secret cannot be decrypted: key file and database do not belong together.",
                ),
                remedy=Sentence(
                    f"请恢复数据目录中原有的 {self._key_file}。",
                    f"Restore the {self._key_file} that was in the data directory.",
                ),
            ) from None
