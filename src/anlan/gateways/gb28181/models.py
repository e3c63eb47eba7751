"""The table of calls that run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime

# What a peer's answer names may be as long as a message; what is longer than this is not kept.
MAX_ADDRESS = 500


class OpenCall(Table):
    """One call that runs, from below or to above: what a BYE inside its dialog needs (RFC 3261 §12.2.1.1)."""

    __tablename__ = "open_calls"
    __table_args__ = (
        {"comment": "Calls that run (进行中的呼叫); those of a process that was killed are hung up by the next"},
    )

    id: Mapped[str] = mapped_column(
        String(64),
        primary_key=True,
        comment="Id of the stream in the media core, or of the forward to an upper platform",
    )
    peer: Mapped[str] = mapped_column(String(20), comment="Code of the device or platform at the other end")
    call_id: Mapped[str] = mapped_column(String(MAX_ADDRESS), comment="Call-ID")
    local_address: Mapped[str] = mapped_column(String(MAX_ADDRESS), comment="Our From with its tag")
    remote_address: Mapped[str] = mapped_column(String(MAX_ADDRESS), comment="The peer's To with its tag")
    cseq: Mapped[int] = mapped_column(BigInteger, comment="Our next request has a CSeq number above this one")
    remote_target: Mapped[str] = mapped_column(String(MAX_ADDRESS), comment="URI of the peer's Contact")
    route_set: Mapped[list[str]] = mapped_column(JSON, comment="The Route headers in order")
    began_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was answered")
