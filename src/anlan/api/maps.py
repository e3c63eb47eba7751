"""What the map shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from anlan.api.context import Context
from anlan.api.directory import READ, DivisionQuery, Reader, directory_of
from anlan.capabilities.directory.maps import Box

router = APIRouter(prefix="/map", tags=["map"])


class ClusterView(BaseModel):
    """Cameras close together."""

    longitude: float
    latitude: float
    count: int
    online: int


class PointView(BaseModel):
    """A camera by itself."""

    code: str
    name: str
    longitude: float
    latitude: float
    status: str
    direction: int | None


class MapChannels(BaseModel):
    clusters: list[ClusterView]
    points: list[PointView]


class Geometry(BaseModel):
    """A shape (RFC 7946 §3.1)."""

    type: str
    coordinates: list[Any] = Field(description="Positions, nested as the type says")


class Feature(BaseModel):
    """A shape with what is known of it (RFC 7946 §3.2)."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry
    properties: dict[str, Any]


class FeatureCollection(BaseModel):
    """GeoJSON (RFC 7946 §3.3)."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


@router.get("/channels", summary="Cameras in a part of the map")
async def map_channels(
    actor: Reader,
    context: Context,
    bbox: Annotated[str, Query(max_length=128, description="west,south,east,north in WGS-84 degrees")],
    zoom: Annotated[int, Query(ge=0, le=24)],
    division: DivisionQuery = "",
) -> MapChannels:
    """Those close together at this zoom as clusters, the others as points."""
    scope = narrowed_scope(context.gate.scope(actor, READ), division)
    clusters, points = await directory_of(context).maps.channels(Box.parse(bbox), zoom, scope)
    return MapChannels(
        clusters=[
            ClusterView(longitude=each.longitude, latitude=each.latitude, count=each.count, online=each.online)
            for each in clusters
        ],
        points=[
            PointView(
                code=each.code,
                name=each.name,
                longitude=each.longitude,
                latitude=each.latitude,
                status=each.status,
                direction=each.direction,
            )
            for each in points
        ],
    )


@router.get("/boundaries", summary="Boundaries of divisions")
async def map_boundaries(actor: Reader, context: Context) -> FeatureCollection:
    """As loaded, from province down."""
    found = await directory_of(context).maps.boundaries(context.gate.scope(actor, READ))
    return FeatureCollection(**found)


@router.get("/roads", summary="Roads, water and place names")
async def map_roads(actor: Reader, context: Context) -> FeatureCollection:
    """As loaded; ``properties.kind`` is road, water or place."""
    found = await directory_of(context).maps.features(("road", "water", "place"), context.gate.scope(actor, READ))
    return FeatureCollection(**found)


def narrowed_scope(scope: tuple[str, ...], division: str) -> tuple[str, ...]:
    """The part of a scope that lies within a division; all of it for an empty one."""
    if not division:
        return scope
    inside = tuple(root for root in scope if root.startswith(division))
    return (division,) if any(division.startswith(root) for root in scope) else inside
