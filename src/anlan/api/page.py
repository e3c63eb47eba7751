"""The one paging shape: ``{items, next_cursor, total}``, by position of a key, never by offset."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

T = TypeVar("T")
MAX_LIMIT = 500

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows on a page")]
Cursor = Annotated[
    str | None, Query(max_length=512, description="next_cursor of the page before; absent for the first")
]


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    next_cursor: str | None = Field(default=None, description="Pass as cursor for the next page; null on the last")
    total: int | None = Field(
        default=None, description="Rows in the whole list; null where counting would cost more than the page"
    )


def encode_cursor(key: Sequence[Any]) -> str:
    """The sort key of a page's last row as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(list(key), separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The sort key back, checked against the kinds of its parts (``str``, ``int``). Raises ``Invalid`` for a cursor that is not ours."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        key = None
    matches = isinstance(key, list) and len(key) == len(kinds)
    if not matches or not all(type(part) is kind for part, kind in zip(key, kinds, strict=True)):
        raise Invalid(
            "page.bad_cursor",
            Sentence("翻页游标无效，请从第一页重新查询", "this cursor is not valid; start again from the first page"),
        )
    # Integers go into 64-bit columns; beyond, the database would answer with an error of its own.
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in key):
        raise Invalid(
            "page.bad_cursor",
            Sentence("翻页游标无效，请从第一页重新查询", "this cursor is not valid; start again from the first page"),
        )
    return tuple(key)
