"""Files that hold a key: made once, whole or not at all, readable by their own user alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def load_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the key file; where there is none, what ``make`` gives, on disk (mode 0600) before it is used.

    The file comes into being by a link to a finished draft: a kill at any moment leaves no key or a whole one, and of two
    processes that start at once both use the same. Raises ``OSError`` where the folder cannot be written.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            os.unlink(draft)
        _keep_entry(path.parent)
    return path.read_bytes()


def _keep_entry(folder: Path) -> None:
    """A new name is durable only with its folder (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
