"""Ids of records that are many: they sort by time, so that the newest lie together in every index."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Final

# Characters of an id; what a column needs.
ID_LENGTH: Final = 24


def new_id(now_utc: datetime) -> str:
    """14 hexadecimal digits of µs since 1970, then ten of chance."""
    return first_id(now_utc) + secrets.token_hex(5)


def first_id(at_utc: datetime) -> str:
    """What sorts before every id of that moment and after every earlier one: the bound of a span of time in a query."""
    delta = at_utc - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{(delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds:014x}"
