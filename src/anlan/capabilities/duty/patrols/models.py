"""Tables of patrol rounds: plans and their cameras, rounds, looks, findings and their pictures, faults noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class PatrolPlan(Table):
    """Cameras to be looked at in an order, at certain times of certain days."""

    __tablename__ = "patrol_plans"
    __table_args__ = (
        Index(None, "division", "name", "id"),
        {"comment": "Plans of video patrol (巡查计划): which cameras are looked at when"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    division: Mapped[str] = mapped_column(String(8), comment="Division whose duty room does it; decides who may see it")
    room: Mapped[str] = mapped_column(
        String(ID_LENGTH), comment="Duty room that does it; empty text for any of the division"
    )
    weekdays: Mapped[str] = mapped_column(String(7), comment="1 Monday … 7 Sunday, local")
    times: Mapped[list[int]] = mapped_column(JSON, comment="Minutes of the local day at which a round falls due")
    window_min: Mapped[int] = mapped_column(Integer, comment="Minutes from falling due by which the round must be over")
    enabled: Mapped[bool] = mapped_column(Boolean, comment="Whether rounds fall due")
    planned_until_utc: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="Rounds are on record for every due time up to here"
    )
    version: Mapped[int] = mapped_column(Integer, comment="Raised by each change")
    changed_by_name: Mapped[str] = mapped_column(String(64), comment="Who changed it last")
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class PatrolStop(Table):
    """One camera of a plan."""

    __tablename__ = "patrol_stops"
    __table_args__ = (
        Index(None, "channel"),
        {"comment": "Cameras of a patrol plan in their order"},
    )

    plan: Mapped[str] = mapped_column(ForeignKey("patrol_plans.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, comment="1 first")
    channel: Mapped[str] = mapped_column(String(20), comment="20-digit code of the channel")
    seconds: Mapped[int] = mapped_column(Integer, comment="How long its picture must be looked at")


class PatrolRun(Table):
    """One round: planned, begun, finished or missed. Never deleted once it has begun or was missed."""

    __tablename__ = "patrol_runs"
    __table_args__ = (
        Index(None, "plan", "due_utc", unique=True),
        Index(None, "division", "due_utc"),
        Index(None, "state", "closes_utc"),
        Index(None, "operator", "due_utc"),
        {"comment": "Patrol rounds (巡查任务): when due, by whom, how much was really looked at"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    plan: Mapped[str] = mapped_column(String(ID_LENGTH), comment="Plan it came from; the plan may be gone")
    plan_name: Mapped[str] = mapped_column(String(64), comment="Its name at that time")
    division: Mapped[str] = mapped_column(String(8))
    room: Mapped[str] = mapped_column(String(ID_LENGTH), comment="Duty room; empty text for any of the division")
    scheduled: Mapped[bool] = mapped_column(Boolean, comment="By the plan's times; else begun out of turn")
    due_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="It must be over by then")
    state: Mapped[str] = mapped_column(String(12), comment="due, running, done, incomplete or missed")
    reason: Mapped[str] = mapped_column(
        String(16),
        comment="Of missed: not_started or platform_down; of incomplete: finished or out_of_time; else empty",
    )
    operator: Mapped[str] = mapped_column(String(32), comment="User who does it; empty text before the start")
    operator_name: Mapped[str] = mapped_column(String(64), comment="Name at that time; empty text before the start")
    started_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the start")
    ended_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the end")
    stops: Mapped[int] = mapped_column(Integer, comment="Cameras of the round")
    looked: Mapped[int] = mapped_column(Integer, comment="Of them looked at for as long as planned")
    looked_ms: Mapped[int] = mapped_column(Integer, comment="Time for which pictures stood before the operator")
    findings: Mapped[int] = mapped_column(Integer)


class PatrolLook(Table):
    """One camera of a round that has begun."""

    __tablename__ = "patrol_looks"
    __table_args__ = (
        Index(None, "channel", "run"),
        {"comment": "Cameras of a patrol round: how long each was really looked at"},
    )

    run: Mapped[str] = mapped_column(ForeignKey("patrol_runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    channel_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    wanted_s: Mapped[int] = mapped_column(Integer, comment="How long it must be looked at")
    state: Mapped[str] = mapped_column(
        String(12), comment="waiting, looked (long enough), short, no_picture (asked for, never came)"
    )
    looked_ms: Mapped[int] = mapped_column(Integer, comment="Sum over its views")
    views: Mapped[int] = mapped_column(Integer, comment="How often it was asked for")


class PatrolView(Table):
    """One view of a camera in a round, as the platform's own trace of the picture tells it."""

    __tablename__ = "patrol_views"
    __table_args__ = {"comment": "Views of a camera in a round, measured from the trace of the picture"}  # noqa: RUF012

    run: Mapped[str] = mapped_column(ForeignKey("patrol_runs.id", ondelete="CASCADE"), primary_key=True)
    attempt: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Attempt to look at the camera")
    position: Mapped[int] = mapped_column(Integer)
    first_picture_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty where no picture came")
    left_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When the operator went on, or the picture ended")
    looked_ms: Mapped[int] = mapped_column(
        Integer, comment="From the first picture to leaving; time already counted for another camera left out"
    )
    failure: Mapped[str] = mapped_column(String(32), comment="Why no picture came; empty text where one did")


