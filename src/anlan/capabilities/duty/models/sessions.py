"""Who sat where, from when until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class DutySession(Table):
    """One person at one position from sign-in to sign-off."""

    __tablename__ = "duty_sessions"
    __table_args__ = (
        Index(None, "room", "signed_in_utc"),
        Index(None, "person", "signed_in_utc"),
        Index(None, "open_seat", unique=True),
        {"comment": "Time on duty (在岗记录): who, at which position and workplace, from when until when"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id"))
    position: Mapped[str] = mapped_column(ForeignKey("duty_positions.id"))
    person: Mapped[str] = mapped_column(ForeignKey("duty_people.id"))
    user: Mapped[str] = mapped_column(String(32), comment="Id of the user who signed in")
    shift: Mapped[str | None] = mapped_column(
        ForeignKey("duty_shifts.id", ondelete="SET NULL"), comment="Shift it fulfils; empty for one outside the roster"
    )
    workplace: Mapped[str] = mapped_column(String(64), comment="Name or address of the desk")
    # A unique index over one column keeps one person in one place on both engines; ended rows hold no value.
    open_seat: Mapped[str | None] = mapped_column(String(ID_LENGTH), comment="Id of the person; empty once signed off")
    signed_in_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    due_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When the shift ends; empty for one outside the roster"
    )
    signed_off_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while on duty")
    late_s: Mapped[int] = mapped_column(comment="Seconds after the beginning of the shift; 0 where in time")
    early_s: Mapped[int] = mapped_column(comment="Seconds left before the end of the shift; 0 where in time")
    ended_by: Mapped[str] = mapped_column(
        String(12), comment="handover, leader (relieved without one); empty text while on duty"
    )
