"""Statements over thousands of rows at once, the same on both engines."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import Insert, Update


def among(session: AsyncSession, column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """``column IN values`` with one bound value, however many there are: no limit on variables, one cached statement."""
    if session.get_bind().dialect.name == "postgresql":
        array = bindparam(None, list(values), type_=ARRAY(String), unique=True)
        matches: ColumnElement[bool] = column == any_(array)
        return matches
    rows = func.json_each(bindparam(None, json.dumps(list(values)), type_=String, unique=True)).table_valued("value")
    contained: ColumnElement[bool] = column.in_(select(rows.c.value))
    return contained


async def execute_each(session: AsyncSession, statement: Insert | Update, rows: Sequence[dict[str, Any]]) -> None:
    """Execute once per row in one call of the driver; nothing where there is no row."""
    if rows:
        await (await session.connection()).execute(statement, rows)
