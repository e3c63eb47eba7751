"""Channels in and out as files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile
from pydantic import BaseModel, Field

from anlan.api.channels import Filters
from anlan.api.context import Context
from anlan.api.directory import READ, WRITE, Reader, Writer, author_of, directory_of
from anlan.foundation.access.actor import Resource
from anlan.foundation.errors import TooMany
from anlan.foundation.sheets import MOST_BYTES
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["directory"])
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


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


# Before /channels/{code}, which would take these words for codes.
@router.get("/channels/export", summary="Channels as xlsx or CSV", response_class=Response)
async def export_channels(
    actor: Reader,
    context: Context,
    filters: Filters,
    kind: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx",
) -> Response:
    """What the list shows under the same filters, at most 100,000 rows."""
    scope = context.gate.scope(actor, READ)
    for root in scope:
        await context.gate.authorize(actor, READ, Resource("division", root, root, "channels/export"))
    content = await directory_of(context).exchange.give(filters, scope, kind)
    return _file(content, kind, "channels")


@router.get("/channels/import-template", summary="An empty table to fill in", response_class=Response)
async def import_template(_actor: Writer, context: Context) -> Response:
    """xlsx with titles, hints and an example."""
    return _file(await directory_of(context).exchange.template(), "xlsx", "channels-template")


@router.post("/channels/import", summary="Create and change channels from xlsx or CSV")
async def import_channels(
    actor: Writer,
    context: Context,
    file: Annotated[UploadFile, File(description="xlsx or CSV, at most 20 MB and 100,000 rows")],
    dry_run: Annotated[bool, Query(description="Only tell what would happen")] = True,
) -> ImportAnswer:
    """All or nothing: one wrong cell and nothing is taken."""
    data = await file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooMany("sheet.size", Sentence("文件不得超过 20 MB。", "The file must not exceed 20 MB."))
    scope = context.gate.scope(actor, WRITE)
    if not dry_run:
        for root in scope:
            await context.gate.authorize(actor, WRITE, Resource("division", root, root, "channels/import"))
    report = await directory_of(context).exchange.take(data, author_of(actor), scope, dry_run=dry_run)
    faults = [
        ImportFault(
            row=each.row,
            column=each.column.zh,
            column_en=each.column.en,
            value=each.value,
            zh=each.sentence.zh,
            en=each.sentence.en,
        )
        for each in report.errors
    ]
    return ImportAnswer(
        rows=report.rows,
        would_create=report.created,
        would_update=report.updated,
        unchanged=report.unchanged,
        applied=report.applied,
        errors=faults,
        errors_total=report.errors_total,
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=headers)
