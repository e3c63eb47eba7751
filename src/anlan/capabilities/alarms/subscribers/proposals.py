"""Which cameras see a subscriber's premises: those close by, the ones that look towards it first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Half the angle that a camera of a known direction is taken to see; DirectionType tells eight directions only.
_HALF_VIEW_DEGREES = 60.0
_METRES_A_DEGREE = 111_320.0
MOST_PROPOSED = 20


@dataclass(frozen=True, slots=True)
class PlacedCamera:
    """A camera with its place. ``bearing``: degrees from north that it looks to; None where not known."""

    channel: str
    name: str
    longitude: float
    latitude: float
    bearing: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A camera that may see the premises. ``faces``: whether it looks that way; None where not known."""

    channel: str
    name: str
    status: str
    distance_m: int
    faces: bool | None


class PlacedCameras(Protocol):
    """The part of the directory that knows where cameras are."""

    async def within_box(
        self, west: float, south: float, east: float, north: float, divisions: Sequence[str], limit: int
    ) -> Sequence[PlacedCamera]:
        """Cameras in a box that lie in the divisions (roots of subtrees)."""


async def propose(
    cameras: PlacedCameras, longitude: float, latitude: float, radius_m: float, divisions: Sequence[str]
) -> list[Proposal]:
    """Cameras within the radius: those that face the place, then those of unknown direction, the others last; nearest first."""
    high = radius_m / _METRES_A_DEGREE
    wide = high / max(math.cos(math.radians(latitude)), 0.01)
    box = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    found = []
    for camera in await cameras.within_box(*box, divisions, 2_000):
        distance, bearing = _from_camera(camera, longitude, latitude)
        if distance <= radius_m:
            faces = None if camera.bearing is None else _apart(camera.bearing, bearing) <= _HALF_VIEW_DEGREES
            found.append(Proposal(camera.channel, camera.name, camera.status, round(distance), faces))
    order = {True: 0, None: 1, False: 2}
    return sorted(found, key=lambda each: (order[each.faces], each.distance_m, each.channel))[:MOST_PROPOSED]


def _from_camera(camera: PlacedCamera, longitude: float, latitude: float) -> tuple[float, float]:
    """Metres and degrees from north, on a plane: at some hundred metres the earth's curve is nothing."""
    east = (longitude - camera.longitude) * _METRES_A_DEGREE * math.cos(math.radians(latitude))
    north = (latitude - camera.latitude) * _METRES_A_DEGREE
    return math.hypot(east, north), math.degrees(math.atan2(east, north)) % 360


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)
