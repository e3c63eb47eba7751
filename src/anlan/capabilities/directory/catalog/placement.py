"""Where each entry of a catalog hangs: a pure reckoning over the entries, without the database.

GB/T 28181-2022 annex J: divisions hang by their digits, systems under systems, groups under systems, virtual organisations
under their parent or their group, equipment by ParentID (several, joined by "/"), BusinessGroupID or CivilCode.

Divisions are GB/T 2260 codes, the same for everybody: one that a lower platform names inside its own division is ours, and what
the platform places there hangs under our branch of it. What is in the platform's own division, or in none inside it, hangs under
the platform itself; so does a system hold what is in its own division, and what is in a finer one hangs in that. Thus a township's
system hangs in the township whether it comes through one platform or through three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.capabilities.directory.branches import DIVISION, catalog_node, division_node
from anlan.capabilities.directory.places import (
    branch_kind,
    division_of_civil_code,
    division_of_code,
    division_within,
    leaf_kind,
)
from anlan.protocols.gbcode import NodeKind, node_kind
from anlan.protocols.manscdp.catalog import CatalogItem

# Deeper than any catalog that means well; what is below hangs under the peer itself.
MOST_LEVELS = 64
# Which of several parents decides: the finest grouping that people made, then equipment, then systems.
_PREFERENCE = {"virtual_organisation": 0, "business_group": 1, "device": 2, "system": 3, "division": 4}


@dataclass(frozen=True, slots=True)
class Owner:
    """The peer whose catalog it is."""

    code: str
    kind: str  # device or lower
    division: str
    root: str  # id of its branch


@dataclass(frozen=True, slots=True)
class Placed:
    """One entry with its place. ``kind`` is a branch's or a leaf's; ``parent`` is the id of the branch above."""

    item: CatalogItem
    kind: str
    parent: str
    division: str
    violations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A branch on record from an earlier catalog."""

    kind: str
    division: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Branches, parents first, and leaves. ``divisions``: those of ours that are meant, by code, with the peer's name or none."""

    branches: list[Placed]
    leaves: list[Placed]
    divisions: dict[str, str]


def place(items: Sequence[CatalogItem], owner: Owner, known: Mapping[str, Known]) -> Placement:
    """Place entries. ``known``: branches on record by wire code, for a catalog that is not complete or a single change."""
    unique: dict[str, CatalogItem] = {}
    repeated: set[str] = set()
    for item in items:
        if item.device_id in unique:
            repeated.add(item.device_id)
        unique[item.device_id] = item
    kinds = {code: node_kind(code) for code in unique}
    branches: dict[str, str] = {
        code: each.kind
        for code, each in known.items()
        if code not in unique and not (each.kind == "division" and _is_told_by_us(code, owner))
    }
    for code, item in unique.items():
        kind = branch_kind(kinds[code])
        if kind is not None and not _is_leaf_after_all(item, kinds[code], owner):
            branches[code] = kind
    # The peer's own entry (many list themselves) is its branch already, unless it is a camera that is its own channel.
    # So are the divisions above it and, where a platform's word counts, those inside its own.
    stands = {
        code
        for code in unique
        if (code == owner.code and branch_kind(kinds[code]) is not None)
        or (kinds[code] is NodeKind.DIVISION and _is_told_by_us(code, owner))
    }
    branches = {code: kind for code, kind in branches.items() if code not in stands}
    placer = _Placer(owner, unique, branches, known)
    listed = [code for code in unique if code not in stands]
    placed_branches = [placer.placed(code, branches[code], repeated) for code in listed if code in branches]
    leaves = [placer.placed(code, leaf_kind(kinds[code]), repeated) for code in listed if code not in branches]
    divisions = {
        each.parent.removeprefix(DIVISION): "" for each in (*placed_branches, *leaves) if _is_ours(each.parent)
    }
    for code in stands:
        inside = _inside(code, owner)
        if inside is not None:
            divisions[inside] = unique[code].name or ""
    return Placement(_parents_first(placed_branches, owner), leaves, divisions)


def _is_ours(branch: str) -> bool:
    return branch.startswith(DIVISION)


def _is_told_by_us(code: str, owner: Owner) -> bool:
    return _inside(code, owner) is not None or owner.division.startswith(division_of_civil_code(code) or code)


def _inside(text: str | None, owner: Owner) -> str | None:
    """The division of ours that a lower platform means by a code, None where it lies outside the platform's own.

    What a device says of divisions is seldom true and places nothing.
    """
    division = division_of_civil_code(text) if text and owner.kind == "lower" else None
    return division if division is not None and division.startswith(owner.division) else None


def _is_leaf_after_all(item: CatalogItem, kind: NodeKind, owner: Owner) -> bool:
    # An encoder or NVR number used for a single channel (2016 devices): listed by a device, with itself or the device as parent.
    return kind is NodeKind.DEVICE and owner.kind == "device" and item.device_id != owner.code and not item.parental


