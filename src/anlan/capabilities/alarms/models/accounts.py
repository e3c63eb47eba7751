"""The devices that report for subscribers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table


class AlarmAccount(Table):
    """A device that reports for a subscriber: its address in its protocol, its key and how it is supervised."""

    __tablename__ = "alarm_accounts"
    __table_args__ = (
        Index(None, "protocol", "receiver", "line", "account", unique=True),
        Index(None, "subscriber"),
        {"comment": "Panels, buttons and channels that report for a subscriber"},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"))
    protocol: Mapped[str] = mapped_column(String(8), comment="dc09, gb28181, http, mqtt or button")
    receiver: Mapped[str] = mapped_column(String(6), comment="DC-09 receiver number, or an empty string")
    line: Mapped[str] = mapped_column(String(6), comment="DC-09 line prefix, or an empty string")
    account: Mapped[str] = mapped_column(String(64), comment="Account, 20-digit code or id of the device")
    model: Mapped[str] = mapped_column(String(64), comment="Make and model, or an empty string")
    key: Mapped[bytes | None] = mapped_column(comment="Sealed key; empty where messages come in the clear")
    key_required: Mapped[bool] = mapped_column(comment="A message in the clear is refused")
    supervision_class: Mapped[str] = mapped_column(
        String(4), comment="EN 50136-1 category SP1…SP6, DP1…DP4, C for one of its own, or an empty string"
    )
    poll_s: Mapped[int] = mapped_column(comment="Interval of its supervision messages in seconds; 0 is not supervised")
    clock_behind_s: Mapped[int] = mapped_column(comment="How far its clock may be behind, seconds")
    clock_ahead_s: Mapped[int] = mapped_column(comment="How far its clock may be ahead, seconds")
    enabled: Mapped[bool] = mapped_column(comment="Off: it is treated as not registered")
