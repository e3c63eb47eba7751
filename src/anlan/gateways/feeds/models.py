"""Links to neighbours, and for each the cases that it does not have as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class FeedLink(Table):
    """A feed with one platform."""

    __tablename__ = "feed_links"
    __table_args__ = ({"comment": "Feeds with platforms above and below (平台间事件联网), one each"},)

    platform: Mapped[str] = mapped_column(String(20), primary_key=True, comment="Code of the neighbour")
    role: Mapped[str] = mapped_column(String(8), comment="upper: we dial it; lower: it dials us")
    url: Mapped[str] = mapped_column(
        String(255), comment="Address of an upper, wss://host:port; empty text for a lower"
    )
    authority: Mapped[str] = mapped_column(
        Text, comment="Certificate of the authority to be believed, PEM; empty text for the system's own"
    )
    key: Mapped[bytes] = mapped_column(comment="The key that both sides sign with, encrypted")
    enabled: Mapped[bool] = mapped_column(comment="False: neither dialled nor let in, and nothing is queued")
    replaces_notices: Mapped[bool] = mapped_column(comment="An upper with it gets no GB/T 28181 alarm notices as well")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was made")
    exchanged_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When something was last committed on either side; empty before the first time"
    )
    resync_from_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="All that changed since is being told anew, and all open cases; empty while nothing is"
    )
    resync_after: Mapped[str] = mapped_column(String(ID_LENGTH), comment="Newest id that was queued for that")
    overflowed_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When the queue was last given up for its size; empty if never"
    )


class FeedMessage(Table):
    """A case that a neighbour does not have as it is."""

    __tablename__ = "feed_messages"
    __table_args__ = (
        Index(None, "platform", "marked_utc", "alarm"),
        {"comment": "Cases that neighbours do not have as they are; deleted once the neighbour has committed them"},
    )

    platform: Mapped[str] = mapped_column(String(20), primary_key=True, comment="The neighbour")
    alarm: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="The case")
    stamp: Mapped[str] = mapped_column(
        String(32), unique=True, comment="Of the newest change, and the message's id; another change has another"
    )
    marked_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Of the first change that is not there yet")
