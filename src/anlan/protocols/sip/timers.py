"""The timers of RFC 3261 §17 (table 4), and a queue of what falls due."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Timers:
    """T1 round trip, T2 longest retransmission interval, T4 longest life of a message in the network; all in seconds."""

    t1_s: float = 0.5
    t2_s: float = 4.0
    t4_s: float = 5.0

    @property
    def transaction_s(self) -> float:
        """Timers B, D, F, H, J, L, M: how long a transaction may last or is remembered."""
        return 64 * self.t1_s


STANDARD_TIMERS = Timers()


class DueQueue(Generic[Item]):
    """Items by the time they fall due. Whoever takes one out checks whether it still matters: nothing is removed early."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Item]] = []
        self._order = itertools.count()

    def add(self, due_s: float, item: Item) -> None:
        heapq.heappush(self._heap, (due_s, next(self._order), item))

    def due(self, now_s: float) -> Iterator[tuple[float, Item]]:
        """Take out what is due, with the time it was due at."""
        while self._heap and self._heap[0][0] <= now_s:
            due_s, _, item = heapq.heappop(self._heap)
            yield due_s, item

    @property
    def next_s(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    def __len__(self) -> int:
        return len(self._heap)
