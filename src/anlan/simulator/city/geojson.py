"""The city as GeoJSON (RFC 7946): boundaries of all divisions, and roads."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from anlan.simulator.city.generate import City
from anlan.simulator.city.mesh import Point


def boundaries(city: City) -> dict[str, Any]:
    """A FeatureCollection: one polygon for the city, each county and each township; ``level`` 1, 2, 3."""
    everything = {cell for township in city.townships() for cell in township.cells}
    features = [_division(city, city.code, city.name, 1, everything)]
    for county in city.counties:
        cells = {cell for township in county.townships for cell in township.cells}
        features.append(_division(city, county.code, county.name, 2, cells))
        features += [_division(city, each.code, each.name, 3, set(each.cells)) for each in county.townships]
    return {"type": "FeatureCollection", "features": features}


def _division(city: City, code: str, name: str, level: int, cells: set[tuple[int, int]]) -> dict[str, Any]:
    polygons: list[list[list[list[float]]]] = []
    for ring in city.mesh.outline(cells):
        # A ring that turns the other way is a hole in the largest piece (RFC 7946 §3.1.6).
        if signed_area(ring) > 0:
            polygons.append([[_rounded(point) for point in ring]])
        else:
            polygons[0].append([_rounded(point) for point in ring])
    geometry: dict[str, Any] = {"type": "Polygon", "coordinates": polygons[0]}
    if len(polygons) > 1:
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {
        "type": "Feature",
        "id": int(code),
        "properties": {"code": code, "name": name, "level": level},
        "geometry": geometry,
    }


def signed_area(ring: list[Point]) -> float:
    """Area in square degrees, positive where the ring turns counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def roads(city: City) -> dict[str, Any]:
    """A FeatureCollection of lines; ``class`` is ``trunk`` or ``local``."""
    centres = {township.code: township.centre for township in city.townships()}
    features = [
        {
            "type": "Feature",
            "properties": {"class": "trunk" if trunk else "local", "from": a, "to": b},
            "geometry": {
                "type": "LineString",
                "coordinates": [_rounded(p) for p in _winding(centres[a], centres[b], int(a) ^ int(b))],
            },
        }
        for a, b, trunk in city.links
    ]
    return {"type": "FeatureCollection", "features": features}


def _winding(a: Point, b: Point, seed: int) -> list[Point]:
    """A line that swings a little from side to side, always the same for the same two ends."""
    sway = ((seed * 2654435761) % 1000 / 1000 - 0.5) * 0.24
    points = []
    for step in range(9):
        t = step / 8
        side = sway * math.sin(t * math.pi) + sway * 0.4 * math.sin(t * math.tau)
        points.append(
            (a[0] + (b[0] - a[0]) * t - (b[1] - a[1]) * side, a[1] + (b[1] - a[1]) * t + (b[0] - a[0]) * side)
        )
    return points


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 5), round(point[1], 5)]
