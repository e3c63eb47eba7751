"""Evidence of alarms: which pictures belong to a case, where they are kept, or why there are none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class AlarmEvidence(Table):
    """One picture, clip or photo that a case has, or should have. What is kept is never changed and never taken away."""

    __tablename__ = "alarm_evidence"
    __table_args__ = (
        Index(None, "alarm", "id"),
        Index(None, "state", "due_utc"),
        UniqueConstraint("alarm", "source_key"),
        {"comment": "Evidence of alarms (证据): pictures, clips and photos, wanted, kept, or failed with the reason"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time of the record")
    alarm: Mapped[str] = mapped_column(ForeignKey("alarms.id"))
    kind: Mapped[str] = mapped_column(String(8), comment="picture or clip of a camera, photo of a person on the spot")
    state: Mapped[str] = mapped_column(String(8), comment="wanted, kept or failed")
    channel: Mapped[str | None] = mapped_column(String(20), comment="The camera; empty for a photo")
    begin_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Its first moment; of a photo when it was taken")
    end_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Its last moment; of a photo the same as the first")
    due_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="While wanted: when it is asked for next")
    tries: Mapped[int] = mapped_column(default=0, comment="How often it was asked for")
    content_type: Mapped[str | None] = mapped_column(String(32), comment="As image/jpeg; empty until it is kept")
    size_bytes: Mapped[int | None] = mapped_column(comment="Empty until it is kept")
    sha256: Mapped[str | None] = mapped_column(
        String(64), comment="Of the content, hexadecimal; empty until it is kept"
    )
    location: Mapped[str | None] = mapped_column(String(128), comment="Name in the store; empty until it is kept")
    reason: Mapped[str | None] = mapped_column(
        String(64), comment="Code of what went wrong last; empty where nothing did"
    )
    reason_zh: Mapped[str | None] = mapped_column(String(255), comment="The same in words; empty where nothing did")
    reason_en: Mapped[str | None] = mapped_column(String(255), comment="The same in English; empty where nothing did")
    settled_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When kept or given up; empty while wanted"
    )
    source_key: Mapped[str | None] = mapped_column(
        String(64), comment="What a sender calls it, so that a repeat is none; empty where nobody sent it"
    )
    actor: Mapped[str] = mapped_column(String(64), comment="Id of who gave it; rule for what a rule asked for")
    actor_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    organisation: Mapped[str] = mapped_column(String(128), comment="Department acted for; may be empty")
    text: Mapped[str] = mapped_column(String(200), comment="What the giver says of it; may be empty")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees of the giver; empty where not told")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees of the giver; empty where not told")
