"""The intake on both engines: committed before the receipt, never doubled, rebuilt from the records after a kill."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from tests.capabilities.alarms.centre import BURGLARY, CITY, FIRE, HOLD_UP, LINE_FAULT, TOWN, Town, signal

from anlan.capabilities.alarms.cases.steps import RULES_ACTOR, step_row
from anlan.capabilities.alarms.intake.judge import IntakeRules
from anlan.capabilities.alarms.models import Alarm, AlarmSignal, AlarmStep
from anlan.capabilities.alarms.ports import clock_direction
from anlan.capabilities.alarms.service import AlarmService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events.models import OutboxEvent


async def rows(database: Database, table: Any) -> list[Any]:
    async with database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def number(database: Database, table: Any) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_signal_is_in_the_records_when_its_receipt_comes(centre: AlarmService, database: Database) -> None:
    receipt = await centre.intake.receive(signal("A1", HOLD_UP, text="前台按钮"))
    (alarm,) = await rows(database, Alarm)
    (kept,) = await rows(database, AlarmSignal)
    assert (receipt.signal, receipt.alarm, receipt.known, receipt.repeated) == (kept.id, alarm.id, True, False)
    assert (alarm.state, alarm.rank, alarm.subscriber_name, alarm.zone_name) == ("waiting", 0, "商户1", "防区1")
    assert (alarm.division, alarm.longitude, kept.outcome, kept.alarm) == (TOWN, 120.0, "opened", alarm.id)


async def test_a_repeated_frame_gets_the_same_receipt_and_no_second_record(
    centre: AlarmService, database: Database
) -> None:
    given = signal("A1", HOLD_UP, sequence="0001")
    first = await centre.intake.receive(given)
    second = await centre.intake.receive(given)
    assert (second.signal, second.alarm, second.repeated) == (first.signal, first.alarm, True)
    assert await number(database, AlarmSignal) == 1


async def test_repeats_are_known_within_one_batch_and_after_a_kill(start: Any, database: Database) -> None:
    given = signal("A1", HOLD_UP, sequence="0001")
    centre = await start()
    together = await asyncio.gather(*(centre.intake.receive(given) for _ in range(3)))
    assert sorted(each.repeated for each in together) == [False, True, True]
    reborn = await start()
    assert (await reborn.intake.receive(given)).repeated
    assert await number(database, AlarmSignal) == 1


async def test_open_cases_are_rebuilt_from_the_records(start: Any, database: Database) -> None:
    centre = await start()
    first = await centre.intake.receive(signal("A1", BURGLARY, zone="1"))
    reborn = await start()
    second = await reborn.intake.receive(signal("A1", BURGLARY, 30, zone="2"))
    assert second.alarm == first.alarm
    (alarm,) = await rows(database, Alarm)
    assert (alarm.alarm_class, alarm.confirmed_by, alarm.signals, alarm.version) == (
        "confirmed_intrusion", "zone", 2, 2,
    )  # fmt: skip
    (step,) = await rows(database, AlarmStep)
    assert (step.action, step.actor, step.sequence) == ("confirmed", "rule", 1)


async def test_an_unknown_source_is_kept_shown_and_raises_its_alarm(centre: AlarmService, database: Database) -> None:
    receipt = await centre.intake.receive(signal("FFFF", FIRE))
    assert (receipt.known, receipt.alarm is not None) == (False, True)
    (alarm,) = await rows(database, Alarm)
    assert (alarm.subscriber, alarm.division) == (None, CITY)


@pytest.mark.parametrize(
    ("kind", "direction"),
    [
        ("opening", "opening"), ("closing_late", "closing"), ("opening_failed", ""), ("closing_failed", ""),
        ("burglary", ""), ("openings", ""),
    ],
)  # fmt: skip
def test_only_what_was_opened_or_closed_goes_to_the_schedule(kind: str, direction: str) -> None:
    assert clock_direction(kind) == direction


async def test_one_event_a_case_tells_what_it_became(centre: AlarmService, database: Database) -> None:
    await asyncio.gather(*(centre.intake.receive(signal("A1", HOLD_UP, each)) for each in range(5)))
    (event,) = await rows(database, OutboxEvent)
    assert (event.kind, event.division, event.permission) == ("alarms.case", TOWN, "alarms.read")


async def test_a_lightning_night_becomes_a_few_groups_and_hides_no_hold_up(
    start: Any, database: Database, town: Town
) -> None:
    accounts = [town.settle(each, division=f"990101{each % 20 + 1:02d}") for each in range(1, 5_001)]
    centre = await start(intake=IntakeRules(storm_count=20, storm_s=60))
    night = [signal(account, LINE_FAULT, place / 100) for place, account in enumerate(accounts)]
    night.insert(3_000, signal("A1", HOLD_UP, 30.0))
    await asyncio.gather(*map(centre.intake.receive, night))
    waiting = [alarm for alarm in await rows(database, Alarm) if alarm.state == "waiting"]
    assert sorted((alarm.alarm_class, alarm.group_size) for alarm in waiting) == [("fault", 250)] * 20 + [
        ("hold_up", 0)
    ]
    assert await number(database, AlarmSignal) == 5_001
    reborn = await start()
    late = await reborn.intake.receive(signal("A7", LINE_FAULT, 30.0))
    assert late.alarm in {alarm.id for alarm in waiting}


async def test_a_batch_that_fails_leaves_nothing_behind_in_memory(
    centre: AlarmService, database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await centre.intake.receive(signal("A1", BURGLARY, zone="1"))
    assert first.alarm is not None
    # The step that the confirmation would write stands already: the transaction breaks.
    async with database.transaction() as session:
        row = step_row(RULES_ACTOR, first.alarm, 1, clock.now_utc(), "note", ("waiting", "waiting"), {})
        session.add(AlarmStep(**row))
    with pytest.raises(IntegrityError):
        await centre.intake.receive(signal("A1", BURGLARY, 5, zone="2"))
    case = centre.cases.get(first.alarm)
    assert case is not None
    assert (case.alarm_class, case.version, case.signals) == ("intrusion", 1, 1)
    assert await number(database, AlarmSignal) == 1


async def test_repeats_of_a_frame_that_waits_for_its_commit_take_no_place_in_the_queue(
    start: Any, database: Database
) -> None:
    centre = await start(max_waiting=2)
    given = signal("A1", HOLD_UP, sequence="0001")
    async with centre.cases.lock:
        # One copy is with the writer or before it; as many more as come wait with it, and another signal has room.
        copies = [asyncio.ensure_future(centre.intake.receive(given)) for _ in range(20)]
        other = asyncio.ensure_future(centre.intake.receive(signal("A2", HOLD_UP, sequence="0001")))
        await asyncio.sleep(0)
        # Who gave up, as a link that broke, takes nothing from the others.
        copies[0].cancel()
        await asyncio.wait({copies[0]})
        late = asyncio.ensure_future(centre.intake.receive(given))
        await asyncio.sleep(0)
    receipts = await asyncio.gather(*copies[1:], late)
    assert {(each.signal, each.alarm, each.repeated) for each in receipts} == {
        (receipts[0].signal, receipts[0].alarm, True)
    }
    assert not (await other).repeated
    assert await number(database, AlarmSignal) == 2


async def test_repeats_share_the_failure_of_the_copy_in_flight_and_the_next_is_tried_anew(
    start: Any, database: Database, clock: ManualClock
) -> None:
    centre = await start(max_waiting=1)
    first = await centre.intake.receive(signal("A1", BURGLARY, zone="1"))
    async with database.transaction() as session:
        row = step_row(RULES_ACTOR, first.alarm, 1, clock.now_utc(), "note", ("waiting", "waiting"), {})
        session.add(AlarmStep(**row))
    given = signal("A1", BURGLARY, 5, zone="2", sequence="0002")
    failures = await asyncio.gather(*(centre.intake.receive(given) for _ in range(3)), return_exceptions=True)
    assert {type(each) for each in failures} == {IntegrityError}
    assert len(set(map(id, failures))) == 1
    async with database.transaction() as session:
        await session.execute(delete(AlarmStep))
    receipt = await centre.intake.receive(given)
    assert (receipt.repeated, receipt.alarm) == (False, first.alarm)
