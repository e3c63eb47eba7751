"""Test mode and suppression: what shall raise no alarm, why and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class AlarmSuppression(Table):
    """One order; ended, never deleted."""

    __tablename__ = "alarm_suppressions"
    __table_args__ = (
        Index(None, "ends_utc"),
        Index(None, "subscriber", "id"),
        {"comment": "Test mode and suppression (测试与屏蔽): signals are kept but raise no alarm until the end"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    mode: Mapped[str] = mapped_column(String(12), comment="test or suppression")
    subscriber: Mapped[str] = mapped_column(String(32))
    subscriber_name: Mapped[str] = mapped_column(String(128), comment="Name at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Division of the subscriber")
    company: Mapped[str] = mapped_column(String(32), comment="Organisation that serves the subscriber; else empty text")
    zone: Mapped[str] = mapped_column(String(8), comment="Only this zone; empty text for all")
    reason: Mapped[str] = mapped_column(String(200))
    starts_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it ends by itself")
    made_by: Mapped[str] = mapped_column(String(64), comment="Id of who ordered it")
    made_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    ended_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty unless ended before its time")
    ended_by: Mapped[str | None] = mapped_column(String(64), comment="Who ended it; empty unless ended before its time")
