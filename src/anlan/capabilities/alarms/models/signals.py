"""Signals as they were received: written before the device is acknowledged, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH

# Protocol, receiver, line and account with bars between.
SOURCE_LENGTH = 96


class AlarmSignal(Table):
    """One signal of a device, and what the intake made of it."""

    __tablename__ = "alarm_signals"
    __table_args__ = (
        Index(None, "source", "id"),
        Index(None, "alarm", "id"),
        Index(None, "subscriber", "id"),
        {"comment": "Signals as received (报警信号); only ever added to"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time of receipt")
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH), comment="protocol|receiver|line|account")
    known: Mapped[bool] = mapped_column(comment="Whether the source was registered when it was received")
    subscriber: Mapped[str | None] = mapped_column(
        String(32), comment="Whose device it is; empty for an unknown source"
    )
    division: Mapped[str] = mapped_column(String(8), comment="Division of the subscriber, else the platform's own")
    company: Mapped[str] = mapped_column(String(32), comment="Organisation that serves the subscriber; else empty text")
    sequence: Mapped[str] = mapped_column(String(64), comment="The protocol's number; empty text where it has none")
    digest: Mapped[str] = mapped_column(String(64), comment="Hash of the content, hexadecimal")
    kind: Mapped[str] = mapped_column(String(64), comment="Code of the vocabulary")
    alarm_class: Mapped[str] = mapped_column(String(20), comment="Class of the kind")
    original: Mapped[str] = mapped_column(String(32), comment="Code as sent")
    qualifier: Mapped[str] = mapped_column(String(8), comment="new, restore or status")
    partition: Mapped[str] = mapped_column(String(8), comment="Empty text where none was told")
    zone: Mapped[str] = mapped_column(String(8), comment="Empty text where none was told")
    user: Mapped[str] = mapped_column(String(8), comment="Empty text where none was told")
    text: Mapped[str] = mapped_column(String(200), comment="Text of the device; may be empty")
    occurred_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="By the device's clock; empty where it told none"
    )
    received_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it reached us")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where none was told")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where none was told")
    path: Mapped[str] = mapped_column(String(1), comment="1 primary, 2 alternative; empty text where not known")
    encrypted: Mapped[bool] = mapped_column(comment="Whether it came encrypted")
    priority: Mapped[int | None] = mapped_column(comment="Urgency as told, 1 highest to 4; empty where none was told")
    raw: Mapped[str] = mapped_column(String(2000), comment="As received, without key material")
    outcome: Mapped[str] = mapped_column(
        String(12), comment="opened, attached, grouped, kept, test (test mode) or suppressed"
    )
    alarm: Mapped[str | None] = mapped_column(String(ID_LENGTH), comment="The alarm it went to; empty where none")
