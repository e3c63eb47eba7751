"""What the map shows: clusters and points of cameras, and the base it is drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.bulk import among
from anlan.capabilities.directory.models import Channel, Division, MapFeature
from anlan.capabilities.directory.records import Records
from anlan.capabilities.directory.scope import visible
from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

# A cluster takes a quarter of a 256-pixel tile each way.
_CELLS_PER_TILE = 4
# However large the box, no more cells than this each way: the answer stays bounded.
_MOST_CELLS = 64
# From this zoom on, single cameras are shown as far as they are few enough.
_POINTS_FROM_ZOOM = 17
_MOST_POINTS = 2_000
_MOST_FEATURES = 50_000


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east and north in WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Box:
        """``w,s,e,n``. Raises ``Invalid``."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            west, south, east, north = 0.0, 0.0, 0.0, 0.0
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise Invalid(
                "directory.bbox",
                Sentence("范围须为“西,南,东,北”，单位为度。", "bbox must be west,south,east,north in degrees."),
            )
        return cls(west, south, east, north)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cameras close together: the middle of them and how many."""

    longitude: float
    latitude: float
    count: int
    online: int


@dataclass(frozen=True, slots=True)
class Point:
    """A camera by itself."""

    code: str
    name: str
    longitude: float
    latitude: float
    status: str
    direction: int | None


class Maps:
    """What can be seen on the map. ``scope`` is always the division roots of who asks."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def channels(self, box: Box, zoom: int, scope: Sequence[str]) -> tuple[list[Cluster], list[Point]]:
        """Cameras in a box: those close together at this zoom as clusters, the others as points."""
        inside = Channel.latitude.between(box.south, box.north) & Channel.longitude.between(box.west, box.east)
        where = inside & Channel.counted & visible(Channel.division, scope)
        async with self._records.database.reading() as session:
            if zoom >= _POINTS_FROM_ZOOM:
                points = await self._points(session, where, _MOST_POINTS + 1)
                if len(points) <= _MOST_POINTS:
                    return [], points
            cell = max(
                360 / 2**zoom / _CELLS_PER_TILE,
                (box.east - box.west) / _MOST_CELLS,
                (box.north - box.south) / _MOST_CELLS,
            )
            return await self._clusters(session, where, cell)

    async def points_within(self, box: Box, scope: Sequence[str], limit: int) -> list[Point]:
        """Cameras in a box, one by one, at most ``limit``."""
        inside = Channel.latitude.between(box.south, box.north) & Channel.longitude.between(box.west, box.east)
        async with self._records.database.reading() as session:
            return await self._points(session, inside & Channel.counted & visible(Channel.division, scope), limit)

    async def _clusters(
        self, session: AsyncSession, where: ColumnElement[bool], cell: float
    ) -> tuple[list[Cluster], list[Point]]:
        column, row = (self._cell(Channel.longitude + 180, cell), self._cell(Channel.latitude + 90, cell))
        query = select(
            func.count(),
            cast(func.sum(case((Channel.online, 1), else_=0)), Integer),
            func.avg(Channel.longitude),
            func.avg(Channel.latitude),
            func.min(Channel.code),
        ).where(where)
        query = query.group_by(column, row)
        clusters: list[Cluster] = []
        single: list[str] = []
        for count, online, longitude, latitude, code in (await session.execute(query)).all():
            if count == 1:
                single.append(code)
            else:
                clusters.append(Cluster(longitude, latitude, count, online))
        points = await self._points(session, among(session, Channel.code, single), len(single)) if single else []
        return clusters, points

    def _cell(self, degrees: ColumnElement[Any], size: float) -> ColumnElement[Any]:
        # Positive, so that both truncate alike; PostgreSQL's cast would round.
        scaled = degrees / size
        return cast(scaled, Integer) if self._records.database.is_sqlite else func.floor(scaled)

    async def _points(self, session: AsyncSession, where: ColumnElement[bool], limit: int) -> list[Point]:
        columns = (
            Channel.code,
            Channel.name,
            Channel.longitude,
            Channel.latitude,
            Channel.online,
            Channel.direction_type,
        )
        rows = (await session.execute(select(*columns).where(where).order_by(Channel.code).limit(limit))).all()
        return [
            Point(code, name, longitude, latitude, "ON" if online else "OFF", direction)
            for code, name, longitude, latitude, online, direction in rows
            if longitude is not None and latitude is not None
        ]

    async def boundaries(self, scope: Sequence[str]) -> dict[str, Any]:
        """Divisions with a boundary as a GeoJSON FeatureCollection."""
        query = select(Division.code, Division.name, Division.longitude, Division.latitude, Division.boundary)
        query = query.where(Division.has_boundary, visible(Division.code, scope)).order_by(
            func.length(Division.code), Division.code
        )
        async with self._records.database.reading() as session:
            rows = (await session.execute(query.limit(_MOST_FEATURES))).all()
        return _collection(
            [
                _feature(
                    code,
                    boundary,
                    {"code": code, "name": name, "level": len(code) // 2, "longitude": longitude, "latitude": latitude},
                )
                for code, name, longitude, latitude, boundary in rows
            ]
        )

    async def features(self, kinds: Sequence[str], scope: Sequence[str]) -> dict[str, Any]:
        """Roads, water and places as a GeoJSON FeatureCollection."""
        query = select(MapFeature).where(
            MapFeature.kind.in_(kinds), (MapFeature.division == "") | visible(MapFeature.division, scope)
        )
        async with self._records.database.reading() as session:
            rows = (await session.scalars(query.order_by(MapFeature.id).limit(_MOST_FEATURES))).all()
        return _collection(
            [_feature(row.id, row.geometry, {**row.properties, "kind": row.kind, "name": row.name}) for row in rows]
        )


def _feature(key: str, geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
