"""Rooms, the positions in them, and the shifts that are worked there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class DutyRoom(Table):
    """A room in which people are on duty."""

    __tablename__ = "duty_rooms"
    __table_args__ = (
        Index(None, "division", "name", unique=True),
        {"comment": "Duty rooms (值班室) with the rules for those who are on duty there"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    division: Mapped[str] = mapped_column(String(8), comment="Division whose alarms are watched here, 2 to 8 digits")
    name: Mapped[str] = mapped_column(String(64))
    min_per_shift: Mapped[int] = mapped_column(comment="Fewer people must never be on duty in a shift")
    min_rest_minutes: Mapped[int] = mapped_column(comment="Least rest between two shifts of one person")
    max_week_minutes: Mapped[int] = mapped_column(comment="Most minutes of duty of one person in seven days running")
    late_after_minutes: Mapped[int] = mapped_column(comment="Who signs in later than this after the beginning is late")
    enabled: Mapped[bool] = mapped_column(comment="Off: nobody signs in here any more")
    version: Mapped[int] = mapped_column(comment="Counts changes, so that two who edit at once notice")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class DutyPosition(Table):
    """A place of work in a room."""

    __tablename__ = "duty_positions"
    __table_args__ = (
        Index(None, "room", "name", unique=True),
        {"comment": "Positions in a duty room (岗位): what it takes to sit there, and how many seats"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    qualification: Mapped[str] = mapped_column(String(32), comment="Needed to sit there; empty text for none")
    seats: Mapped[int] = mapped_column(comment="At most so many at once")
    required: Mapped[bool] = mapped_column(comment="Whether every seat must be taken in every shift")
    enabled: Mapped[bool]


class ShiftPattern(Table):
    """A shift that comes every day."""

    __tablename__ = "shift_patterns"
    __table_args__ = (
        Index(None, "room", "name", unique=True),
        {"comment": "Shifts of a duty room (班次): when they begin, how long they last, the rest that follows"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(32))
    start_minute: Mapped[int] = mapped_column(comment="Minute of the local day at which it begins")
    length_minutes: Mapped[int]
    rest_after_minutes: Mapped[int] = mapped_column(
        comment="Rest after it; the room's least rest holds where that is more"
    )
    weekdays: Mapped[str] = mapped_column(String(7), comment="Days it is worked, 1 Monday … 7 Sunday, as in 12345")
    enabled: Mapped[bool]
