"""Group commit: many small writes, few transactions, each caller answered for its own."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.clock import ManualClock
from anlan.foundation.database import BatchWriter, Database
from anlan.foundation.errors import Unavailable
from anlan.foundation.events.models import EventPosition


class Writer:
    def __init__(self, clock: ManualClock) -> None:
        self.batches: list[int] = []
        self._clock = clock

    async def __call__(self, session: AsyncSession, names: list[str]) -> None:
        rows = [{"name": name, "sequence": 1, "updated_utc": self._clock.now_utc()} for name in names]
        await session.execute(insert(EventPosition), rows)
        self.batches.append(len(names))


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(EventPosition)) or 0


async def test_callers_of_one_moment_share_a_commit(database: Database, clock: ManualClock) -> None:
    write = Writer(clock)
    batch = BatchWriter(database, write)
    await asyncio.gather(*(batch.submit(f"n{number}") for number in range(500)))
    assert await count(database) == 500
    assert write.batches == [500]


async def test_a_bad_item_fails_alone(database: Database, clock: ManualClock) -> None:
    batch = BatchWriter(database, Writer(clock))
    await batch.submit("taken")
    outcomes = await asyncio.gather(
        *(batch.submit(name) for name in ("a", "b", "taken", "c", "d")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), IntegrityError, type(None), type(None)]
    assert await count(database) == 5


async def test_a_caller_that_gave_up_harms_nobody(database: Database, clock: ManualClock) -> None:
    batch = BatchWriter(database, Writer(clock))
    tasks = [asyncio.create_task(batch.submit(name)) for name in ("a", "b")]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await tasks[1]
    assert await count(database) == 2


async def test_the_queue_is_bounded(database: Database, clock: ManualClock) -> None:
    batch = BatchWriter(database, Writer(clock), max_waiting=3)
    outcomes = await asyncio.gather(*(batch.submit(str(n)) for n in range(5)), return_exceptions=True)
    assert [isinstance(outcome, Unavailable) for outcome in outcomes] == [False, False, False, True, True]


async def test_submitting_inside_a_transaction_is_an_error_and_not_a_hang(
    database: Database, clock: ManualClock
) -> None:
    batch = BatchWriter(database, Writer(clock))

    async def wrong() -> None:
        async with database.transaction():
            await batch.submit("a")

    async def nested() -> None:
        async with database.transaction(), database.transaction():
            pass

    for work in (wrong, nested):
        with pytest.raises(RuntimeError, match="inside a transaction"):
            await work()
    await batch.submit("a")
