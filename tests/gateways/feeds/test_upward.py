"""What a township tells its county: complete, in order, once, whatever is cut or killed in between."""

from __future__ import annotations

from sqlalchemy import func, select
from tests.capabilities.alarms.centre import BURGLARY, HOLD_UP, LINE_FAULT, person, signal
from tests.gateways.feeds.levels import COUNTY, TOWN, Level, settled, until

from anlan.capabilities.alarms.cases.reading import AlarmFilter
from anlan.capabilities.alarms.models import Alarm, AlarmStep

WANG = person("wang")
ABOVE = person("chen", "990101", "alarms.supervise")


async def raised(town: Level, account: str = "A1", what=HOLD_UP, zone: str = "1") -> str:  # type: ignore[no-untyped-def]
    receipt = await town.centre.intake.receive(signal(account, what, town.clock.now_utc(), zone=zone))
    assert receipt.alarm is not None
    return receipt.alarm


async def test_the_county_has_the_same_case_with_its_class_and_steps(town: Level, county: Level) -> None:
    alarm = await raised(town)
    await until(lambda: county.row(alarm))
    await town.centre.desk.claim(WANG, alarm, 1)
    await town.centre.desk.verify(WANG, alarm, 2, "phone", "confirmed", contact="1", verbal="no")
    await settled(town)
    below, above = await town.must(alarm), await county.must(alarm)
    same = (
        "id",
        "state",
        "alarm_class",
        "rank",
        "subscriber_name",
        "address",
        "zone_name",
        "received_utc",
        "version",
        "steps",
        "claimed_by_name",
    )
    assert [getattr(above, name) for name in same] == [getattr(below, name) for name in same]
    assert (above.alarm_class, above.rank, above.state) == ("hold_up", 0, "verifying")
    assert (above.home, above.writer, above.came_from, above.writer_via) == (TOWN, TOWN, TOWN, TOWN)
    assert (below.home, below.writer) == ("", "")
    assert await county.steps(alarm) == [(1, "claim", TOWN, "wang"), (2, "verify", TOWN, "wang")]


async def test_the_countys_queue_shows_it_and_its_desk_only_looks(town: Level, county: Level) -> None:
    alarm = await raised(town)
    await until(lambda: county.row(alarm))
    page = await county.centre.reading.page(ABOVE, AlarmFilter(), None, 10)
    assert [row.id for row in page.items] == [alarm]
    assert (await county.centre.reading.detail(ABOVE, alarm)).actions == []
    assert (await county.centre.board.state(ABOVE)).by_class == {"hold_up": 1}


async def test_what_happens_while_the_link_is_cut_comes_afterwards_in_order(town: Level, county: Level) -> None:
    first = await raised(town)
    await until(lambda: county.row(first))
    await town.cut()
    await town.centre.desk.claim(WANG, first, 1)
    await town.centre.desk.decide_false(WANG, first, 2, "user", "误按")
    await town.centre.desk.close(WANG, first, 3, "false_user", "误按")
    second = await raised(town, "A2", BURGLARY)
    assert await town.waiting() == 2
    assert await county.row(second) is None
    await town.mend()
    await settled(town)
    assert (await county.must(first)).state == "second_check"
    assert [number for number, *_ in await county.steps(first)] == [1, 2, 3]
    assert await county.row(second) is not None


async def test_an_acknowledgement_that_is_lost_doubles_nothing(town: Level, county: Level) -> None:
    county_acks = lambda frame: b'"type":"ack"' in frame  # noqa: E731
    town.lose_down = county_acks
    alarm = await raised(town)
    await until(lambda: county.row(alarm))
    assert await town.waiting() == 1
    await town.cut()
    town.lose_down = lambda _frame: False
    await town.centre.desk.claim(WANG, alarm, 1)
    await town.mend()
    await settled(town)
    async with county.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Alarm)) == 1
        assert await session.scalar(select(func.count()).select_from(AlarmStep)) == 1


async def test_a_killed_township_tells_what_it_had_not_told(town: Level, county: Level) -> None:
    await town.cut()
    alarm = await raised(town)
    await town.start()
    assert await town.waiting() == 1
    await town.mend()
    await settled(town)
    assert (await county.must(alarm)).alarm_class == "hold_up"


