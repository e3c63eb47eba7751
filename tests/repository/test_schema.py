"""Every table says what it holds, and every column that may be empty says when it is."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from sqlalchemy import Table as SqlTable

import anlan
from anlan.foundation.database import Table


def import_all_models() -> None:
    for module in pkgutil.walk_packages(anlan.__path__, "anlan."):
        is_model = module.name.endswith(".models") or ".models." in module.name
        if is_model or (module.name.startswith("anlan.foundation.") and "migrations" not in module.name):
            importlib.import_module(module.name)


import_all_models()
TABLES = sorted(Table.metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_tells_what_it_holds(table: SqlTable) -> None:
    assert table.comment


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_nullable_column_tells_when_it_is_empty(table: SqlTable) -> None:
    assert not [column.name for column in table.columns if column.nullable and not column.comment]
