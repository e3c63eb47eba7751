"""Which program this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def program_version() -> str:
    """The installed version; of a bare source tree "0"."""
    try:
        return version("anlan")
    except PackageNotFoundError:
        return "0"
