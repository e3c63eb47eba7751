"""Tables of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database.table import Sequence, Table, UtcDateTime


class OutboxEvent(Table):
    """One event, kept for as long as a listener may come back for it."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "occurred_utc"),
        {
            "comment": "What happened, written in the transaction that made it true; kept within bounds",
            "sqlite_autoincrement": True,
        },
    )

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="Order of commit; grows, with gaps")
    id: Mapped[str] = mapped_column(String(32), unique=True, comment="Unique for ever; consumers are idempotent by it")
    kind: Mapped[str] = mapped_column(String(64), comment="Stable dotted name, as in directory.channel_state")
    occurred_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    division: Mapped[str] = mapped_column(String(8), comment='Division it belongs to; "" is the platform as a whole')
    permission: Mapped[str] = mapped_column(String(64), comment="What a listener must hold there to be told")
    facts: Mapped[str] = mapped_column(Text, comment="JSON object without secrets")


class EventPosition(Table):
    """How far a subscriber has come."""

    __tablename__ = "event_positions"
    __table_args__ = {"comment": "The last event each durable subscriber has dealt with"}  # noqa: RUF012 - SQLAlchemy's own form

    name: Mapped[str] = mapped_column(String(64), primary_key=True, comment="Name of the subscriber")
    sequence: Mapped[int] = mapped_column(Sequence, comment="Everything up to here is dealt with")
    updated_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class EventFailure(Table):
    """An event that a subscriber could not deal with."""

    __tablename__ = "event_failures"
    __table_args__ = {"comment": "Events set aside after a subscriber failed on them again and again"}  # noqa: RUF012

    name: Mapped[str] = mapped_column(String(64), primary_key=True, comment="Name of the subscriber")
    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False, comment="The event")
    event_id: Mapped[str] = mapped_column(String(32), comment="The event's id, which outlives the event")
    failed_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(512), comment="Class and message of the last error")
