"""Which rows an actor sees: those whose division lies in one of the actor's subtrees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

# Byte order: the first character after the digits.
_AFTER_DIGITS = ":"


def within(column: Any, root: str) -> ColumnElement[bool]:
    """Whether a division (or code) column begins with ``root``, as a range an index serves; everything for an empty root."""
    if not root:
        return true()
    return and_(column >= root, column < root + _AFTER_DIGITS)


def visible(column: Any, divisions: Sequence[str]) -> ColumnElement[bool]:
    """Whether a division column lies in one of the subtrees; nothing where there is none."""
    if "" in divisions:
        return true()
    if not divisions:
        return false()
    return or_(*(within(column, root) for root in divisions))
