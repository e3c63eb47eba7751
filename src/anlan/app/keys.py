"""Keys of this platform: random, made at the first start, readable by its own user alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from anlan.foundation.key_file import load_or_make

KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """The key in the file, made where there is none (mode 0600, on disk before it is used)."""
    return load_or_make(path, lambda: secrets.token_bytes(KEY_BYTES))
