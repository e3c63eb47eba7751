"""State of the supervised paths, so that a loss and its return are each noticed once, also across a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime


class AlarmLink(Table):
    """One path of one supervised account."""

    __tablename__ = "alarm_links"
    __table_args__ = ({"comment": "Links of supervised accounts (传输链路): up or lost, and when last heard"},)

    account: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Id of the account")
    path: Mapped[str] = mapped_column(String(1), primary_key=True, comment="1, 2 or empty text for the only one")
    state: Mapped[str] = mapped_column(String(4), comment="up or lost")
    since_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it came to this state")
    heard_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Last heard; written in strides while up")
