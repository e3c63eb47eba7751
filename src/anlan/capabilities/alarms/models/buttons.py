"""Phones that are a household's emergency button."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime


class AlarmButton(Table):
    """A phone, from the code that invites it to the token by which it is known; it goes with its account."""

    __tablename__ = "alarm_buttons"
    __table_args__ = (
        Index(None, "subscriber"),
        {"comment": "Phones that raise alarms for a subscriber (一键报警手机); code and token are kept as hashes"},
    )

    account: Mapped[str] = mapped_column(
        ForeignKey("alarm_accounts.id", ondelete="CASCADE"), primary_key=True, comment="Its record among the devices"
    )
    subscriber: Mapped[str] = mapped_column(String(32), comment="Whose phone it is")
    label: Mapped[str] = mapped_column(String(64), comment="Who carries it")
    code_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the one-time code; empty once it was used"
    )
    code_expires_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Until when the code may be used")
    token_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="SHA-256 of the phone's token; empty until it is enrolled"
    )
    made_by: Mapped[str] = mapped_column(String(64), comment="Id of who invited it")
    made_by_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    made_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was invited")
    enrolled_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty until it is enrolled")
    seen_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When it last asked, to the minute; empty until it is enrolled"
    )