class PatrolFinding(Table):
    """Something found on a round. Never changed."""

    __tablename__ = "patrol_findings"
    __table_args__ = (
        Index(None, "run", "id"),
        Index(None, "division", "id"),
        Index(None, "channel", "id"),
        {"comment": "Findings of patrol rounds (巡查发现)"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    run: Mapped[str] = mapped_column(ForeignKey("patrol_runs.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(
        String(64), unique=True, comment="Given by the page, so that a repeat is known"
    )
    position: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(20))
    channel_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Division of the round")
    kind: Mapped[str] = mapped_column(String(16), comment="person, fire, device_fault or other")
    fault: Mapped[str] = mapped_column(
        String(16), comment="Of device_fault: blurred, blocked, moved, no_picture or other; else empty text"
    )
    text: Mapped[str] = mapped_column(String(500))
    found_by: Mapped[str] = mapped_column(String(32))
    found_by_name: Mapped[str] = mapped_column(String(64))
    found_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    alarm: Mapped[str | None] = mapped_column(String(ID_LENGTH), comment="Alarm opened for it; empty where none was")
    picture_sha256: Mapped[str] = mapped_column(String(64), comment="Of the picture; empty text where there is none")
    picture_type: Mapped[str] = mapped_column(String(16), comment="image/jpeg or image/png; empty text without one")
    picture_bytes: Mapped[int] = mapped_column(Integer)


class PatrolPicture(Table):
    """The picture of a finding, apart from it so that lists stay small."""

    __tablename__ = "patrol_pictures"
    __table_args__ = {"comment": "Pictures of findings, at most 1 MB each"}  # noqa: RUF012

    finding: Mapped[str] = mapped_column(ForeignKey("patrol_findings.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FaultNote(Table):
    """A fault that somebody saw, until it is settled."""

    __tablename__ = "fault_notes"
    __table_args__ = (
        Index(None, "division", "id"),
        Index(None, "channel", "id"),
        {"comment": "Faults of cameras seen by people (故障登记), for upkeep"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    channel_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    division: Mapped[str] = mapped_column(String(8))
    fault: Mapped[str] = mapped_column(String(16), comment="blurred, blocked, moved, no_picture or other")
    text: Mapped[str] = mapped_column(String(500))
    finding: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True, comment="Finding it came from")
    noted_by_name: Mapped[str] = mapped_column(String(64))
    noted_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_name: Mapped[str] = mapped_column(String(64), comment="Empty text while it stands")
    settled_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it stands")
    settled_text: Mapped[str] = mapped_column(String(200), comment="What was done; empty text while it stands")
