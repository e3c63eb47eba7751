"""Incidents, what was written down of them, and the files that belong to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class Incident(Table):
    """One incident as it stands. ``version`` counts changes of the row; remarks and photographs leave it alone."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("source_system", "external_id"),
        Index(None, "state", "id"),
        Index(None, "division", "id"),
        Index(None, "alarm"),
        {"comment": "Incidents (应急事件) as they stand; the entries tell how they came there"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time of opening")
    number: Mapped[str] = mapped_column(String(16), comment="YYYYMMDD-nnnn by the local day, as people call it")
    title: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(24))
    level: Mapped[int] = mapped_column(Integer, comment="1 (I, gravest) to 4 (IV)")
    state: Mapped[str] = mapped_column(String(8), comment="open or closed")
    division: Mapped[str] = mapped_column(String(8), comment="Division it lies in; decides who may see it")
    place: Mapped[str] = mapped_column(String(255), comment="Where, in words")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    radius_m: Mapped[int] = mapped_column(Integer, comment="How far around the spot it concerns")
    description: Mapped[str] = mapped_column(String(2000))
    source: Mapped[str] = mapped_column(String(8), comment="alarm, hand or report")
    alarm: Mapped[str | None] = mapped_column(String(ID_LENGTH), comment="Empty unless opened from an alarm")
    source_system: Mapped[str | None] = mapped_column(
        String(32), comment="Name of the system that reported it; empty unless reported"
    )
    external_id: Mapped[str | None] = mapped_column(String(64), comment="Its id there; empty unless reported")
    external_digest: Mapped[str | None] = mapped_column(
        String(64), comment="SHA-256 of the report as last sent; empty unless reported"
    )
    reporter_name: Mapped[str] = mapped_column(String(64), comment="Who told it; may be empty text")
    reporter_phone: Mapped[str] = mapped_column(String(32), comment="Telephone of who told it; may be empty text")
    opened_by: Mapped[str] = mapped_column(String(64), comment="Id of who opened it")
    opened_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    opened_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    commander: Mapped[str | None] = mapped_column(String(32), comment="User in command; empty before one is named")
    commander_name: Mapped[str] = mapped_column(String(128), comment="Name at that time; empty text before")
    plan_name: Mapped[str] = mapped_column(String(128), comment="Plans set in motion, by name; empty text before")
    closed_by: Mapped[str | None] = mapped_column(String(64), comment="Empty while it is open")
    closed_by_name: Mapped[str] = mapped_column(String(255), comment="Empty text while it is open")
    closed_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it is open")
    result: Mapped[str | None] = mapped_column(String(16), comment="Coded result; empty while it is open")
    result_text: Mapped[str] = mapped_column(String(2000), comment="Empty text while it is open")
    version: Mapped[int] = mapped_column(Integer)
    entries: Mapped[int] = mapped_column(Integer, comment="Number of the newest entry")


class IncidentEntry(Table):
    """One line of an incident's log."""

    __tablename__ = "incident_log"
    __table_args__ = ({"comment": "Log of incidents (指挥记录); only ever added to, corrections too"},)

    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … of its incident"
    )
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64), comment="Id of who did it")
    actor_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    organisation: Mapped[str] = mapped_column(String(128), comment="Department acted for; may be empty text")
    kind: Mapped[str] = mapped_column(String(20), comment="What happened, by code")
    text: Mapped[str] = mapped_column(String(2000), comment="In words; may be empty text")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="What the kind tells beside the words")
    corrects: Mapped[int | None] = mapped_column(Integer, comment="Entry that it sets right; empty otherwise")


class IncidentFile(Table):
    """A picture or document that belongs to an incident."""

    __tablename__ = "incident_files"
    __table_args__ = (
        Index(None, "incident", "id"),
        {"comment": "Pictures and documents of incidents, with their SHA-256"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    incident: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    name: Mapped[str] = mapped_column(String(128), comment="Name as given")
    media_type: Mapped[str] = mapped_column(String(32), comment="Told by the content, not by the sender")
    size_bytes: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(500), comment="What it shows; may be empty text")
    channel: Mapped[str] = mapped_column(String(20), comment="Camera it was taken from; empty text otherwise")
    added_by: Mapped[str] = mapped_column(String(64))
    added_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    added_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
