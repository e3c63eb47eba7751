"""A round as it is done: what counts as looked at is what the trace of the picture tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.capabilities.duty.patrols.conftest import DRAFT, MORNING, House
from tests.capabilities.duty.people import COLLEAGUE, EAST, FAR, LEADER, OPERATOR, STRANGER, WEST

from anlan.capabilities.duty.patrols.plans import Stop
from anlan.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound


async def test_a_round_looked_at_in_full_is_done(house: House) -> None:
    run = await house.begun()
    assert [look.channel_name for look in (await house.patrols.rounds.get(OPERATOR, run.id)).looks] == [
        "南山东门",
        "南山西门",
    ]
    for position, channel in ((1, EAST), (2, WEST)):
        house.picture(f"a{position}", channel, first=house.clock.now_utc() + timedelta(seconds=1))
        await house.clock.advance(11)
        look = await house.patrols.rounds.look(OPERATOR, run.id, position, f"a{position}")
        assert (look.state, look.looked_ms, look.views) == ("looked", 10_000, 1)
    done = await house.patrols.rounds.finish(OPERATOR, run.id)
    assert (done.state, done.reason, done.looked, done.looked_ms) == ("done", "", 2, 20_000)


async def test_a_picture_that_never_came_is_not_looked_at(house: House) -> None:
    run = await house.begun()
    house.picture("a1", first=None, failure="device_offline")
    await house.clock.advance(60)
    look = await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")
    assert (look.state, look.looked_ms, look.views) == ("no_picture", 0, 1)
    ended = await house.patrols.rounds.finish(OPERATOR, run.id)
    assert (ended.state, ended.reason, ended.looked) == ("incomplete", "finished", 0)


async def test_time_after_the_picture_ended_does_not_count(house: House) -> None:
    run = await house.begun()
    now = house.clock.now_utc()
    house.picture("a1", first=now, ended=now + timedelta(seconds=3))
    await house.clock.advance(60)
    assert (await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")).looked_ms == 3_000


async def test_several_views_of_a_camera_add_up_and_a_repeat_counts_once(house: House) -> None:
    run = await house.begun()
    rounds = house.patrols.rounds
    house.picture("a1", first=house.clock.now_utc())
    await house.clock.advance(6)
    assert (await rounds.look(OPERATOR, run.id, 1, "a1")).state == "short"
    await house.clock.advance(1)
    assert (await rounds.look(OPERATOR, run.id, 1, "a1")).looked_ms == 6_000
    house.picture("a2", first=house.clock.now_utc())
    await house.clock.advance(5)
    look = await rounds.look(OPERATOR, run.id, 1, "a2")
    assert (look.state, look.looked_ms, look.views) == ("looked", 11_000, 2)


async def test_pictures_side_by_side_do_not_count_twice(house: House) -> None:
    run = await house.begun()
    now = house.clock.now_utc()
    house.picture("a1", EAST, first=now)
    house.picture("a2", WEST, first=now)
    await house.clock.advance(10)
    assert (await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")).looked_ms == 10_000
    look = await house.patrols.rounds.look(OPERATOR, run.id, 2, "a2")
    assert (look.looked_ms, look.state) == (0, "short")


@pytest.mark.parametrize(
    "changes",
    [{"requester": "u3"}, {"purpose": "maintenance"}, {"channel": WEST}],
    ids=["another's", "for another purpose", "another camera"],
)
async def test_a_picture_that_is_not_of_the_round_does_not_count(house: House, changes: dict[str, str]) -> None:
    run = await house.begun()
    house.picture("a1", first=house.clock.now_utc())
    house.traces.pictures["a1"] = replace(house.traces.pictures["a1"], **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await house.patrols.rounds.look(OPERATOR, run.id, 1, "a1")
    with pytest.raises(Invalid):
        await house.patrols.rounds.look(OPERATOR, run.id, 1, "unknown")


async def test_a_picture_from_before_the_round_does_not_count(house: House) -> None:
    house.picture("old", first=house.clock.now_utc())
    await house.clock.advance(60)
    run = await house.begun()
    with pytest.raises(Invalid):
        await house.patrols.rounds.look(OPERATOR, run.id, 1, "old")


async def test_of_two_who_begin_a_round_one_does_it(house: House) -> None:
    await house.plan(times=(MORNING,))
    await house.clock.advance(3600)
    (run,) = await house.runs()
    rounds = house.patrols.rounds
    begun = await rounds.start(OPERATOR, run.id)
    assert (begun.state, begun.operator_name) == ("running", "李强")
    assert (await rounds.start(OPERATOR, run.id)).started_utc == begun.started_utc
    for act in (rounds.start(COLLEAGUE, run.id), rounds.finish(COLLEAGUE, run.id)):
        with pytest.raises(Conflict):
            await act


async def test_a_round_is_not_begun_long_before_nor_after_its_time(house: House) -> None:
    await house.plan(times=(MORNING,))
    (run,) = await house.runs()
    with pytest.raises(Conflict) as early:
        await house.patrols.rounds.start(OPERATOR, run.id)
    assert early.value.code == "patrols.too_early"
    await house.clock.advance(3600 + 30 * 60)
    with pytest.raises(Conflict) as late:
        await house.patrols.rounds.start(OPERATOR, run.id)
    assert late.value.code == "patrols.not_open"


async def test_another_divisions_rounds_do_not_exist(house: House) -> None:
    run = await house.begun()
    assert await house.runs(STRANGER) == []
    rounds = house.patrols.rounds
    for act in (rounds.get(STRANGER, run.id), rounds.start(STRANGER, run.id), rounds.finish(STRANGER, run.id)):
        with pytest.raises(NotFound):
            await act


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stops": (Stop(EAST, 10), Stop(EAST, 5))}, "stops"),
        ({"stops": (Stop(FAR, 10),)}, "stops.0.channel"),
        ({"stops": (Stop("99010101001310009999", 10),)}, "stops.0.channel"),
        ({"weekdays": "11"}, "weekdays"),
        ({"times": (60, 60)}, "times"),
        ({"window_min": 5, "stops": (Stop(EAST, 600),)}, "window_min"),
    ],
)
async def test_a_plan_that_cannot_be_done_is_refused(house: House, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await house.plan(**changes)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("actor", "error"), [(OPERATOR, Forbidden), (STRANGER, NotFound)])
async def test_only_who_manages_there_changes_a_plan(house: House, actor: object, error: type[DomainError]) -> None:
    plan = await house.plan()
    with pytest.raises(error):
        await house.patrols.plans.change(actor, plan.id, DRAFT, 1)  # type: ignore[arg-type]
    with pytest.raises(error):
        await house.patrols.plans.delete(actor, plan.id)  # type: ignore[arg-type]


async def test_of_two_changes_of_one_version_one_stands(house: House) -> None:
    plan = await house.plan()
    changed = await house.patrols.plans.change(LEADER, plan.id, replace(DRAFT, name="夜间"), 1)
    assert changed.version == 2
    with pytest.raises(Conflict):
        await house.patrols.plans.change(LEADER, plan.id, replace(DRAFT, name="白天"), 1)
    assert (await house.patrols.plans.get(LEADER, plan.id)).plan.name == "夜间"