class _Placer:
    def __init__(
        self, owner: Owner, items: Mapping[str, CatalogItem], branches: Mapping[str, str], known: Mapping[str, Known]
    ) -> None:
        self._owner = owner
        self._known = known
        self._items = items
        self._branches = branches
        # By the trimmed code: "340200" and "3402" are the same division.
        self._divisions = {
            division_of_civil_code(code) or code: code for code, kind in branches.items() if kind == "division"
        }
        self._in_ring = self._rings()

    def placed(self, code: str, kind: str, repeated: set[str]) -> Placed:
        item = self._items[code]
        violations = list(item.violations)
        if code in repeated:
            violations.append("catalog_repeated")
        parent = self._parent(code)
        if code in self._in_ring:
            violations.append("catalog_parent_ring")
            parent = None
        elif self._names_nobody(item):
            violations.append("catalog_parent_unknown")
        wanted = self._wanted_division(code)
        division = self._division(code)
        if wanted is not None and division != wanted:
            violations.append("catalog_division_outside")
        above = self._owner.root if parent is None else parent
        if parent is not None and not _is_ours(parent):
            above = catalog_node(self._owner.code, parent)
        return Placed(item, kind, above, division, tuple(dict.fromkeys(violations)))

    def _wanted_division(self, code: str) -> str | None:
        # What a device's firmware says of its division is seldom true: its record decides. A platform's word counts.
        item = self._items.get(code)
        if item is None or self._owner.kind == "device":
            return None
        if self._branches.get(code) == "division":
            return division_of_civil_code(code)
        return division_of_civil_code(item.civil_code) if item.civil_code else None

    def _division(self, code: str) -> str:
        """Its own where it names one, else that of the branch it hangs under; never outside the peer's."""
        current: str | None = code
        for _ in range(MOST_LEVELS):
            if current is None:
                break
            wanted = self._wanted_division(current)
            if wanted is not None:
                return division_within(wanted, self._owner.division)
            if current not in self._items and current in self._known:
                return division_within(self._known[current].division, self._owner.division)
            current = None if current in self._in_ring else self._parent(current)
            if current is not None and _is_ours(current):
                return current.removeprefix(DIVISION)
        return self._owner.division

    def _parent(self, code: str) -> str | None:
        """The wire code of the branch above, the id of a division of ours, or None for the peer itself."""
        kind = self._branches.get(code)
        if kind == "division":
            return self._shorter_division(code)
        item = self._items.get(code)
        if item is None:
            return None
        named = [each for each in _parents_named(item) if each in self._branches and each != code]
        if kind is not None:
            named = [each for each in named if _may_hold(self._branches[each], kind)]
        if named:
            nearest = min(named, key=lambda each: _PREFERENCE[self._branches[each]])
            return self._finer_division(item, nearest) or nearest
        group = item.business_group_id
        if group and group in self._branches and group != code and kind not in ("system", "business_group"):
            return group
        for each in (*_parents_named(item), item.civil_code):
            inside = _inside(each, self._owner)
            if inside is not None:
                # In the platform's own division stands the platform: its branch holds what is no further down.
                return division_node(inside) if inside != self._owner.division else None
        civil = division_of_civil_code(item.civil_code) if item.civil_code else None
        if civil is not None:
            return self._divisions.get(civil) or self._shorter_division(civil)
        return None

    def _finer_division(self, item: CatalogItem, holder: str) -> str | None:
        """The division of ours that an entry names, where it lies below that of the system it names: the system then only passes it on."""
        wanted = _inside(item.civil_code, self._owner) if self._branches[holder] == "system" else None
        if wanted is None:
            return None
        around = self._division_of_system(holder)
        return division_node(wanted) if wanted != around and wanted.startswith(around) else None

    def _division_of_system(self, code: str) -> str:
        """What it names, or what its code does where that is finer: the code is all that a single change has beside the record."""
        item = self._items.get(code)
        named = division_of_civil_code(item.civil_code or "") if item is not None else self._known[code].division
        around = division_within(named, self._owner.division)
        return division_within(division_of_code(code), around)

    def _shorter_division(self, code: str) -> str | None:
        trimmed = division_of_civil_code(code) or code
        sizes = range(len(trimmed) - 2, 0, -2)
        return next((self._divisions[trimmed[:size]] for size in sizes if trimmed[:size] in self._divisions), None)

    def _names_nobody(self, item: CatalogItem) -> bool:
        named = [each for each in _parents_named(item) if each not in (self._owner.code, item.device_id)]
        return (
            bool(named)
            and not any(each in self._branches or _inside(each, self._owner) is not None for each in named)
            and node_kind(item.device_id) is not NodeKind.DIVISION
        )

    def _rings(self) -> set[str]:
        """Branches that are their own ancestor, or hang too deep."""
        safe: set[str] = set()
        bad: set[str] = set()
        for start in self._branches:
            path: list[str] = []
            code: str | None = start
            while (
                code is not None
                and code not in safe
                and code not in bad
                and code not in path
                and len(path) < MOST_LEVELS
            ):
                path.append(code)
                code = self._parent(code) if code in self._items else None
                if code is not None and _is_ours(code):
                    code = None
            if code is not None and code in path:
                ring = path.index(code)
                bad.update(path[ring:])
                safe.update(path[:ring])
            elif code is not None and len(path) >= MOST_LEVELS:
                bad.add(path[-1])
                safe.update(path[:-1])
            else:
                safe.update(path)
        return bad


def _parents_named(item: CatalogItem) -> list[str]:
    return [each.strip() for each in (item.parent_id or "").split("/") if each.strip()]


def _may_hold(holder: str, held: str) -> bool:
    """Whether a branch of one kind may stand under another (annex J); equipment holds no systems or groups."""
    if holder == "device":
        return held == "device"
    if held == "system":
        return holder in ("system", "division")
    if held == "business_group":
        return holder in ("system", "division")
    return True


def _parents_first(branches: list[Placed], owner: Owner) -> list[Placed]:
    by_id = {catalog_node(owner.code, each.item.device_id): each for each in branches}
    ordered: dict[str, Placed] = {}
    for start in by_id:
        chain: list[str] = []
        node = start
        while node in by_id and node not in ordered:
            chain.append(node)
            node = by_id[node].parent
        for each in reversed(chain):
            ordered[each] = by_id[each]
    return list(ordered.values())
