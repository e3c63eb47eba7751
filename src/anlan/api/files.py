"""Tables that go out and come in as files: their media types, and what an import answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from fastapi import Response
from pydantic import BaseModel, Field

from anlan.protocols.wording import Sentence

_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Fault(Protocol):
    """What a capability's import found wrong with a cell."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> Sentence: ...
    @property
    def value(self) -> str: ...
    @property
    def sentence(self) -> Sentence: ...


class Report(Protocol):
    """What a capability's import did, or would do."""

    @property
    def rows(self) -> int: ...
    @property
    def created(self) -> int: ...
    @property
    def updated(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def applied(self) -> bool: ...
    @property
    def errors(self) -> Sequence[Fault]: ...
    @property
    def errors_total(self) -> int: ...


class ImportFault(BaseModel):
    """What is wrong with a cell."""

    row: int = Field(description="Row in the file; the header is 1")
    column: str = Field(description="Title of the column, Chinese")
    column_en: str
    value: str
    zh: str
    en: str


class ImportAnswer(BaseModel):
    """What an import did, or would do; with any error nothing was done."""

    rows: int
    would_create: int
    would_update: int
    unchanged: int
    applied: bool
    errors: list[ImportFault]
    errors_total: int = Field(description="Errors in all; the first thousand are listed")


def import_answer(report: Report) -> ImportAnswer:
    """A capability's report as JSON."""
    return ImportAnswer(
        rows=report.rows,
        would_create=report.created,
        would_update=report.updated,
        unchanged=report.unchanged,
        applied=report.applied,
        errors=[
            ImportFault(
                row=each.row,
                column=each.column.zh,
                column_en=each.column.en,
                value=each.value,
                zh=each.sentence.zh,
                en=each.sentence.en,
            )
            for each in report.errors
        ],
        errors_total=report.errors_total,
    )


def described_files(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """The description of a route that answers with a file of one of these kinds (xlsx, csv)."""
    content = {_MEDIA_TYPES[kind]: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"description": "The file", "content": content}}


def as_file(content: bytes, kind: str, name: str) -> Response:
    """An answer that the browser saves."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=headers)
