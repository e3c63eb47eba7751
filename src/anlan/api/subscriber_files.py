"""Alarm subscribers in and out as files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile

from anlan.api.context import Context
from anlan.api.directory import DivisionQuery
from anlan.api.files import ImportAnswer, as_file, described_files, import_answer
from anlan.api.subscribers import READ, WRITE, Reader, Writer, subscribers_of
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SubscriberFilter
from anlan.foundation.access.actor import Resource
from anlan.foundation.errors import TooMany
from anlan.foundation.sheets import MOST_BYTES
from anlan.protocols.wording import Sentence

router = APIRouter(prefix="/subscribers", tags=["subscribers"])


@router.get(
    "/export", summary="Subscribers as xlsx or CSV", response_class=Response, responses=described_files("xlsx", "csv")
)
async def export_subscribers(
    actor: Reader,
    context: Context,
    q: Annotated[str, Query(max_length=64)] = "",
    division: DivisionQuery = "",
    category: Annotated[str, Query(max_length=16)] = "",
    company: Annotated[str, Query(max_length=32)] = "",
    kind: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx",
) -> Response:
    """What the list shows under the same filters, at most 100,000 rows; without secrets. Audited."""
    for root in context.gate.scope(actor, READ):
        await context.gate.authorize(actor, READ, Resource("division", root, root, "subscribers/export"))
    filters = SubscriberFilter(q, division, category, company)
    return as_file(await subscribers_of(context).exchange.give(filters, Reach(actor, READ), kind), kind, "subscribers")


@router.get(
    "/import-template", summary="An empty table to fill in", response_class=Response, responses=described_files("xlsx")
)
async def subscriber_template(_actor: Writer, context: Context) -> Response:
    """xlsx with titles, hints and an example."""
    return as_file(await subscribers_of(context).exchange.template(), "xlsx", "subscribers-template")


@router.post("/import", summary="Create and change subscribers from xlsx or CSV")
async def import_subscribers(
    actor: Writer,
    context: Context,
    file: Annotated[UploadFile, File(description="xlsx or CSV, at most 20 MB and 100,000 rows")],
    dry_run: Annotated[bool, Query(description="Only tell what would happen")] = True,
) -> ImportAnswer:
    """All or nothing: one wrong cell and nothing is taken."""
    data = await file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooMany("sheet.size", Sentence("文件不得超过 20 MB。", "The file must not exceed 20 MB."))
    if not dry_run:
        for root in context.gate.scope(actor, WRITE):
            await context.gate.authorize(actor, WRITE, Resource("division", root, root, "subscribers/import"))
    report = await subscribers_of(context).exchange.take(data, Reach(actor, WRITE), dry_run=dry_run)
    return import_answer(report)
