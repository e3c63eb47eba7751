"""Tables that people fill in, as xlsx and CSV: bounded reading with errors by the cell, safe writing."""

from anlan.foundation.sheets.columns import (
    CellError,
    Column,
    SheetShape,
    read_degrees,
    read_number,
    read_one_of,
    read_text,
)
from anlan.foundation.sheets.reading import MOST_BYTES, MOST_ROWS, Table, read_table
from anlan.foundation.sheets.writing import SheetFormat, write_table, write_template

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "CellError",
    "Column",
    "SheetFormat",
    "SheetShape",
    "Table",
    "read_degrees",
    "read_number",
    "read_one_of",
    "read_table",
    "read_text",
    "write_table",
    "write_template",
]
