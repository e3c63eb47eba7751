"""One wheel of deadlines for all peers: a slot a second, entries checked when they come up instead of moved at every sign of life."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Scheduled(Protocol):
    """What the wheel holds: it remembers the slot at which it is looked at next; -1 when nowhere."""

    wheel_slot: int


T = TypeVar("T", bound=Scheduled)


class TimerWheel(Generic[T]):
    """Deadlines by second. Rescheduling to a later time costs nothing: the entry stays and is judged when its slot comes."""

    __slots__ = ("_done_slot", "_slots")

    def __init__(self, now_s: float) -> None:
        self._slots: dict[int, list[T]] = {}
        self._done_slot = math.floor(now_s)

    def schedule(self, item: T, due_s: float) -> None:
        """Look at the item at ``due_s`` (up to one second late). One that is looked at earlier anyway stays where it is."""
        slot = max(math.ceil(due_s), self._done_slot + 1)
        if 0 <= item.wheel_slot <= slot and item.wheel_slot > self._done_slot:
            return
        item.wheel_slot = slot
        self._slots.setdefault(slot, []).append(item)

    def due(self, now_s: float) -> Iterator[T]:
        """Every item whose slot has passed; each must be scheduled again or is forgotten."""
        last = math.floor(now_s)
        if last - self._done_slot > len(self._slots):
            slots = sorted(slot for slot in self._slots if slot <= last)
        else:
            slots = [slot for slot in range(self._done_slot + 1, last + 1) if slot in self._slots]
        self._done_slot = max(self._done_slot, last)
        for slot in slots:
            for item in self._slots.pop(slot):
                # An item moved to an earlier slot has left a stale entry here.
                if item.wheel_slot == slot:
                    item.wheel_slot = -1
                    yield item

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._slots.values())
