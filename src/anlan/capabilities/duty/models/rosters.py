"""Rosters, their shifts, and shifts that change hands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class DutyRoster(Table):
    """Who is on duty in a room over some days."""

    __tablename__ = "duty_rosters"
    __table_args__ = (
        Index(None, "room", "first_day", "id"),
        {"comment": "Rosters (排班表): drafts, and those that hold"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), comment="draft, published or withdrawn")
    outcome: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="What the solver said: status, gap, seconds, what was missing; {} for one made by hand"
    )
    version: Mapped[int] = mapped_column(comment="Counts changes, so that two who edit at once notice")
    made_by: Mapped[str] = mapped_column(String(64), comment="Id of who made it")
    made_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    made_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    published_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it is a draft")


class DutyShift(Table):
    """One person at one position in one shift of a roster."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        Index(None, "roster", "day"),
        Index(None, "person", "starts_utc"),
        Index(None, "room", "starts_utc"),
        Index(None, "attendance", "starts_utc"),
        {"comment": "Shifts of a roster: who, at which position, from when until when, and whether they came"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    roster: Mapped[str] = mapped_column(ForeignKey("duty_rosters.id", ondelete="CASCADE"))
    room: Mapped[str] = mapped_column(String(ID_LENGTH), comment="Room of the roster")
    pattern: Mapped[str] = mapped_column(ForeignKey("shift_patterns.id"))
    position: Mapped[str] = mapped_column(ForeignKey("duty_positions.id"))
    person: Mapped[str] = mapped_column(ForeignKey("duty_people.id"))
    day: Mapped[date] = mapped_column(Date, comment="Local day on which it begins")
    starts_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    night: Mapped[bool] = mapped_column(comment="Whether it holds at least two hours between 22 and 6 o'clock")
    attendance: Mapped[str] = mapped_column(
        String(8), comment="draft, due, present, late or missing; missing becomes late where somebody comes after all"
    )


class ShiftSwap(Table):
    """A shift that one person asks another to take, with or without one in return."""

    __tablename__ = "shift_swaps"
    __table_args__ = (
        Index(None, "room", "state", "id"),
        {"comment": "Shifts that change hands (换班): asked, agreed by the other, approved by the leader"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(String(ID_LENGTH))
    shift: Mapped[str] = mapped_column(ForeignKey("duty_shifts.id", ondelete="CASCADE"), comment="Shift given away")
    in_return: Mapped[str | None] = mapped_column(
        ForeignKey("duty_shifts.id", ondelete="CASCADE"), comment="The other's shift taken for it; empty where none"
    )
    asker: Mapped[str] = mapped_column(ForeignKey("duty_people.id"))
    other: Mapped[str] = mapped_column(ForeignKey("duty_people.id"))
    state: Mapped[str] = mapped_column(
        String(12), comment="asked, agreed, declined, approved, refused, withdrawn or lapsed"
    )
    reason: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(String(200), comment="What the other or the leader said; may be empty text")
    decided_by: Mapped[str] = mapped_column(String(64), comment="Id of who approved or refused; empty text before")
    asked_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the other answered")
    decided_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the leader decided")
