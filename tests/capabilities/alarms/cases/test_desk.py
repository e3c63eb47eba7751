"""The desk on both engines: who may do what, who wins, what stays in the records."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.capabilities.alarms.centre import BURGLARY, COUNTY, FIRE, HOLD_UP, OTHER_TOWN, TOWN, Town, person, signal

from anlan.capabilities.alarms.cases.conflicts import CaseConflict
from anlan.capabilities.alarms.cases.desk import HandDraft
from anlan.capabilities.alarms.cases.reading import AlarmFilter, AlarmPage
from anlan.capabilities.alarms.cases.suppressions import SuppressionDraft
from anlan.capabilities.alarms.models import AlarmSuppression
from anlan.capabilities.alarms.service import AlarmService
from anlan.foundation.access.actor import Actor
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from anlan.foundation.events.models import OutboxEvent

WANG, LI = person("wang"), person("li")
LEADER = person("leader", COUNTY, "alarms.supervise", organisation="o2")


async def raised(centre: AlarmService, what=HOLD_UP, account: str = "A1", at: float = 0) -> str:  # type: ignore[no-untyped-def]
    receipt = await centre.intake.receive(signal(account, what, at))
    assert receipt.alarm is not None
    return receipt.alarm


async def queue(centre: AlarmService, actor: Actor, **wanted: str) -> AlarmPage:
    return await centre.reading.page(actor, AlarmFilter(**wanted), None, 100)  # type: ignore[arg-type]


async def test_of_many_who_claim_one_wins_and_the_others_are_told_who(centre: AlarmService) -> None:
    alarm = await raised(centre)
    people = [person(f"p{number}") for number in range(8)]
    tries = [centre.desk.claim(each, alarm, 1) for each in people]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    lost = [each for each in outcomes if isinstance(each, CaseConflict)]
    assert (outcomes.count(None), len(lost)) == (1, 7)
    winner = people[outcomes.index(None)]
    assert {each.code for each in lost} == {"alarms.claimed_by"}
    assert all(winner.name in each.sentence.zh for each in lost)
    row = await centre.reading.row(WANG, alarm)
    assert (row.state, row.claimed_by, row.version) == ("claimed", winner.id, 2)


async def test_a_hold_up_goes_its_whole_way_and_a_second_person_closes_it(centre: AlarmService) -> None:
    alarm, desk = await raised(centre), centre.desk
    await desk.claim(WANG, alarm, 1)
    await desk.verify(WANG, alarm, 2, "phone", "confirmed", contact="1", verbal="no")
    await desk.dispatch(WANG, alarm, 3, "巡逻二组", "带好装备")
    await desk.forward(WANG, alarm, 4, "县公安局接处警", ["confirmed_by_user"], "20260101-7")
    await desk.arrive(LI, alarm, 5, "巡逻二组")
    await desk.report(LI, alarm, 6, "嫌疑人已离开")
    await desk.handle(WANG, alarm, 7, "已移交")
    await desk.close(WANG, alarm, 8, "true_crime", "属实")
    with pytest.raises(Forbidden):
        await desk.approve(WANG, alarm, 9)
    await desk.approve(LEADER, alarm, 9, "同意")
    detail = await centre.reading.detail(WANG, alarm)
    assert (detail.row.state, detail.row.result, detail.row.confirmed_by) == ("closed", "true_crime", "phone")
    assert [step.action for step in detail.steps] == [
        "claim", "verify", "dispatch", "forward", "arrive", "report", "handle", "close", "approve",
    ]  # fmt: skip
    assert [step.sequence for step in detail.steps] == list(range(1, 10))
    assert (detail.steps[7].to_state, detail.steps[8].to_state) == ("second_check", "closed")
    assert centre.cases.get(alarm) is None
    assert detail.actions == ["note", "correct"]


async def test_who_closed_it_does_not_check_it(centre: AlarmService) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(LEADER, alarm, 1)
    await centre.desk.decide_false(LEADER, alarm, 2, "user", "误触")
    await centre.desk.close(LEADER, alarm, 3, "false_user", "误触")
    with pytest.raises(CaseConflict) as refused:
        await centre.desk.approve(LEADER, alarm, 4)
    assert refused.value.code == "alarms.second_person"
    assert "approve" not in (await centre.reading.detail(LEADER, alarm)).actions
    other = person("chief", COUNTY, "alarms.supervise")
    await centre.desk.send_back(other, alarm, 4, "录像不符")
    assert (await centre.reading.row(LEADER, alarm)).state == "handled"


@pytest.mark.parametrize(
    ("actor", "version", "code"),
    [(LI, 2, "alarms.claimed_by"), (WANG, 1, "alarms.changed")],
)
async def test_only_the_holder_works_on_it_and_on_what_he_saw(
    centre: AlarmService, actor: Actor, version: int, code: str
) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(WANG, alarm, 1)
    with pytest.raises(CaseConflict) as refused:
        await centre.desk.verify(actor, alarm, version, "video", "unclear")
    assert refused.value.code == code


async def test_the_event_names_the_holder_until_it_is_given_back(centre: AlarmService, database: Database) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(WANG, alarm, 1)
    await centre.desk.release(WANG, alarm, 2, "误点")
    async with database.reading() as session:
        told = (await session.scalars(select(OutboxEvent).order_by(OutboxEvent.sequence))).all()
    facts = [json.loads(each.facts) for each in told]
    assert [(each["claimed_by"], each["claimed_by_name"]) for each in facts] == [
        (None, ""), (WANG.id, WANG.name), (None, ""),
    ]  # fmt: skip


async def test_what_the_state_forbids_is_refused_in_both_languages(centre: AlarmService) -> None:
    alarm = await raised(centre)
    with pytest.raises(CaseConflict) as refused:
        await centre.desk.close(WANG, alarm, 1, "test", "x")
    assert refused.value.code == "alarms.state"
    assert ("待受理" in refused.value.sentence.zh, "waiting" in refused.value.sentence.en) == (True, True)


async def test_further_signals_do_not_stale_what_an_operator_looks_at(centre: AlarmService) -> None:
    alarm = await raised(centre)
    await raised(centre, at=5)
    await centre.desk.claim(WANG, alarm, 1)
    await raised(centre, at=6)
    row = await centre.reading.row(WANG, alarm)
    assert (row.signals, row.state, row.claimed_by) == (3, "claimed", "wang")


async def test_the_giver_keeps_it_until_it_is_taken_over(centre: AlarmService) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(WANG, alarm, 1)
    await centre.desk.hand_over(WANG, alarm, 2, "division", COUNTY, "县指挥中心")
    assert (await centre.reading.row(WANG, alarm)).claimed_by == "wang"
    with pytest.raises(CaseConflict):
        await centre.desk.take_over(LI, alarm, 3)
    await centre.desk.take_over(LEADER, alarm, 3)
    row = await centre.reading.row(WANG, alarm)
    assert (row.claimed_by, row.state, row.handed_to) == ("leader", "claimed", None)


async def test_a_confirmation_by_video_raises_an_intrusion(centre: AlarmService) -> None:
    alarm = await raised(centre, BURGLARY)
    await centre.desk.claim(WANG, alarm, 1)
    await centre.desk.verify(WANG, alarm, 2, "video", "confirmed")
    row = await centre.reading.row(WANG, alarm)
    assert (row.alarm_class, row.rank, row.confirmed_by) == ("confirmed_intrusion", 2, "video")


async def test_nothing_is_changed_afterwards_corrections_are_added(centre: AlarmService) -> None:
    alarm = await raised(centre)
    await centre.desk.note(WANG, alarm, 1, "来电核实")
    await centre.desk.correct(WANG, alarm, 2, 1, "应为店主来电")
    with pytest.raises(Invalid):
        await centre.desk.correct(WANG, alarm, 3, 9, "没有这一步")
    steps = (await centre.reading.detail(WANG, alarm)).steps
    assert [(step.action, step.facts.get("text")) for step in steps] == [
        ("note", "来电核实"),
        ("correct", "应为店主来电"),
    ]


async def test_police_are_called_only_with_a_condition_on_the_list(centre: AlarmService) -> None:
    alarm = await raised(centre)
    await centre.desk.claim(WANG, alarm, 1)
    with pytest.raises(Invalid):
        await centre.desk.forward(WANG, alarm, 2, "110", ["because"])


async def test_another_division_is_refused_and_both_answers_are_audited(
    centre: AlarmService, database: Database
) -> None:
    alarm = await raised(centre)
    stranger = person("stranger", OTHER_TOWN)
    with pytest.raises(NotFound):
        await centre.desk.claim(stranger, alarm, 1)
    await centre.desk.claim(WANG, alarm, 1)
    async with database.reading() as session:
        query = select(AuditLine.actor_id, AuditLine.outcome).where(AuditLine.resource_id == alarm)
        assert [tuple(row) for row in await session.execute(query.order_by(AuditLine.sequence))] == [
            ("stranger", "refused"), ("wang", "allowed"),
        ]  # fmt: skip
    assert (await queue(centre, stranger)).items == []


async def test_a_company_sees_and_touches_only_what_it_serves(centre: AlarmService, town: Town) -> None:
    mine, others = town.settle(11, company="acme"), town.settle(12, company="rival")
    alarm, hidden = await raised(centre, account=mine), await raised(centre, account=others, at=1)
    await raised(centre, FIRE, at=2)
    guard = person("guard", TOWN, "alarms.company_only", organisation="acme")
    page = await queue(centre, guard)
    assert ([row.id for row in page.items], page.total) == ([alarm], 1)
    for attempt in (centre.desk.claim(guard, hidden, 1), centre.reading.detail(guard, hidden)):
        with pytest.raises(NotFound):
            await attempt
    await centre.desk.claim(guard, alarm, 1)
    assert (await centre.board.state(guard)).by_class == {"hold_up": 1}
    assert [each.alarm for each in (await centre.reading.signals(guard)).items] == [alarm]
    nowhere = person("nowhere", TOWN, "alarms.company_only", organisation="")
    assert (await queue(centre, nowhere)).items == []


async def test_the_queue_is_by_rank_then_receipt_and_pages_through(centre: AlarmService) -> None:
    fire = await raised(centre, FIRE, "A2", 1)
    burglary = await raised(centre, BURGLARY, "A3", 2)
    hold_up = await raised(centre, HOLD_UP, "A1", 3)
    second = await raised(centre, HOLD_UP, "A2", 4)
    found: list[str] = []
    after = None
    while True:
        page = await centre.reading.page(WANG, AlarmFilter(), after, 1)
        found += [row.id for row in page.items]
        after = page.following
        if after is None:
            break
    assert found == [hold_up, second, fire, burglary]
    newest = await centre.reading.page(WANG, AlarmFilter(view="all"), None, 3)
    assert [row.id for row in newest.items] == [second, hold_up, burglary]
    rest = await centre.reading.page(WANG, AlarmFilter(view="all"), newest.following, 3)
    assert [row.id for row in rest.items] == [fire]
    assert newest.by_class == {"hold_up": 2, "fire": 1, "intrusion": 1}
    assert [row.id for row in (await queue(centre, WANG, text="商户3")).items] == [burglary]


async def test_an_alarm_by_hand_stands_in_the_queue(centre: AlarmService) -> None:
    alarm = await centre.desk.open_by_hand(WANG, HandDraft(TOWN, "fire", "路人报告冒烟"))
    detail = await centre.reading.detail(WANG, alarm)
    assert (detail.row.state, detail.row.text, detail.steps[0].action) == ("waiting", "路人报告冒烟", "open")
    with pytest.raises(Invalid):
        await centre.desk.open_by_hand(WANG, HandDraft(TOWN, "fire", "冒烟", subscriber="nobody"))
    with pytest.raises(Forbidden):
        await centre.desk.open_by_hand(WANG, HandDraft(OTHER_TOWN, "fire", "冒烟"))


async def test_the_detail_has_cameras_contacts_plan_and_what_was_before(
    centre: AlarmService, clock: ManualClock
) -> None:
    first = await raised(centre, BURGLARY)
    await centre.desk.claim(WANG, first, 1)
    await centre.desk.decide_false(WANG, first, 2, "environment", "风吹")
    await centre.desk.close(WANG, first, 3, "false_environment", "风吹")
    detail = await centre.reading.detail(WANG, await raised(centre, at=100))
    assert [each.id for each in detail.previous] == [first]
    assert detail.false_alarms_12_months == 1
    assert (detail.cameras[0].name, detail.briefing.contacts[0].name, len(detail.signals)) == ("门口", "李店主", 1)
    clock.jump(timedelta(days=366).total_seconds())
    assert (await centre.reading.detail(WANG, detail.row.id)).false_alarms_12_months == 0


async def test_a_test_has_a_reason_and_an_end_and_stands_across_a_restart(
    start, clock: ManualClock, database: Database
) -> None:  # type: ignore[no-untyped-def]
    centre = await start()
    ends = clock.now_utc() + timedelta(hours=2)
    order = SuppressionDraft("test", "s1", "", "年检", ends)
    with pytest.raises(Forbidden):
        await centre.suppressions.order(WANG, order)
    made = await centre.suppressions.order(LEADER, order)
    for too_far in (clock.now_utc(), clock.now_utc() + timedelta(hours=25)):
        with pytest.raises(Invalid):
            await centre.suppressions.order(LEADER, SuppressionDraft("test", "s1", "", "年检", too_far))
    centre = await start()
    assert (await centre.intake.receive(signal("A1", HOLD_UP, 60))).alarm is None
    assert (await centre.intake.receive(signal("A1", HOLD_UP, 7200))).alarm is not None
    await centre.suppressions.end(LEADER, made.id)
    assert (await centre.intake.receive(signal("A1", FIRE, 60))).alarm is not None
    with pytest.raises(Conflict):
        await centre.suppressions.end(LEADER, made.id)
    async with database.reading() as session:
        row = await session.get_one(AlarmSuppression, made.id)
    assert (row.ended_by, row.reason) == ("leader", "年检")
