"""Writing channels as xlsx or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any, Literal

from anlan.capabilities.directory.exchange.columns import COLUMNS, FORMULA, IMPORTED
from anlan.capabilities.directory.lifecycle import LIFE_CYCLES
from anlan.capabilities.directory.listing import ChannelRow
from anlan.capabilities.directory.sites import SITE_CATEGORIES

_WIDTH = 18


def write_table(rows: Sequence[ChannelRow], kind: Literal["xlsx", "csv"]) -> bytes:
    """Titles in Chinese, then a row a channel. CSV is UTF-8 with a mark, so that Excel reads it."""
    return _xlsx([_cells(row) for row in rows]) if kind == "xlsx" else _csv([_cells(row) for row in rows])


def template() -> bytes:
    """Titles with hints, and an example that a dry run accepts."""
    example: list[Any] = [
        "99010101001310000001", "人民路与解放街口东", "99010101", "", "规划", "公共区域", "", "", "", "人民路 1 号", 110.5, 30.25, 3, 1,
    ]  # fmt: skip
    return _xlsx([example], columns=len(IMPORTED))


def _cells(row: ChannelRow) -> list[Any]:
    status = "ON" if row.online else "OFF"
    words: dict[str, Callable[[], Any]] = {
        "life_cycle": lambda: LIFE_CYCLES[row.life_cycle].zh,
        "site_category": lambda: SITE_CATEGORIES[row.site_category].zh if row.site_category in SITE_CATEGORIES else "",
        "status": lambda: row.fault or status,
    }
    return [words[column.key]() if column.key in words else getattr(row, column.key) for column in COLUMNS]


def _xlsx(rows: Sequence[Sequence[Any]], columns: int = len(COLUMNS)) -> bytes:
    buffer = io.BytesIO()
    # Names are text, whatever they begin with: never a formula, never a link.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter  # for the export that needs it: a platform starts without

    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet("通道")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, columns - 1, _WIDTH)
    for position, column in enumerate(COLUMNS[:columns]):
        sheet.write_string(0, position, column.title.zh, bold)
        if column.hint.zh:
            sheet.write_comment(0, position, f"{column.hint.zh}\n{column.hint.en}")
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, position, value)
            elif value:
                sheet.write_string(number, position, str(value))
    book.close()
    return buffer.getvalue()


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.title.zh for column in COLUMNS])
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
