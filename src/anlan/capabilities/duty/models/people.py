"""People of the duty team: who they are, what they are qualified for, when they cannot come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class DutyPerson(Table):
    """Somebody of the duty team; kept after leaving, because figures of past years count them."""

    __tablename__ = "duty_people"
    __table_args__ = (
        Index(None, "room", "pinyin", "id"),
        {"comment": "People of the duty teams (值班人员); those who left stay on record"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id"), comment="Room the person belongs to")
    user: Mapped[str | None] = mapped_column(
        String(32), unique=True, comment="Id of the user who signs in; empty for one without an account"
    )
    name: Mapped[str] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(255), comment="Name in pinyin, for order and search")
    phone: Mapped[str] = mapped_column(String(32), comment="Telephone number; may be empty text")
    employed_from: Mapped[date] = mapped_column(Date, comment="First day in the team")
    left_on: Mapped[date | None] = mapped_column(Date, comment="Last day in the team; empty while in it")
    left_reason: Mapped[str] = mapped_column(String(16), comment="Code of the reason; empty text while in the team")
    note: Mapped[str] = mapped_column(String(255), comment="May be empty text")
    version: Mapped[int] = mapped_column(comment="Counts changes, so that two who edit at once notice")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class DutyQualification(Table):
    """What a person may do, until when, and by what it is known."""

    __tablename__ = "duty_qualifications"
    __table_args__ = ({"comment": "Qualifications of duty people (上岗资质) with their end"},)

    person: Mapped[str] = mapped_column(ForeignKey("duty_people.id", ondelete="CASCADE"), primary_key=True)
    qualification: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Name, as positions ask for it")
    expires_on: Mapped[date | None] = mapped_column(Date, comment="Last day it holds; empty where it does not end")
    source: Mapped[str] = mapped_column(String(64), comment="Number of the certificate or attempt; may be empty text")


class DutyAbsence(Table):
    """Days on which somebody cannot come, or would rather not."""

    __tablename__ = "duty_absences"
    __table_args__ = (
        Index(None, "person", "first_day"),
        {"comment": "Leave (请假), which rosters keep, and wishes (意愿), which they heed where they can"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("duty_people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8), comment="leave or wish")
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(128), comment="May be empty text")
    entered_by: Mapped[str] = mapped_column(String(64), comment="Id of who entered it")
    entered_utc: Mapped[datetime] = mapped_column(UtcDateTime)
