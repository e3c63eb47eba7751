"""Which cameras see a spot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.capabilities.incidents.geometry import ranked, sight
from anlan.capabilities.incidents.ports import CameraFacts

SPOT = (120.0, 30.0)
METRE = 1 / 111_320
CAMERA = CameraFacts("99010100001310000001", "路口", "990101", "ON", *SPOT)


def standing(east_m: float, north_m: float, **facts: Any) -> CameraFacts:
    """A camera so many metres east and north of the spot."""
    longitude = SPOT[0] + east_m * METRE / math.cos(math.radians(SPOT[1]))
    return replace(CAMERA, longitude=longitude, latitude=SPOT[1] + north_m * METRE, **facts)


@pytest.mark.parametrize(
    ("camera", "radius_m", "covers", "distance_m"),
    [
        pytest.param(standing(0, -50, bearing=0.0), 0, True, 50, id="south of it, looking north"),
        pytest.param(standing(0, -50, bearing=180.0), 0, False, 50, id="looking away"),
        pytest.param(standing(0, -50, bearing=60.0), 0, True, 50, id="within half the lens and the doubt of eight directions"),
        pytest.param(standing(0, -50, bearing=75.0), 0, False, 50, id="just beyond both"),
        pytest.param(standing(0, -50, bearing=350.0), 0, True, 50, id="across north"),
        pytest.param(standing(0, -150, bearing=0.0), 0, False, 150, id="too far where nobody tells the range"),
        pytest.param(standing(0, -150, bearing=0.0, range_m=200.0), 0, True, 150, id="far, and it sees that far"),
        pytest.param(standing(0, -150, bearing=0.0), 60, True, 150, id="the spot reaches out to it"),
        pytest.param(standing(0, -50, bearing=45.0, field_degrees=30.0), 0, False, 50, id="narrow lens"),
        pytest.param(standing(0, -50, bearing=45.0, field_degrees=30.0), 10, True, 50, id="narrow lens, wide spot"),
        pytest.param(standing(0, -50), 0, None, 50, id="direction not known"),
        pytest.param(standing(0, -50, bearing=180.0, turns=True), 0, None, 50, id="can be turned"),
        pytest.param(standing(0, -150, turns=True), 0, False, 150, id="can be turned, but too far"),
        pytest.param(standing(3, 4, bearing=225.0), 20, True, 5, id="stands in it, looking to the middle"),
        pytest.param(standing(3, 4, bearing=45.0), 20, None, 5, id="stands in it, looking outward"),
        pytest.param(standing(0, -50, bearing=120.0), 49, False, 50, id="looks past a large spot"),
        pytest.param(replace(CAMERA, longitude=None), 0, None, None, id="place not known"),
    ],
)  # fmt: skip
def test_a_view_cone_covers_the_spot_or_not(
    camera: CameraFacts, radius_m: float, covers: bool | None, distance_m: int | None
) -> None:
    found = sight(camera, *SPOT, radius_m)
    assert (found.covers, found.distance_m) == (covers, distance_m)


def test_those_that_cover_it_come_first_then_the_nearest() -> None:
    cameras = {
        "near, looking away": standing(0, -10, bearing=180.0),
        "far, looking at it": standing(0, -90, bearing=0.0),
        "nearer, looking at it": standing(0, -40, bearing=0.0),
        "unknown": standing(0, -30),
        "nowhere": replace(CAMERA, latitude=None),
    }
    sights = ranked(sight(replace(camera, channel=name), *SPOT) for name, camera in cameras.items())
    order = [each.camera.channel for each in sights]
    assert order == ["nearer, looking at it", "far, looking at it", "near, looking away", "unknown", "nowhere"]


@given(
    east=st.floats(-300, 300), north=st.floats(-300, 300), bearing=st.floats(0, 359.9), turn=st.floats(0, 359.9),
    radius=st.floats(0, 50),
)  # fmt: skip
def test_the_answer_does_not_depend_on_where_north_is(
    east: float, north: float, bearing: float, turn: float, radius: float
) -> None:
    angle = math.radians(turn)
    turned = (east * math.cos(angle) + north * math.sin(angle), north * math.cos(angle) - east * math.sin(angle))
    one = sight(standing(east, north, bearing=bearing), *SPOT, radius)
    other = sight(standing(*turned, bearing=(bearing + turn) % 360), *SPOT, radius)
    assert one.distance_m is not None
    assert other.distance_m is not None
    # A plane laid on the globe is stretched by the latitude it is laid at: a few centimetres here.
    assert abs(one.distance_m - other.distance_m) <= 1
    edges = (math.hypot(east, north) - radius, math.hypot(east, north) - radius - 100)
    away = abs((math.degrees(math.atan2(-east, -north)) - bearing + 180) % 360 - 180)
    far = math.hypot(east, north)
    half = 67.5 + (min(30.0, math.degrees(math.asin(radius / far))) if far > radius else 0.0)
    if far > 5 and min(abs(edge) for edge in edges) > 1 and abs(away - half) > 1:
        assert one.covers == other.covers
