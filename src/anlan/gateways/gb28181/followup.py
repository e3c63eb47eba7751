"""What is asked of a peer once it has joined, in its turn: a wave of registrations goes first, a bounded number of peers is asked at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.presence import Link

log = structlog.get_logger(__name__)

AT_ONCE = 32
# Nobody is asked while registrations come in; this long after the last one it begins.
CALM_S = 0.5
# A steady stream of registrations must not put the asking off for ever.
LONGEST_WAIT_S = 20.0


class FollowUps:
    """A queue of peers and the workers that go through it; a peer waiting already is not queued twice."""

    def __init__(self, clock: Clock, ask: Callable[[Link], Awaitable[None]], *, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._ask = ask
        self._at_once = at_once
        self._waiting: dict[str, Link] = {}
        self._last_s = float("-inf")
        self._starter: asyncio.Task[None] | None = None
        self._workers: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, link: Link) -> None:
        """A peer has joined."""
        self._waiting[link.code] = link
        self._last_s = self._clock.monotonic_s()
        if self._starter is None or self._starter.done():
            self._starter = asyncio.create_task(self._start_when_calm(), name="follow-ups")

    async def stop(self) -> None:
        """Give up what is on its way."""
        self._waiting.clear()
        tasks = [*self._workers, *([self._starter] if self._starter is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _start_when_calm(self) -> None:
        began_s = self._clock.monotonic_s()
        while True:
            now_s = self._clock.monotonic_s()
            left_s = min(self._last_s + CALM_S, began_s + LONGEST_WAIT_S) - now_s
            if left_s <= 0:
                break
            await self._clock.sleep(left_s)
        while len(self._workers) < min(self._at_once, len(self._waiting)):
            task = asyncio.create_task(self._work(), name="follow-up")
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        while self._waiting:
            code = next(iter(self._waiting))
            link = self._waiting.pop(code)
            if not link.reachable:
                continue
            try:
                await self._ask(link)
            except Exception as error:  # noqa: BLE001 - one peer must not stop the asking of the others
                log.error("follow_up_failed", peer=code, error=repr(error))
