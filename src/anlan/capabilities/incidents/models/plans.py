"""Plans as templates, and the steps that one set in motion for an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class IncidentPlan(Table):
    """A plan to be set in motion."""

    __tablename__ = "incident_plans"
    __table_args__ = (
        Index(None, "division", "name", "id"),
        {"comment": "Plans for incidents (应急预案) as templates of steps"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    division: Mapped[str] = mapped_column(String(8), comment="Holds in this subtree")
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(24), comment="Kind of incident it is for; empty text for any")
    gravest: Mapped[int] = mapped_column(Integer, comment="From this level, 1 is the gravest")
    mildest: Mapped[int] = mapped_column(Integer, comment="To this level, 4 is the mildest")
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="title, duty and due_min of each, in order")
    version: Mapped[int] = mapped_column(Integer)
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")


class IncidentStep(Table):
    """A line of an incident's checklist."""

    __tablename__ = "incident_steps"
    __table_args__ = ({"comment": "Checklists of incidents: steps of plans set in motion, with the time they are due"},)

    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 …")
    plan_name: Mapped[str] = mapped_column(String(64), comment="Plan it comes from, by its name then")
    title: Mapped[str] = mapped_column(String(200))
    duty: Mapped[str] = mapped_column(String(64), comment="Whose business it is; may be empty text")
    due_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), comment="open, done or skipped")
    settled_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it is open")
    settled_by_name: Mapped[str] = mapped_column(String(255), comment="Empty text while it is open")
    note: Mapped[str] = mapped_column(String(500), comment="What was done, or why it was skipped; may be empty text")
