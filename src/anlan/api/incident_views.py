"""Incidents as JSON: rows, one with all that belongs to it, its log, plans and units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from anlan.api.directory import Choice
from anlan.api.times import UtcTime
from anlan.capabilities.incidents.cameras import CameraSight
from anlan.capabilities.incidents.geometry import field_degrees, reach_m
from anlan.capabilities.incidents.models import Incident
from anlan.capabilities.incidents.reading import IncidentDetail
from anlan.capabilities.incidents.words import Kind, Result, StepState, TaskState, UnitState, UnitType


class FromRow(BaseModel):
    """Read from a row of the records."""

    model_config = ConfigDict(from_attributes=True)


class IncidentLevel(BaseModel):
    """A level with its name."""

    level: int
    zh: str
    en: str


class IncidentWords(BaseModel):
    """The codes of the incident desk with their names."""

    kinds: list[Choice]
    levels: list[IncidentLevel]
    results: list[Choice]
    sources: list[Choice]
    unit_types: list[Choice]
    unit_states: list[Choice]
    task_states: list[Choice]
    entry_kinds: list[Choice]


class IncidentRow(FromRow):
    """An incident in a list."""

    id: str
    number: str = Field(description="YYYYMMDD-nnnn, as people call it")
    title: str
    kind: Kind
    level: int = Field(description="1 (gravest) to 4")
    state: str = Field(description="open or closed")
    division: str
    division_name: str
    place: str
    longitude: float | None = Field(description="WGS-84 degrees")
    latitude: float | None
    radius_m: int
    source: str = Field(description="alarm, hand or report")
    opened_by_name: str
    opened_utc: UtcTime
    commander: str | None = Field(description="Id of the user in command")
    commander_name: str
    closed_utc: UtcTime | None
    result: Result | None
    version: int


class IncidentEntryView(FromRow):
    """A line of the log."""

    sequence: int
    at_utc: UtcTime
    actor: str
    actor_name: str
    organisation: str
    kind: str
    text: str
    facts: dict[str, Any]
    corrects: int | None = Field(description="Number of the entry that this sets right")


class IncidentEntries(BaseModel):
    """Entries after a number, oldest first."""

    items: list[IncidentEntryView]


class IncidentStepView(FromRow):
    """A line of the checklist."""

    position: int
    plan_name: str
    title: str
    duty: str
    due_utc: UtcTime
    state: StepState
    settled_utc: UtcTime | None
    settled_by_name: str
    note: str


class IncidentUnitView(FromRow):
    """A unit that can be sent."""

    id: str
    division: str
    division_name: str
    type: UnitType
    name: str
    contact: str
    phone: str
    strength: int = Field(description="People, or pieces of a store")
    note: str
    state: UnitState
    longitude: float | None
    latitude: float | None
    position_utc: UtcTime | None = Field(description="Since when it is known to be there")
    version: int


class IncidentTaskView(FromRow):
    """What a unit was sent for."""

    number: int
    unit: str
    unit_name: str
    unit_type: str
    text: str
    state: TaskState
    sent_by_name: str
    sent_utc: UtcTime
    accepted_utc: UtcTime | None
    arrived_utc: UtcTime | None
    done_utc: UtcTime | None
    outcome: str


class IncidentParticipantView(FromRow):
    """Who takes part, and until when."""

    user_id: str
    user_name: str
    organisation: str
    role: str
    invited_by_name: str
    invited_utc: UtcTime
    ends_utc: UtcTime
    ended_utc: UtcTime | None = Field(description="When it ended before its time")


class IncidentSightView(BaseModel):
    """A camera as it stands to the spot, with its view cone as far as it is known."""

    channel: str
    name: str
    division: str
    status: str = Field(description="ON, OFF, a fault, or GONE where the directory has it no longer")
    longitude: float | None
    latitude: float | None
    bearing: float | None = Field(description="Degrees from north of its axis; null where not known")
    field_degrees: float = Field(description="Whole angle it sees; 90 where nobody told")
    range_m: float = Field(description="How far it sees; 100 where nobody told")
    turns: bool
    covers: bool | None = Field(description="Whether its view covers the spot; null where that cannot be told")
    distance_m: int | None
    belongs: bool = Field(description="Whether it belongs to the incident")


class IncidentSightList(BaseModel):
    """Cameras, those that cover the spot first."""

    items: list[IncidentSightView]


class IncidentFileView(FromRow):
    """A picture or document."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    note: str
    channel: str
    added_by_name: str
    added_utc: UtcTime


