"""The duty room's shapes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, cast

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.context import ApiContext
from anlan.api.directory import Body, Choice
from anlan.api.times import UtcTime
from anlan.capabilities.duty.models import DutyHandover, DutyRoster, DutySession, DutyShift
from anlan.capabilities.duty.records import MANAGE, READ, WORK
from anlan.capabilities.duty.rosters.rules import Fault
from anlan.capabilities.duty.service import DutyService
from anlan.capabilities.duty.sessions.presence import Expected, OnDuty
from anlan.foundation.access.actor import Actor

Reader = Annotated[Actor, Depends(requires(READ))]
Worker = Annotated[Actor, Depends(requires(WORK))]
Manager = Annotated[Actor, Depends(requires(MANAGE))]
Id = Annotated[str, Path(max_length=32)]
Version = Annotated[int, Field(ge=1, description="Version that was before the eyes; another one is refused (409)")]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=1, max_length=128)]


def duty_of(context: ApiContext) -> DutyService:
    """The duty room behind the application."""
    return cast(DutyService, context.duty)


class Row(BaseModel):
    """Read from a record."""

    model_config = ConfigDict(from_attributes=True)


class RoomFields(Body):
    """What a room sets."""

    name: Name
    min_per_shift: int = Field(default=2, ge=1, le=50)
    min_rest_minutes: int = Field(default=660, ge=0, le=2880, description="Least rest between two shifts")
    max_week_minutes: int = Field(default=2880, ge=60, le=10_080, description="Most minutes of duty in seven days")
    late_after_minutes: int = Field(default=5, ge=0, le=120)
    enabled: bool = True


class RoomCreate(RoomFields):
    division: str = Field(pattern=r"^(\d{2}){1,4}$")


class RoomChange(RoomFields):
    version: Version


class RoomView(Row):
    """A duty room."""

    id: str
    division: str
    name: str
    min_per_shift: int
    min_rest_minutes: int
    max_week_minutes: int
    late_after_minutes: int
    enabled: bool
    version: int


class PositionFields(Body):
    """A position; without an id it is a new one."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: str = Field(default="", max_length=32)
    name: Name
    qualification: str = Field(default="", max_length=32)
    seats: int = Field(default=1, ge=1, le=50)
    required: bool = True
    enabled: bool = True


