"""The table of attempts to look at a camera."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime


class LiveAttempt(Table):
    """One attempt to look at a camera, by a person or an upper platform, with every step it took."""

    __tablename__ = "live_attempts"
    __table_args__ = (
        Index(None, "channel", "id"),
        Index(None, "peer", "id"),
        Index(None, "division", "id"),
        Index(None, "outcome", "id"),
        {
            "comment": "Attempts to look at a camera (点播记录): who, what for, every step with its time, why it failed; the oldest are dropped"
        },
    )

    id: Mapped[str] = mapped_column(
        String(32), primary_key=True, comment="Sorts by time: 14 hexadecimal digits of µs since 1970, then chance"
    )
    channel: Mapped[str] = mapped_column(String(20), comment="20-digit code of the channel here")
    channel_name: Mapped[str] = mapped_column(String(255), comment="Its name at that time")
    peer: Mapped[str] = mapped_column(String(20), comment="Device or lower platform that was asked for the picture")
    division: Mapped[str] = mapped_column(
        String(8), comment="Division of the channel, 2 to 8 digits; decides who may read this row"
    )
    stream_number: Mapped[int] = mapped_column(Integer, comment="0 main stream, 1 … sub-streams")
    stream: Mapped[str] = mapped_column(String(64), comment="Id of the stream in the media core")
    requester: Mapped[str] = mapped_column(String(64), comment="Id of the user, token owner or upper platform")
    requester_kind: Mapped[str] = mapped_column(String(16), comment="user, token or platform")
    requester_name: Mapped[str] = mapped_column(String(255), comment="Name of the requester at that time")
    organisation: Mapped[str] = mapped_column(String(64), comment="Department the requester acted for")
    purpose: Mapped[str] = mapped_column(String(32), comment="One of the purposes of the gate")
    audit_sequence: Mapped[int] = mapped_column(Integer, comment="The audit line by which it was allowed")
    started_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was asked for")
    ended_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="When it was over; empty while it runs")
    outcome: Mapped[str] = mapped_column(String(8), comment="running, playing, failed or ended")
    failure_code: Mapped[str | None] = mapped_column(
        String(32), comment="Stable code of the failure; empty unless there was one"
    )
    failure: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, comment="The failure's sentences, remedy and facts; empty unless there was one"
    )
    steps: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, comment="The steps in order: step, at_utc, elapsed_ms, facts"
    )
