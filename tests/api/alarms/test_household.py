"""The household's button over HTTP: enrolled once, pressed, followed, cancelled with either word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.api.alarms.conftest import SignIn

from anlan.capabilities.alarms.buttons.kinds import CALLS, DURESS
from anlan.capabilities.alarms.buttons.service import PRESSES_A_MINUTE, Household
from anlan.capabilities.alarms.models import AlarmButton, AlarmSignal
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.clock import ManualClock
from anlan.foundation.ids import new_id

HOME = {
    "number": "KH-1", "name": "张家院子", "category": "household", "division": "99010101", "address": "柳树村 3 组", "longitude": 120.0,
    "latitude": 30.0, "verbal_password": "红灯笼", "duress_word": "蓝灯笼",
}  # fmt: skip
FIRST, SECOND, CANCEL = "press-0000000001", "press-0000000002", "cancel-000000001"


@dataclass
class House:
    """A household with one phone, and an operator's and a keeper's view of it."""

    chief: httpx.AsyncClient
    operator: httpx.AsyncClient
    phone: httpx.AsyncClient
    subscriber: str
    account: str
    code: str
    alarms: AlarmService

    async def press(self, identity: str = FIRST, call: str = "hold_up", **facts: Any) -> httpx.Response:
        return await self.phone.post("/button/presses", json={"id": identity, "call": call, **facts})

    async def cancel(self, word: str, press: str = FIRST, identity: str = CANCEL) -> httpx.Response:
        return await self.phone.post("/button/cancellations", json={"id": identity, "press": press, "password": word})

    async def stages(self, press: str = FIRST) -> list[str]:
        answer = await self.phone.get(f"/button/presses/{press}")
        return [each["stage"] for each in answer.json()["milestones"]]

    async def open(self) -> list[dict[str, Any]]:
        return list((await self.operator.get("/alarms")).json()["items"])


@pytest.fixture
async def alarms(platform: Any, subscribers: Subscribers, tmp_path: Path) -> AsyncIterator[AlarmService]:
    context = platform.context
    service = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=subscribers.book,
        premises=subscribers.book, rules=AlarmRules(own_division="9901"), evidence_folder=tmp_path / "evidence",
    )  # fmt: skip
    context.alarms = service
    context.household = Household(
        context.database, context.clock, service.intake, service.additions, subscribers.records
    )
    await service.start()
    yield service
    await service.stop()


def phone_of(platform: Any, token: str = "") -> httpx.AsyncClient:
    client: httpx.AsyncClient = platform.client("198.51.100.9")
    client.base_url = httpx.URL("http://anlan.test/api/v1")
    if token:
        client.headers["authorization"] = f"Button {token}"
    return client


@pytest.fixture
async def house(platform: Any, sign_in: SignIn, alarms: AlarmService) -> House:
    chief = await sign_in("chief")
    made = (await chief.post("/subscribers", json=HOME)).json()
    invited = await chief.post(f"/subscribers/{made['id']}/buttons", json={"label": "张大爷"})
    assert invited.status_code == 201
    address, _, code = invited.json()["link"].partition("#")
    assert address == "http://anlan.test/button"
    enrolled = await phone_of(platform).post("/button/enrolment", json={"code": code})
    assert enrolled.status_code == 200, enrolled.text
    phone = phone_of(platform, enrolled.json()["token"])
    account = invited.json()["button"]["id"]
    return House(chief, await sign_in("county_operator"), phone, made["id"], account, code, alarms)


def test_what_a_household_can_call_for_are_kinds_of_the_vocabulary() -> None:
    kinds = load_vocabulary().kinds
    assert {kind.code: kind for kind in (*CALLS.values(), DURESS)} == {
        kind.code: kinds[kind.code] for kind in (*CALLS.values(), DURESS)
    }


async def test_a_code_enrols_one_phone_and_nothing_of_it_is_kept_in_the_clear(house: House, platform: Any) -> None:
    again = await phone_of(platform).post("/button/enrolment", json={"code": house.code})
    assert (again.status_code, again.json()["code"]) == (401, "buttons.code")
    async with platform.context.database.reading() as session:
        row = (await session.scalars(select(AlarmButton))).one()
    kept = " ".join(str(value) for value in vars(row).values())
    assert house.code not in kept
    assert house.phone.headers["authorization"].split()[1] not in kept
    shown = (await house.phone.get("/button")).json()
    assert (shown["subscriber"], shown["label"], shown["recent"]) == ("张家院子", "张大爷", [])
    lines = await platform.audit_lines(action="button.enrol")
    assert [(line["actor_kind"], line["resource_id"]) for line in lines] == [("button", house.subscriber)]


async def test_a_code_holds_for_a_day(house: House, platform: Any, clock: ManualClock) -> None:
    invited = (await house.chief.post(f"/subscribers/{house.subscriber}/buttons", json={"label": "儿子"})).json()
    clock.jump(24 * 3600 + 1)
    late = await phone_of(platform).post("/button/enrolment", json={"code": invited["link"].partition("#")[2]})
    assert late.status_code == 401


async def test_a_press_is_one_alarm_however_often_it_is_sent(house: House, clock: ManualClock) -> None:
    sent = {"longitude": 120.5, "latitude": 30.5, "text": "后院"}
    first = await house.press(**sent)
    assert first.status_code == 200, first.text
    assert (first.json()["kept"], [each["stage"] for each in first.json()["milestones"]]) == (False, ["received"])
    # Long after what the intake remembers of repeats.
    clock.jump(5_000)
    assert (await house.press(**sent)).json() == first.json()
    (row,) = await house.open()
    assert (row["alarm_class"], row["kind"]["code"], row["source"].split("|")[0]) == ("hold_up", "panic", "button")
    assert (row["subscriber"]["name"], row["longitude"], row["text"], row["signals"]) == ("张家院子", 120.5, "后院", 1)


@pytest.mark.parametrize(
    ("call", "alarm_class"),
    [("medical", "fire"), ("fire", "fire"), ("suspicious", "intrusion"), ("hold_up", "hold_up")],
)
async def test_each_call_has_its_class(house: House, call: str, alarm_class: str) -> None:
    await house.press(call=call)
    assert [row["alarm_class"] for row in await house.open()] == [alarm_class]


async def test_the_household_follows_the_case_without_a_name(house: House) -> None:
    await house.press()
    (row,) = await house.open()
    for step, (action, facts) in enumerate(
        [("claim", {}), ("dispatch", {"who": "巡逻二组"}), ("arrive", {"who": "巡逻二组"})], start=1
    ):
        answer = await house.operator.post(f"/alarms/{row['id']}/{action}", json={"version": step, **facts})
        assert answer.status_code == 200
    assert await house.stages() == ["received", "claimed", "on_the_way", "arrived"]
    whole = (await house.phone.get(f"/button/presses/{FIRST}")).text
    assert "county_operator" not in whole
    assert "巡逻" not in whole


@pytest.mark.parametrize(
    ("word", "told"), [("红灯笼", "correct"), (" 红 灯笼", "correct"), ("黑灯笼", "wrong"), ("蓝灯笼", "duress")]
)
async def test_every_word_gets_the_same_answer_and_the_desk_is_told(house: House, word: str, told: str) -> None:
    await house.press(call="medical")
    answer = await house.cancel(word)
    assert (answer.status_code, answer.json()["state"], set(answer.json())) == (200, "cancelled", {"state", "at_utc"})
    assert await house.stages() == ["received", "cancelled"]
    rows = await house.open()
    # The case itself stays open, and under duress a hold-up stands before it.
    assert [row["alarm_class"] for row in rows] == (["hold_up", "fire"] if told == "duress" else ["fire"])
    assert rows[0]["kind"]["code"] == ("duress" if told == "duress" else "medical")
    detail = (await house.operator.get(f"/alarms/{rows[-1]['id']}")).json()
    step = detail["steps"][-1]
    assert (step["action"], step["facts"]["password"], step["actor_kind"], step["actor_name"]) == (
        "cancelled", told, "button", "张大爷",
    )  # fmt: skip
    assert (step["from_state"], step["to_state"], "cancelled" in detail["actions"]) == ("waiting", "waiting", False)
    # Whoever holds the phone sees nothing of the hold-up, nor of help that comes.
    shown = (await house.phone.get("/button")).json()["recent"]
    assert [each["id"] for each in shown] == [FIRST]
    await house.operator.post(f"/alarms/{rows[-1]['id']}/claim", json={"version": 2})
    assert await house.stages() == ["received", "cancelled"]


async def test_a_cancellation_sent_again_is_one_step_and_one_hold_up(house: House, clock: ManualClock) -> None:
    await house.press()
    await house.cancel("蓝灯笼")
    clock.jump(2_000)
    assert (await house.cancel("蓝灯笼")).status_code == 200
    (row,) = await house.open()
    detail = (await house.operator.get(f"/alarms/{row['id']}")).json()
    assert [step["action"] for step in detail["steps"]].count("cancelled") == 1
    assert sorted(each["kind"] for each in detail["signal_list"]) == ["duress", "panic"]


async def test_a_press_after_the_cancellation_is_followed_anew(house: House, clock: ManualClock) -> None:
    await house.press()
    await house.cancel("红灯笼")
    clock.jump(5)
    await house.press(SECOND)
    assert await house.stages(SECOND) == ["received"]


async def test_under_test_a_press_is_received_and_kept(house: House, sign_in: SignIn, clock: ManualClock) -> None:
    ends = (clock.now_utc() + timedelta(hours=1)).isoformat()
    body = {"subscriber": house.subscriber, "mode": "test", "reason": "维护", "ends_utc": ends}
    assert (await house.chief.post("/alarm-suppressions", json=body)).status_code == 201
    answer = await house.press()
    assert (answer.json()["kept"], await house.open()) == (True, [])
    assert (await house.cancel("红灯笼")).status_code == 200


@pytest.mark.parametrize("way", ["revoked", "switched off", "invited anew"])
async def test_a_phone_that_was_taken_off_raises_nothing(house: House, way: str) -> None:
    home = f"/subscribers/{house.subscriber}"
    if way == "revoked":
        assert (await house.chief.delete(f"{home}/buttons/{house.account}")).status_code == 204
        assert (await house.chief.get(f"{home}/buttons")).json() == {"items": []}
    elif way == "switched off":
        assert (await house.chief.patch(f"{home}/accounts/{house.account}", json={"enabled": False})).status_code == 200
    else:
        assert (await house.chief.post(f"{home}/buttons/{house.account}/code")).status_code == 200
    answer = await house.press()
    assert (answer.status_code, answer.json()["code"]) == (401, "buttons.revoked")
    assert await house.open() == []


async def test_another_households_press_does_not_exist(house: House, platform: Any) -> None:
    await house.press()
    other = (await house.chief.post("/subscribers", json=HOME | {"number": "KH-2", "name": "李家"})).json()
    invited = (await house.chief.post(f"/subscribers/{other['id']}/buttons", json={"label": "李"})).json()
    code = {"code": invited["link"].partition("#")[2]}
    token = (await phone_of(platform).post("/button/enrolment", json=code)).json()["token"]
    stranger = phone_of(platform, token)
    assert (await stranger.get(f"/button/presses/{FIRST}")).status_code == 404
    assert (
        await stranger.post("/button/cancellations", json={"id": CANCEL, "press": FIRST, "password": "x"})
    ).status_code == 404


async def test_tokens_that_are_none_are_counted_by_address(platform: Any, house: House) -> None:
    stranger = phone_of(platform, "anlanbtn_" + "x" * 43)
    answers = [(await stranger.get("/button")).status_code for _ in range(32)]
    assert (answers[0], answers[-1]) == (401, 429)
    # A session's or a program's credential is none here.
    assert (await house.operator.get("/button")).status_code == 401


async def test_a_phone_gone_wild_is_held_back_and_its_first_alarm_stands(house: House) -> None:
    answers = [(await house.press(f"press-{number:010}")).status_code for number in range(PRESSES_A_MINUTE + 1)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert len(await house.open()) == 1
    # What was received is answered all the same.
    assert (await house.press("press-0000000000")).status_code == 200


async def test_the_phones_clock_is_believed_within_bounds(house: House, platform: Any, clock: ManualClock) -> None:
    now = clock.now_utc()
    for identity, told in ((FIRST, now.replace(microsecond=0)), (SECOND, now.replace(year=now.year + 1))):
        await house.press(identity, pressed_utc=told.isoformat())
    async with platform.context.database.reading() as session:
        rows = (await session.scalars(select(AlarmSignal))).all()
    assert {row.sequence: row.occurred_utc for row in rows} == {FIRST: now.replace(microsecond=0), SECOND: None}


async def test_an_operator_invites_nobody_and_a_company_only_its_own(house: House, sign_in: SignIn) -> None:
    path = f"/subscribers/{house.subscriber}/buttons"
    assert (await house.operator.post(path, json={"label": "x"})).status_code == 403
    assert (await house.operator.get(path)).status_code == 200
    company = await sign_in("company")
    assert (await company.get(path)).status_code == 404
    assert (await company.post(path, json={"label": "x"})).status_code == 404
    assert (await company.post(f"{path}/{house.account}/code")).status_code == 404


async def test_the_id_of_a_press_is_bounded(house: House, clock: ManualClock) -> None:
    for identity in ("short", "x" * 65, "press|0000000001"):
        assert (await house.press(identity)).status_code == 422
    assert (await house.press(new_id(clock.now_utc()))).status_code == 200
