"""Events are told after the commit, in order, at least once, to who came back too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Event, EventsExpired, Outbox
from anlan.foundation.events.models import EventPosition


class Reader:
    def __init__(self, expected: int) -> None:
        self.seen: list[int] = []
        self._expected = expected
        self.complete = asyncio.Event()

    async def __call__(self, event: Event) -> None:
        self.seen.append(event.facts["n"])
        if len(self.seen) >= self._expected:
            self.complete.set()


async def record(outbox: Outbox, database: Database, *numbers: int, kind: str = "test.happened") -> None:
    async with database.transaction() as session:
        for number in numbers:
            await outbox.record(session, kind, {"n": number})


async def test_a_subscriber_is_told_in_order_after_the_commit(outbox: Outbox, database: Database) -> None:
    reader = Reader(3)
    outbox.subscribe("test.", reader, "reader")
    async with database.transaction() as session:
        await outbox.record(session, "test.happened", {"n": 1})
        await outbox.record(session, "other.happened", {"n": 99})
        await asyncio.sleep(0)
        assert reader.seen == []
    await record(outbox, database, 2, 3)
    await reader.complete.wait()
    assert reader.seen == [1, 2, 3]


async def test_nothing_is_told_of_what_was_rolled_back(outbox: Outbox, database: Database) -> None:
    reader = Reader(1)
    outbox.subscribe("test.", reader, "reader")

    async def fails_half_way() -> None:
        async with database.transaction() as session:
            await outbox.record(session, "test.happened", {"n": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_half_way()
    await record(outbox, database, 2)
    await reader.complete.wait()
    assert reader.seen == [2]


async def test_what_was_committed_before_a_kill_is_told_by_the_next_start(
    open_database: Callable[[], Database], clock: ManualClock
) -> None:
    first = open_database()
    killed = Outbox(first, clock)
    await record(killed, first, 1, 2)  # committed, never dispatched: the process died here
    second = open_database()
    later = Outbox(second, clock)
    reader = Reader(2)
    later.subscribe("test.", reader, "reader")
    await later.start()
    await reader.complete.wait()
    assert reader.seen == [1, 2]
    await later.stop()


async def test_a_subscriber_goes_on_where_it_was(open_database: Callable[[], Database], clock: ManualClock) -> None:
    database = open_database()
    for start, numbers in enumerate(((1, 2), (3, 4))):
        outbox, reader = Outbox(database, clock), Reader(2)
        outbox.subscribe("test.", reader, "reader")
        await outbox.start()
        await record(outbox, database, *numbers)
        await reader.complete.wait()
        await outbox.stop()
        assert reader.seen == list(numbers), start


async def test_a_burst_moves_the_position_once_and_a_pause_once_more(
    outbox: Outbox, database: Database, clock: ManualClock
) -> None:
    async def position() -> int:
        async with database.reading() as session:
            row = await session.get(EventPosition, "reader")
        return row.sequence if row else 0

    async def told(count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(reader.seen) < count:
                await asyncio.sleep(0.001)

    reader = Reader(99)
    outbox.subscribe("test.", reader, "reader")
    await record(outbox, database, 1)
    await told(1)
    async with asyncio.timeout(PATIENCE_S):
        while not (first := await position()):
            await asyncio.sleep(0.001)
    for number in (2, 3, 4):
        await record(outbox, database, number)
        await told(number)
    assert await position() == first
    async with asyncio.timeout(PATIENCE_S):
        while await position() != outbox.sequence:
            await clock.advance(1)
    assert reader.seen == [1, 2, 3, 4]


async def test_a_failing_handler_is_tried_again_and_then_set_aside(
    outbox: Outbox, database: Database, clock: ManualClock
) -> None:
    tries = 0
    passed = Reader(1)

    async def handler(event: Event) -> None:
        nonlocal tries
        if event.facts["n"] == 1:
            tries += 1
            raise ValueError("broken")
        await passed(event)

    outbox.subscribe("test.", handler, "reader")
    await record(outbox, database, 1, 2)
    while not passed.complete.is_set():
        await clock.advance(10)
        await asyncio.sleep(0.001)
    assert tries == 7
    assert passed.seen == [2]


async def test_a_listener_resumes_without_loss(outbox: Outbox, database: Database) -> None:
    await record(outbox, database, *range(1, 6))
    listener = outbox.listen(0)
    first = [await anext(listener) for _ in range(2)]
    await record(outbox, database, 6)
    resumed = outbox.listen(first[-1].sequence)
    assert [(await anext(resumed)).facts["n"] for _ in range(4)] == [3, 4, 5, 6]


async def test_a_listener_far_behind_reads_on_from_the_database(outbox: Outbox, database: Database) -> None:
    for start in range(0, 5000, 500):
        await record(outbox, database, *range(start, start + 500))
    listener = outbox.listen(0)
    assert [(await anext(listener)).facts["n"] for _ in range(5000)] == list(range(5000))


async def test_a_listener_is_told_when_what_it_wants_is_gone(database: Database, clock: ManualClock) -> None:
    outbox = Outbox(database, clock, keep_events=10)
    await outbox.start()
    await record(outbox, database, *range(50))
    listener = outbox.listen(0)
    assert (await anext(listener)).facts["n"] == 0
    await outbox.purge()
    with pytest.raises(EventsExpired):
        await anext(outbox.listen(1))
    newest = [event async for event in bounded(outbox.listen(outbox.sequence - 10), 10)]
    assert [event.facts["n"] for event in newest] == list(range(40, 50))
    with pytest.raises(EventsExpired):
        await anext(outbox.listen(outbox.sequence + 1000))
    await outbox.stop()


async def bounded(events, count):  # type: ignore[no-untyped-def]
    async for event in events:
        yield event
        count -= 1
        if count == 0:
            return


async def test_another_process_is_heard_at_the_next_poll(
    outbox: Outbox, open_database: Callable[[], Database], clock: ManualClock
) -> None:
    reader = Reader(1)
    outbox.subscribe("test.", reader, "reader")
    elsewhere = open_database()
    await record(Outbox(elsewhere, clock), elsewhere, 7)
    await clock.advance(1.5)
    await reader.complete.wait()
    assert reader.seen == [7]


async def test_sequences_follow_the_order_of_commits_of_concurrent_writers(
    outbox: Outbox, open_database: Callable[[], Database], database: Database
) -> None:
    reader = Reader(200)
    outbox.subscribe("test.", reader, "reader")
    second = open_database()
    await asyncio.gather(*(record(outbox, (database, second)[number % 2], number) for number in range(200)))
    await reader.complete.wait()
    assert sorted(reader.seen) == list(range(200))
