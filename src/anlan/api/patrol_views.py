"""Patrol rounds as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from anlan.api.directory import Body, Choice
from anlan.api.times import UtcTime
from anlan.capabilities.duty.patrols.plans import MOST_STOPS
from anlan.capabilities.duty.patrols.words import FaultKind, FindingKind, LookState, RunState

Division = Annotated[str, Field(pattern=r"^(\d{2}){1,4}$", description="2, 4, 6 or 8 digits")]
Minute = Annotated[int, Field(ge=0, le=1439)]


class PatrolWords(BaseModel):
    """The words of patrol rounds in both languages."""

    states: list[Choice]
    findings: list[Choice]
    faults: list[Choice]
    alarm_classes: list[Choice] = Field(description="Classes of an alarm opened for a finding")


class PatrolStopFields(Body):
    """A camera of a plan."""

    channel: str = Field(pattern=r"^\d{20}$")
    seconds: int = Field(ge=3, le=600, description="How long its picture must be looked at")


class PatrolPlanFields(Body):
    """A plan as entered."""

    name: str = Field(min_length=1, max_length=64, pattern=r"\S")
    division: Division
    room: str = Field(default="", max_length=24, description="Duty room; empty for any of the division")
    weekdays: str = Field(pattern=r"^[1-7]{1,7}$", description="1 Monday … 7 Sunday, as in 12345")
    times: list[Minute] = Field(
        min_length=1, max_length=48, description="Minutes of the local day at which a round is due"
    )
    window_min: int = Field(ge=5, le=720, description="Minutes from falling due by which the round must be over")
    enabled: bool = True
    stops: list[PatrolStopFields] = Field(min_length=1, max_length=MOST_STOPS, description="In the order of the round")


class PatrolPlanChange(PatrolPlanFields):
    """A whole plan in place of what stands."""

    version: int = Field(ge=1, description="The version that was before the eyes")


class PatrolPlanRow(BaseModel):
    """A plan in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    division: str
    room: str
    weekdays: str
    times: list[int]
    window_min: int
    enabled: bool
    version: int
    changed_by_name: str
    changed_utc: UtcTime
    cameras: int = 0
    seconds: int = Field(default=0, description="Of all cameras together")


class PatrolStopView(BaseModel):
    """A camera of a plan as the directory has it."""

    channel: str
    seconds: int
    name: str
    online: bool
    known: bool = Field(description="False where the directory has it no more")


class PatrolPlanView(PatrolPlanRow):
    """A plan with its cameras."""

    stops: list[PatrolStopView]


class PatrolRunView(BaseModel):
    """A round in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    plan: str
    plan_name: str
    division: str
    room: str
    scheduled: bool = Field(description="By the plan's times; else begun out of turn")
    due_utc: UtcTime
    closes_utc: UtcTime
    state: RunState
    reason: Literal["", "not_started", "platform_down", "finished", "out_of_time"]
    operator: str
    operator_name: str
    started_utc: UtcTime | None = Field(description="Null before the start")
    ended_utc: UtcTime | None = Field(description="Null before the end")
    stops: int
    looked: int = Field(description="Cameras looked at for as long as planned")
    looked_ms: int
    findings: int


class PatrolLookView(BaseModel):
    """One camera of a round."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    channel: str
    channel_name: str
    wanted_s: int
    state: LookState
    looked_ms: int
    views: int


class PatrolFindingView(BaseModel):
    """A finding."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    run: str
    position: int
    channel: str
    channel_name: str
    division: str
    kind: FindingKind
    fault: Literal["", "blurred", "blocked", "moved", "no_picture", "other"]
    text: str
    found_by_name: str
    found_utc: UtcTime
    alarm: str | None = Field(description="Alarm opened for it; null where none was")
    picture_sha256: str
    picture_bytes: int


class PatrolRunDetail(PatrolRunView):
    """A round with its cameras and findings."""

    looks: list[PatrolLookView]
    found: list[PatrolFindingView]


class Went(Body):
    """The operator goes on from a camera."""

    attempt: str = Field(min_length=1, max_length=32, description="The attempt by which its picture was called")


class FaultNoteView(BaseModel):
    """A fault that somebody saw."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    channel: str
    channel_name: str
    division: str
    fault: FaultKind
    text: str
    finding: str
    noted_by_name: str
    noted_utc: UtcTime
    settled_by_name: str
    settled_utc: UtcTime | None = Field(description="Null while it stands")
    settled_text: str


class Settled(Body):
    """What was done about a fault."""

    text: str = Field(min_length=2, max_length=200)


class RoundCountsView(BaseModel):
    """Rounds of a span by what became of them."""

    model_config = ConfigDict(from_attributes=True)

    planned: int
    extra: int = Field(description="Begun out of turn")
    done: int
    incomplete: int
    missed: int
    excused: int = Field(description="Of the missed: while the platform did not run")
    waiting: int = Field(description="Due or under way")
    stops: int = Field(description="Cameras of rounds that are over")
    looked: int = Field(description="Of them looked at for as long as planned")
    looked_s: int
    findings: int


class NamedCounts(RoundCountsView):
    """Rounds of one plan or person."""

    id: str
    name: str


class PatrolFiguresView(BaseModel):
    """Figures of patrol rounds."""

    total: RoundCountsView
    plans: list[NamedCounts]
    operators: list[NamedCounts]
    found: dict[str, int] = Field(description="Findings by kind")
