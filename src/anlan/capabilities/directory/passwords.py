"""Passwords of peers: digest needs them in the clear, so they are kept encrypted under a key outside the database."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan.foundation.key_file import load_or_make
from anlan.foundation.secret_box import SecretBox

# Beside the other keys: who backs up that folder has all of them.
KEY_FILE = "keys/peer-passwords.key"


def password_box(key: bytes) -> SecretBox:
    """What seals peers' passwords; ``key``: 32 bytes."""
    return SecretBox(key, KEY_FILE)


def load_password_key(data_directory: Path) -> bytes:
    """The key in the data directory, made (mode 0600) at the first start."""
    return load_or_make(data_directory / KEY_FILE, lambda: AESGCM.generate_key(bit_length=256))
