"""Waiting for something that happens, but not for ever, by the clock that tests can move."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from anlan.foundation.clock import Clock

T = TypeVar("T")


async def wait_for(clock: Clock, future: asyncio.Future[T], seconds: float) -> bool:
    """Whether the future was done within the time. The future itself is left as it is."""
    if future.done():
        return True
    timer = asyncio.ensure_future(clock.sleep(max(0.0, seconds)))
    either: set[asyncio.Future[Any]] = {future, timer}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()
    return future.done()


class Signal:
    """Wakes one waiter; raised while nobody waits, it wakes the next one at once."""

    def __init__(self) -> None:
        self._raised = False
        self._waiter: asyncio.Future[None] | None = None

    def raise_(self) -> None:
        """Something changed."""
        self._raised = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self, clock: Clock, seconds: float) -> bool:
        """Whether it was raised within the time."""
        if not self._raised and seconds > 0:
            self._waiter = asyncio.get_running_loop().create_future()
            await wait_for(clock, self._waiter, seconds)
            self._waiter = None
        raised, self._raised = self._raised, False
        return raised
