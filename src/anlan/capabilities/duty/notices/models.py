"""Tables of notices and of who has read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class Notice(Table):
    """One notice; never changed, withdrawn where it was wrong."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "division", "id"),
        Index(None, "next_reminder_utc"),
        {"comment": "Notices to people on duty (通知)"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    division: Mapped[str] = mapped_column(String(8), comment="Division that gives it out; decides who may follow it")
    title: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text, comment="At most 10,000 characters")
    urgent: Mapped[bool] = mapped_column(Boolean)
    read_by_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty where there is no such time")
    remind_hours: Mapped[int] = mapped_column(Integer, comment="Hours between reminders; 0 none")
    next_reminder_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Empty where nobody is to be reminded any more"
    )
    targets: Mapped[list[dict[str, str]]] = mapped_column(
        JSON, comment="To whom, as given: kind (division, room, person), id, name"
    )
    recipients: Mapped[int] = mapped_column(Integer, comment="People it went to")
    published_by: Mapped[str] = mapped_column(String(32))
    published_by_name: Mapped[str] = mapped_column(String(64), comment="Name at that time")
    published_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by_name: Mapped[str] = mapped_column(String(64), comment="Empty text while it stands")
    withdrawn_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it stands")


class NoticeReceipt(Table):
    """One recipient of one notice."""

    __tablename__ = "notice_receipts"
    __table_args__ = (
        Index(None, "user", "notice"),
        {"comment": "Receipts of notices (通知回执): who has read them, when"},
    )

    notice: Mapped[str] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_name: Mapped[str] = mapped_column(String(64), comment="Name when it was given out")
    organisation: Mapped[str] = mapped_column(String(128), comment="Organisation when it was given out")
    division: Mapped[str] = mapped_column(String(8), comment="Division of that organisation")
    read_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty until confirmed as read")
    reminders: Mapped[int] = mapped_column(Integer)
    reminded_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty before the first reminder")
