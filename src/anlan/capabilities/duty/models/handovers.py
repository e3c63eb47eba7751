"""What one shift hands to the next, and the log of the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class DutyHandover(Table):
    """One handover of a position; nothing of it changes once both have signed."""

    __tablename__ = "duty_handovers"
    __table_args__ = (
        Index(None, "room", "id"),
        Index(None, "outgoing_session"),
        {"comment": "Handovers (交接班): what stood open, and who signed for it"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id"))
    position: Mapped[str] = mapped_column(ForeignKey("duty_positions.id"))
    outgoing_session: Mapped[str] = mapped_column(ForeignKey("duty_sessions.id"))
    incoming_session: Mapped[str | None] = mapped_column(
        ForeignKey("duty_sessions.id"), comment="Who takes over; empty until that person signs"
    )
    outgoing_name: Mapped[str] = mapped_column(String(64), comment="Name at that time")
    incoming_name: Mapped[str] = mapped_column(String(64), comment="Name at that time; empty text until signed")
    state: Mapped[str] = mapped_column(String(12), comment="open, signed_out (outgoing has signed), done or withdrawn")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, comment="What was counted and listed, as both saw it")
    notes: Mapped[str] = mapped_column(String(2000), comment="Special matters; may be empty text")
    digest: Mapped[str] = mapped_column(
        String(64), comment="SHA-256 of content and notes, hexadecimal: what was signed"
    )
    due_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When the outgoing shift ends; empty for one outside the roster"
    )
    opened_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    outgoing_signed_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty until signed")
    incoming_signed_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty until signed")


class DutyLogLine(Table):
    """One line of the room's log; never changed, corrections are added."""

    __tablename__ = "duty_log"
    __table_args__ = (
        Index(None, "room", "id"),
        {"comment": "Log of the duty room (值班日志); only ever added to"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time")
    room: Mapped[str] = mapped_column(ForeignKey("duty_rooms.id"))
    kind: Mapped[str] = mapped_column(
        String(16), comment="note, correction, sign_in, sign_off, handover, missing, relieved or roster"
    )
    text: Mapped[str] = mapped_column(
        String(2000), comment="What a person wrote; empty text for what the room noted itself"
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="What the room noted itself")
    corrects: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), comment="Line that this one corrects; empty for others"
    )
    actor: Mapped[str] = mapped_column(String(64), comment="Id of who wrote it; empty text for the room itself")
    actor_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
