"""Turning an uploaded file into rows of text, with bounds on everything."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.foundation.errors import Invalid, TooMany
from anlan.foundation.sheets.columns import FORMULA, SheetShape
from anlan.protocols.wording import Sentence

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
# What the parts of an xlsx may come to unpacked; a hundred thousand rows of ours stay below a tenth of it.
_MOST_UNPACKED_BYTES = 300_000_000
_MOST_COLUMNS = 64
_XLSX_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as read: number in the file (the header is 1) and key → text of the cells that are not empty."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read_table(data: bytes, shape: SheetShape) -> Table:
    """Rows of an xlsx (first sheet) or CSV file, told apart by content. Raises ``Invalid`` or ``TooMany``."""
    if len(data) > MOST_BYTES:
        raise TooMany("sheet.size", Sentence("文件不得超过 20 MB。", "The file must not exceed 20 MB."))
    lines = _xlsx(data) if data.startswith(_XLSX_MAGIC) else _csv(data)
    header = next(lines, None)
    keys = [shape.by_title.get(cell.lower().rstrip("*"), "") for cell in header or []]
    if shape.required not in keys:
        title = next(each.title for each in shape.columns if each.key == shape.required)
        raise Invalid(
            "sheet.header",
            Sentence(
                f"首行须为列名，且含“{title.zh}”。", f"The first row must name the columns, “{title.en}” among them."
            ),
            remedy=Sentence("请使用导入模板。", "Use the template."),
        )
    known = [key for key in keys if key]
    if len(set(known)) != len(known):
        raise Invalid("sheet.header", Sentence("列名重复。", "A column is named twice."))
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(lines, start=2):
        row = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell}
        if not row:
            continue
        if len(rows) >= MOST_ROWS:
            raise TooMany(
                "sheet.rows",
                Sentence(f"每次至多 {MOST_ROWS} 行。", f"There can be {MOST_ROWS} rows at a time."),
            )
        rows.append((number, row))
    return Table(known, rows)


def _xlsx(data: bytes) -> Iterator[list[str]]:
    # Loaded for the import that needs it: it takes as long as a tenth of a platform's start.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED_BYTES:
                raise TooMany("sheet.size", Sentence("文件解压后过大。", "The file is too large when unpacked."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        for cells in sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True):
            yield [_cell(cell) for cell in cells]
    except TooMany:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        SyntaxError,
        OSError,
        EOFError,
    ) as error:
        raise Invalid(
            "sheet.file", Sentence("文件不是有效的 xlsx 工作簿。", "The file is no readable xlsx workbook.")
        ) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()[:1024]


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    try:
        for cells in csv.reader(io.StringIO(text, newline="")):
            yield [_plain(cell.strip()[:1024]) for cell in cells[:_MOST_COLUMNS]]
    except csv.Error as error:
        raise Invalid("sheet.file", Sentence("文件不是有效的 CSV。", "The file is no readable CSV.")) from error


def _decoded(data: bytes) -> str:
    """UTF-8 where it is valid, else GB18030: what Excel writes on a Chinese Windows."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Invalid("sheet.charset", Sentence("文件编码须为 UTF-8 或 GB18030。", "The file must be UTF-8 or GB18030."))


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell
