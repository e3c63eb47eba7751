"""Events for those who ask instead of listening: the same as the WebSocket tells, by the same positions."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import signed_in
from anlan.api.context import Context
from anlan.api.page import Limit
from anlan.api.times import UtcTime
from anlan.foundation.access.actor import Actor
from anlan.foundation.events import EventsExpired
from anlan.foundation.events.hearing import may_hear

router = APIRouter(tags=["events"])
# Of 500 events each: who may hear few of many comes back for the rest, from where the answer says.
_MAX_PAGES: Final = 10


class EventView(BaseModel):
    """One event."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int = Field(description="Order on this platform")
    id: str = Field(description="Unique for ever; by it repeats are told")
    kind: str
    occurred_utc: UtcTime
    division: str = Field(description="Empty text for the platform as a whole")
    facts: dict[str, Any]


class EventHistoryView(BaseModel):
    """Events after a position."""

    items: list[EventView]
    after: int = Field(description="Where to go on from")
    sequence: int = Field(description="The newest there is; as long as after is less, there may be more")
    expired: bool = Field(
        description="What was asked for is no longer kept, or of another life of the database: load anew, go on from after"
    )


@router.get("/events/history", summary="Events after a position")
async def event_history(
    actor: Annotated[Actor, Depends(signed_in)],
    context: Context,
    after: Annotated[int, Query(ge=0, le=2**62, description="Position; 0 is the beginning of time")],
    kind: Annotated[str, Query(max_length=64, description="Only kinds that begin so, as alarms.")] = "",
    limit: Limit = 100,
) -> EventHistoryView:
    """Those that one may hear, oldest first. The first question is best put with the ``sequence`` of an answer."""
    outbox, own = context.outbox, context.settings.platform.division
    found: list[EventView] = []
    position = after
    try:
        for _ in range(_MAX_PAGES):
            events = await outbox.page(position)
            for event in events:
                position = event.sequence
                if event.kind.startswith(kind) and may_hear(actor, event, own):
                    found.append(EventView.model_validate(event))
                    if len(found) == limit:
                        break
            if not events or len(found) == limit:
                break
    except EventsExpired as expired:
        if not found:
            return EventHistoryView(items=[], after=expired.sequence, sequence=expired.sequence, expired=True)
    return EventHistoryView(items=found, after=position, sequence=outbox.sequence, expired=False)
