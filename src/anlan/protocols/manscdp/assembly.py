"""A catalog put together from its parts, so that "complete" is proved and "incomplete" says what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.reading import CatalogPart

# Big lower platforms need more than 10 s for the first part; later parts follow each other closely.
FIRST_PART_WAIT_S = 30.0
NEXT_PART_WAIT_S = 12.0
MAX_TOTAL_ITEMS = 500_000

Status = Literal["waiting", "complete", "incomplete"]
_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class AssemblyResult:
    """Where an assembly stands. ``expected`` is None before the first part; ``due_s`` is when waiting ends."""

    status: Status
    expected: int | None
    received: int
    due_s: float
    violations: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many entries the sender announced and did not send."""
        return max(0, (self.expected or 0) - self.received)


class CatalogAssembly:
    """Collects the parts of one query. Parts may come in any order and repeatedly; time (monotonic, seconds) is passed in.

    An entry is known by DeviceID and ParentID: a camera may stand in two places of a tree and counts twice in SumNum.
    """

    def __init__(
        self,
        sn: int,
        now_s: float,
        *,
        first_part_wait_s: float = FIRST_PART_WAIT_S,
        next_part_wait_s: float = NEXT_PART_WAIT_S,
        max_items: int = MAX_TOTAL_ITEMS,
    ) -> None:
        self._numbers = {sn}
        self._first_part_wait_s = first_part_wait_s
        self._next_part_wait_s = next_part_wait_s
        self._max_items = max_items
        self._entries: dict[_Key, CatalogItem] = {}
        self._expected: int | None = None
        self._due_s = now_s + first_part_wait_s
        self._violations: dict[str, None] = {}

    def ask_again(self, sn: int, now_s: float) -> None:
        """Another query was sent for what is missing: parts of its SN fill the same catalog."""
        self._numbers.add(sn)
        self._due_s = now_s + self._first_part_wait_s

    def belongs(self, part: CatalogPart) -> bool:
        """Whether a part answers one of this assembly's queries."""
        return part.sn in self._numbers

    def add(self, part: CatalogPart, now_s: float) -> AssemblyResult:
        """Take a part; one of another SN changes nothing."""
        if not self.belongs(part):
            return self.state(now_s)
        self._due_s = now_s + self._next_part_wait_s
        self._violations.update(dict.fromkeys(part.violations))
        if self._expected is not None and part.sum_num != self._expected:
            self._violations["sum_num_changed"] = None
        # Senders that err put the part's own count here; the highest claim is the one not yet disproved.
        self._expected = max(self._expected or 0, part.sum_num)
        for item in part.items:
            key = (item.device_id, item.parent_id)
            if key in self._entries:
                self._violations["entry_repeated"] = None
            elif len(self._entries) >= self._max_items:
                self._violations["catalog_too_large"] = None
                continue
            self._entries[key] = item
        if len(self._entries) > self._expected:
            self._violations["sum_num_too_small"] = None
        return self.state(now_s)

    def state(self, now_s: float) -> AssemblyResult:
        """Complete once every announced entry is here; incomplete once the wait for the next part is over."""
        received = len(self._entries)
        status: Status = "waiting"
        if self._expected is not None and received >= self._expected and "catalog_too_large" not in self._violations:
            status = "complete"
        elif now_s >= self._due_s:
            status = "incomplete"
        return AssemblyResult(status, self._expected, received, self._due_s, tuple(self._violations))

    @property
    def items(self) -> list[CatalogItem]:
        """One entry a DeviceID in order of first arrival; the parents of one that stands in several places joined by "/"."""
        merged: dict[str, CatalogItem] = {}
        parents: dict[str, list[str]] = {}
        for (device_id, parent_id), item in self._entries.items():
            merged[device_id] = item
            if parent_id is not None:
                parents.setdefault(device_id, []).append(parent_id)
        for device_id, several in parents.items():
            if len(several) > 1:
                kept = dict.fromkeys(parent for one in several for parent in one.split("/"))
                merged[device_id].parent_id = "/".join(kept)
        return list(merged.values())

    @property
    def codes(self) -> set[str]:
        """The DeviceIDs received, for telling what a second answer still lacks."""
        return {device_id for device_id, _ in self._entries}
