"""Being on duty: sign-in, lateness, absence, handover with both signatures, and the figures counted from it all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.capabilities.duty.conftest import FIRST, LAST, LEADER, PASSWORD, Team, actor
from tests.capabilities.duty.test_rosters import in_force

from anlan.capabilities.duty.models import DutyShift
from anlan.capabilities.duty.ports import Faulty, Situation
from anlan.capabilities.duty.rooms.people import Qualification
from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound

HOUR = 3600


def until(clock: ManualClock, at: object, plus_s: float = 0) -> None:
    clock.jump((at - clock.now_utc()).total_seconds() + plus_s)  # type: ignore[operator]


async def sign_in(team: Team, name: str, position: str) -> str:
    return (await team.duty.presence.sign_in(actor(name), team.positions[position].id, "1号台")).id


async def attendance(team: Team) -> list[str]:
    async with team.duty.books.database.reading() as session:
        return list(
            (await session.scalars(select(DutyShift.attendance).order_by(DutyShift.starts_utc, DutyShift.id))).all()
        )


@pytest.mark.parametrize(
    ("minutes", "shown", "late_s"), [(-60, "present", 0), (0, "present", 0), (5, "present", 0), (6, "late", 360)]
)
async def test_sign_in_fulfils_the_shift_and_lateness_is_measured(
    team: Team, clock: ManualClock, minutes: int, shown: str, late_s: int
) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"))
    until(clock, sheet.shifts[0].starts_utc, minutes * 60)
    row = await team.duty.presence.sign_in(actor("an"), team.positions["值班长"].id, "1号台")
    assert (row.shift, row.due_utc, row.late_s) == (sheet.shifts[0].id, sheet.shifts[0].ends_utc, late_s)
    assert await attendance(team) == [shown]


async def test_too_early_counts_for_no_shift(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"))
    until(clock, sheet.shifts[0].starts_utc, -61 * 60)
    row = await team.duty.presence.sign_in(actor("an"), team.positions["值班长"].id, "")
    assert (row.shift, row.due_utc) == (None, None)
    until(clock, sheet.shifts[0].starts_utc, 6 * 60)
    await team.duty.timekeeper.tick()
    assert await attendance(team) == ["present"], "who stayed is there"


async def test_who_does_not_come_is_noticed_once_and_still_may_come(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"))
    until(clock, sheet.shifts[0].starts_utc, 5 * 60)
    await team.duty.timekeeper.tick()
    assert await attendance(team) == ["due"]
    until(clock, sheet.shifts[0].starts_utc, 6 * 60)
    await team.duty.timekeeper.tick()
    await team.duty.timekeeper.tick()
    assert await attendance(team) == ["missing"]
    lines = await team.duty.log.page(LEADER, team.room.id, "missing", None, 10)
    assert [line.facts["person"] for line in lines] == ["an"]
    (room,) = await team.duty.presence.now(LEADER)
    assert [each.name for each in room.missing] == ["an"]
    await sign_in(team, "an", "值班长")
    assert await attendance(team) == ["late"]


async def test_a_seat_takes_the_qualification_and_one_place_at_a_time(team: Team) -> None:
    with pytest.raises(Invalid):
        await sign_in(team, "deng", "值班长")
    await sign_in(team, "an", "值班长")
    with pytest.raises(Conflict):
        await sign_in(team, "an", "接警席")
    with pytest.raises(Conflict):
        await sign_in(team, "bo", "值班长")
    with pytest.raises(Forbidden):
        await sign_in(team, "leader", "接警席")


async def test_an_expired_qualification_is_none(team: Team) -> None:
    record = await team.duty.people.get(LEADER, team.people["an"])
    expired = [Qualification("值班长", date(2025, 12, 31))]
    await team.duty.people.set_qualifications(LEADER, record.person.id, record.person.version, expired)
    with pytest.raises(Invalid):
        await sign_in(team, "an", "值班长")


async def test_a_handover_is_done_when_both_have_signed_for_the_same(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"), (0, "夜班", "值班长", "bo"))
    until(clock, sheet.shifts[0].starts_utc)
    session = await sign_in(team, "an", "值班长")
    until(clock, sheet.shifts[0].ends_utc, -600)
    team.house.present = Situation(
        by_class={"intrusion": 2},
        waiting=1,
        devices_offline=3,
        faulty=[Faulty("device", "大门", "offline", clock.now_utc())],
    )
    handover = await team.duty.handovers.begin(actor("an"))
    assert handover.content["by_class"] == {"intrusion": 2}
    with pytest.raises(Conflict):
        await team.duty.handovers.sign_in(actor("bo"), handover.id, "0" * 64, "", PASSWORD, "")
    with pytest.raises(Invalid):
        await team.duty.handovers.sign_out(actor("an"), handover.id, "", "wrong")
    with pytest.raises(Forbidden):
        await team.duty.handovers.sign_out(actor("bo"), handover.id, "", PASSWORD)
    signed = await team.duty.handovers.sign_out(actor("an"), handover.id, "门卫电话已换", PASSWORD)
    (room,) = await team.duty.presence.now(LEADER)
    assert [each.session.id for each in room.present] == [session], "the outgoing stays until the incoming signs"
    done = await team.duty.handovers.sign_in(actor("an"), handover.id, signed.digest, "bo", PASSWORD, "")
    assert (done.handover.state, done.handover.incoming_name, done.cases) == ("done", "bo", ["alarm-1"])
    assert team.house.passed == [("an", "bo")]
    (room,) = await team.duty.presence.now(LEADER)
    assert [each.name for each in room.present] == ["bo"]
    assert await attendance(team) == ["present", "present"]
    with pytest.raises(Conflict):
        await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)


async def test_counting_anew_takes_the_signature_away(team: Team) -> None:
    await sign_in(team, "an", "值班长")
    handover = await team.duty.handovers.begin(actor("an"))
    signed = await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    again = await team.duty.handovers.begin(actor("an"))
    assert (again.id, again.state, again.digest) == (handover.id, "open", "")
    with pytest.raises(Conflict):
        await team.duty.handovers.sign_in(actor("bo"), handover.id, signed.digest, "", PASSWORD, "")
    team.house.present = Situation(waiting=7)
    await team.duty.handovers.begin(actor("an"))
    anew = await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    assert anew.digest != signed.digest
    with pytest.raises(Conflict):
        await team.duty.handovers.sign_in(actor("bo"), handover.id, signed.digest, "", PASSWORD, "")


async def test_nobody_hands_over_to_oneself(team: Team) -> None:
    await sign_in(team, "an", "值班长")
    handover = await team.duty.handovers.begin(actor("an"))
    signed = await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    with pytest.raises(Conflict):
        await team.duty.handovers.sign_in(actor("an"), handover.id, signed.digest, "", PASSWORD, "")


async def test_a_handover_that_fails_changes_nothing(team: Team) -> None:
    await sign_in(team, "an", "值班长")
    handover = await team.duty.handovers.begin(actor("an"))
    signed = await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    with pytest.raises(Invalid):
        await team.duty.handovers.sign_in(actor("deng"), handover.id, signed.digest, "", PASSWORD, "")
    (room,) = await team.duty.presence.now(LEADER)
    assert [each.name for each in room.present] == ["an"]
    found, _ = await team.duty.handovers.get(LEADER, handover.id)
    assert found.state == "signed_out"


async def test_a_room_is_closed_by_the_last_only_where_no_shift_follows(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"), (0, "夜班", "值班长", "bo"))
    until(clock, sheet.shifts[0].starts_utc)
    await sign_in(team, "an", "值班长")
    until(clock, sheet.shifts[0].ends_utc, -60)
    handover = await team.duty.handovers.begin(actor("an"))
    await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    with pytest.raises(Conflict):
        await team.duty.handovers.close_room(actor("an"), handover.id)
    night = sheet.shifts[1]
    await team.duty.rosters.change(LEADER, sheet.roster.id, sheet.roster.version, [], [night.id])
    closed = await team.duty.handovers.close_room(actor("an"), handover.id)
    assert closed.state == "done"
    (room,) = await team.duty.presence.now(LEADER)
    assert room.present == []


async def test_a_leader_relieves_with_a_reason_and_the_log_says_so(team: Team) -> None:
    session = await sign_in(team, "an", "值班长")
    with pytest.raises(Forbidden):
        await team.duty.presence.relieve(actor("bo"), session, "突发疾病")
    await team.duty.presence.relieve(LEADER, session, "突发疾病")
    (line,) = await team.duty.log.page(LEADER, team.room.id, "relieved", None, 10)
    assert (line.text, line.actor_name, line.facts) == ("突发疾病", "leader", {"person": "an"})
    with pytest.raises(Conflict):
        await team.duty.presence.relieve(LEADER, session, "再次")


async def test_the_log_is_only_added_to(team: Team) -> None:
    line = await team.duty.log.write(actor("an"), team.room.id, "2 号大屏花屏", None)
    await team.duty.log.write(actor("an"), team.room.id, "应为 3 号大屏", line.id)
    rows = await team.duty.log.page(LEADER, team.room.id, "", None, 10)
    assert [(row.kind, row.text, row.corrects) for row in rows] == [
        ("correction", "应为 3 号大屏", line.id), ("note", "2 号大屏花屏", None),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        await team.duty.log.write(actor("an"), team.room.id, "更正", "nothing")
    with pytest.raises(NotFound):
        await team.duty.log.write(actor("x", "duty.read", "duty.work", division="990102"), team.room.id, "外来", None)


async def test_figures_are_counted_from_what_happened(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(
        team,
        (0, "白班", "值班长", "an"),
        (0, "夜班", "值班长", "bo"),
        (0, "白班", "接警席", "deng"),
        (1, "白班", "接警席", "fan"),
    )
    day = sheet.shifts[0]
    until(clock, day.starts_utc, 10 * 60)
    await sign_in(team, "an", "值班长")  # ten minutes late
    await team.duty.timekeeper.tick()  # deng is missing
    until(clock, day.ends_utc, 20 * 60)
    handover = await team.duty.handovers.begin(actor("an"))
    signed = await team.duty.handovers.sign_out(actor("an"), handover.id, "", PASSWORD)
    await team.duty.handovers.sign_in(actor("bo"), handover.id, signed.digest, "", PASSWORD, "")
    gao = (await team.duty.people.get(LEADER, team.people["gao"])).person
    await team.duty.people.change(LEADER, gao.id, gao.version, {"left_on": FIRST, "left_reason": "resigned"})
    clock.jump(40 * 60)  # 21:00 of the first day
    found = await team.duty.figures.count(LEADER, FIRST, LAST)
    (room,) = found.rooms
    assert (room.shifts, room.present, room.late, room.missing) == (3, 2, 2, 1)
    assert (room.late_minutes, room.handovers, room.handovers_in_time, room.people, room.left) == (10 + 20, 1, 1, 6, 1)
    assert room.left_reasons == {"resigned": 1}
    # Lead: 08–21 asked for, 08:10–21:00 there. Desk: 08–20 asked for, nobody there.
    assert (room.asked_minutes, room.vacant_minutes) == (780 + 720, 10 + 720)
    hours = {each.name: (each.minutes, each.shifts, each.nights, each.late, each.missing) for each in found.people}
    assert hours["an"] == (730, 1, 0, 1, 0)
    assert hours["bo"] == (40, 1, 1, 1, 0)
    assert hours["deng"] == (0, 0, 0, 0, 1)
    assert (await team.duty.figures.count(actor("x", division="990102"), FIRST, LAST)).rooms == []
    with pytest.raises(Invalid):
        await team.duty.figures.count(LEADER, FIRST, FIRST + timedelta(days=400))
