"""Test mode and suppression: what raises no alarm, why and until when."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.alarms import Reader, alarm_service
from anlan.api.context import Context
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.cases.suppressions import SuppressionDraft
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Supervisor = Annotated[Actor, Depends(requires("alarms.supervise"))]


class SuppressionOrder(BaseModel):
    """An order."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["test", "suppression"] = Field(description="test: at most 24 hours; suppression: at most 30 days")
    subscriber: str = Field(min_length=1, max_length=32)
    zone: str = Field(default="", max_length=8, description="Only this zone; empty for all")
    reason: str = Field(min_length=2, max_length=200)
    ends_utc: UtcTime


class SuppressionView(BaseModel):
    """An order that stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    mode: str
    subscriber: str
    subscriber_name: str
    division: str
    zone: str
    reason: str
    starts_utc: UtcTime
    ends_utc: UtcTime
    made_by_name: str


@router.get("/alarm-suppressions", summary="Tests and suppressions that stand")
async def list_suppressions(
    actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 100
) -> Page[SuppressionView]:
    """Newest first."""
    after = decode_cursor(cursor, str)
    rows, following = await alarm_service(context).suppressions.standing(actor, after[0] if after else None, limit)
    items = [SuppressionView.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=encode_cursor([following]) if following else None)


@router.post("/alarm-suppressions", status_code=201, summary="Order a test or a suppression")
async def order_suppression(actor: Supervisor, context: Context, body: SuppressionOrder) -> SuppressionView:
    """With a reason and an end; signals are kept and raise no alarm until then."""
    draft = SuppressionDraft(body.mode, body.subscriber, body.zone, body.reason, body.ends_utc)
    return SuppressionView.model_validate(await alarm_service(context).suppressions.order(actor, draft))


@router.delete("/alarm-suppressions/{suppression}", status_code=204, summary="End it before its time")
async def end_suppression(
    actor: Supervisor, context: Context, suppression: Annotated[str, Path(max_length=24)]
) -> None:
    """The order stays in the records."""
    await alarm_service(context).suppressions.end(actor, suppression)
