"""Units that can be sent, and what each was sent for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class IncidentUnit(Table):
    """A team, vehicle or store that can be sent."""

    __tablename__ = "incident_units"
    __table_args__ = (
        Index(None, "division", "name", "id"),
        {"comment": "Units and resources (应急力量与物资) that can be sent to incidents"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    division: Mapped[str] = mapped_column(String(8), comment="Division it serves; decides who may see it")
    type: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    contact: Mapped[str] = mapped_column(String(64), comment="Who answers; may be empty text")
    phone: Mapped[str] = mapped_column(String(32), comment="May be empty text")
    strength: Mapped[int] = mapped_column(Integer, comment="People, or pieces of a store")
    note: Mapped[str] = mapped_column(String(255), comment="Equipment and the like; may be empty text")
    state: Mapped[str] = mapped_column(String(8), comment="ready, tasked or off")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    position_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty where no position is known")
    version: Mapped[int] = mapped_column(Integer)
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class IncidentTask(Table):
    """What a unit was sent for, with the time of each step."""

    __tablename__ = "incident_tasks"
    __table_args__ = (
        Index(None, "unit", "state"),
        {"comment": "Tasks given to units, with the time of each step"},
    )

    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …")
    unit: Mapped[str] = mapped_column(String(ID_LENGTH), comment="Id of the unit")
    unit_name: Mapped[str] = mapped_column(String(64), comment="Name at that time")
    unit_type: Mapped[str] = mapped_column(String(16), comment="Type at that time")
    text: Mapped[str] = mapped_column(String(500), comment="The order")
    state: Mapped[str] = mapped_column(String(10), comment="sent, accepted, arrived, done or cancelled")
    sent_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    sent_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Empty before, or where it was passed over"
    )
    arrived_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Empty before, or where it was passed over"
    )
    done_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Empty before; the end of a cancelled one too"
    )
    outcome: Mapped[str] = mapped_column(String(500), comment="What came of it; empty text before")
