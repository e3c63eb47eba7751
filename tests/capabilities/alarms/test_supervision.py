"""Links: lost once, back once, also across a restart; and the alarms they raise."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from tests.capabilities.alarms.centre import TEST, Town, signal, source

from anlan.capabilities.alarms.models import AlarmLink, AlarmSignal
from anlan.capabilities.alarms.ports import Account
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.supervision import limit_s, paths_of
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events.models import OutboxEvent


@pytest.fixture
def panel(town: Town) -> str:
    """An account polled every 60 s without a class: three missed polls are a loss."""
    return town.settle(9, poll_s=60)


async def link_events(database: Database) -> list[str]:
    async with database.reading() as session:
        query = select(OutboxEvent.facts).where(OutboxEvent.kind == "alarms.link").order_by(OutboxEvent.sequence)
        facts = (await session.scalars(query)).all()
    return ["lost" if '"state":"lost"' in each else "up" for each in facts]


async def after(centre: AlarmService, clock: ManualClock, seconds: float) -> None:
    """Time passes; the centre's own task is stopped, so that each tick is one call here."""
    await centre.timekeeper.stop()
    clock.jump(seconds)
    await centre.timekeeper.tick()


async def test_a_silent_panel_is_lost_once_and_raises_one_fault(
    start: Any, clock: ManualClock, database: Database, panel: str
) -> None:
    centre = await start()
    await after(centre, clock, 180)
    assert await link_events(database) == []
    for _ in range(5):
        await after(centre, clock, 100)
    assert await link_events(database) == ["lost"]
    (case,) = list(centre.cases)
    assert (case.alarm_class, case.subscriber, case.signals) == ("fault", "s9", 1)


async def test_the_one_dead_among_many_is_noticed_within_its_class_and_once(
    start: Any, clock: ManualClock, database: Database, town: Town
) -> None:
    panels = [town.settle(number, poll_s=90, supervision_class="SP4") for number in range(100, 400)]
    centre = await start()
    noticed_s: list[int] = []
    for seconds in range(10, 911, 10):
        await after(centre, clock, 10)
        if seconds % 90 == 0:
            for panel in panels if seconds <= 90 else panels[1:]:
                await centre.intake.polled(source(panel), "", clock.now_utc())
        if not noticed_s and centre.supervision.lost:
            noticed_s.append(seconds)
    # Heard for the last time after 90 s; SP4 allows 180 s of silence, and a look is taken every ten here.
    assert noticed_s == [280]
    assert await link_events(database) == ["lost"]
    assert [case.subscriber for case in centre.cases] == ["s100"]


async def test_a_panel_that_polls_is_never_lost(start: Any, clock: ManualClock, database: Database, panel: str) -> None:
    centre = await start()
    for _ in range(10):
        await after(centre, clock, 90)
        await centre.intake.polled(source(panel), "", clock.now_utc())
    assert await link_events(database) == []


@pytest.mark.parametrize("killed", [False, True], ids=["running on", "killed in between"])
async def test_a_return_is_noticed_once_and_goes_with_the_fault(
    start: Any, clock: ManualClock, database: Database, panel: str, killed: bool
) -> None:
    centre = await start()
    await after(centre, clock, 200)
    assert await link_events(database) == ["lost"]
    if killed:
        centre = await start()
        await after(centre, clock, 400)
        assert await link_events(database) == ["lost"]
    # A signal is a sign of life as well as a poll.
    await centre.intake.polled(source(panel), "", clock.now_utc())
    await centre.intake.polled(source(panel), "", clock.now_utc())
    for _ in range(3):
        await after(centre, clock, 1)
    assert await link_events(database) == ["lost", "up"]
    (case,) = list(centre.cases)
    assert case.signals == 2
    async with database.reading() as session:
        (link,) = (await session.scalars(select(AlarmLink))).all()
        told = (await session.scalars(select(AlarmSignal.qualifier).order_by(AlarmSignal.id))).all()
    assert (link.account, link.path, link.state, list(told)) == ("a9", "", "up", ["new", "restore"])
    await after(centre, clock, 200)
    assert await link_events(database) == ["lost", "up", "lost"]


async def test_who_was_up_before_a_restart_has_the_whole_time_again(
    start: Any, clock: ManualClock, database: Database, panel: str
) -> None:
    centre = await start()
    await after(centre, clock, 170)
    centre = await start()
    await after(centre, clock, 170)
    assert await link_events(database) == []
    await after(centre, clock, 11)
    assert await link_events(database) == ["lost"]


async def test_two_paths_are_watched_by_themselves(
    start: Any, clock: ManualClock, database: Database, town: Town
) -> None:
    account = town.settle(9, supervision_class="DP4")
    centre = await start()
    for _ in range(2):
        await after(centre, clock, 80)
        await centre.intake.polled(source(account), "1", clock.now_utc())
    for _ in range(3):
        await after(centre, clock, 80)
        await centre.intake.polled(source(account), "1", clock.now_utc())
    assert [(each.account.id, each.path) for each in centre.supervision.lost] == [("a9", "2")]


async def test_accounts_are_taken_up_and_dropped_while_it_runs(
    start: Any, clock: ManualClock, database: Database, town: Town
) -> None:
    centre = await start()
    account = town.settle(9, poll_s=60)
    await after(centre, clock, 61)
    del town.registered[source(account)]
    await after(centre, clock, 61)
    await after(centre, clock, 1000)
    assert await link_events(database) == []


async def test_when_last_heard_is_written_in_strides(
    start: Any, clock: ManualClock, database: Database, panel: str
) -> None:
    centre = await start()
    for _ in range(8):
        await after(centre, clock, 90)
        await centre.intake.receive(signal(panel, TEST, clock.now_utc()))
    await after(centre, clock, 1)
    async with database.reading() as session:
        (link,) = (await session.scalars(select(AlarmLink))).all()
    assert 0 <= (clock.now_utc() - link.heard_utc).total_seconds() <= 390


def account_of(supervision_class: str, poll_s: int = 0, *, enabled: bool = True) -> Account:
    return Account(
        id="a", subscriber="s", division="9901", key=None, key_required=False, supervision_class=supervision_class, poll_s=poll_s,
        clock_window=(40, 20), enabled=enabled,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("account", "paths", "primary_s", "alternative_s"),
    [
        (account_of("SP4", 60), ("",), 180, 0),
        (account_of("SP6"), ("",), 20, 0),
        (account_of("DP2"), ("1", "2"), 1800, 90_000),
        (account_of("", 90), ("",), 270, 0),
        (account_of("C", 90), ("",), 270, 0),
        (account_of(""), (), 0, 0),
        (account_of("SP4", enabled=False), (), 180, 0),
    ],
    ids=lambda value: value.supervision_class + str(value.poll_s) if isinstance(value, Account) else "",
)
def test_a_class_says_how_long_silence_may_last(
    account: Account, paths: tuple[str, ...], primary_s: int, alternative_s: int
) -> None:
    assert (paths_of(account), limit_s(account, ""), limit_s(account, "2")) == (paths, primary_s, alternative_s)
