"""Builds the city: deals the ground out to counties and townships, names them and lays roads between them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from anlan.simulator.city.mesh import Cell, Frame, Mesh, Point, neighbours
from anlan.simulator.city.names import NameMaker

CITY_CODE = "9901"
CITY_NAME = "安澜市"
# As the default plan counts them: 10 counties and districts, 195 townships and streets.
COUNTIES = 10
TOWNSHIPS = 195
DISTRICTS = 3
GRID = 46
FRAME = Frame(west=100.0, south=30.0, cell_longitude=0.025, cell_latitude=0.022)


@dataclass(frozen=True, slots=True)
class Township:
    """A township (乡), town (镇) or street (街道): grass-roots unit code of 8 digits, ground, centre."""

    code: str
    name: str
    county: str
    centre: Point
    cells: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class County:
    """A county (县) or district (区): 6-digit code."""

    code: str
    name: str
    townships: tuple[Township, ...]


@dataclass(frozen=True, slots=True)
class City:
    """The whole. ``links`` are pairs of township codes joined by a road, with whether it is a trunk road."""

    code: str
    name: str
    counties: tuple[County, ...]
    mesh: Mesh
    links: tuple[tuple[str, str, bool], ...]

    def townships(self) -> list[Township]:
        """Every township, county by county."""
        return [township for county in self.counties for township in county.townships]

    def county(self, code: str) -> County:
        """The county of a code; raises KeyError."""
        return {county.code: county for county in self.counties}[code]

    def township(self, code: str) -> Township:
        """The township of a code; raises KeyError."""
        return {township.code: township for township in self.townships()}[code]

    def division_names(self) -> dict[str, str]:
        """Code → name for the city, its counties and its townships, parents first."""
        names = {self.code: self.name}
        for county in self.counties:
            names[county.code] = county.name
            names.update({township.code: township.name for township in county.townships})
        return names


def generate_city(seed: int = 1) -> City:
    """Make the city of a seed: always the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a picture of a city, not a secret
    mesh = Mesh(GRID, GRID, FRAME, rng)
    ground = _ground(rng)
    sites = _spread(sorted(ground), TOWNSHIPS, rng)
    owner = _deal(ground, sites)
    seats = _spread(sites, COUNTIES, rng)
    # Districts lie in the middle of the city, counties around them.
    seats.sort(key=lambda cell: math.dist(cell, (GRID / 2, GRID / 2)))
    names = NameMaker(rng)
    groups = _counties(sites, seats)
    counties = tuple(_county(number, groups[seat], owner, mesh, names) for number, seat in enumerate(seats, 1))
    return City(CITY_CODE, CITY_NAME, counties, mesh, _links(counties))


def _ground(rng: random.Random) -> set[Cell]:
    """The cells inside an uneven outline around the middle of the grid."""
    waves = [(rng.uniform(0.02, 0.07), rng.randint(2, 6), rng.uniform(0, math.tau)) for _ in range(4)]
    middle = GRID / 2

    def inside(cell: Cell) -> bool:
        dx, dy = cell[0] + 0.5 - middle, cell[1] + 0.5 - middle
        angle = math.atan2(dy, dx)
        reach = middle * (0.82 + sum(size * math.sin(count * angle + phase) for size, count, phase in waves))
        return math.hypot(dx, dy) < min(reach, middle - 1)

    cells = {(x, y) for x in range(GRID) for y in range(GRID) if inside((x, y))}
    return _connected(cells, (GRID // 2, GRID // 2))


def _connected(cells: set[Cell], start: Cell) -> set[Cell]:
    reached, waiting = {start}, [start]
    while waiting:
        for cell in neighbours(waiting.pop()):
            if cell in cells and cell not in reached:
                reached.add(cell)
                waiting.append(cell)
    return reached


def _spread(cells: list[Cell], count: int, rng: random.Random) -> list[Cell]:
    """Choose cells far from one another: each the farthest of a few random candidates."""
    chosen = [rng.choice(cells)]
    while len(chosen) < count:
        candidates = [cell for cell in rng.sample(cells, min(24, len(cells))) if cell not in chosen]
        if candidates:
            chosen.append(max(candidates, key=lambda cell: min(math.dist(cell, other) for other in chosen)))
    return chosen


def _deal(ground: set[Cell], sites: list[Cell]) -> dict[Cell, Cell]:
    """Grow every site over the free ground beside it, smallest first, so that each stays in one piece."""
    owner = {site: site for site in sites}
    held = {site: [site] for site in sites}
    growing = set(sites)
    while growing:
        site = min(growing, key=lambda each: (len(held[each]), each))
        free = sorted(
            {cell for mine in held[site] for cell in neighbours(mine) if cell in ground and cell not in owner}
        )
        if not free:
            growing.discard(site)
            continue
        nearest = min(free, key=lambda cell: (math.dist(cell, site), cell))
        owner[nearest] = site
        held[site].append(nearest)
    return owner


def _counties(sites: list[Cell], seats: list[Cell]) -> dict[Cell, list[Cell]]:
    """Deal the townships out to the nearest county seat."""
    groups: dict[Cell, list[Cell]] = {seat: [] for seat in seats}
    for site in sorted(sites):
        groups[min(seats, key=lambda seat: (math.dist(seat, site), seat))].append(site)
    return groups


def _county(number: int, sites: list[Cell], owner: dict[Cell, Cell], mesh: Mesh, names: NameMaker) -> County:
    code = f"{CITY_CODE}{number:02d}"
    urban = number <= DISTRICTS
    townships = []
    for serial, site in enumerate(sites, 1):
        cells = frozenset(cell for cell, held_by in owner.items() if held_by == site)
        kind = "街道" if urban and serial % 4 else ("镇" if serial % 3 else "乡")
        townships.append(Township(f"{code}{serial:02d}", names.place() + kind, code, mesh.centre(site), cells))
    return County(code, names.place() + ("区" if urban else "县"), tuple(townships))


def _links(counties: tuple[County, ...]) -> tuple[tuple[str, str, bool], ...]:
    """Roads: between townships that touch, and trunk roads from county seat to county seat."""
    owner = {cell: township.code for county in counties for township in county.townships for cell in township.cells}
    touching = {
        (min(code, owner[other]), max(code, owner[other]))
        for cell, code in owner.items()
        for other in neighbours(cell)
        if other in owner and owner[other] != code
    }
    seats = [county.townships[0] for county in counties if county.townships]
    reached, trunks = [seats[0]], set()
    for seat in seats[1:]:
        nearest = min(reached, key=lambda other: math.dist(other.centre, seat.centre))
        trunks.add((min(seat.code, nearest.code), max(seat.code, nearest.code)))
        reached.append(seat)
    return tuple((a, b, (a, b) in trunks) for a, b in sorted(touching | trunks))
