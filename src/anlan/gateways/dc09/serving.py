"""Frames being served: each in a task of its own, so many at most, and waited for when the receiver stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from anlan.gateways.dc09.metrics import DROPPED, PENDING
from anlan.gateways.dc09.reception import Reception

Reply = Callable[[bytes | None], None]

STOP_S = 2.0


class Serving:
    """Starts the tasks, in the order of the frames."""

    def __init__(self, reception: Reception, max_pending: int) -> None:
        self._reception = reception
        self._max_pending = max_pending
        self._tasks: set[asyncio.Task[None]] = set()

    def serve(self, cut: bytes, host: str, reply: Reply) -> bool:
        """Serve a frame and call ``reply`` later with the answer, None for silence. False, and nothing, where too many are served."""
        if len(self._tasks) >= self._max_pending:
            DROPPED.labels("pending").inc()
            return False
        task = asyncio.get_running_loop().create_task(self._serve(cut, host, reply))
        self._tasks.add(task)
        PENDING.inc()
        task.add_done_callback(self._served)
        return True

    async def stop(self) -> None:
        """Let those under way be answered for a moment, then end them: what is not answered, the panel sends again."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _serve(self, cut: bytes, host: str, reply: Reply) -> None:
        reply(await self._reception.answer(cut, host))

    def _served(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        PENDING.dec()
