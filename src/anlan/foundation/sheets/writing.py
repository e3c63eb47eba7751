"""Writing a table as xlsx or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Literal

from anlan.foundation.sheets.columns import FORMULA, Column, SheetShape

SheetFormat = Literal["xlsx", "csv"]
_WIDTH = 18


def write_table(shape: SheetShape, rows: Sequence[Sequence[Any]], kind: SheetFormat) -> bytes:
    """Titles in Chinese, then the rows, a cell a column. CSV is UTF-8 with a mark, so that Excel reads it."""
    return _xlsx(shape.name, shape.columns, rows) if kind == "xlsx" else _csv(shape.columns, rows)


def write_template(shape: SheetShape, example: Sequence[Any]) -> bytes:
    """An empty xlsx with the titles of what can be imported, hints and one example."""
    return _xlsx(shape.name, tuple(shape.imported.values()), [example])


def _xlsx(name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
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
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    for position, column in enumerate(columns):
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


def _csv(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.title.zh for column in columns])
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
