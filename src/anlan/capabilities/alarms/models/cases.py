"""Alarms: one row a case with what it is now, and the steps by which it came there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.alarms.models.signals import SOURCE_LENGTH
from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class Alarm(Table):
    """One case, from its first signal to the archive. ``version`` counts its steps; attached signals leave it alone."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(None, "state", "rank", "received_utc"),
        Index(None, "subscriber", "id"),
        Index(None, "alarm_class", "received_utc"),
        Index(None, "division", "id"),
        Index(None, "state", "closed_utc"),
        {"comment": "Alarms (警情): one case each, with its present state; the steps tell how it came there"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time of the first signal")
    state: Mapped[str] = mapped_column(String(12), comment="State of the case machine")
    alarm_class: Mapped[str] = mapped_column(String(20), comment="Class now; confirmation raises an intrusion")
    rank: Mapped[int] = mapped_column(Integer, comment="Place in the queue, 0 first; class, then raised once by age")
    aged: Mapped[bool] = mapped_column(default=False, comment="Whether waiting has raised the rank")
    family: Mapped[str] = mapped_column(String(80), comment="What further signals must share to be attached")
    kind: Mapped[str] = mapped_column(String(64), comment="Code of the first signal in the vocabulary")
    kind_zh: Mapped[str] = mapped_column(String(64), comment="Its name at that time")
    kind_en: Mapped[str] = mapped_column(String(64), comment="Its name at that time, in English")
    original: Mapped[str] = mapped_column(String(32), comment="Code as the device sent it; empty text by hand")
    division: Mapped[str] = mapped_column(String(8), comment="Division it belongs to; decides who may see it")
    company: Mapped[str] = mapped_column(String(32), comment="Organisation that serves the subscriber; else empty text")
    subscriber: Mapped[str | None] = mapped_column(
        String(32), comment="Empty for an unknown source, by hand or a group"
    )
    subscriber_name: Mapped[str] = mapped_column(String(128), comment="Name at that time; empty text without one")
    category: Mapped[str] = mapped_column(String(32), comment="The subscriber's category; empty text without one")
    address: Mapped[str] = mapped_column(String(255), comment="The subscriber's address; empty text without one")
    source: Mapped[str] = mapped_column(String(SOURCE_LENGTH), comment="protocol|receiver|line|account")
    zone: Mapped[str] = mapped_column(String(8), comment="Zone of the first signal; may be empty")
    zone_name: Mapped[str] = mapped_column(String(128), comment="The zone's name at that time; may be empty")
    text: Mapped[str] = mapped_column(String(500), comment="Text of the first signal, or what was typed")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    received_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Receipt of the first signal")
    last_signal_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Receipt of the newest signal")
    detections: Mapped[list[list[str]]] = mapped_column(
        JSON, comment="Distinct detections: zone, principle, time; a confirmation is decided by them"
    )
    signals: Mapped[int] = mapped_column(Integer, default=1, comment="Signals attached, the first counted")
    repeats: Mapped[int] = mapped_column(Integer, default=0, comment="Detections beyond the first")
    group_size: Mapped[int] = mapped_column(
        Integer, default=0, comment="Cases gathered by storm control; 0 if no group"
    )
    group_alarm: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), comment="The group that took it in; empty unless storm control closed it"
    )
    claimed_by: Mapped[str | None] = mapped_column(String(32), comment="Who has it; empty while it waits")
    claimed_by_name: Mapped[str] = mapped_column(String(255), default="", comment="Name at that time")
    claimed_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Since when; empty while it waits")
    response_s: Mapped[int | None] = mapped_column(
        Integer, comment="Seconds, rounded up, from receipt to the first claim; empty before it"
    )
    handed_kind: Mapped[str | None] = mapped_column(
        String(12), comment="user, division, organisation or platform it is handed to; empty unless under way"
    )
    handed_to: Mapped[str | None] = mapped_column(String(32), comment="Id of whom; empty unless under way")
    last_step_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When the newest step was taken")
    escalated_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty unless the county was called")
    confirmed_by: Mapped[str | None] = mapped_column(
        String(12), comment="zone, principle, video, phone or guard; empty while unconfirmed"
    )
    closed_by: Mapped[str | None] = mapped_column(String(32), comment="Who closed it; empty before, or by rule")
    closed_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty while it is open")
    result: Mapped[str | None] = mapped_column(String(20), comment="Coded result; empty while it is open")
    version: Mapped[int] = mapped_column(Integer, default=1, comment="Goes up with every step")
    steps: Mapped[int] = mapped_column(Integer, default=0, comment="Number of the newest step")
    # Between platforms; one writer at a time (docs/design/feed.md).
    home: Mapped[str] = mapped_column(
        String(20), default="", comment="Platform that received it; empty text for this one"
    )
    writer: Mapped[str] = mapped_column(
        String(20),
        default="",
        comment="Platform whose desk acts, the only one that changes it; empty text for this one",
    )
    came_from: Mapped[str] = mapped_column(
        String(20), default="", comment="Neighbour it came here by, the way home; empty text where received here"
    )
    writer_via: Mapped[str] = mapped_column(
        String(20), default="", comment="Neighbour by which the writer is reached; empty text where we write"
    )


class AlarmStep(Table):
    """One step of a case."""

    __tablename__ = "alarm_steps"
    __table_args__ = ({"comment": "Steps of alarms (处置过程); only ever added to, corrections too"},)

    alarm: Mapped[str] = mapped_column(ForeignKey("alarms.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … of its alarm"
    )
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64), comment="Id; rule for the centre's own rules")
    actor_kind: Mapped[str] = mapped_column(String(16), comment="user, token, platform, button or system")
    actor_name: Mapped[str] = mapped_column(String(255), comment="Name at that time")
    organisation: Mapped[str] = mapped_column(String(128), comment="Department acted for; may be empty")
    platform: Mapped[str] = mapped_column(
        String(20), default="", comment="Platform whose desk acted; empty text for this one"
    )
    action: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str] = mapped_column(String(12), comment="Empty text for the first step")
    to_state: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="What the action requires and was told")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees of the actor; empty where not told")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees of the actor; empty where not told")
