"""What belongs to an incident: its cameras, who takes part, the checklist, and the units that were sent."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from anlan.api.context import Context
from anlan.api.directory import Body
from anlan.api.incident_views import IncidentRow, IncidentSightList, sight_view
from anlan.api.incidents import CONFLICT, Commander, Handler, IncidentId, done, incident_service
from anlan.api.times import UtcTime

router = APIRouter(prefix="/incidents/{incident}", tags=["incidents"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Identity = Annotated[str, Path(max_length=64)]


class IncidentCamerasAdded(Body):
    channels: list[Annotated[str, Field(pattern=r"^\d{20}$")]] = Field(min_length=1, max_length=20)


class IncidentInvitation(Body):
    """Who is to take part, what for, and until when."""

    user: str = Field(min_length=1, max_length=32, description="Id of the user")
    role: str = Field(default="", max_length=64)
    ends_utc: UtcTime = Field(description="At most 72 hours from now; the incident's end comes before it")


class InvitablePerson(BaseModel):
    """Somebody who can be invited."""

    id: str
    name: str
    organisation: str


class InvitablePeople(BaseModel):
    items: list[InvitablePerson]


class IncidentPlanStart(Body):
    plan: str = Field(min_length=1, max_length=24, description="Id of the plan")


class IncidentStepSettled(Body):
    state: Literal["done", "skipped"]
    note: str = Field(default="", max_length=500, description="Needed where a step is skipped")


class IncidentTaskSent(Body):
    unit: str = Field(min_length=1, max_length=24, description="Id of the unit")
    text: str = Field(min_length=1, max_length=500, description="The order")


class IncidentTaskMoved(Body):
    state: Literal["accepted", "arrived", "done", "cancelled"]
    outcome: str = Field(default="", max_length=500)


@router.get("/nearby-cameras", summary="Cameras that see the spot, then the nearest")
async def nearby_cameras(
    actor: Handler,
    context: Context,
    incident: IncidentId,
    radius_m: Annotated[int, Query(ge=10, le=5_000)] = 500,
) -> IncidentSightList:
    """At most 60 of those one may look at. Empty where the spot is not known."""
    found = await incident_service(context).cameras.nearby(actor, incident, radius_m)
    return IncidentSightList(items=[sight_view(each) for each in found])


@router.post("/cameras", summary="Take cameras in", response_model=IncidentRow, responses=CONFLICT)
async def add_cameras(actor: Handler, context: Context, incident: IncidentId, body: IncidentCamerasAdded) -> Any:
    """Participants may look at them from then on."""
    return await done(context, actor, incident, incident_service(context).cameras.add(actor, incident, body.channels))


@router.delete("/cameras/{channel}", summary="Take a camera out", response_model=IncidentRow, responses=CONFLICT)
async def remove_camera(actor: Handler, context: Context, incident: IncidentId, channel: Identity) -> Any:
    """What participants see of it ends within ten seconds."""
    return await done(context, actor, incident, incident_service(context).cameras.remove(actor, incident, channel))


@router.get("/people", summary="Whom one could invite")
async def people(
    actor: Commander, context: Context, incident: IncidentId, q: Annotated[str, Query(min_length=1, max_length=64)]
) -> InvitablePeople:
    """By name, account or department; the first twenty."""
    found = await incident_service(context).participants.people(actor, incident, q)
    return InvitablePeople(
        items=[InvitablePerson(id=each.id, name=each.name, organisation=each.organisation) for each in found]
    )


@router.post("/participants", summary="Invite somebody", response_model=IncidentRow, responses=CONFLICT)
async def invite(actor: Commander, context: Context, incident: IncidentId, body: IncidentInvitation) -> Any:
    """A grant for this incident and its cameras alone, for command of it, until it ends. Inviting again moves the end."""
    action = incident_service(context).participants.invite(actor, incident, body.user, body.role, body.ends_utc)
    return await done(context, actor, incident, action)


@router.delete("/participants/{user}", summary="End somebody's part", response_model=IncidentRow, responses=CONFLICT)
async def let_go(actor: Commander, context: Context, incident: IncidentId, user: Identity) -> Any:
    """At once."""
    return await done(context, actor, incident, incident_service(context).participants.let_go(actor, incident, user))


@router.post("/plan", summary="Set a plan in motion", response_model=IncidentRow, responses=CONFLICT)
async def start_plan(actor: Handler, context: Context, incident: IncidentId, body: IncidentPlanStart) -> Any:
    """Its steps join the checklist, due from now on."""
    return await done(context, actor, incident, incident_service(context).checklists.start(actor, incident, body.plan))


@router.post("/steps/{number}", summary="Tick a step off", response_model=IncidentRow, responses=CONFLICT)
async def settle_step(
    actor: Handler, context: Context, incident: IncidentId, number: Number, body: IncidentStepSettled
) -> Any:
    """Or pass over it with the reason."""
    action = incident_service(context).checklists.settle(actor, incident, number, body.state, body.note)
    return await done(context, actor, incident, action)


@router.post("/tasks", summary="Send a unit", response_model=IncidentRow, responses=CONFLICT)
async def send_unit(actor: Handler, context: Context, incident: IncidentId, body: IncidentTaskSent) -> Any:
    """With an order."""
    action = incident_service(context).tasks.send(actor, incident, body.unit, body.text)
    return await done(context, actor, incident, action)


@router.post("/tasks/{number}", summary="How far a unit is", response_model=IncidentRow, responses=CONFLICT)
async def move_task(
    actor: Handler, context: Context, incident: IncidentId, number: Number, body: IncidentTaskMoved
) -> Any:
    """Accepted, arrived, done or called off."""
    action = incident_service(context).tasks.move(actor, incident, number, body.state, body.outcome)
    return await done(context, actor, incident, action)
