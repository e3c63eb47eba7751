"""Passwords of peers: digest needs them in the clear, so they are kept encrypted under a key outside the database."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.foundation.errors import Unavailable
from anlan.foundation.key_file import load_or_make
from anlan.protocols.wording import Sentence

# Beside the other keys: who backs up that folder has all of them.
KEY_FILE = "keys/peer-passwords.key"
_NONCE_BYTES = 12


class PasswordBox:
    """Seals and opens passwords with AES-256-GCM, bound to the record they belong to."""

    def __init__(self, key: bytes) -> None:
        """``key``: 32 bytes."""
        self._cipher = AESGCM(key)

    def seal(self, password: str, owner: str) -> bytes:
        """Encrypt; ``owner`` (a code or rule id) must be given again to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, password.encode(), owner.encode())

    def open(self, sealed: bytes | None, owner: str) -> str:
        """Decrypt; an empty string where none is kept. Raises ``Unavailable`` when the key is not the one it was sealed with."""
        if not sealed:
            return ""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode()).decode()
        except InvalidTag:
            raise Unavailable(
                "directory.password_key",
                Sentence(
                    "接入口令无法解密，密钥文件与数据库不匹配。",
                    "A peer's password cannot be decrypted: key file and database do not belong together.",
                ),
                remedy=Sentence(
                    f"请恢复数据目录中原有的 {KEY_FILE}。", f"Restore the {KEY_FILE} that was in the data directory."
                ),
            ) from None


def load_password_key(data_directory: Path) -> bytes:
    """The key in the data directory, made (mode 0600) at the first start."""
    return load_or_make(data_directory / KEY_FILE, lambda: AESGCM.generate_key(bit_length=256))
