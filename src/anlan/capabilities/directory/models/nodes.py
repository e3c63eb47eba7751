"""The tree above the channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import NODE_ID_LENGTH, WIRE_CODE_LENGTH, digits, json_document
from anlan.foundation.database import Table, UtcDateTime


class Node(Table):
    """A branch of the tree: everything that channels hang under.

    Ids are made from what the node is, so that taking a catalog twice finds the same rows: ``d:<division>``,
    ``p:<platform>``, ``v:<device>``, ``n:<peer>:<code as the peer sent it>``.
    """

    __tablename__ = "nodes"
    __table_args__ = (
        Index("ix_nodes_parent_id", "parent_id", "rank", "pinyin"),
        Index("ix_nodes_peer", "peer"),
        Index("ix_nodes_code", "code"),
        Index("ix_nodes_division", "division"),
        {
            "comment": "Branches of the tree (division, platform, system, business group, virtual organisation, device) with their counts."
        },
    )

    id: Mapped[str] = mapped_column(
        digits(NODE_ID_LENGTH), primary_key=True, comment="d:, p:, v: or n: and what it stands for"
    )
    parent_id: Mapped[str | None] = mapped_column(
        digits(NODE_ID_LENGTH),
        ForeignKey("nodes.id", deferrable=True, initially="DEFERRED"),
        comment="The branch above; empty for the uppermost divisions",
    )
    kind: Mapped[str] = mapped_column(
        String(24), comment="division, platform, system, business_group, virtual_organisation or device"
    )
    code: Mapped[str] = mapped_column(
        digits(WIRE_CODE_LENGTH), comment="Code here; among branches other than divisions unique"
    )
    wire_code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code as the peer sent it")
    peer: Mapped[str] = mapped_column(digits(), comment="Peer that owns it; an empty string for divisions of our own")
    name: Mapped[str] = mapped_column(String(255), comment="Name as shown")
    pinyin: Mapped[str] = mapped_column(digits(512), comment="Full pinyin of the name, lower case")
    initials: Mapped[str] = mapped_column(digits(255), comment="Pinyin initials of the name")
    division: Mapped[str] = mapped_column(
        digits(8), comment="Division that decides who sees it; never outside its peer's"
    )
    rank: Mapped[int] = mapped_column(comment="Order among siblings by kind: divisions first, devices last")
    total: Mapped[int] = mapped_column(default=0, comment="Channels below that are counted (video, not retired)")
    online: Mapped[int] = mapped_column(default=0, comment="Of these, how many answer now")
    item: Mapped[str | None] = mapped_column(
        comment="Catalog Item as sent, JSON; empty for branches that no catalog listed"
    )
    violations: Mapped[list[str]] = mapped_column(
        json_document, default=list, comment="What its entry breaks of the standard"
    )
    added_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it came into the tree")


# Siblings are shown in this order.
RANKS = {"division": 0, "platform": 1, "system": 2, "business_group": 3, "virtual_organisation": 4, "device": 5}
