"""What stands ready for incidents: plans as templates, and the units that can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from anlan.api.alarms import division_names
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Body, DivisionQuery
from anlan.api.incident_views import IncidentUnitView, unit_view
from anlan.api.incidents import Commander, Division, Handler, Latitude, Longitude, Reader, Version, incident_service
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.incidents import words
from anlan.capabilities.incidents.models import IncidentPlan
from anlan.capabilities.incidents.plans import MOST_STEPS, PlanDraft, PlanStep
from anlan.capabilities.incidents.units import UnitDraft
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["incidents"])
Identity = Annotated[str, Path(max_length=24)]
SearchText = Annotated[str, Query(max_length=64, description="In the name")]


class IncidentPlanStep(Body):
    """A step of a plan."""

    title: str = Field(min_length=1, max_length=200)
    duty: str = Field(default="", max_length=64, description="Whose business it is")
    due_min: int = Field(ge=0, le=10_080, description="Minutes after the plan is set in motion")


class IncidentPlanFields(Body):
    """A plan."""

    division: str = Field(default="", pattern=r"^(\d{2}){0,4}$", description="Holds in this subtree")
    name: str = Field(min_length=2, max_length=64, pattern=r"^[^、]+$")
    kind: words.Kind | None = Field(default=None, description="Kind of incident; null for any")
    gravest: int = Field(default=1, ge=1, le=4)
    mildest: int = Field(default=4, ge=1, le=4)
    steps: list[IncidentPlanStep] = Field(min_length=1, max_length=MOST_STEPS)


class IncidentPlanReplacement(IncidentPlanFields):
    version: Version


class IncidentPlanView(BaseModel):
    """A plan as it is kept."""

    id: str
    division: str
    division_name: str
    name: str
    kind: words.Kind | None
    gravest: int
    mildest: int
    steps: list[IncidentPlanStep]
    version: int
    changed_utc: UtcTime
    changed_by_name: str


class IncidentUnitFields(Body):
    """A unit."""

    division: Division
    type: words.UnitType
    name: str = Field(min_length=1, max_length=64)
    contact: str = Field(default="", max_length=64)
    phone: str = Field(default="", max_length=32)
    strength: int = Field(default=0, ge=0, le=100_000)
    note: str = Field(default="", max_length=255)
    longitude: Longitude = None
    latitude: Latitude = None


class IncidentUnitChange(Body):
    """What is to change; what is absent stays. Position and state by who handles, the rest by who commands."""

    version: Version
    division: Division = "00"
    type: words.UnitType = "other"
    name: str = Field(default="", min_length=1, max_length=64)
    contact: str = Field(default="", max_length=64)
    phone: str = Field(default="", max_length=32)
    strength: int = Field(default=0, ge=0, le=100_000)
    note: str = Field(default="", max_length=255)
    longitude: Longitude = None
    latitude: Latitude = None
    state: words.UnitState = "ready"


@router.get("/incident-plans", summary="Plans")
async def list_plans(
    actor: Reader, context: Context, q: SearchText = "", cursor: Cursor = None, limit: Limit = 100
) -> Page[IncidentPlanView]:
    """Those that hold in one's divisions, by name."""
    after = decode_cursor(cursor, str, str)
    position = (after[0], after[1]) if after else None
    rows, total = await incident_service(context).plans.page(actor, q.strip(), position, limit + 1)
    names = await division_names(context)
    following = encode_cursor([rows[limit - 1].name, rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=[_plan(row, names) for row in rows[:limit]], next_cursor=following, total=total)


@router.post("/incident-plans", status_code=201, summary="Make a plan")
async def make_plan(actor: Commander, context: Context, body: IncidentPlanFields) -> IncidentPlanView:
    """For a subtree."""
    return await _kept(context, actor, await incident_service(context).plans.keep(actor, _draft(body)))


@router.get("/incident-plans/{plan}", summary="One plan")
async def read_plan(actor: Reader, context: Context, plan: Identity) -> IncidentPlanView:
    """With its steps."""
    return await _kept(context, actor, plan)


@router.put("/incident-plans/{plan}", summary="Replace a plan")
async def replace_plan(
    actor: Commander, context: Context, plan: Identity, body: IncidentPlanReplacement
) -> IncidentPlanView:
    """Checklists already set in motion stay as they are."""
    await incident_service(context).plans.keep(actor, _draft(body), plan, body.version)
    return await _kept(context, actor, plan)


@router.delete("/incident-plans/{plan}", status_code=204, summary="Remove a plan")
async def remove_plan(actor: Commander, context: Context, plan: Identity) -> None:
    """Checklists stay."""
    await incident_service(context).plans.remove(actor, plan)


@router.get("/incident-units", summary="Units that can be sent")
async def list_units(
    actor: Reader,
    context: Context,
    division: DivisionQuery = "",
    unit_type: Annotated[words.UnitType | None, Query(alias="type")] = None,
    state: Annotated[words.UnitState | None, Query()] = None,
    q: SearchText = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[IncidentUnitView]:
    """Of one's divisions, by name."""
    after = decode_cursor(cursor, str, str)
    rows, total = await incident_service(context).units.page(
        actor, division, unit_type or "", state or "", q.strip(), (after[0], after[1]) if after else None, limit + 1
    )
    names = await division_names(context)
    following = encode_cursor([rows[limit - 1].name, rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=[unit_view(row, names) for row in rows[:limit]], next_cursor=following, total=total)


@router.post("/incident-units", status_code=201, summary="Put a unit on record")
async def add_unit(actor: Commander, context: Context, body: IncidentUnitFields) -> IncidentUnitView:
    """Ready at once."""
    units = incident_service(context).units
    unit = await units.add(actor, UnitDraft(**body.model_dump()))
    return unit_view(await units.get(actor, unit), await division_names(context))


@router.patch("/incident-units/{unit}", summary="Change a unit")
async def change_unit(actor: Handler, context: Context, unit: Identity, body: IncidentUnitChange) -> IncidentUnitView:
    """Where it is, whether it is ready, and its record."""
    units = incident_service(context).units
    await units.change(actor, unit, body.version, body.model_dump(exclude_unset=True, exclude={"version"}))
    return unit_view(await units.get(actor, unit), await division_names(context))


@router.delete("/incident-units/{unit}", status_code=204, summary="Take a unit off the record")
async def remove_unit(actor: Commander, context: Context, unit: Identity) -> None:
    """What it was sent for stays."""
    await incident_service(context).units.remove(actor, unit)


def _draft(body: IncidentPlanFields) -> PlanDraft:
    steps = [PlanStep(step.title, step.duty, step.due_min) for step in body.steps]
    return PlanDraft(body.division, body.name, body.kind or "", body.gravest, body.mildest, steps)


async def _kept(context: ApiContext, actor: Actor, plan: str) -> IncidentPlanView:
    return _plan(await incident_service(context).plans.get(actor, plan), await division_names(context))


def _plan(row: IncidentPlan, names: Mapping[str, str]) -> IncidentPlanView:
    plain = {
        name: getattr(row, name)
        for name in IncidentPlanView.model_fields
        if name not in ("division_name", "kind", "steps")
    }
    steps = [IncidentPlanStep(**step) for step in row.steps]
    return IncidentPlanView(
        **plain, division_name=names.get(row.division, row.division), kind=row.kind or None, steps=steps
    )
