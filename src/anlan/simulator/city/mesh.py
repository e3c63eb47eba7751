"""The ground the city stands on: a grid of jittered corners whose cells are dealt out to townships.

Neighbours share their corners and the bends of their common edges, so boundaries fit without gaps; a township's outline
is what remains of its cells' edges once those between two of its own cells are struck out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Point = tuple[float, float]
Cell = tuple[int, int]
Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the grid lies on Earth: its south-west corner and the size of a cell, in degrees WGS-84."""

    west: float
    south: float
    cell_longitude: float
    cell_latitude: float


class Mesh:
    """Corners, edges and cells; the same for the same generator state."""

    def __init__(self, width: int, height: int, frame: Frame, rng: random.Random) -> None:
        self.width, self.height = width, height
        self._corners: dict[Corner, Point] = {}
        for y in range(height + 1):
            for x in range(width + 1):
                dx, dy = rng.uniform(-0.32, 0.32), rng.uniform(-0.32, 0.32)
                self._corners[x, y] = (
                    frame.west + (x + dx) * frame.cell_longitude,
                    frame.south + (y + dy) * frame.cell_latitude,
                )
        self._bends = {
            edge: rng.uniform(-0.18, 0.18)
            for y in range(height + 1)
            for x in range(width + 1)
            for edge in (((x, y), (x + 1, y)), ((x, y), (x, y + 1)))
        }

    def centre(self, cell: Cell) -> Point:
        """The mean of a cell's corners."""
        corners = [self._corners[corner] for corner in _ring(cell)]
        return sum(p[0] for p in corners) / 4, sum(p[1] for p in corners) / 4

    def outline(self, cells: set[Cell]) -> list[list[Point]]:
        """The closed rings around the cells, each ending where it began; the longest first."""
        onward: dict[Corner, list[Corner]] = {}
        for cell in sorted(cells):
            ring = _ring(cell)
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                if end in onward and start in onward[end]:
                    onward[end].remove(start)
                else:
                    onward.setdefault(start, []).append(end)
        rings = []
        while any(onward.values()):
            start = min(corner for corner, ends in onward.items() if ends)
            rings.append(self._walk(start, onward))
        return sorted(rings, key=len, reverse=True)

    def _walk(self, start: Corner, onward: dict[Corner, list[Corner]]) -> list[Point]:
        points = [self._corners[start]]
        corner = start
        while True:
            following = onward[corner].pop()
            points += [self._bend(corner, following), self._corners[following]]
            corner = following
            if corner == start:
                return points

    def _bend(self, a: Corner, b: Corner) -> Point:
        """The middle of an edge, moved sideways by the same amount whichever way it is walked."""
        low, high = min(a, b), max(a, b)
        (x1, y1), (x2, y2) = self._corners[low], self._corners[high]
        shift = self._bends[low, high]
        return (x1 + x2) / 2 - shift * (y2 - y1), (y1 + y2) / 2 + shift * (x2 - x1)


def _ring(cell: Cell) -> list[Corner]:
    x, y = cell
    return [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]


def neighbours(cell: Cell) -> list[Cell]:
    """The four cells beside a cell, inside the grid or not."""
    x, y = cell
    return [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
