"""Evidence of an alarm: what is kept, wanted or could not be had, and the content of what is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from anlan.api.alarms import AlarmId, Reader, alarm_service
from anlan.api.context import Context

router = APIRouter(tags=["alarms"])
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "video/mp4": "mp4", "video/mp2p": "mpg"}
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/alarms/{alarm}/evidence/{evidence}/content",
    summary="The content of a piece of evidence",
    response_class=StreamingResponse,
    responses={
        200: {"content": dict.fromkeys(_SUFFIXES, _BINARY), "description": "As it was kept, checked by its hash"}
    },
)
async def read_content(
    actor: Reader, context: Context, alarm: AlarmId, evidence: Annotated[str, Path(max_length=24)]
) -> StreamingResponse:
    """A photo for who may see the alarm; a camera's for who may look at cameras there. Either is audited."""
    row, content = await alarm_service(context).evidence.records.open(actor, alarm, evidence)
    kind = row.content_type if row.content_type in _SUFFIXES else "application/octet-stream"
    name = f"{alarm}-{row.id}.{_SUFFIXES.get(kind, 'bin')}"
    headers = {
        "content-length": str(row.size_bytes),
        "content-disposition": f'inline; filename="{name}"',
        "x-content-sha256": row.sha256 or "",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(content, media_type=kind, headers=headers)
