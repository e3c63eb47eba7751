"""Channels: one camera (alarm input, audio output …), one record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import NODE_ID_LENGTH, WIRE_CODE_LENGTH, digits, json_document
from anlan.foundation.database import Table, UtcDateTime


class Channel(Table):
    """A leaf of the tree. What is searched, filtered or sorted by is a column; the whole Catalog Item is in ``channel_item``."""

    __tablename__ = "channels"
    __table_args__ = (
        UniqueConstraint("peer", "wire_code"),
        Index("ix_channels_node_id", "node_id", "pinyin", "code"),
        # Lists by name: read in order, and what is searched is found without touching the rows.
        Index("ix_channels_pinyin", "pinyin", "code", "initials", "name", "division", "life_cycle"),
        # How many there are, without touching the rows.
        Index("ix_channels_division", "division", "life_cycle", "online", "kind"),
        Index("ix_channels_changed_utc", "changed_utc", "code"),
        # What a peer sends, by branch, without touching the rows.
        Index("ix_channels_peer", "peer", "counted", "node_id", "online"),
        # The map, without touching the rows.
        Index(
            "ix_channels_place",
            "latitude",
            "longitude",
            "online",
            "division",
            "code",
            sqlite_where=text("counted"),
            postgresql_where=text("counted"),
        ),
        {"comment": "Channels (cameras and other end points) with what is searched and filtered by."},
    )

    code: Mapped[str] = mapped_column(
        digits(WIRE_CODE_LENGTH),
        primary_key=True,
        comment="Code here, unique; equal to the wire code unless another peer had it first",
    )
    peer: Mapped[str] = mapped_column(
        digits(), comment="Device or lower platform that owns the signalling; an empty string while planned without one"
    )
    peer_kind: Mapped[str] = mapped_column(String(8), comment="device, lower, or an empty string")
    wire_code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code by which the peer knows it")
    node_id: Mapped[str] = mapped_column(
        digits(NODE_ID_LENGTH),
        ForeignKey("nodes.id", deferrable=True, initially="DEFERRED"),
        comment="Branch it hangs under",
    )
    kind: Mapped[str] = mapped_column(
        String(16), comment="channel, alarm_input, alarm_output, audio_input, audio_output, peripheral or other"
    )
    counted: Mapped[bool] = mapped_column(comment="Whether the tree's counts hold it: video, and not retired")
    reported: Mapped[bool] = mapped_column(comment="Whether its own last word was ON")
    online: Mapped[bool] = mapped_column(comment="Reported ON and its peer answers")
    fault: Mapped[str] = mapped_column(
        String(8), default="", comment="VLOST or DEFECT as last notified, or an empty string"
    )
    name: Mapped[str] = mapped_column(String(255), comment="Name as shown")
    pinyin: Mapped[str] = mapped_column(digits(512), comment="Full pinyin of the name, lower case")
    initials: Mapped[str] = mapped_column(digits(255), comment="Pinyin initials of the name")
    division: Mapped[str] = mapped_column(
        digits(8), comment="Division that decides who sees it; never outside its peer's"
    )
    manufacturer: Mapped[str] = mapped_column(String(128), default="", comment="As sent")
    model: Mapped[str] = mapped_column(String(128), default="", comment="As sent")
    address: Mapped[str] = mapped_column(String(255), default="", comment="Where it is installed, in words")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    ptz_type: Mapped[int | None] = mapped_column(comment="Kind of camera (PTZType); empty where not told")
    direction_type: Mapped[int | None] = mapped_column(
        comment="Direction it looks (DirectionType 1-8); empty where not told"
    )
    site_category: Mapped[str] = mapped_column(
        String(24), default="", comment="Where it stands by policy, or an empty string"
    )
    owner_organisation: Mapped[str] = mapped_column(
        String(36), default="", comment="Id of the organisation that owns it, or an empty string"
    )
    life_cycle: Mapped[str] = mapped_column(
        String(12), comment="planned, building, accepted, active, suspended or retired"
    )
    listed: Mapped[bool] = mapped_column(comment="Whether its peer's catalog lists it")
    overrides: Mapped[dict[str, Any]] = mapped_column(
        json_document, default=dict, comment="Fields kept here against what the catalog says"
    )
    violations: Mapped[list[str]] = mapped_column(
        json_document, default=list, comment="What its entry breaks of the standard, stable codes"
    )
    last_event: Mapped[str] = mapped_column(
        String(8), comment="What changed last, in words of a catalog notification: ADD, UPDATE, ON, OFF, VLOST, DEFECT"
    )
    added_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it came on record")
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it last changed")


class ChannelItem(Table):
    """The Catalog Item as sent, beside the channel so that lists read narrow rows."""

    __tablename__ = "channel_items"
    __table_args__ = ({"comment": "Each channel's Catalog Item as its peer sent it, all fields of both editions."},)

    code: Mapped[str] = mapped_column(
        digits(WIRE_CODE_LENGTH), ForeignKey("channels.code", ondelete="CASCADE"), primary_key=True
    )
    item: Mapped[str] = mapped_column(comment="JSON of the Catalog Item without its status and without its password")
    digest: Mapped[bytes] = mapped_column(comment="Hash of what was taken, to tell a changed entry from a repeated one")
