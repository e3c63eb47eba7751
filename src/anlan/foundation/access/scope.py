"""Division scope in a query: a subtree is a range of codes, so that an index serves it on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from anlan.foundation.access.actor import Actor


def division_within(
    column: InstrumentedAttribute[str] | ColumnElement[str] | Any, roots: tuple[str, ...]
) -> ColumnElement[bool]:
    """Rows whose division lies in one of the subtrees; () is none, "" is all.

    Codes are digits only, hence "begins with 9901" is 9901 ≤ code < 9902 in every collation.
    """
    if "" in roots:
        return true()
    if not roots:
        return false()
    return or_(*(_range(column, root) for root in roots))


def company_within(column: InstrumentedAttribute[str] | ColumnElement[str] | Any, actor: Actor) -> ColumnElement[bool]:
    """Rows whose company (an organisation's id) the actor may see: all, or of one confined to the own company only those."""
    if actor.company is None:
        return true()
    return column == actor.company if actor.company else false()


def _range(column: Any, root: str) -> ColumnElement[bool]:
    above = root.rstrip("9")
    lower: ColumnElement[bool] = column >= root
    return and_(lower, column < above[:-1] + str(int(above[-1]) + 1)) if above else lower
