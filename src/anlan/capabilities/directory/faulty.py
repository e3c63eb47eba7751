"""Devices and platforms that are away, for whoever must tell the next shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from anlan.capabilities.directory.models import Device, Platform
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database

# "unknown" was never here, which is no fault of this shift's.
AWAY: Final = ("offline", "degraded", "refused")


@dataclass(frozen=True, slots=True)
class AwayPeer:
    """One that is away; ``kind``: device, or a platform's role (lower, upper, peer)."""

    kind: str
    name: str
    state: str
    since_utc: datetime | None


@dataclass(frozen=True, slots=True)
class Away:
    """Platforms first, then devices, up to a bound; the count is whole."""

    devices_offline: int
    listed: Sequence[AwayPeer]


class FaultyPeers:
    """Read from the records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def away(self, division: str, limit: int) -> Away:
        """Devices and lower platforms of a division, and the uppers this platform registers with."""
        own = division_within(Platform.division, (division,)) | (Platform.role == "upper")
        platforms = (
            select(Platform.role, Platform.name, Platform.state, Platform.state_since_utc)
            .where(Platform.state.in_(AWAY), Platform.enabled, Platform.role != "self", own)
            .order_by(Platform.role, Platform.code)
            .limit(limit)
        )
        where = [
            Device.state.in_(AWAY),
            Device.enabled,
            Device.life_cycle == "active",
            division_within(Device.division, (division,)),
        ]
        devices = (
            select(Device.name, Device.state, Device.state_since_utc).where(*where).order_by(Device.code).limit(limit)
        )
        async with self._database.reading() as session:
            listed = [AwayPeer(*row) for row in (await session.execute(platforms)).all()]
            listed += [AwayPeer("device", *row) for row in (await session.execute(devices)).all()]
            count = await session.scalar(select(func.count()).select_from(Device).where(*where))
        return Away(count or 0, listed[:limit])
