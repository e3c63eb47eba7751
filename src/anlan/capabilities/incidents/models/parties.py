"""Who takes part in an incident from elsewhere, and the cameras that belong to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime


class IncidentParticipant(Table):
    """A user who may see an incident and its cameras until it ends, or until a time."""

    __tablename__ = "incident_participants"
    __table_args__ = (
        Index(None, "user_id", "ended_utc"),
        {"comment": "Participants of incidents from other departments (协同单位), with a grant that ends"},
    )

    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_name: Mapped[str] = mapped_column(String(64), comment="Name as shown at that time")
    organisation: Mapped[str] = mapped_column(String(128), comment="Department at that time")
    role: Mapped[str] = mapped_column(String(64), comment="What for; may be empty text")
    invited_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    invited_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="The grant ends then at the latest")
    ended_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty unless ended before its time")


class IncidentCamera(Table):
    """A camera that belongs to an incident."""

    __tablename__ = "incident_cameras"
    __table_args__ = ({"comment": "Cameras of incidents: those that see the spot or are near it"},)

    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, comment="Order on the wall")
    name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Division of the camera")
    covers: Mapped[bool | None] = mapped_column(comment="Whether its view covers the spot; empty where not known")
    distance_m: Mapped[int | None] = mapped_column(Integer, comment="From the spot; empty where a place is not known")
    added_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    added_utc: Mapped[datetime] = mapped_column(UtcDateTime)
