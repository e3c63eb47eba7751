"""When each open case is to be looked at next: one heap, so that a tick costs what is due and not what is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Final

# Entries that are out of date are left in the heap until they are this many more than those that hold.
_STALE: Final = 10_000


class Deadlines:
    """One moment a case. A case that is given another moment leaves its old entry behind, which is passed over when it comes up."""

    def __init__(self) -> None:
        self._moments: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def put(self, alarm: str, moment: datetime | None) -> None:
        """Look at the case after this moment; None for never."""
        if moment is None:
            self._moments.pop(alarm, None)
        elif self._moments.get(alarm) != moment:
            self._moments[alarm] = moment
            heappush(self._heap, (moment, alarm))
            if len(self._heap) > 2 * len(self._moments) + _STALE:
                self._heap = [(moment, alarm) for alarm, moment in self._moments.items()]
                heapify(self._heap)

    def passed(self, now_utc: datetime) -> Iterator[str]:
        """Every case whose moment lies before now. It is looked at no more until it is put again."""
        while self._heap and self._heap[0][0] < now_utc:
            moment, alarm = heappop(self._heap)
            if self._moments.get(alarm) == moment:
                del self._moments[alarm]
                yield alarm

    def __len__(self) -> int:
        return len(self._moments)
