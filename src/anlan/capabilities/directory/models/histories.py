"""What happened to records: transitions of peers, refused registrations, changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import WIRE_CODE_LENGTH, digits, json_document
from anlan.foundation.database import Table, UtcDateTime


class PeerTransitionRow(Table):
    """A change of a peer's state and why."""

    __tablename__ = "peer_transitions"
    __table_args__ = (
        Index("ix_peer_transitions_code", "code", "id"),
        {"comment": "Every change of state of a device or platform, with its reason."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(digits(), comment="The peer's code")
    kind: Mapped[str] = mapped_column(String(8), comment="device, lower or upper")
    state: Mapped[str] = mapped_column(String(12), comment="State after it")
    reason: Mapped[str] = mapped_column(String(64), comment="Stable code of the reason")
    zh: Mapped[str] = mapped_column(String(512), comment="The reason as a sentence, Chinese")
    en: Mapped[str] = mapped_column(String(512), comment="The reason as a sentence, English")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it happened")
    host: Mapped[str] = mapped_column(String(255), comment="Address it was seen at, or an empty string")
    port: Mapped[int] = mapped_column(comment="Port it was seen at, or 0")
    transport: Mapped[str] = mapped_column(String(4), comment="udp or tcp")


class RefusalRow(Table):
    """A registration that was turned away."""

    __tablename__ = "refusals"
    __table_args__ = (
        Index("ix_refusals_code", "code"),
        {"comment": "Refused registrations, the latest ones, so that one can see why a device does not join."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code that was given")
    host: Mapped[str] = mapped_column(String(255), comment="Address it came from")
    port: Mapped[int] = mapped_column(comment="Port it came from")
    transport: Mapped[str] = mapped_column(String(4), comment="udp or tcp")
    reason: Mapped[str] = mapped_column(String(64), comment="Stable code of the reason")
    zh: Mapped[str] = mapped_column(String(512), comment="The reason as a sentence, Chinese")
    en: Mapped[str] = mapped_column(String(512), comment="The reason as a sentence, English")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it happened")


class RecordChange(Table):
    """A change of a channel, device or platform on record."""

    __tablename__ = "record_changes"
    __table_args__ = (
        Index("ix_record_changes_code", "code", "id"),
        {"comment": "Changes of channels, devices and platforms: who or what changed which field from what to what."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(digits(WIRE_CODE_LENGTH), comment="Code of the record")
    kind: Mapped[str] = mapped_column(String(8), comment="channel, device or platform")
    actor: Mapped[str] = mapped_column(String(64), comment="Id of who did it, or an empty string for the peer itself")
    actor_name: Mapped[str] = mapped_column(String(128), comment="Name of who did it, or an empty string")
    reason: Mapped[str] = mapped_column(
        String(32), comment="created, edited, imported, catalog, notified, life_cycle, unlisted, relisted"
    )
    changes: Mapped[dict[str, Any]] = mapped_column(json_document, comment="Field → [before, after], without secrets")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it happened")
