"""Channels as rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from anlan.capabilities.directory.exchange.columns import COLUMNS, SHAPE
from anlan.capabilities.directory.lifecycle import LIFE_CYCLES
from anlan.capabilities.directory.listing import ChannelRow
from anlan.capabilities.directory.sites import SITE_CATEGORIES
from anlan.foundation.sheets import SheetFormat, write_table, write_template

# A dry run accepts it.
_EXAMPLE: list[Any] = [
    "99010101001310000001", "人民路与解放街口东", "99010101", "", "规划", "公共区域", "", "", "", "人民路 1 号", 110.5, 30.25, 3, 1,
]  # fmt: skip


def write_channels(rows: Sequence[ChannelRow], kind: SheetFormat) -> bytes:
    """A row a channel."""
    return write_table(SHAPE, [_cells(row) for row in rows], kind)


def template() -> bytes:
    """An empty table with titles, hints and one example."""
    return write_template(SHAPE, _EXAMPLE)


def _cells(row: ChannelRow) -> list[Any]:
    status = "ON" if row.online else "OFF"
    words: dict[str, Callable[[], Any]] = {
        "life_cycle": lambda: LIFE_CYCLES[row.life_cycle].zh,
        "site_category": lambda: SITE_CATEGORIES[row.site_category].zh if row.site_category in SITE_CATEGORIES else "",
        "status": lambda: row.fault or status,
    }
    return [words[column.key]() if column.key in words else getattr(row, column.key) for column in COLUMNS]
