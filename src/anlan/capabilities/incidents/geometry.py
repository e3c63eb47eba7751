"""Which cameras see a spot: those whose view cone covers it first, then the nearest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from anlan.capabilities.incidents.ports import CameraFacts

# What is taken where the catalog tells nothing: a lens as most are, and how far a face of the street is still of use.
FIELD_DEGREES: Final = 90.0
RANGE_M: Final = 100.0
# DirectionType tells eight directions only: the true axis lies up to half of 45° beside it.
BEARING_DOUBT_DEGREES: Final = 22.5
# However large the spot, a camera that looks past its middle by more than this does not cover it.
WIDEST_DEGREES: Final = 30.0
_METRES_A_DEGREE: Final = 111_320.0


@dataclass(frozen=True, slots=True)
class Sight:
    """A camera as it stands to a spot.

    ``covers``: True where the cone covers the spot, False where it does not, None where the direction is not known or the camera
    can be turned to it. ``distance_m`` is None where a place is not known.
    """

    camera: CameraFacts
    covers: bool | None
    distance_m: int | None


def sight(camera: CameraFacts, longitude: float | None, latitude: float | None, radius_m: float = 0.0) -> Sight:
    """How a camera stands to a spot of that radius."""
    if camera.longitude is None or camera.latitude is None or longitude is None or latitude is None:
        return Sight(camera, None, None)
    distance, bearing = _from_camera(camera.longitude, camera.latitude, longitude, latitude)
    return Sight(camera, _covers(camera, distance, bearing, radius_m), round(distance))


def ranked(sights: Iterable[Sight]) -> list[Sight]:
    """Those that cover the spot first, then all others; the nearest first among each, those of unknown place last."""
    return sorted(
        sights,
        key=lambda each: (
            each.covers is not True,
            math.inf if each.distance_m is None else each.distance_m,
            each.camera.channel,
        ),
    )


def reach_m(camera: CameraFacts) -> float:
    """How far it is taken to see."""
    return camera.range_m or RANGE_M


def field_degrees(camera: CameraFacts) -> float:
    """The whole angle it is taken to see."""
    return camera.field_degrees or FIELD_DEGREES


def _covers(camera: CameraFacts, distance_m: float, bearing: float, radius_m: float) -> bool | None:
    if distance_m - radius_m > reach_m(camera):
        return False
    if camera.bearing is None or camera.turns:
        return None
    # The spot is as wide as its radius shows from here.
    within = distance_m <= radius_m
    wide = 0.0 if within else min(math.degrees(math.asin(radius_m / distance_m)), WIDEST_DEGREES)
    away = abs((camera.bearing - bearing + 180) % 360 - 180)
    if away <= field_degrees(camera) / 2 + BEARING_DOUBT_DEGREES + wide:
        return True
    # One that stands within the spot and looks outward sees some of it.
    return None if within else False


def _from_camera(longitude: float, latitude: float, to_longitude: float, to_latitude: float) -> tuple[float, float]:
    """Metres and degrees from north, on a plane: at some thousand metres the earth's curve is nothing."""
    east = ((to_longitude - longitude + 180) % 360 - 180) * _METRES_A_DEGREE * math.cos(math.radians(latitude))
    north = (to_latitude - latitude) * _METRES_A_DEGREE
    return math.hypot(east, north), math.degrees(math.atan2(east, north)) % 360
