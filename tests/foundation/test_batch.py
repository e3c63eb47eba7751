"""Group commit: many small writes, few transactions, each caller answered for its own."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from anlan.foundation.access.actor import SYSTEM, Resource
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import BatchWriter, Database
from anlan.foundation.errors import Unavailable
from anlan.foundation.events.models import EventPosition


class Writer:
    """Writes names that must be unique; counts what it is given."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.batches: list[list[str]] = []
        self.trouble: Exception | None = None
        self.tries = 0
        self._database = database
        self._clock = clock

    async def __call__(self, names: list[str]) -> None:
        self.tries += 1
        if self.trouble is not None:
            raise self.trouble
        rows = [{"name": name, "sequence": 1, "updated_utc": self._clock.now_utc()} for name in names]
        async with self._database.transaction() as session:
            await session.execute(insert(EventPosition), rows)
        self.batches.append(names)


@pytest.fixture
def write(database: Database, clock: ManualClock) -> Writer:
    return Writer(database, clock)


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(EventPosition)) or 0


async def test_callers_of_one_moment_share_a_commit(database: Database, write: Writer) -> None:
    batch = BatchWriter("test", write)
    names = [f"n{number:03}" for number in range(500)]
    await asyncio.gather(*(batch.put(name) for name in names))
    assert await count(database) == 500
    assert write.batches == [names]


async def test_what_comes_while_a_batch_is_written_is_the_next_and_keeps_its_order(write: Writer) -> None:
    batch = BatchWriter("test", write, max_batch=2)
    first = batch.put("a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [batch.put(name) for name in "bcd"]
    await asyncio.gather(first, *others)
    assert write.batches == [["a"], ["b", "c"], ["d"]]


async def test_a_first_item_waits_for_company(write: Writer) -> None:
    batch = BatchWriter("test", write, gather_s=0.01)
    first = batch.put("a")
    for name in "bcd":
        await asyncio.sleep(0)
        batch.put(name)
    await first
    assert write.batches == [["a", "b", "c", "d"]]


async def test_a_bad_item_fails_alone(database: Database, write: Writer) -> None:
    batch = BatchWriter("test", write)
    await batch.put("taken")
    outcomes = await asyncio.gather(
        *(batch.put(name) for name in ("a", "b", "taken", "c", "d")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), IntegrityError, type(None), type(None)]
    assert await count(database) == 5


async def test_a_database_that_is_away_is_not_tried_for_each_item(write: Writer) -> None:
    batch = BatchWriter("test", write)
    write.trouble = OSError("disk full")
    outcomes = await asyncio.gather(*(batch.put(name) for name in "abcdefgh"), return_exceptions=True)
    assert outcomes == [write.trouble] * 8
    assert write.tries == 1
    write.trouble = None
    await batch.put("later")
    assert write.batches == [["later"]]


async def test_a_caller_that_gave_up_harms_nobody(database: Database, write: Writer) -> None:
    batch = BatchWriter("test", write)
    given_up, other = batch.put("a"), batch.put("b")
    given_up.cancel()
    await other
    assert await count(database) == 2


async def test_the_queue_is_bounded(database: Database, write: Writer) -> None:
    batch = BatchWriter("test", write, max_waiting=3)
    taken = [batch.put(name) for name in "abc"]
    assert batch.waiting == 3
    with pytest.raises(Unavailable):
        batch.put("d")
    await asyncio.gather(*taken)
    await batch.put("e")
    assert await count(database) == 4


async def test_flushing_waits_for_all_that_was_put_also_when_nobody_else_does(
    database: Database, write: Writer
) -> None:
    batch = BatchWriter("test", write, gather_s=0.01, max_batch=2)
    for name in "abcde":
        batch.put(name)
    await batch.flush()
    assert await count(database) == 5
    await batch.flush()


async def test_waiting_for_a_commit_inside_a_transaction_is_an_error_and_not_a_hang(
    database: Database, clock: ManualClock
) -> None:
    audit = AuditLog(database, clock)

    async def wrong() -> None:
        async with database.transaction():
            await audit.append(None, SYSTEM, "test", Resource("channel", "", ""))

    async def nested() -> None:
        async with database.transaction(), database.transaction():
            pass

    for work in (wrong, nested):
        with pytest.raises(RuntimeError, match="inside a transaction"):
            await work()
    assert await audit.append(None, SYSTEM, "test", Resource("channel", "", "")) == 1
