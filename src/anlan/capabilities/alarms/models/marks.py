"""How far the centre came with what it does by the clock, so that a stop leaves no gap."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime

# Openings and closings that the schedules demand are looked at up to here.
SCHEDULES: Final = "schedules"


class AlarmMark(Table):
    """How far one of these works came."""

    __tablename__ = "alarm_marks"
    __table_args__ = ({"comment": "How far the alarm centre came with what goes by the clock (时刻标记)"},)

    name: Mapped[str] = mapped_column(String(16), primary_key=True, comment="schedules")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Everything up to here is dealt with")
