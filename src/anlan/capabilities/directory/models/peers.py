"""Whom we speak GB/T 28181 with: devices, platforms, and rules that admit devices not yet on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from anlan.capabilities.directory.models.columns import digits, json_document
from anlan.foundation.database import Table, UtcDateTime


class PeerColumns:
    """What devices and platforms have in common for signalling."""

    name: Mapped[str] = mapped_column(String(255), comment="Name as shown")
    pinyin: Mapped[str] = mapped_column(digits(512), comment="Full pinyin of the name, lower case")
    initials: Mapped[str] = mapped_column(digits(255), comment="Pinyin initials of the name")
    division: Mapped[str] = mapped_column(digits(8), comment="Lowest division it belongs to, 2-8 digits")
    password: Mapped[bytes | None] = mapped_column(
        comment="Digest password, encrypted; empty where a rule's counts or none is asked for"
    )
    edition: Mapped[str] = mapped_column(
        String(8), default="2022", comment="Edition of GB/T 28181 spoken with it: 2016 or 2022"
    )
    charset: Mapped[str] = mapped_column(String(8), default="GB18030", comment="Charset we write to it in")
    transport: Mapped[str] = mapped_column(String(4), default="udp", comment="SIP over udp or tcp")
    media_transport: Mapped[str] = mapped_column(String(12), default="udp", comment="udp, tcp_passive or tcp_active")
    check_ssrc: Mapped[bool] = mapped_column(default=True, comment="Refuse packets whose SSRC is not the agreed one")
    any_source: Mapped[bool] = mapped_column(
        default=False, comment="Take packets from another address than the one signalled"
    )
    keepalive_interval_s: Mapped[int] = mapped_column(
        default=60, comment="Seconds between keepalives that are expected or sent"
    )
    keepalive_misses: Mapped[int] = mapped_column(
        default=3, comment="Missed keepalives after which it counts as offline"
    )
    enabled: Mapped[bool] = mapped_column(
        default=True, comment="False: registrations are refused, or we do not register there"
    )
    state: Mapped[str] = mapped_column(
        String(12), default="unknown", comment="unknown, online, degraded, offline or refused"
    )
    state_reason: Mapped[str] = mapped_column(String(64), default="", comment="Reason of the last change of state")
    state_since_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Time of the last change of state; empty while never seen"
    )
    host: Mapped[str] = mapped_column(
        String(255), default="", comment="Address it was last seen at, or the upper's address"
    )
    port: Mapped[int] = mapped_column(default=0, comment="Port it was last seen at, or the upper's port")
    expires_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="End of its registration; empty while there is none"
    )
    user_agent: Mapped[str] = mapped_column(String(128), default="", comment="User-Agent it told at registration")
    manufacturer: Mapped[str] = mapped_column(String(128), default="", comment="From DeviceInfo")
    model: Mapped[str] = mapped_column(String(128), default="", comment="From DeviceInfo")
    firmware: Mapped[str] = mapped_column(String(128), default="", comment="From DeviceInfo")
    information: Mapped[dict[str, str]] = mapped_column(
        json_document, default=dict, comment="Further fields of DeviceInfo and capability"
    )
    violations: Mapped[list[str]] = mapped_column(
        json_document, default=list, comment="What it breaks of the standard, stable codes"
    )
    catalog_state: Mapped[str] = mapped_column(
        String(12), default="", comment="complete, incomplete, or an empty string before the first catalog"
    )
    catalog_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="When its catalog was last taken; empty before the first"
    )
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When the record was made")


class Device(PeerColumns, Table):
    """A device that registers with us: camera, NVR, alarm controller."""

    __tablename__ = "devices"
    __table_args__ = (
        Index("ix_devices_division", "division"),
        Index("ix_devices_state", "state"),
        Index("ix_devices_pinyin", "pinyin", "code"),
        {"comment": "Devices that register here, one record each."},
    )

    code: Mapped[str] = mapped_column(digits(), primary_key=True, comment="20-digit code")
    rule: Mapped[str | None] = mapped_column(
        String(36), comment="Registration rule it was admitted by; empty where it was entered"
    )
    life_cycle: Mapped[str] = mapped_column(
        String(12), default="active", comment="planned, building, accepted, active, suspended or retired"
    )
    owner_organisation: Mapped[str] = mapped_column(
        String(36), default="", comment="Id of the organisation that owns it, or an empty string"
    )


class Platform(PeerColumns, Table):
    """A platform: ourselves, one above, one below, or a neighbour. Never a kind of device."""

    __tablename__ = "platforms"
    __table_args__ = ({"comment": "Platforms: self, upper, lower and peer, each a thing of its own."},)

    code: Mapped[str] = mapped_column(digits(), primary_key=True, comment="20-digit code, type 200")
    role: Mapped[str] = mapped_column(String(8), comment="self, upper, lower or peer")
    direction: Mapped[str] = mapped_column(
        String(8), comment="in: it registers with us; out: we register there; own: ourselves"
    )
    level: Mapped[str] = mapped_column(String(12), default="other", comment="city, county, township or other")
    username: Mapped[str] = mapped_column(
        String(64), default="", comment="User name in digest when we register; our code where empty"
    )
    domain: Mapped[str] = mapped_column(String(64), default="", comment="SIP domain of the platform we register with")
    register_expires_s: Mapped[int] = mapped_column(default=3600, comment="Seconds of registration we ask an upper for")


class RegistrationRule(Table):
    """Admits devices by their code, with one password for all of them."""

    __tablename__ = "registration_rules"
    __table_args__ = ({"comment": "Rules by which devices without a record may register."},)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, comment="Random id")
    name: Mapped[str] = mapped_column(String(128), comment="What it is for")
    code_prefix: Mapped[str] = mapped_column(digits(), comment="Codes must begin with these digits")
    type_codes: Mapped[list[str]] = mapped_column(
        json_document, default=list, comment="Digits 11-13 admitted; an empty list admits 111-199"
    )
    division: Mapped[str] = mapped_column(
        digits(8), comment="Division of devices admitted; an empty string takes it from the code"
    )
    password: Mapped[bytes] = mapped_column(comment="Digest password of these devices, encrypted")
    edition: Mapped[str] = mapped_column(
        String(8), default="2022", comment="Edition assumed until the device tells its own"
    )
    media_transport: Mapped[str] = mapped_column(String(12), default="udp", comment="udp, tcp_passive or tcp_active")
    max_devices: Mapped[int] = mapped_column(default=1000, comment="How many devices it may admit")
    enabled: Mapped[bool] = mapped_column(default=True, comment="False: admits nobody new; devices on record stay")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When the rule was made")
