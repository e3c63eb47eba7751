"""Peers as signalling needs them: all at start, one by one when an unknown code speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import insert, select, update

from anlan.capabilities.directory.admission import RuleBook, load_rules
from anlan.capabilities.directory.branches import (
    ensure_divisions,
)
from anlan.capabilities.directory.models import Device, Platform
from anlan.capabilities.directory.places import division_of_code
from anlan.capabilities.directory.ports import OwnPlatform, PeerRecord
from anlan.capabilities.directory.records import Records
from anlan.foundation.errors import Invalid, NotFound
from anlan.foundation.pinyin import spelled
from anlan.foundation.secret_box import SecretBox
from anlan.protocols.gbcode import GbCode, NodeKind
from anlan.protocols.wording import Sentence

# DeviceInfo fields that are columns; the rest is kept beside them.
_INFO_COLUMNS = {"manufacturer": 128, "model": 128, "firmware": 128}
_MOST_INFO_FIELDS = 64


async def all_peers(records: Records) -> list[PeerRecord]:
    """Every device, lower and upper platform on record."""
    async with records.database.reading() as session:
        rules = await load_rules(session, records.passwords)
        devices = (await session.scalars(select(Device))).all()
        platforms = (await session.scalars(select(Platform).where(Platform.role != "self"))).all()
    found = [device_record(each, rules, records.passwords) for each in devices]
    return found + [platform_record(each, records.passwords) for each in platforms]


async def one_peer(records: Records, code: str) -> PeerRecord | None:
    """The record of a code; else what a registration rule makes of it; else None."""
    async with records.database.reading() as session:
        platform = await session.get(Platform, code)
        if platform is not None and platform.role != "self":
            return platform_record(platform, records.passwords)
        rules = await load_rules(session, records.passwords)
        device = await session.get(Device, code)
    if device is not None:
        return device_record(device, rules, records.passwords)
    admitted = rules.admit(code) if platform is None else None
    if admitted is None:
        return None
    return PeerRecord(
        code=code, kind="device", name=code, password=admitted.password, edition=_edition(admitted.edition), charset="GB18030",
        transport="udp", media_transport=_media(admitted.media_transport), division=admitted.division, rule=admitted.rule,
    )  # fmt: skip


def device_record(device: Device, rules: RuleBook, passwords: SecretBox) -> PeerRecord:
    """A device's row as signalling needs it; its own password goes before its rule's."""
    password = passwords.open(device.password, device.code)
    if not password and device.rule:
        password = rules.password(device.rule)
    # A retired or suspended device does not come back by registering.
    enabled = device.enabled and device.life_cycle not in ("suspended", "retired")
    return PeerRecord(
        code=device.code,
        kind="device",
        password=password,
        rule=device.rule,
        **(_shared_fields(device) | {"enabled": enabled}),
    )


def platform_record(platform: Platform, passwords: SecretBox) -> PeerRecord:
    """A platform's row as signalling needs it."""
    return PeerRecord(
        code=platform.code,
        kind="lower" if platform.direction == "in" else "upper",
        password=passwords.open(platform.password, platform.code),
        username=platform.username,
        domain=platform.domain,
        register_expires_s=platform.register_expires_s,
        **_shared_fields(platform),
    )


def _shared_fields(row: Device | Platform) -> dict[str, Any]:
    return {
        "name": row.name, "edition": _edition(row.edition), "charset": row.charset, "transport": row.transport,
        "media_transport": row.media_transport, "division": row.division, "check_ssrc": row.check_ssrc, "any_source": row.any_source,
        "state": row.state, "host": row.host, "port": row.port, "expires_utc": row.expires_utc,
        "keepalive_interval_s": row.keepalive_interval_s, "keepalive_misses": row.keepalive_misses, "enabled": row.enabled,
    }  # fmt: skip


def _edition(text: str) -> Literal["2016", "2022"]:
    return "2016" if text == "2016" else "2022"


def _media(text: str) -> Literal["udp", "tcp_passive", "tcp_active"]:
    return "tcp_passive" if text == "tcp_passive" else "tcp_active" if text == "tcp_active" else "udp"


async def apply_device_info(records: Records, code: str, info: Mapping[str, Any]) -> None:
    """Keep what a peer says about itself; unknown codes are passed over."""
    columns: dict[str, Any] = {key: str(info[key])[:most] for key, most in _INFO_COLUMNS.items() if info.get(key)}
    others = [(key, value) for key, value in info.items() if key not in _INFO_COLUMNS and value is not None]
    columns["information"] = {str(key)[:64]: str(value)[:255] for key, value in others[:_MOST_INFO_FIELDS]}
    async with records.writing() as session:
        for table in (Device, Platform):
            await session.execute(update(table).where(table.code == code).values(columns))


async def set_violations(records: Records, found: Mapping[str, Sequence[str]]) -> None:
    """Keep what each peer was seen to break of the standard (stable codes, bounded)."""
    async with records.writing() as session:
        for code, violations in found.items():
            kept = sorted({each[:64] for each in violations})[:64]
            for table in (Device, Platform):
                await session.execute(update(table).where(table.code == code).values(violations=kept))


async def own_platform(records: Records) -> OwnPlatform:
    """Ourselves. Raises ``NotFound`` before ``keep_own_platform`` was called once."""
    async with records.database.reading() as session:
        row = await session.scalar(select(Platform).where(Platform.role == "self"))
    if row is None:
        raise NotFound("directory.no_own_platform", Sentence("尚未设置本平台。", "Our own platform is not set yet."))
    return OwnPlatform(row.code, row.name, row.level, row.division, _edition(row.edition))


async def keep_own_platform(records: Records, own: OwnPlatform) -> None:
    """Bring the record of ourselves in line with the configuration, at each start."""
    parsed, _ = GbCode.tolerate(own.code)
    if parsed is None or parsed.kind is not NodeKind.SYSTEM:
        raise Invalid(
            "directory.own_code",
            Sentence("本平台编码须为 20 位、类型 200。", "Our own code must have 20 digits and type 200."),
        )
    division = own.division or division_of_code(own.code) or ""
    now = records.clock.now_utc()
    async with records.writing() as session:
        row = await session.scalar(select(Platform).where(Platform.role == "self"))
        if row is not None and row.code != own.code:
            await session.delete(row)
            await session.flush()
            row = None
        full, initials = spelled(own.name)
        values = {
            "name": own.name,
            "pinyin": full,
            "initials": initials,
            "level": own.level,
            "division": division,
            "edition": own.edition,
        }
        if row is None:
            await session.execute(
                insert(Platform).values(
                    code=own.code, role="self", direction="own", state="online", created_utc=now, **values
                )
            )
        else:
            await session.execute(update(Platform).where(Platform.code == own.code).values(values))
        if division:
            await ensure_divisions(session, [division], now)
