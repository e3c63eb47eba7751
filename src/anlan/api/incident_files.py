"""Pictures and documents of incidents, and the report as Word and PDF."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile

from anlan.api.context import Context
from anlan.api.incident_views import IncidentRow
from anlan.api.incidents import CONFLICT, IncidentId, Reader, done, incident_service
from anlan.capabilities.incidents.files import MOST_BYTES

router = APIRouter(prefix="/incidents/{incident}", tags=["incidents"])
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": dict.fromkeys(("image/jpeg", "image/png", "application/pdf"), _BINARY)}
}
_REPORTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report", "content": dict.fromkeys(_MEDIA_TYPES.values(), _BINARY)}
}


@router.post("/files", summary="Add a picture or document", response_model=IncidentRow, responses=CONFLICT)
async def add_file(
    actor: Reader,
    context: Context,
    incident: IncidentId,
    file: Annotated[UploadFile, File(description="JPEG, PNG or PDF of at most 5 MB")],
    note: Annotated[str, Form(max_length=500, description="What it shows")] = "",
    channel: Annotated[str, Form(max_length=20, pattern=r"^(\d{20})?$", description="Camera it was taken from")] = "",
) -> Any:
    """By who handles the incident or takes part. Kept with its SHA-256."""
    content = await file.read(MOST_BYTES + 1)
    name = (file.filename or "file").rsplit("/", 1)[-1].rsplit("\\", 1)[-1][:128]
    action = incident_service(context).files.add(actor, incident, name, content, note=note, channel=channel)
    return await done(context, actor, incident, action)


@router.get("/files/{file}", summary="A picture or document", response_class=Response, responses=_FILES)
async def read_file(
    actor: Reader, context: Context, incident: IncidentId, file: Annotated[str, Path(max_length=24)]
) -> Response:
    """Audited."""
    found = await incident_service(context).files.content(actor, incident, file)
    return Response(found.content, media_type=found.media_type, headers=_headers(found.name))


@router.get("/report", summary="The report as Word or PDF", response_class=Response, responses=_REPORTS)
async def read_report(
    actor: Reader,
    context: Context,
    incident: IncidentId,
    kind: Annotated[Literal["docx", "pdf"], Query(alias="format")] = "pdf",
) -> Response:
    """In Chinese. Names and telephone numbers are whole for who may command there, masked for others. Audited."""
    number, content = await incident_service(context).report.give(actor, incident, kind)
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=_headers(f"应急处置报告-{number}.{kind}"))


def _headers(name: str) -> dict[str, str]:
    # RFC 6266 §5: the extended form carries what is not ASCII.
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}", "Cache-Control": "no-store"}
