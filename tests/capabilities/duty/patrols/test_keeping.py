"""Rounds are drawn up ahead, missed, and closed by time, once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.capabilities.duty.patrols.conftest import DRAFT, MORNING, House
from tests.capabilities.duty.people import EAST, LEADER, OPERATOR

from anlan.capabilities.duty.patrols.plans import Stop


async def test_rounds_stand_a_day_ahead_and_once_each(house: House) -> None:
    await house.plan()
    for _ in range(3):
        await house.patrols.keeping.tick()
    assert [(run.due_utc.hour, run.state, run.stops) for run in await house.runs()] == [(1, "due", 2), (13, "due", 2)]
    await house.clock.advance(24 * 3600)
    await house.patrols.keeping.tick()
    assert len(await house.runs()) == 4


async def test_what_nobody_begins_is_missed(house: House) -> None:
    await house.plan()
    await house.clock.advance(3600 + 30 * 60)
    await house.patrols.keeping.tick()
    first, second = (await house.runs())[:2]
    assert (first.state, first.reason, second.state) == ("missed", "not_started", "due")
    assert first.ended_utc == first.closes_utc


async def test_what_fell_due_while_the_platform_was_down_says_so(house: House) -> None:
    await house.plan(times=(MORNING,))
    house.clock.jump(3 * 86_400)
    await house.patrols.keeping.tick()
    runs = await house.runs()
    assert [(run.state, run.reason) for run in runs] == [
        ("missed", "not_started"),  # it stood in the list before the platform went down
        ("missed", "platform_down"),
        ("missed", "platform_down"),
        ("due", ""),
    ]


async def test_a_round_out_of_time_is_closed_by_what_was_looked_at(house: House) -> None:
    run = await house.begun()
    now = house.clock.now_utc()
    await house.clock.advance(12)
    house.picture("a1", EAST, first=now)
    house.traces.pictures["a1"] = replace(house.traces.pictures["a1"], started_utc=now)
    await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")
    await house.clock.advance(30 * 60)
    await house.patrols.keeping.tick()
    record = await house.patrols.rounds.get(LEADER, run.id)
    assert (record.run.state, record.run.reason, record.run.looked) == ("incomplete", "out_of_time", 1)


async def test_a_changed_plan_redraws_only_what_has_not_fallen_due(house: House) -> None:
    plan = await house.plan()
    await house.clock.advance(3600 + 60)
    later = replace(DRAFT, times=(MORNING, 15 * 60), stops=(Stop(EAST, 5),))
    await house.patrols.plans.change(LEADER, plan.id, later, 1)
    await house.patrols.keeping.tick()
    found = [(run.due_utc.hour, run.stops) for run in await house.runs() if run.due_utc.day == 1]
    assert found == [(1, 2), (7, 1)]


async def test_a_plan_that_is_off_or_gone_draws_up_nothing(house: House) -> None:
    await house.plan(enabled=False)
    gone = await house.plan(name="夜间")
    await house.patrols.plans.delete(LEADER, gone.id)
    await house.clock.advance(2 * 86_400)
    await house.patrols.keeping.tick()
    assert await house.runs() == []


async def test_missed_rounds_of_a_plan_that_is_gone_stay(house: House) -> None:
    plan = await house.plan(times=(MORNING,))
    await house.clock.advance(timedelta(hours=2).total_seconds())
    await house.patrols.keeping.tick()
    await house.patrols.plans.delete(LEADER, plan.id)
    assert [run.state for run in await house.runs()] == ["missed"]
