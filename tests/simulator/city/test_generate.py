"""The fictional city: counted as the plan counts, whole, and the same for the same seed."""

from __future__ import annotations

import json

import pytest

from anlan.simulator.city import boundaries, generate_city, roads
from anlan.simulator.city.geojson import signed_area


@pytest.fixture(scope="module", params=[1, 7])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_the_city_counts_ten_counties_and_195_townships(seed: int) -> None:
    city = generate_city(seed)
    assert len(city.counties) == 10
    assert len(city.townships()) == 195
    assert all(1 <= len(county.townships) <= 99 for county in city.counties)


def test_codes_lie_below_the_unassigned_prefix_and_nest(seed: int) -> None:
    city = generate_city(seed)
    codes = [township.code for township in city.townships()]
    assert len(set(codes)) == 195
    assert all(len(code) == 8 and code.startswith("9901") for code in codes)
    assert all(township.code.startswith(county.code) for county in city.counties for township in county.townships)


def test_names_do_not_repeat(seed: int) -> None:
    names = list(generate_city(seed).division_names().values())
    assert len(set(names)) == len(names) == 206


def test_the_same_seed_gives_the_same_city(seed: int) -> None:
    first, second = (json.dumps([boundaries(city), roads(city)]) for city in (generate_city(seed), generate_city(seed)))
    assert first == second
    assert first != json.dumps([boundaries(generate_city(seed + 1)), roads(generate_city(seed + 1))])


def test_townships_cover_the_city_without_overlap(seed: int) -> None:
    city = generate_city(seed)
    cells = [cell for township in city.townships() for cell in township.cells]
    assert len(cells) == len(set(cells))
    areas = {f["properties"]["code"]: _area(f["geometry"]) for f in boundaries(city)["features"]}
    for county in city.counties:
        assert areas[county.code] == pytest.approx(sum(areas[t.code] for t in county.townships), rel=1e-3)
    assert areas[city.code] == pytest.approx(sum(areas[c.code] for c in city.counties), rel=1e-3)


def test_every_township_can_be_reached_by_road(seed: int) -> None:
    city = generate_city(seed)
    beside: dict[str, set[str]] = {}
    for a, b, _ in city.links:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    reached, waiting = set(), [city.townships()[0].code]
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting += beside[code]
    assert len(reached) == 195


def _area(geometry: dict[str, object]) -> float:
    """Outer rings turn one way, holes the other."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(signed_area(ring) for polygon in polygons for ring in polygon)  # type: ignore[attr-defined]