async def test_a_killed_county_takes_it_when_it_is_back(town: Level, county: Level) -> None:
    alarm = await raised(town)
    await until(lambda: county.row(alarm))
    await county.drop()
    await until(lambda: not town.up())
    await town.centre.desk.claim(WANG, alarm, 1)
    await county.start()
    await town.mend()
    await settled(town)
    assert (await county.must(alarm)).state == "claimed"
    assert county.centre.cases.get(alarm) is not None


async def test_many_signals_of_a_case_are_one_message(town: Level, county: Level) -> None:
    await town.cut()
    alarm = await raised(town)
    for _ in range(20):
        assert await raised(town) == alarm
    assert await town.waiting() == 1
    await town.mend()
    await settled(town)
    assert (await county.must(alarm)).signals == 21


async def test_a_case_with_more_steps_than_a_message_holds_comes_whole(town: Level, county: Level) -> None:
    await town.cut()
    alarm = await raised(town)
    for number in range(1, 451):
        await town.centre.desk.note(WANG, alarm, number, f"第{number}条")
    await town.mend()
    await settled(town)
    assert [number for number, *_ in await county.steps(alarm)] == list(range(1, 451))


async def test_a_county_that_lost_steps_asks_for_the_whole_case(town: Level, county: Level) -> None:
    alarm = await raised(town)
    await town.centre.desk.claim(WANG, alarm, 1)
    await settled(town)
    async with county.database.transaction() as session:
        await session.execute(AlarmStep.__table__.delete())
        await session.execute(Alarm.__table__.delete())
    await town.centre.desk.note(WANG, alarm, 2, "再说一次")
    await settled(town)
    assert await county.steps(alarm) == [(1, "claim", TOWN, "wang"), (2, "note", TOWN, "wang")]


async def test_only_what_is_shared_goes_up(town: Level, county: Level) -> None:
    town.records.shared = ["99010102"]
    alarm = await raised(town)
    await settled(town)
    assert await county.row(alarm) is None
    town.records.shared = [""]
    await town.feeds.shares_changed(COUNTY)
    await until(lambda: county.row(alarm))


async def test_a_queue_that_grows_too_long_is_given_up_and_nothing_is_lost(town: Level, county: Level) -> None:
    town.max_waiting = 5
    await town.start()
    await town.mend()
    await town.cut()
    for number in range(4, 24):
        town.town.settle(number)
    alarms = [await raised(town, f"A{number}", BURGLARY) for number in range(4, 24)]
    link = town.feeds.links.get(COUNTY)
    assert link is not None
    assert link.resync_from_utc is not None
    assert await town.waiting() <= 5
    await town.centre.desk.claim(WANG, alarms[0], 1)
    await town.mend()

    async def complete() -> bool:
        return all([await county.row(alarm) for alarm in alarms])

    await until(complete)
    await settled(town)
    assert (await county.must(alarms[0])).state == "claimed"
    assert link.resync_from_utc is None
    assert link.overflowed_utc is not None


async def test_a_storm_of_faults_arrives_as_its_group(town: Level, county: Level) -> None:
    for number in range(1, 25):
        town.town.settle(number)
    for number in range(1, 25):
        await raised(town, f"A{number}", LINE_FAULT)
    await settled(town)
    async with town.database.reading() as session:
        below = (await session.execute(select(Alarm.id, Alarm.state, Alarm.group_size).order_by(Alarm.id))).all()
    async with county.database.reading() as session:
        above = (await session.execute(select(Alarm.id, Alarm.state, Alarm.group_size).order_by(Alarm.id))).all()
    assert above == below


async def test_three_levels(city: Level, county: Level, town: Level) -> None:
    county.above = city
    await county.join()
    alarm = await raised(town)
    await until(lambda: city.row(alarm))
    await town.centre.desk.claim(WANG, alarm, 1)
    await settled(town, county)
    row = await city.must(alarm)
    assert (row.state, row.home, row.writer, row.came_from) == ("claimed", TOWN, TOWN, COUNTY)
    assert await city.steps(alarm) == [(1, "claim", TOWN, "wang")]