class IncidentPlanBrief(FromRow):
    """A plan meant for this kind and level."""

    id: str
    name: str
    kind: str
    steps: int


class IncidentView(IncidentRow):
    """One incident with all that the desk shows."""

    description: str
    alarm: str | None
    source_system: str | None
    external_id: str | None
    reporter_name: str
    reporter_phone: str
    plan_name: str
    closed_by_name: str
    result_text: str
    entries: list[IncidentEntryView] = Field(description="The newest; GET …/log has the rest")
    last_entry: int = Field(description="Number of the newest entry")
    steps: list[IncidentStepView]
    tasks: list[IncidentTaskView]
    units: list[IncidentUnitView] = Field(description="Those of the tasks")
    participants: list[IncidentParticipantView]
    cameras: list[IncidentSightView]
    files: list[IncidentFileView]
    plans: list[IncidentPlanBrief]
    actions: list[str] = Field(description="What one may do: note, handle, command")


def row_view(row: Incident, names: Mapping[str, str]) -> IncidentRow:
    """A row as the API shows it."""
    return IncidentRow(**_plain(row, IncidentRow, names))


def sight_view(found: CameraSight) -> IncidentSightView:
    """A camera as the API shows it."""
    sight, camera = found.sight, found.sight.camera
    return IncidentSightView(
        channel=camera.channel, name=camera.name, division=camera.division, status=camera.status, longitude=camera.longitude,
        latitude=camera.latitude, bearing=camera.bearing, field_degrees=field_degrees(camera), range_m=reach_m(camera),
        turns=camera.turns, covers=sight.covers, distance_m=sight.distance_m, belongs=found.belongs,
    )  # fmt: skip


def unit_view(row: Any, names: Mapping[str, str]) -> IncidentUnitView:
    """A unit as the API shows it."""
    return IncidentUnitView(**_plain(row, IncidentUnitView, names))


def detail_view(detail: IncidentDetail, names: Mapping[str, str]) -> IncidentView:
    """One with everything."""
    parts = {"division_name", "last_entry", "entries", "steps", "tasks", "units", "participants", "cameras", "files", "plans", "actions"}  # fmt: skip
    plain = {name: getattr(detail.row, name) for name in IncidentView.model_fields if name not in parts}
    return IncidentView(
        **plain,
        division_name=names.get(detail.row.division, detail.row.division),
        last_entry=detail.row.entries,
        entries=[IncidentEntryView.model_validate(entry) for entry in detail.entries],
        steps=[IncidentStepView.model_validate(step) for step in detail.steps],
        tasks=[IncidentTaskView.model_validate(task) for task in detail.tasks],
        units=[unit_view(unit, names) for unit in detail.units.values()],
        participants=[IncidentParticipantView.model_validate(each) for each in detail.participants],
        cameras=[sight_view(each) for each in detail.cameras],
        files=[IncidentFileView.model_validate(file) for file in detail.files],
        plans=[
            IncidentPlanBrief(id=plan.id, name=plan.name, kind=plan.kind, steps=len(plan.steps))
            for plan in detail.plans
        ],
        actions=list(detail.actions),
    )


def _plain(row: Any, shape: type[BaseModel], names: Mapping[str, str]) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in shape.model_fields if name != "division_name"}
    return same | {"division_name": names.get(row.division, row.division)}
