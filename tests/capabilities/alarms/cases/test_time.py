"""What time does: ageing, escalation, the claim timer, the archive, the clocks and the board."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update
from tests.capabilities.alarms.cases.test_desk import LEADER, WANG, raised
from tests.capabilities.alarms.centre import BURGLARY, FIRE, HOLD_UP, TOWN, signal
from tests.capabilities.alarms.conftest import Start
from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.cases.clocks import class_clock, month_start
from anlan.capabilities.alarms.cases.timekeeper import TimeRules
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.capabilities.alarms.ports import MissedClock
from anlan.capabilities.alarms.service import SETTLE_S, AlarmService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database


async def after(centre: AlarmService, clock: ManualClock, seconds: float, ticks: int = 1) -> None:
    """Time passes for the centre; its own task is stopped, so that each tick is one call here."""
    await centre.timekeeper.stop()
    clock.jump(seconds)
    for _ in range(ticks):
        await centre.timekeeper.tick()


async def steps(database: Database, alarm: str) -> list[str]:
    async with database.reading() as session:
        query = select(AlarmStep.action).where(AlarmStep.alarm == alarm).order_by(AlarmStep.sequence)
        return list((await session.scalars(query)).all())


@pytest.mark.parametrize(("what", "before", "aged"), [(BURGLARY, 3, 2), (FIRE, 1, 1), (HOLD_UP, 0, 0)], ids=str)
async def test_age_raises_once_by_one_and_never_to_a_hold_up(
    centre: AlarmService, clock: ManualClock, database: Database, what: Any, before: int, aged: int
) -> None:
    alarm = await raised(centre, what)
    await after(centre, clock, 120)
    assert (await centre.reading.row(WANG, alarm)).rank == before
    await after(centre, clock, 1)
    assert (await centre.reading.row(WANG, alarm)).rank == aged
    await after(centre, clock, 30, ticks=3)
    # No step where there is nothing to raise.
    assert (await steps(database, alarm)).count("aged") == int(aged != before)


@pytest.mark.parametrize(("what", "limit_s"), [(HOLD_UP, 180), (BURGLARY, 600)], ids=lambda value: str(value)[:20])
async def test_what_nobody_takes_goes_up_a_level_once(
    centre: AlarmService, clock: ManualClock, database: Database, what: Any, limit_s: int
) -> None:
    alarm = await raised(centre, what)
    await after(centre, clock, limit_s, ticks=3)
    assert "escalated" not in await steps(database, alarm)
    await after(centre, clock, 1, ticks=3)
    assert (await steps(database, alarm)).count("escalated") == 1
    (step,) = [each for each in (await centre.reading.detail(WANG, alarm)).steps if each.action == "escalated"]
    assert step.facts["to_division"] == TOWN[:6]


async def test_many_age_in_few_statements(
    centre: AlarmService, clock: ManualClock, database: Database, town: Any
) -> None:
    accounts = [town.settle(number) for number in range(100, 400)]
    await asyncio.gather(*(centre.intake.receive(signal(account, BURGLARY)) for account in accounts))
    await centre.timekeeper.stop()
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    # The centre has an engine of its own.
    event.listen(Engine, "before_cursor_execute", note)
    try:
        clock.jump(121)
        await centre.timekeeper.tick()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert {case.rank for case in centre.cases} == {2}
    async with database.reading() as session:
        assert set((await session.scalars(select(Alarm.rank))).all()) == {2}
        query = select(AlarmStep.alarm).where(AlarmStep.action == "aged")
        assert len(set((await session.scalars(query)).all())) == 300
    # In each of two transactions one for the rows and one for the steps.
    assert len([each for each in statements if each.startswith(("UPDATE alarms", "INSERT INTO alarm_steps"))]) == 4


async def test_a_row_that_is_not_as_it_is_held_is_read_anew_and_then_dealt_with(
    centre: AlarmService, clock: ManualClock, database: Database
) -> None:
    await centre.timekeeper.stop()
    moved, other = await raised(centre, BURGLARY), await raised(centre, FIRE)
    async with database.transaction() as session:
        await session.execute(update(Alarm).where(Alarm.id == moved).values(version=7))
    clock.jump(181)
    await centre.timekeeper.tick()
    assert (await centre.reading.row(WANG, moved)).version == 8
    assert await steps(database, moved) == ["aged"]
    assert await steps(database, other) == ["escalated"]


async def test_an_idle_claim_goes_back_to_the_queue(
    centre: AlarmService, clock: ManualClock, database: Database
) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(WANG, alarm, 1)
    await after(centre, clock, 200)
    await centre.desk.verify(WANG, alarm, 2, "video", "unclear")
    await after(centre, clock, 300)
    assert (await centre.reading.row(WANG, alarm)).state == "verifying"
    await after(centre, clock, 1)
    row = await centre.reading.row(WANG, alarm)
    assert (row.state, row.claimed_by) == ("waiting", None)
    assert (await steps(database, alarm))[:3] == ["claim", "verify", "take_back"]


async def test_the_closed_go_to_the_archive_after_their_days(start: Any, clock: ManualClock) -> None:
    centre = await start(time=TimeRules(archive_days=1))
    alarm = await raised(centre, BURGLARY)
    await centre.desk.claim(WANG, alarm, 1)
    await centre.desk.decide_false(WANG, alarm, 2, "user", "误触")
    await centre.desk.close(WANG, alarm, 3, "false_user", "误触")
    await after(centre, clock, 86_400)
    assert (await centre.reading.row(WANG, alarm)).state == "closed"
    await after(centre, clock, 601)
    assert (await centre.reading.row(WANG, alarm)).state == "archived"


async def test_time_goes_on_by_itself_after_a_restart(start: Any, clock: ManualClock, database: Database) -> None:
    alarm = await raised(await start())
    await start()
    await clock.advance(179)
    assert "escalated" not in await steps(database, alarm)
    # The task works on the database between two turns of the clock: as many turns as it takes.
    async with asyncio.timeout(PATIENCE_S):
        while "escalated" not in await steps(database, alarm):
            await clock.advance(1)


async def test_a_closing_that_did_not_come_raises_an_alarm(centre: AlarmService, clock: ManualClock, town: Any) -> None:
    town.overdue = [MissedClock("s1", "1", closing=True, due_utc=clock.now_utc())]
    await after(centre, clock, 61)
    (case,) = list(centre.cases)
    assert (case.alarm_class, case.subscriber, case.division) == ("open_close", "s1", TOWN)


async def test_after_a_stop_panels_first_deliver_what_they_could_not(
    start: Start, clock: ManualClock, town: Any
) -> None:
    first = await start()
    await after(first, clock, 61)
    clock.jump(3600)
    second = await start()
    town.overdue = [MissedClock("s1", "1", closing=True, due_utc=clock.now_utc())]
    await after(second, clock, SETTLE_S - 1)
    assert len(second.cases) == 0
    await after(second, clock, 1)
    assert [case.subscriber for case in second.cases] == ["s1"]
    # Told and killed before that was noted: looked at again, it is a repeat.
    third = await start()
    town.overdue = [MissedClock("s1", "1", closing=True, due_utc=clock.now_utc() - timedelta(seconds=SETTLE_S))]
    await after(third, clock, 61)
    (case,) = list(third.cases)
    assert case.signals == 1


def test_percentiles_are_by_nearest_rank_and_the_late_count_as_missed() -> None:
    clock = class_clock("hold_up", {10: 6, 30: 2, 60: 1, 61: 1}, late=0)
    assert (clock.count, clock.within_first_percent, clock.within_second_percent) == (10, 80.0, 90.0)
    assert (clock.p50_s, clock.p95_s) == (10, 61)
    late = class_clock("intrusion", {90: 1, 180: 1}, late=2)
    assert (late.count, late.within_first_percent, late.within_second_percent) == (4, 25.0, 50.0)
    assert class_clock("fire", {}, 0).p50_s is None


def test_months_roll_across_a_year() -> None:
    now = ManualClock().now_utc().replace(month=2, day=28)
    assert [month_start(now, back).strftime("%Y-%m-%d") for back in (0, 1, 2, 13)] == [
        "2026-02-01", "2026-01-01", "2025-12-01", "2025-01-01",
    ]  # fmt: skip


async def test_the_clocks_and_the_board_tell_what_happened(centre: AlarmService, clock: ManualClock) -> None:
    await centre.timekeeper.stop()
    for place, waited_s in enumerate((10, 45)):
        alarm = await raised(centre, at=(clock.now_utc() - ManualClock().now_utc()).total_seconds() + place / 10)
        clock.jump(waited_s)
        await centre.desk.claim(WANG, alarm, 1)
        await centre.desk.decide_false(WANG, alarm, 2, "user", "误触")
    waiting = await raised(centre, FIRE, at=(clock.now_utc() - ManualClock().now_utc()).total_seconds())
    board = await centre.board.state(LEADER)
    assert (board.by_class, board.by_state) == ({"hold_up": 2, "fire": 1}, {"handled": 2, "waiting": 1})
    assert board.oldest_waiting_utc == (await centre.reading.row(WANG, waiting)).received_utc
    assert [(each.name, each.open) for each in board.operators] == [("wang", 2)]
    (hold_up,) = board.clocks
    assert (hold_up.count, hold_up.within_first_percent, hold_up.within_second_percent) == (2, 50.0, 100.0)
    clock.jump(40 * 86_400)
    months = await centre.clocks.months(LEADER, 3)
    assert [each.month for each in months] == ["", "2026-02", "2026-01", "2025-12"]
    assert [len(each.classes) for each in months] == [2, 1, 1, 0]


async def test_a_released_alarm_keeps_its_first_response(centre: AlarmService, clock: ManualClock) -> None:
    await centre.timekeeper.stop()
    alarm = await raised(centre)
    clock.jump(7)
    await centre.desk.claim(WANG, alarm, 1)
    await centre.desk.release(WANG, alarm, 2, "换班")
    clock.jump(100)
    await centre.desk.claim(LEADER, alarm, 3)
    assert (await centre.reading.row(WANG, alarm)).response_s == 7
