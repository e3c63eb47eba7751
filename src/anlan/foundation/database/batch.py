"""Group commit: many callers' small writes in one transaction, each caller released when it is durable."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.database.engine import Database
from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

T = TypeVar("T")
WriteMany = Callable[[AsyncSession, list[T]], Awaitable[None]]


class BatchWriter(Generic[T]):
    """Gathers what arrives while the last commit is under way and writes it as one transaction.

    No timer delays a lone write: a batch is whatever waits when the previous one is done. When a batch fails, its items
    are tried in halves, so that one bad item fails alone. ``write_many`` may therefore see an item again after a rollback.
    """

    def __init__(
        self, database: Database, write_many: WriteMany[T], *, max_batch: int = 1000, max_waiting: int = 50_000
    ) -> None:
        self._database = database
        self._write_many = write_many
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[T, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Writes that are not yet durable, those under way not counted."""
        return len(self._waiting)

    async def submit(self, item: T) -> None:
        """Return once the item is committed. Raises what ``write_many`` raised for it, or ``Unavailable`` when too many wait."""
        self._database.refuse_inside_transaction()
        if len(self._waiting) >= self._max_waiting:
            raise Unavailable(
                "database.busy", Sentence("数据库繁忙，写入排队已满", "the database is busy; too many writes wait")
            )
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name="batch-writer")
        await future

    async def close(self) -> None:
        """Return once everything submitted so far is written or has failed."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        # One turn of the loop, so that callers of the same turn share the first commit.
        await asyncio.sleep(0)
        try:
            while self._waiting:
                count = min(self._max_batch, len(self._waiting))
                await self._commit([self._waiting.popleft() for _ in range(count)])
        finally:
            self._task = None

    async def _commit(self, batch: list[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            async with self._database.transaction() as session:
                await self._write_many(session, [item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - every error belongs to a caller and is handed to it
            if len(batch) == 1:
                _settle(batch[0][1], error)
                return
            middle = len(batch) // 2
            await self._commit(batch[:middle])
            await self._commit(batch[middle:])
            return
        for _, future in batch:
            _settle(future, None)


def _settle(future: asyncio.Future[None], error: Exception | None) -> None:
    # A caller that gave up has cancelled its future; the write stands all the same.
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
