"""Where time comes from: everything that asks for the time asks a ``Clock``, so that tests can move it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time of day, a monotonic second count, and waiting."""

    def now_utc(self) -> datetime:
        """The time, timezone-aware in UTC, with microseconds."""

    def monotonic_s(self) -> float:
        """Seconds that never go back."""

    async def sleep(self, seconds: float) -> None:
        """Wait. Used for timers only, never to wait for something that has an event."""


class SystemClock:
    """The machine's clock."""

    def now_utc(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands until a test moves it; sleepers wake in order of their time."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = start
        self._elapsed_s = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now_utc(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._elapsed_s

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed_s + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Move time forward and let whatever falls due in between run, in order."""
        end_s = self._elapsed_s + seconds
        while True:
            await self._settle()
            if not self._sleepers or self._sleepers[0][0] > end_s:
                break
            due_s, _, future = heapq.heappop(self._sleepers)
            self._move_to(due_s)
            if not future.done():
                future.set_result(None)
        self._move_to(end_s)
        await self._settle()

    def jump(self, seconds: float) -> None:
        """Move time at once, as it looks after a machine was suspended: whoever fell due in between wakes afterwards, once."""
        self._move_to(self._elapsed_s + seconds)
        while self._sleepers and self._sleepers[0][0] <= self._elapsed_s:
            _, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)

    def _move_to(self, elapsed_s: float) -> None:
        self._now += timedelta(seconds=elapsed_s - self._elapsed_s)
        self._elapsed_s = elapsed_s

    @staticmethod
    async def _settle() -> None:
        # Enough turns of the loop for a chain of awakened tasks to reach their next wait.
        for _ in range(20):
            await asyncio.sleep(0)
