"""Group commit: many callers' small writes in one transaction, each caller released when its own is durable."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

T = TypeVar("T")

# This many waiting at once are a wave, as after a power cut, for which is gathered so many times longer: a little later for each
# is much less work for all.
WAVE = 50
WAVE_FACTOR = 4
# The database is away or its disk is full: every item would fail alike, so a batch is not tried in parts.
_FOR_ALL = (OperationalError, InterfaceError, PoolTimeout, OSError)

log = structlog.get_logger(__name__)


class BatchWriter(Generic[T]):
    """Writes items together, in the order in which they came. While one batch is being written the next gathers.

    ``write`` commits a batch or raises and leaves nothing of it behind. A batch that fails by what is in it is tried in halves, so
    that one bad item fails alone; ``write`` may therefore see an item again. ``gather_s`` is how long the first item of a batch
    waits for company, also where it came while the batch before was written: under load a transaction costs more than what is in
    it. 0 is one turn of the loop. ``name`` is for the log.
    """

    def __init__(
        self, name: str, write: Callable[[list[T]], Awaitable[None]], *, gather_s: float = 0.0, max_batch: int = 1000,
        max_waiting: int = 50_000,
    ) -> None:  # fmt: skip
        self._name = name
        self._write = write
        self._gather_s = gather_s
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[T, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Items that are not durable yet, those being written not counted."""
        return len(self._waiting)

    def put(self, item: T) -> asyncio.Future[None]:
        """Queue the item; the future is done when it is durable, or carries what ``write`` raised for it (which the log has too).

        Raises ``Unavailable`` when ``max_waiting`` wait already.
        """
        if len(self._waiting) >= self._max_waiting:
            raise Unavailable(
                "database.busy", Sentence("数据库繁忙，写入排队已满", "the database is busy; too many writes wait")
            )
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=f"batch writer: {self._name}")
        return future

    async def flush(self) -> None:
        """Return once everything put so far is written or has failed."""
        while self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._gather_s if len(self._waiting) < self._max_batch else 0)
                if self._gather_s and WAVE <= len(self._waiting) < self._max_batch:
                    await asyncio.sleep(self._gather_s * WAVE_FACTOR)
                count = min(self._max_batch, len(self._waiting))
                await self._commit([self._waiting.popleft() for _ in range(count)])
        finally:
            self._task = None

    async def _commit(self, batch: list[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            await self._write([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - every error belongs to those who wait and is handed to them
            if len(batch) > 1 and not isinstance(error, _FOR_ALL):
                middle = len(batch) // 2
                await self._commit(batch[:middle])
                await self._commit(batch[middle:])
                return
            log.error("records_not_written", writer=self._name, count=len(batch), error=repr(error))
            for _, future in batch:
                _fail(future, error)
        else:
            for _, future in batch:
                # One who gave up has cancelled it; the write stands all the same.
                if not future.done():
                    future.set_result(None)


def _fail(future: asyncio.Future[None], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # marks it as seen: whoever does not wait for it has the log
