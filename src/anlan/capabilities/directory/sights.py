"""Where cameras stand and which way they look, for whoever must know which of them sees a spot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.catalog.entries import decoded
from anlan.capabilities.directory.models import Channel, ChannelItem
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.scope import visible

_METRES_A_DEGREE = 111_320.0
# PTZType (GB/T 28181-2022 Table A.9): 1 dome and 4 remote-controlled box cameras turn.
_TURNING = frozenset({1, 4})


@dataclass(frozen=True, slots=True)
class CameraSight:
    """A camera's place and view as its catalog entry tells them. ``direction``: DirectionType 1-8; ``field_degrees``: whole
    horizontal angle; ``range_m``: longest distance of view; each None where not told. ``status``: ON, OFF or the fault."""

    code: str
    name: str
    division: str
    status: str
    longitude: float | None
    latitude: float | None
    direction: int | None
    turns: bool
    field_degrees: float | None
    range_m: float | None


class Sights:
    """What is known of cameras' views."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def around(
        self, longitude: float, latitude: float, radius_m: float, scope: Sequence[str], limit: int
    ) -> list[CameraSight]:
        """Cameras of the divisions in the square around a spot, nearest first, at most ``limit``."""
        high = radius_m / _METRES_A_DEGREE
        shrink = max(math.cos(math.radians(latitude)), 0.01)
        wide = high / shrink
        east, north = (Channel.longitude - longitude) * shrink, Channel.latitude - latitude
        query = (
            _columns()
            .where(
                Channel.latitude.between(latitude - high, latitude + high),
                Channel.longitude.between(longitude - wide, longitude + wide),
                Channel.counted,
                visible(Channel.division, scope),
            )
            .order_by(east * east + north * north, Channel.code)
            .limit(limit)
        )
        async with self._records.database.reading() as session:
            return [_sight(*row) for row in (await session.execute(query)).all()]

    async def of(self, codes: Sequence[str]) -> dict[str, CameraSight]:
        """Code → what is known, of the channels there are."""
        async with self._records.database.reading() as session:
            rows = (await session.execute(_columns().where(among(session, Channel.code, codes)))).all()
        return {row[0]: _sight(*row) for row in rows}


def _columns() -> Any:
    columns = (
        Channel.code,
        Channel.name,
        Channel.division,
        Channel.online,
        Channel.fault,
        Channel.longitude,
        Channel.latitude,
        Channel.direction_type,
        Channel.ptz_type,
        ChannelItem.item,
    )
    return select(*columns).outerjoin(ChannelItem, ChannelItem.code == Channel.code)


def _sight(
    code: str, name: str, division: str, online: bool, fault: str, longitude: float | None, latitude: float | None,
    direction: int | None, ptz_type: int | None, item: str | None,
) -> CameraSight:  # fmt: skip
    told = decoded(item) if item else None
    return CameraSight(
        code, name, division, fault or ("ON" if online else "OFF"), longitude, latitude, direction, ptz_type in _TURNING,
        _bounded(told.horizontal_field_angle if told else None, 360), _bounded(told.max_view_distance if told else None, 20_000),
    )  # fmt: skip


def _bounded(value: float | None, most: float) -> float | None:
    """What a device tells may be nonsense; that is as good as nothing."""
    return value if value is not None and 0 < value <= most else None
