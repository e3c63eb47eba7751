"""Channels in and out as files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile

from anlan.api.channels import Filters
from anlan.api.context import Context
from anlan.api.directory import READ, WRITE, Reader, Writer, author_of, directory_of
from anlan.api.files import ImportAnswer, as_file, described_files, import_answer
from anlan.foundation.access.actor import Resource
from anlan.foundation.errors import TooMany
from anlan.foundation.sheets import MOST_BYTES
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["directory"])


# Before /channels/{code}, which would take these words for codes.
@router.get(
    "/channels/export",
    summary="Channels as xlsx or CSV",
    response_class=Response,
    responses=described_files("xlsx", "csv"),
)
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
    return as_file(content, kind, "channels")


@router.get(
    "/channels/import-template",
    summary="An empty table to fill in",
    response_class=Response,
    responses=described_files("xlsx"),
)
async def import_template(_actor: Writer, context: Context) -> Response:
    """xlsx with titles, hints and an example."""
    return as_file(await directory_of(context).exchange.template(), "xlsx", "channels-template")


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
    return import_answer(report)
