"""What an upper platform may see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import NODE_ID_LENGTH, WIRE_CODE_LENGTH, digits
from anlan.foundation.database import Table, UtcDateTime


class Share(Table):
    """One choice of what an upper platform sees. Nothing is shared without one."""

    __tablename__ = "shares"
    __table_args__ = (
        {"comment": "What is shared with each upper platform: a division, a branch or a single channel."},
    )

    upper: Mapped[str] = mapped_column(
        digits(), ForeignKey("platforms.code", ondelete="CASCADE"), primary_key=True, comment="Upper platform"
    )
    node: Mapped[str] = mapped_column(
        digits(NODE_ID_LENGTH), primary_key=True, comment="Id of the branch, or c: and the code of a channel"
    )
    kind: Mapped[str] = mapped_column(String(8), comment="division, group or channel")
    recursive: Mapped[bool] = mapped_column(comment="Whether branches below are shared too")


class ShareCode(Table):
    """A code by which an upper platform knows something, where it differs from ours."""

    __tablename__ = "share_codes"
    __table_args__ = (
        UniqueConstraint("upper", "wire_code"),
        {"comment": "Codes agreed with an upper platform that differ from the code here."},
    )

    upper: Mapped[str] = mapped_column(
        digits(), ForeignKey("platforms.code", ondelete="CASCADE"), primary_key=True, comment="Upper platform"
    )
    code: Mapped[str] = mapped_column(
        digits(WIRE_CODE_LENGTH), primary_key=True, comment="Code here of a channel or branch"
    )
    wire_code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code the upper platform is told")


class ShareTombstone(Table):
    """Something an upper platform saw and no longer may: it must be told DEL."""

    __tablename__ = "share_tombstones"
    __table_args__ = (
        Index("ix_share_tombstones_removed_utc", "removed_utc"),
        {"comment": "What was withdrawn from an upper platform's view lately, so that its subscription can be told."},
    )

    upper: Mapped[str] = mapped_column(
        digits(), ForeignKey("platforms.code", ondelete="CASCADE"), primary_key=True, comment="Upper platform"
    )
    code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), primary_key=True, comment="Code here")
    wire_code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code the upper platform was told")
    removed_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was withdrawn")
