"""Events that other systems report: grid events, hotline cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from anlan.api.access import requires
from anlan.api.context import Context
from anlan.api.incidents import IncidentFields, incident_service
from anlan.capabilities.incidents.desk import IncidentDraft
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["incidents"])
Reporter = Annotated[Actor, Depends(requires("incidents.report"))]


class ReportedEvent(IncidentFields):
    """An event as another system knows it. The same system and external id are the same event."""

    system: str = Field(min_length=1, max_length=32, pattern=r"^[\w.-]+$", description="Name of the system, e.g. grid")
    external_id: str = Field(min_length=1, max_length=64, description="Its id there")


class ReportedAnswer(BaseModel):
    """Under what it is on record here."""

    incident: str
    created: bool = Field(description="false where this event was on record already")


@router.post(
    "/incident-reports",
    status_code=201,
    summary="Report an event from another system",
    responses={200: {"model": ReportedAnswer, "description": "It was on record already"}},
)
async def report_event(actor: Reporter, context: Context, response: Response, body: ReportedEvent) -> ReportedAnswer:
    """Idempotent by system and external id: again is the same incident (200), and what is new in it goes to its log.

    Programs sign in with an API token that carries ``incidents.report``.
    """
    draft = IncidentDraft(**body.model_dump(exclude={"system", "external_id"}))
    incident, created = await incident_service(context).desk.take_report(actor, body.system, body.external_id, draft)
    response.status_code = 201 if created else 200
    return ReportedAnswer(incident=incident, created=created)