class PatternFields(Body):
    """A shift pattern; without an id it is a new one."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: str = Field(default="", max_length=32)
    name: str = Field(min_length=1, max_length=32)
    start_minute: int = Field(ge=0, le=1439, description="Minute of the local day")
    length_minutes: int = Field(ge=30, le=1440)
    rest_after_minutes: int = Field(default=0, ge=0, le=5760)
    weekdays: str = Field(default="1234567", pattern=r"^[1-7]{1,7}$", description="1 Monday … 7 Sunday")
    enabled: bool = True


class RoomDetail(RoomView):
    """A room with its parts, those out of use too."""

    positions: list[PositionFields]
    patterns: list[PatternFields]


class Positions(Body):
    version: Version
    positions: list[PositionFields] = Field(max_length=50)


class Patterns(Body):
    version: Version
    patterns: list[PatternFields] = Field(max_length=50)


class DutyAccountView(Row):
    id: str
    name: str


class DutyWords(BaseModel):
    """Values that forms choose from."""

    leaving: list[Choice]
    absences: list[Choice]
    rules: list[Choice]


class DutySessionView(BaseModel):
    """Somebody on duty, now or then."""

    id: str
    room: str
    person: str
    name: str
    position: str
    position_name: str
    workplace: str
    signed_in_utc: UtcTime
    due_utc: UtcTime | None
    signed_off_utc: UtcTime | None
    late_s: int
    early_s: int
    ended_by: str = Field(description="handover, leader, closing, or an empty string while on duty")

    @classmethod
    def of(cls, found: OnDuty) -> DutySessionView:
        return cls.built(found.session, found.name, found.position)

    @classmethod
    def built(cls, row: DutySession, name: str, position: str) -> DutySessionView:
        return cls(
            id=row.id, room=row.room, person=row.person, name=name, position=row.position, position_name=position, workplace=row.workplace,
            signed_in_utc=row.signed_in_utc, due_utc=row.due_utc, signed_off_utc=row.signed_off_utc, late_s=row.late_s, early_s=row.early_s,
            ended_by=row.ended_by,
        )  # fmt: skip


class ExpectedView(BaseModel):
    """Somebody of the roster who is missing, or comes next."""

    shift: str
    person: str
    name: str
    position_name: str
    pattern_name: str
    starts_utc: UtcTime
    ends_utc: UtcTime

    @classmethod
    def of(cls, found: Expected) -> ExpectedView:
        row = found.shift
        return cls(
            shift=row.id, person=row.person, name=found.name, position_name=found.position, pattern_name=found.pattern,
            starts_utc=row.starts_utc, ends_utc=row.ends_utc,
        )  # fmt: skip


class RoomNowView(BaseModel):
    """A room as it is manned at this moment."""

    room: RoomView
    present: list[DutySessionView]
    missing: list[ExpectedView]
    following: list[ExpectedView]


class ShiftView(Row):
    """One person at one position in one shift."""

    id: str
    roster: str
    room: str
    pattern: str
    position: str
    person: str
    day: date
    starts_utc: UtcTime
    ends_utc: UtcTime
    night: bool
    attendance: str = Field(description="draft, due, present, late or missing")


class FaultView(Row):
    """A rule that is broken; an empty person where it concerns the shift."""

    rule: str
    day: date
    pattern: str
    person: str
    position: str
    lacking: int = Field(description="People, or minutes of rest or hours")

    @classmethod
    def of(cls, each: Fault) -> FaultView:
        return cls.model_validate(each)


class ReasonView(BaseModel):
    rule: str
    people: int


class VacancyView(BaseModel):
    day: date
    pattern: str
    position: str
    people: int


class OutcomeView(BaseModel):
    """What the solver said; absent for a roster made by hand."""

    people_missing: int = Field(description="So many more people must be in the team before every rule can be kept")
    reasons: list[ReasonView] = Field(description="Rules without which fewer were missing, and by how many")
    vacancies: list[VacancyView]
    gap_shifts: float = Field(
        description="Another roster may be better by so many shifts out of even at most; 0: none is"
    )
    seconds: float


class RosterView(BaseModel):
    """A roster in a list."""

    id: str
    room: str
    room_name: str
    division: str
    first_day: date
    last_day: date
    state: str = Field(description="draft, published or withdrawn")
    version: int
    made_by_name: str
    made_utc: UtcTime
    published_utc: UtcTime | None
    outcome: OutcomeView | None

    @classmethod
    def of(cls, row: DutyRoster, name: str, division: str) -> RosterView:
        return cls(
            id=row.id, room=row.room, room_name=name, division=division, first_day=row.first_day, last_day=row.last_day, state=row.state,
            version=row.version, made_by_name=row.made_by_name, made_utc=row.made_utc, published_utc=row.published_utc,
            outcome=OutcomeView.model_validate(row.outcome) if row.outcome else None,
        )  # fmt: skip


class DutyPersonBrief(BaseModel):
    id: str
    name: str


class RosterDetail(RosterView):
    """With its shifts, and what the rules say of them."""

    shifts: list[ShiftView]
    faults: list[FaultView]
    people: list[DutyPersonBrief] = Field(description="Who appears in it")


class MyDuty(BaseModel):
    """One's own place in the duty teams; everything is empty for whoever belongs to none."""

    person: str
    name: str
    room: str
    session: DutySessionView | None
    shifts: list[ShiftView]


class LogLineView(Row):
    """A line of the log."""

    id: str
    room: str
    kind: str
    text: str
    facts: dict[str, Any]
    corrects: str | None
    actor_name: str
    at_utc: UtcTime


class HandoverView(Row):
    """A handover."""

    id: str
    room: str
    position: str
    outgoing_session: str
    outgoing_name: str
    incoming_name: str
    state: Literal["open", "signed_out", "done", "withdrawn"]
    due_utc: UtcTime | None
    opened_utc: UtcTime
    outgoing_signed_utc: UtcTime | None
    incoming_signed_utc: UtcTime | None


class StandingAlarm(BaseModel):
    id: str
    alarm_class: str
    state: str
    subscriber: str
    holder: str
    received_utc: UtcTime


class StandingOrderView(BaseModel):
    mode: str = Field(description="test, suppression or bypassed")
    subscriber: str
    zone: str
    reason: str
    ends_utc: UtcTime | None


class FaultyView(BaseModel):
    kind: str = Field(description="device, lower, upper, peer or link")
    name: str
    state: str
    since_utc: UtcTime | None


class PresentView(BaseModel):
    name: str
    position: str


class HandoverContent(BaseModel):
    """How things stood when it was counted. Lists are cut at 200 entries; counts are whole."""

    counted_utc: UtcTime
    by_class: dict[str, int]
    waiting: int
    alarms: list[StandingAlarm]
    orders: list[StandingOrderView]
    devices_offline: int
    faulty: list[FaultyView]
    present: list[PresentView]


class HandoverDetail(HandoverView):
    """With what is signed."""

    content: HandoverContent
    notes: str
    digest: str = Field(description="SHA-256 of content and notes, once the outgoing has signed")

    @classmethod
    def of(cls, row: DutyHandover) -> HandoverDetail:
        return cls.model_validate(row)


def shift_views(rows: Any) -> list[ShiftView]:
    """Shifts as they are shown."""
    shifts: list[DutyShift] = list(rows)
    return [ShiftView.model_validate(row) for row in shifts]
