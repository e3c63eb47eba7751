"""Why did it not play: the traces of attempts to look at cameras."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from anlan.api.access import requires, signed_in
from anlan.api.context import Context
from anlan.api.live import live_service
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.live.journal import AttemptFilter
from anlan.capabilities.live.traces import Outcome
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["live"])


class StepView(BaseModel):
    """One step of an attempt."""

    step: str = Field(
        description="requested, authorized, signalled, trying, answered, first_packet, first_key_frame, first_viewer_byte, "
        "first_frame, failed or ended"
    )
    at_utc: UtcTime
    elapsed_ms: int = Field(
        description="Since the attempt began; 0 for what happened before it joined a running stream"
    )
    facts: dict[str, Any]


class FailureView(BaseModel):
    """Why it failed, and what to do."""

    code: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    facts: dict[str, Any]


class AttemptView(BaseModel):
    """One attempt to look at a camera."""

    id: str
    channel: str
    channel_name: str
    peer: str = Field(description="Device or lower platform that was asked")
    division: str
    stream_number: int
    stream: str
    requester: str
    requester_kind: str
    requester_name: str
    organisation: str
    purpose: str
    started_utc: UtcTime
    ended_utc: UtcTime | None = Field(description="Null while it runs")
    outcome: Outcome
    failure: FailureView | None = Field(description="Null unless it failed")
    steps: list[StepView]


@router.get("/attempts", summary="Attempts to look at cameras, newest first")
async def list_attempts(
    actor: Annotated[Actor, Depends(requires("live.traces"))],
    context: Context,
    channel: Annotated[str, Query(max_length=20, description="Only of this channel")] = "",
    device: Annotated[str, Query(max_length=20, description="Only through this device or lower platform")] = "",
    outcome: Annotated[Outcome | None, Query(description="Only of this outcome")] = None,
    requester: Annotated[str, Query(max_length=64, description="Only of this user or upper platform")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AttemptView]:
    """Attempts in the divisions whose traces one may see."""
    wanted = AttemptFilter(context.gate.scope(actor, "live.traces"), channel, device, outcome or "", requester)
    after = decode_cursor(cursor, str)
    page = await live_service(context).attempts(wanted, cursor=after[0] if after else None, limit=limit)
    following = encode_cursor([page.next_cursor]) if page.next_cursor else None
    items = [AttemptView.model_validate(item) for item in page.items]
    return Page(items=items, next_cursor=following, total=page.total)


@router.get("/attempts/{attempt}", summary="One attempt with its steps")
async def read_attempt(
    actor: Annotated[Actor, Depends(signed_in)],
    context: Context,
    attempt: Annotated[str, Path(max_length=32)],
) -> AttemptView:
    """One's own, or with the right to see traces any of one's divisions."""
    return AttemptView.model_validate(await live_service(context).attempt(actor, attempt))
