"""Rosters on record: made, changed, in force, withdrawn; and shifts that change hands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.capabilities.duty.conftest import FIRST, LAST, LEADER, NAMES, OTHER, Team, actor

from anlan.capabilities.duty.rosters.highs import solve
from anlan.capabilities.duty.rosters.problem import RosterPlan, RosterProblem
from anlan.capabilities.duty.rosters.rosters import NewShift, RosterSheet
from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound


class HereAndNow:
    """The solver without a process of its own."""

    async def solve(self, problem: RosterProblem) -> RosterPlan:
        return solve(problem)


async def planned(team: Team) -> RosterSheet:
    team.duty.rosters._solver = HereAndNow()
    return await team.duty.rosters.plan(LEADER, team.room.id, FIRST, FIRST + timedelta(days=3))


async def by_hand(team: Team, *shifts: tuple[int, str, str, str]) -> RosterSheet:
    """A draft with shifts of (day from the first, pattern, position, person)."""
    empty = await team.duty.rosters.plan(LEADER, team.room.id, FIRST, LAST, by_hand=True)
    return await team.duty.rosters.change(LEADER, empty.roster.id, empty.roster.version, new(team, *shifts), [])


def new(team: Team, *shifts: tuple[int, str, str, str]) -> list[NewShift]:
    return [
        NewShift(
            FIRST + timedelta(days=day), team.patterns[pattern].id, team.positions[position].id, team.people[person]
        )
        for day, pattern, position, person in shifts
    ]


async def in_force(team: Team, *shifts: tuple[int, str, str, str]) -> RosterSheet:
    draft = await by_hand(team, *shifts)
    return await team.duty.rosters.publish(LEADER, draft.roster.id, draft.roster.version, accept_vacancies=True)


async def test_a_planned_roster_breaks_no_rule_and_can_be_put_in_force(team: Team) -> None:
    draft = await planned(team)
    assert draft.roster.state == "draft"
    assert (draft.faults, draft.roster.outcome["people_missing"]) == ([], 0)
    assert len(draft.shifts) == 4 * 2 * 2
    sheet = await team.duty.rosters.publish(LEADER, draft.roster.id, draft.roster.version, accept_vacancies=False)
    assert {shift.attendance for shift in sheet.shifts} == {"due"}


async def test_vacancies_must_be_accepted_by_name(team: Team) -> None:
    draft = await by_hand(team, (0, "白班", "值班长", "an"))
    assert {each.rule for each in draft.faults} == {"required", "minimum"}
    with pytest.raises(Invalid) as refused:
        await team.duty.rosters.publish(LEADER, draft.roster.id, draft.roster.version, accept_vacancies=False)
    assert "01-02 白班" in refused.value.sentence.zh
    sheet = await team.duty.rosters.publish(LEADER, draft.roster.id, draft.roster.version, accept_vacancies=True)
    assert sheet.roster.state == "published"


@pytest.mark.parametrize(
    ("shift", "rule"),
    [
        ((1, "夜班", "接警席", "an"), "double"),
        ((2, "白班", "接警席", "an"), "rest"),
        ((0, "白班", "值班长", "deng"), "qualification"),
        ((1, "白班", "值班长", "bo"), "seats"),
    ],
)
async def test_what_breaks_a_rule_by_hand_is_refused_and_named(
    team: Team, shift: tuple[int, str, str, str], rule: str
) -> None:
    words = {"double": "同一时间", "rest": "休息不足", "qualification": "资质", "seats": "超员"}
    held = (1, "夜班", "值班长", "an") if rule in ("double", "rest") else (1, "白班", "值班长", "an")
    draft = await by_hand(team, held)
    with pytest.raises(Invalid) as refused:
        await team.duty.rosters.change(LEADER, draft.roster.id, draft.roster.version, new(team, shift), [])
    assert words[rule] in refused.value.sentence.zh
    unchanged = await team.duty.rosters.get(LEADER, draft.roster.id)
    assert len(unchanged.shifts) == 1


async def test_a_stale_version_is_refused(team: Team) -> None:
    draft = await by_hand(team)
    with pytest.raises(Conflict):
        await team.duty.rosters.change(LEADER, draft.roster.id, draft.roster.version - 1, [], [])


async def test_two_rosters_cannot_hold_for_the_same_days(team: Team) -> None:
    await in_force(team)
    second = await by_hand(team)
    with pytest.raises(Conflict):
        await team.duty.rosters.publish(LEADER, second.roster.id, second.roster.version, accept_vacancies=True)


async def test_a_shift_that_has_begun_stays_and_one_ahead_can_change(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"), (3, "白班", "值班长", "an"))
    clock.jump((sheet.shifts[0].starts_utc - clock.now_utc()).total_seconds() + 60)
    begun, ahead = (shift.id for shift in sheet.shifts)
    with pytest.raises(Conflict):
        await team.duty.rosters.change(LEADER, sheet.roster.id, sheet.roster.version, [], [begun])
    changed = await team.duty.rosters.change(
        LEADER, sheet.roster.id, sheet.roster.version, new(team, (3, "白班", "值班长", "bo")), [ahead]
    )
    assert [shift.person for shift in changed.shifts] == [team.people["an"], team.people["bo"]]
    assert [shift.attendance for shift in changed.shifts] == ["due", "due"]


async def test_withdrawing_keeps_what_was_worked_and_deletes_a_draft(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "值班长", "an"), (3, "白班", "值班长", "an"))
    clock.jump((sheet.shifts[0].starts_utc - clock.now_utc()).total_seconds() + 60)
    await team.duty.rosters.withdraw(LEADER, sheet.roster.id, sheet.roster.version)
    kept = await team.duty.rosters.get(LEADER, sheet.roster.id)
    assert [shift.attendance for shift in kept.shifts] == ["due", "draft"]
    draft = await by_hand(team, (1, "白班", "值班长", "an"))
    await team.duty.rosters.withdraw(LEADER, draft.roster.id, draft.roster.version)
    with pytest.raises(NotFound):
        await team.duty.rosters.get(LEADER, draft.roster.id)


async def test_a_draft_is_not_there_for_those_who_do_not_manage_and_no_room_is_for_another_county(team: Team) -> None:
    draft = await by_hand(team)
    with pytest.raises(NotFound):
        await team.duty.rosters.get(actor("an"), draft.roster.id)
    stranger = actor("other", "duty.read", "duty.manage", division=OTHER)
    for call in (
        team.duty.rosters.get(stranger, draft.roster.id),
        team.duty.rosters.plan(stranger, team.room.id, FIRST, LAST),
        team.duty.rooms.get(stranger, team.room.id),
    ):
        with pytest.raises(NotFound):
            await call
    assert await team.duty.rosters.page(stranger, "", None, 10) == []
    assert await team.duty.rosters.page(actor("an"), "", None, 10) == []


async def test_only_whoever_manages_duty_makes_rosters(team: Team) -> None:
    with pytest.raises(Forbidden):
        await team.duty.rosters.plan(actor("an"), team.room.id, FIRST, LAST)


async def test_leave_entered_later_shows_as_a_fault(team: Team) -> None:
    sheet = await in_force(team, (2, "白班", "值班长", "an"))
    await team.duty.people.add_absence(LEADER, team.people["an"], "leave", date(2026, 1, 4), date(2026, 1, 4), "病假")
    found = await team.duty.rosters.get(LEADER, sheet.roster.id)
    assert [(each.rule, each.person) for each in found.faults if each.person] == [("leave", team.people["an"])]


# Swaps


async def test_a_swap_asked_agreed_and_approved_changes_the_roster(team: Team) -> None:
    sheet = await in_force(team, (0, "白班", "接警席", "deng"), (2, "夜班", "接警席", "fan"))
    given, taken = (shift.id for shift in sheet.shifts)
    swap = await team.duty.swaps.ask(actor("deng"), given, team.people["fan"], taken, "家中有事")
    with pytest.raises(Forbidden):
        await team.duty.swaps.answer(actor("gao"), swap.id, agree=True, said="")
    with pytest.raises(Conflict):
        await team.duty.swaps.decide(LEADER, swap.id, approve=True, said="")
    await team.duty.swaps.answer(actor("fan"), swap.id, agree=True, said="可以")
    await team.duty.swaps.decide(LEADER, swap.id, approve=True, said="")
    after = await team.duty.rosters.get(LEADER, sheet.roster.id)
    assert [shift.person for shift in after.shifts] == [team.people["fan"], team.people["deng"]]


@pytest.mark.parametrize(
    ("asker", "other", "given"),
    [("an", "deng", 0), ("deng", "an", 1)],
    ids=["without the qualification", "without rest"],
)
async def test_a_swap_that_breaks_a_rule_is_not_asked(team: Team, asker: str, other: str, given: int) -> None:
    sheet = await in_force(team, (0, "夜班", "值班长", "an"), (1, "白班", "接警席", "deng"))
    with pytest.raises(Invalid):
        await team.duty.swaps.ask(actor(asker), sheet.shifts[given].id, team.people[other], None, "换班")


async def test_exchanging_shifts_of_one_day_is_no_double_work(team: Team) -> None:
    sheet = await in_force(team, (0, "白班", "接警席", "deng"), (0, "夜班", "接警席", "fan"))
    given, taken = (shift.id for shift in sheet.shifts)
    swap = await team.duty.swaps.ask(actor("deng"), given, team.people["fan"], taken, "换班")
    assert swap.state == "asked"
    with pytest.raises(Conflict):
        await team.duty.swaps.ask(actor("fan"), taken, team.people["gao"], None, "换班")


async def test_a_swap_lapses_when_its_shift_begins(team: Team, clock: ManualClock) -> None:
    sheet = await in_force(team, (0, "白班", "接警席", "deng"))
    swap = await team.duty.swaps.ask(actor("deng"), sheet.shifts[0].id, team.people["fan"], None, "换班")
    clock.jump((sheet.shifts[0].starts_utc - clock.now_utc()).total_seconds() + 1)
    await team.duty.timekeeper.tick()
    found = await team.duty.swaps.page(actor("deng"), "", "lapsed", None, 10)
    assert [each.id for each in found] == [swap.id]


# People


async def test_people_are_found_by_name_and_leave_with_a_reason(team: Team) -> None:
    rows, total = await team.duty.people.page(LEADER, room="", q="", left=False, after=None, limit=4)
    assert (total, [row.person.name for row in rows]) == (len(NAMES), ["an", "bo", "cao", "deng"])
    last = rows[-1].person
    rest, _ = await team.duty.people.page(LEADER, room="", q="", left=False, after=(last.pinyin, last.id), limit=4)
    assert [row.person.name for row in rest] == ["fan", "gao"]
    gao = rest[1].person
    with pytest.raises(Invalid):
        await team.duty.people.change(LEADER, gao.id, gao.version, {"left_on": date(2025, 12, 1)})
    await team.duty.people.change(
        LEADER, gao.id, gao.version, {"left_on": date(2025, 12, 1), "left_reason": "resigned"}
    )
    gone, _ = await team.duty.people.page(LEADER, room="", q="", left=True, after=None, limit=4)
    assert [row.person.name for row in gone] == ["gao"]


async def test_one_account_is_one_person(team: Team) -> None:
    record = await team.duty.people.get(LEADER, team.people["bo"])
    with pytest.raises(Conflict):
        await team.duty.people.change(LEADER, record.person.id, record.person.version, {"user": "an"})


async def test_a_wish_is_ones_own_and_leave_is_the_leaders(team: Team) -> None:
    day = date(2026, 1, 4)
    await team.duty.people.add_absence(actor("an"), team.people["an"], "wish", day, day, "")
    for person, kind in (("an", "leave"), ("bo", "wish")):
        with pytest.raises(Forbidden):
            await team.duty.people.add_absence(actor("an"), team.people[person], kind, day, day, "")
    assert [each.kind for each in await team.duty.people.absences(LEADER, team.people["an"])] == ["wish"]
