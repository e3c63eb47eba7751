"""Who is protected (报警用户): premises with their people, zones, times and cameras."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Sequence, Table, UtcDateTime


class AlarmSubscriber(Table):
    """A household, shop, institution, key unit or community whose alarms are received here."""

    __tablename__ = "alarm_subscribers"
    __table_args__ = (
        Index(None, "division", "pinyin", "id"),
        Index(None, "company", "pinyin", "id"),
        Index(None, "pinyin", "id"),
        {"comment": "Premises whose alarms are received here (报警用户)"},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Sorts by time of entry")
    number: Mapped[str] = mapped_column(String(32), unique=True, comment="Customer number, as on the contract")
    name: Mapped[str] = mapped_column(String(128), comment="Name of the premises")
    pinyin: Mapped[str] = mapped_column(String(512), comment="Name in pinyin, for search and order")
    initials: Mapped[str] = mapped_column(String(255), comment="Initials of the pinyin")
    category: Mapped[str] = mapped_column(
        String(16), comment="household, shop, institution, key_unit, community or other"
    )
    division: Mapped[str] = mapped_column(String(8), comment="Township, street or community it lies in, 2 to 8 digits")
    village: Mapped[str] = mapped_column(String(64), comment="Village or residents' committee, or an empty string")
    address: Mapped[str] = mapped_column(String(255), comment="Where guards and police are sent")
    longitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    latitude: Mapped[float | None] = mapped_column(comment="WGS-84 degrees; empty where not known")
    company: Mapped[str] = mapped_column(
        String(32), comment="Id of the organisation that serves it (报警服务企业), or an empty string"
    )
    contract: Mapped[str] = mapped_column(String(64), comment="Number of the service contract, or an empty string")
    contract_from: Mapped[date | None] = mapped_column(Date, comment="First day of the contract; empty without one")
    contract_until: Mapped[date | None] = mapped_column(
        Date, comment="Last day of the contract; empty while it is open"
    )
    verbal_password: Mapped[bytes | None] = mapped_column(
        comment="Sealed; by which a person on the phone is known; empty where none was agreed"
    )
    duress_word: Mapped[bytes | None] = mapped_column(
        comment="Sealed; said in place of the password by somebody under threat; empty where none was agreed"
    )
    confirmation_s: Mapped[int | None] = mapped_column(
        comment="Window of a second detection in seconds; empty for the platform's own"
    )
    plan: Mapped[list[str]] = mapped_column(JSON, comment="Steps of the response plan, in order")
    note: Mapped[str] = mapped_column(String(1000), comment="What an operator must know, or an empty string")
    enabled: Mapped[bool] = mapped_column(comment="Off: signals are kept and no alarm is opened")
    version: Mapped[int] = mapped_column(comment="Counts changes, so that two who edit at once notice")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it came on record")
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it last changed")


class SubscriberContact(Table):
    """Somebody to call, in order."""

    __tablename__ = "subscriber_contacts"
    __table_args__ = ({"comment": "People to call about a subscriber's alarm, in their order"},)

    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"), primary_key=True)
    call_order: Mapped[int] = mapped_column(primary_key=True, comment="1 is called first")
    name: Mapped[str] = mapped_column(String(64), comment="Name of the person")
    phone: Mapped[str] = mapped_column(String(32), comment="Telephone number")
    role: Mapped[str] = mapped_column(String(16), comment="owner, key_holder, guard, neighbour, village or other")
    holds_key: Mapped[bool] = mapped_column(comment="Can open the door for guards")
    note: Mapped[str] = mapped_column(String(255), comment="When to call, or an empty string")


class SubscriberPartition(Table):
    """A part of the premises that is armed by itself."""

    __tablename__ = "subscriber_partitions"
    __table_args__ = ({"comment": "Parts of a subscriber's system that are armed by themselves"},)

    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(
        String(8), primary_key=True, comment="As the panel sends it, without zeros before"
    )
    name: Mapped[str] = mapped_column(String(64), comment="What it is called")


class SubscriberZone(Table):
    """A detector or a group of detectors."""

    __tablename__ = "subscriber_zones"
    __table_args__ = (
        {"comment": "Zones of a subscriber's system: where a detector is and by what principle it detects"},
    )

    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(
        String(8), primary_key=True, comment="As the panel sends it, without zeros before"
    )
    name: Mapped[str] = mapped_column(String(64), comment="Where it is")
    partition: Mapped[str] = mapped_column(String(8), comment="Number of its partition, or an empty string")
    principle: Mapped[str] = mapped_column(
        String(16), comment="How it detects (passive_infrared, contact, …); two principles confirm each other"
    )
    bypassed: Mapped[bool] = mapped_column(comment="Taken out of service, as the panel or the company said")


class SubscriberSchedule(Table):
    """When the premises are opened and closed, where that is supervised."""

    __tablename__ = "subscriber_schedules"
    __table_args__ = (
        {"comment": "Times between which a subscriber disarms and arms; what falls outside is told (布撤防监督)"},
    )

    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, comment="1, 2, … as entered")
    partition: Mapped[str] = mapped_column(String(8), comment="Number of the partition; an empty string for all")
    weekdays: Mapped[str] = mapped_column(String(7), comment="Days it holds for, 1 Monday … 7 Sunday, as in 12345")
    open_from: Mapped[int] = mapped_column(comment="Minute of the day from which disarming is in order")
    open_until: Mapped[int] = mapped_column(comment="Minute of the day by which it must be disarmed")
    close_from: Mapped[int] = mapped_column(comment="Minute of the day from which arming is in order")
    close_until: Mapped[int] = mapped_column(comment="Minute by which it must be armed; above 1440 on the next day")


class SubscriberCamera(Table):
    """A camera that sees the premises."""

    __tablename__ = "subscriber_cameras"
    __table_args__ = (
        Index(None, "channel"),
        {"comment": "Cameras whose pictures open with a subscriber's alarm"},
    )

    subscriber: Mapped[str] = mapped_column(ForeignKey("alarm_subscribers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, comment="1 is shown first")
    channel: Mapped[str] = mapped_column(String(20), comment="20-digit code of the channel")
    zone: Mapped[str] = mapped_column(String(8), comment="Number of the zone it sees; an empty string for all")


class SubscriberChange(Table):
    """A change of a subscriber's record, or a look at it."""

    __tablename__ = "subscriber_changes"
    __table_args__ = (
        Index(None, "subscriber", "id"),
        {"comment": "Who changed what of a subscriber's record, without secrets"},
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True)
    subscriber: Mapped[str] = mapped_column(String(32), comment="Id of the subscriber, which may be gone")
    actor: Mapped[str] = mapped_column(String(64), comment="Id of who did it")
    actor_name: Mapped[str] = mapped_column(String(128), comment="Name of who did it")
    reason: Mapped[str] = mapped_column(String(16), comment="created, edited, imported or deleted")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Field → [before, after]; secrets as ***")
    at_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it happened")
