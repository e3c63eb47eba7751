"""Many small records, few transactions: what must be durable before its answer is gathered for some milliseconds and written together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

T = TypeVar("T")

# This many waiting at once are a wave, for which is gathered so many times longer.
WAVE = 50
WAVE_FACTOR = 4

log = structlog.get_logger(__name__)


class GroupCommit(Generic[T]):
    """Writes items in batches, in the order in which they came. While one batch is being written the next gathers."""

    def __init__(
        self,
        write: Callable[[Sequence[T]], Awaitable[None]],
        *,
        gather_s: float = 0.005,
        max_batch: int = 1000,
        max_waiting: int = 50_000,
    ) -> None:
        self._write = write
        self._gather_s = gather_s
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many items are not yet durable."""
        return len(self._waiting)

    def put(self, item: T) -> asyncio.Future[None]:
        """Queue the item; the future is done when it is durable and carries the error where it could not be written.

        Raises ``OverflowError`` beyond ``max_waiting``.
        """
        if len(self._waiting) >= self._max_waiting:
            raise OverflowError(f"{self._max_waiting} records wait to be written")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="group-commit")
        return future

    async def flush(self) -> None:
        """Return when everything put so far has been written or has failed."""
        while self._task is not None and not self._task.done():
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        await asyncio.sleep(self._gather_s)
        while self._waiting:
            if len(self._waiting) >= WAVE:
                # Many at once, as after a power cut: a little longer for each is much less work for all.
                await asyncio.sleep(self._gather_s * WAVE_FACTOR)
            batch, self._waiting = self._waiting[: self._max_batch], self._waiting[self._max_batch :]
            try:
                await self._write([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - whatever it was, every waiting sender is told by its own protocol
                log.error("records_not_written", count=len(batch), error=repr(error))
                for _, future in batch:
                    if not future.cancelled():
                        future.set_exception(error)
                        future.exception()  # whoever does not wait for it has been told by the log
            else:
                for _, future in batch:
                    if not future.cancelled():
                        future.set_result(None)
