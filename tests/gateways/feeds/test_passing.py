"""A case passes from one platform's desk to another's: one writer at a time, whatever is cut in between."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from tests.capabilities.alarms.centre import BURGLARY, HOLD_UP, person, signal
from tests.gateways.feeds.levels import CITY, COUNTY, TOWN, Level, settled, until

from anlan.capabilities.alarms.cases.conflicts import CaseConflict
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.errors import Forbidden, NotFound, Unavailable

WANG = person("wang")
CHEN = person("chen", "990101", organisation="县公安局")
ZHAO = person("zhao", "9901", organisation="市公安局")


async def at_the_county(town: Level, county: Level, *, claimed: bool = True) -> str:
    """An alarm of the township, claimed there by Wang, that the county sees."""
    receipt = await town.centre.intake.receive(signal("A1", HOLD_UP, town.clock.now_utc()))
    assert receipt.alarm is not None
    if claimed:
        await town.centre.desk.claim(WANG, receipt.alarm, 1)
    await settled(town)
    assert await county.row(receipt.alarm)
    return receipt.alarm


async def actions(level: Level, alarm: str, who=CHEN) -> list[str]:  # type: ignore[no-untyped-def]
    return list((await level.centre.reading.detail(who, alarm)).actions)


async def test_handed_up_it_stays_below_until_the_county_takes_it(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    assert "hand_up" in await actions(town, alarm, WANG)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    assert await actions(county, alarm) == ["take_over", "decline"]
    # Offered, not given: the township goes on working.
    await town.centre.desk.verify(WANG, alarm, 3, "phone", "unreachable")
    with pytest.raises(CaseConflict, match="another platform"):
        await county.centre.desk.claim(CHEN, alarm, 4)
    await settled(town)
    await county.transfer.take_over(CHEN, alarm, 4)
    above, below = await county.must(alarm), await town.must(alarm)
    assert (above.writer, above.claimed_by, above.state, above.handed_kind) == ("", "chen", "verifying", None)
    assert (below.writer, below.claimed_by, below.version) == (COUNTY, "chen", above.version)
    with pytest.raises(CaseConflict, match="another platform"):
        await town.centre.desk.note(WANG, alarm, 5, "还有一句")
    assert await actions(town, alarm, WANG) == []


async def test_what_the_county_does_shows_below_with_name_and_platform(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await county.transfer.take_over(CHEN, alarm, 3)
    await county.centre.desk.dispatch(CHEN, alarm, 4, "县巡逻队", "")
    await county.centre.desk.handle(CHEN, alarm, 5, "已处置")
    await settled(county, town)
    below = await town.must(alarm)
    assert (below.state, below.alarm_class) == ("handled", "hold_up")
    assert await town.steps(alarm) == [
        (1, "claim", "", "wang"), (2, "hand_up", "", "wang"), (3, "take_over", COUNTY, "chen"), (4, "dispatch", COUNTY, "chen"),
        (5, "handle", COUNTY, "chen"),
    ]  # fmt: skip
    assert [step[:2] for step in await county.steps(alarm)] == [step[:2] for step in await town.steps(alarm)]
    assert (await county.steps(alarm))[2] == (3, "take_over", "", "chen")
    async with town.database.reading() as session:
        who = (await session.scalars(select(AuditLine.actor_kind).where(AuditLine.actor_id == "chen"))).all()
    assert list(who) == ["platform"]


async def test_handed_down_again(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await county.transfer.take_over(CHEN, alarm, 3)
    assert "hand_down" in await actions(county, alarm)
    await county.transfer.hand_down(CHEN, alarm, 4, "请乡里继续")
    await settled(county, town)
    await town.transfer.take_over(WANG, alarm, 5)
    below, above = await town.must(alarm), await county.must(alarm)
    assert (below.writer, below.writer_via, below.claimed_by) == ("", "", "wang")
    assert (above.writer, above.writer_via) == (TOWN, TOWN)
    await town.centre.desk.decide_false(WANG, alarm, 6, "user", "误按")
    await settled(county, town)
    assert (await county.must(alarm)).state == "handled"


async def test_declined_with_a_reason(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await county.transfer.decline(CHEN, alarm, 3, "属地处置即可")
    row = await town.must(alarm)
    assert (row.writer, row.claimed_by, row.handed_kind) == ("", "wang", None)
    assert (await town.steps(alarm))[-1] == (4 - 1, "decline", COUNTY, "chen")
    with pytest.raises(CaseConflict, match="not offered"):
        await county.transfer.take_over(CHEN, alarm, 4)


async def test_an_escalated_case_is_pulled_and_one_in_hand_is_not(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county, claimed=False)
    assert await actions(county, alarm) == []
    with pytest.raises(CaseConflict, match="not been escalated"):
        await county.transfer.pull(CHEN, alarm, 1)
    town.clock.jump(200)
    await town.centre.timekeeper.tick()
    await settled(town)
    row = await county.must(alarm)
    assert row.escalated_utc is not None
    assert await actions(county, alarm) == ["pull"]
    await county.transfer.pull(CHEN, alarm, row.version)
    above = await county.must(alarm)
    assert (above.writer, above.state, above.claimed_by, above.response_s) == ("", "claimed", "chen", 200)
    other = await town.centre.intake.receive(signal("A2", BURGLARY, town.clock.now_utc()))
    assert other.alarm is not None
    town.clock.jump(700)
    await town.centre.timekeeper.tick()
    await settled(town)
    seen = await county.must(other.alarm)
    await town.centre.desk.claim(WANG, other.alarm, seen.version)
    await settled(town)
    with pytest.raises(CaseConflict, match="claimed"):
        await county.transfer.pull(CHEN, other.alarm, seen.version + 1)
    assert (await town.must(other.alarm)).writer == ""


async def test_of_claim_below_and_pull_above_one_wins(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county, claimed=False)
    town.clock.jump(200)
    await town.centre.timekeeper.tick()
    await settled(town)
    version = (await county.must(alarm)).version
    outcomes = await asyncio.gather(
        town.centre.desk.claim(WANG, alarm, version), county.transfer.pull(CHEN, alarm, version), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["CaseConflict", "NoneType"]
    await settled(town, county)
    below, above = await town.must(alarm), await county.must(alarm)
    assert below.claimed_by == above.claimed_by == ("wang" if outcomes[0] is None else "chen")
    assert (below.writer, above.writer) == (("", TOWN) if outcomes[0] is None else (COUNTY, ""))


async def test_a_cut_link_leaves_the_case_where_it_was_and_says_so(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await town.cut()
    with pytest.raises(Unavailable, match="stays where it was"):
        await county.transfer.take_over(CHEN, alarm, 3)
    assert ((await town.must(alarm)).writer, (await county.must(alarm)).writer) == ("", TOWN)
    await town.centre.desk.verify(WANG, alarm, 3, "phone", "confirmed")
    await town.mend()
    await settled(town)
    assert (await county.must(alarm)).state == "verifying"


async def test_a_grant_whose_answer_is_lost_comes_by_the_queue(town: Level, county: Level) -> None:
    """Cut between grant and receipt: below it is given away, above it has not arrived, and nobody writes until the link is back."""
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    town.lose_up = lambda frame: b'"chen"' in frame
    asking = asyncio.create_task(county.transfer.take_over(CHEN, alarm, 3))

    async def granted() -> bool:
        return (await town.must(alarm)).writer == COUNTY

    await until(granted)
    await town.cut()
    with pytest.raises(Unavailable):
        await asking
    for level, who in ((town, WANG), (county, CHEN)):
        with pytest.raises(CaseConflict, match="another platform"):
            await level.centre.desk.note(who, alarm, (await level.must(alarm)).version, "谁在处置")
    # A kill of the giver loses nothing of it.
    town.lose_up = lambda _frame: False
    await town.start()
    await town.mend()
    await settled(town)
    above = await county.must(alarm)
    assert (above.writer, above.claimed_by, above.state) == ("", "chen", "claimed")
    await county.centre.desk.note(CHEN, alarm, above.version, "收到")


async def test_asking_again_after_a_lost_answer_gets_the_same_answer(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    lost: list[bytes] = []

    def lose(frame: bytes) -> bool:
        about = b'"chen"' in frame
        if about:
            lost.append(frame)
        return about

    town.lose_up = lose
    asking = asyncio.create_task(county.transfer.take_over(CHEN, alarm, 3))
    await until(lambda: any(b'"type":"answer"' in frame for frame in lost))
    # The first ask runs out of time; the case is asked for once more.
    await until(asking.done, tick=lambda: town.clock.advance(1.0))
    with pytest.raises(Unavailable):
        await asking
    town.lose_up = lambda _frame: False
    await county.transfer.take_over(CHEN, alarm, (await county.must(alarm)).version)
    assert (await county.must(alarm)).writer == ""
    assert [step[1] for step in await town.steps(alarm)] == ["claim", "hand_up", "take_over"]


async def test_a_case_that_is_written_here_is_never_changed_from_outside(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    async with county.database.transaction() as session:
        row = await session.get_one(Alarm, alarm)
        row.version, row.steps, row.state = 9, 1, "handled"
    assert county.centre.levels is not None
    async with county.database.reading() as session:
        bodies = (await county.centre.levels.read(session, TOWN, [alarm], {}))[alarm]
    assert town.centre.levels is not None
    assert await town.centre.levels.apply(town.feeds.neighbour(COUNTY), bodies) == ["two_writers"]
    assert (await town.must(alarm)).state == "claimed"


async def test_who_may(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    with pytest.raises(CaseConflict):
        await town.transfer.hand_up(person("li"), alarm, 2, "不是我的")
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    with pytest.raises(Forbidden):
        await county.transfer.take_over(person("other", "990102"), alarm, 3)
    with pytest.raises(NotFound):
        await county.transfer.take_over(CHEN, "0" * 24, 3)
    # The city's desk is not the one that it was offered to.
    with pytest.raises(CaseConflict, match="no feed"):
        await county.transfer.hand_up(CHEN, alarm, 3, "再往上")


async def test_what_a_phone_tells_the_township_reaches_the_countys_case(town: Level, county: Level) -> None:
    alarm = await at_the_county(town, county)
    await town.transfer.hand_up(WANG, alarm, 2, "需要县里处置")
    await settled(town)
    await county.transfer.take_over(CHEN, alarm, 3)
    contact = person("sun")
    for _ in range(2):
        assert await town.centre.additions.add(contact, alarm, "attend_arrived", "phone-1", {"text": "到了"}) in (
            True,
            False,
        )
    await settled(county, town)
    assert await county.steps(alarm) == [
        (1, "claim", TOWN, "wang"), (2, "hand_up", TOWN, "wang"), (3, "take_over", "", "chen"), (4, "attend_arrived", TOWN, "sun"),
    ]  # fmt: skip
    assert (await town.steps(alarm))[-1] == (4, "attend_arrived", "", "sun")
    await town.cut()
    with pytest.raises(Unavailable):
        await town.centre.additions.add(contact, alarm, "attend_nothing", "phone-2", {"text": ""})


async def test_a_city_pulls_a_townships_case_through_the_county(city: Level, county: Level, town: Level) -> None:
    county.above = city
    await county.join()
    alarm = await at_the_county(town, county, claimed=False)
    town.clock.jump(200)
    await town.centre.timekeeper.tick()
    await settled(town, county)
    row = await city.must(alarm)
    await city.transfer.pull(ZHAO, alarm, row.version)
    await settled(town, county, city)
    rows = [await level.must(alarm) for level in (city, county, town)]
    assert [each.writer for each in rows] == ["", CITY, CITY]
    assert [each.writer_via for each in rows] == ["", CITY, COUNTY]
    await city.centre.desk.dispatch(ZHAO, alarm, rows[0].version, "特警", "")
    await settled(city, county, town)
    assert (await town.steps(alarm))[-1] == (rows[0].version, "dispatch", CITY, "zhao")
