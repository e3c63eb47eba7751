"""The duty room over HTTP with the house's own alarms and passwords: a shift from the first roster to the signed handover."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.api.conftest import PASSWORD
from tests.capabilities.alarms.centre import Town

from anlan.app.duty_situation import HouseSituation
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.directory.faulty import FaultyPeers
from anlan.capabilities.duty.service import DutyService
from anlan.foundation.access.models import UserRole


@pytest.fixture
async def alarms(platform: Any) -> AsyncIterator[AlarmService]:
    """An alarm centre and a duty room on it. ``county_officer`` leads the duty of the county 990101."""
    context, town = platform.context, Town()
    service = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=town, premises=town,
        cameras=town, rules=AlarmRules(own_division="9901"),
    )  # fmt: skip
    context.alarms = service
    context.duty = DutyService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, cases=service.shift,
        signatures=context.access.confirmation,
        situations=HouseSituation(service.shift, FaultyPeers(context.database), context.clock),
    )  # fmt: skip
    async with context.database.transaction() as session:
        session.add(UserRole(user_id=platform.users["county_officer"], role_id="duty_leader", division="990101"))
        session.add(UserRole(user_id=platform.users["other_officer"], role_id="duty_leader", division="990102"))
    await service.start()
    yield service
    await service.stop()


async def person(platform: Any, name: str) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await platform.sign_in(name)
    client.base_url = httpx.URL("http://anlan.test/api/v1")
    return client


async def room_with_two(platform: Any, leader: httpx.AsyncClient) -> dict[str, Any]:
    """A room with one seat; ``county_operator`` and ``county_officer`` are its people."""
    room = (await leader.post("/duty/rooms", json={"division": "990101", "name": "县级接警室"})).json()
    positions = {"version": room["version"], "positions": [{"name": "接警席"}]}
    room = (await leader.put(f"/duty/rooms/{room['id']}/positions", json=positions)).json()
    for name in ("county_operator", "county_officer"):
        body = {"room": room["id"], "name": name, "user": platform.users[name], "employed_from": "2025-01-01"}
        answer = await leader.post("/duty/people", json=body)
        assert answer.status_code == 201, answer.text
    return dict(room)


async def test_a_shift_is_handed_over_with_its_open_cases(platform: Any, alarms: AlarmService) -> None:
    leader, operator = await person(platform, "county_officer"), await person(platform, "county_operator")
    room = await room_with_two(platform, leader)
    seat = {"position": room["positions"][0]["id"], "workplace": "1 号台"}
    assert (await operator.post("/duty/sessions", json=seat)).status_code == 201
    opened = await operator.post(
        "/alarms", json={"division": "99010101", "alarm_class": "intrusion", "text": "电话报警"}
    )
    assert opened.status_code == 201, opened.text
    alarm = opened.json()["id"]
    claimed = await operator.post(f"/alarms/{alarm}/claim", json={"version": 1})
    assert claimed.status_code == 200, claimed.text
    handover = (await operator.post("/duty/handovers")).json()
    assert [(each["id"], each["holder"]) for each in handover["content"]["alarms"]] == [(alarm, "county_operator")]
    where = f"/duty/handovers/{handover['id']}"
    wrong = await operator.post(f"{where}/outgoing", json={"notes": "", "password": "Wrong-Password-1"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "access.wrong_password")
    signed = (await operator.post(f"{where}/outgoing", json={"notes": "留意东门", "password": PASSWORD})).json()
    assert len(signed["digest"]) == 64
    # At the outgoing's desk, with the incoming's name and password.
    body = {"digest": signed["digest"], "name": "county_officer", "password": PASSWORD}
    done = await operator.post(f"{where}/incoming", json=body)
    assert done.status_code == 200, done.text
    assert (done.json()["handover"]["state"], done.json()["cases"]) == ("done", [alarm])
    held = alarms.cases.get(alarm)
    assert held is not None
    assert held.claimed_by == platform.users["county_officer"]
    async with platform.context.database.reading() as session:
        row = await session.get_one(Alarm, alarm)
        step = (
            await session.scalars(
                select(AlarmStep).where(AlarmStep.alarm == alarm).order_by(AlarmStep.sequence.desc()).limit(1)
            )
        ).one()
    assert (row.claimed_by_name, row.state, row.version) == ("county_officer", "claimed", 3)
    assert (step.action, step.facts["from"]) == ("take_over", "county_operator")
    (now,) = (await leader.get("/duty/now")).json()["items"]
    assert [each["name"] for each in now["present"]] == ["county_officer"]
    assert (await operator.get("/duty/me")).json()["session"] is None
    assert (await leader.get("/duty/me")).json()["session"]["position_name"] == "接警席"


async def test_a_wrong_password_at_a_signature_locks_like_one_at_the_door(platform: Any, alarms: AlarmService) -> None:
    leader, operator = await person(platform, "county_officer"), await person(platform, "county_operator")
    room = await room_with_two(platform, leader)
    await operator.post("/duty/sessions", json={"position": room["positions"][0]["id"]})
    handover = (await operator.post("/duty/handovers")).json()
    body = {"notes": "", "password": "Wrong-Password-1"}
    answers = [await operator.post(f"/duty/handovers/{handover['id']}/outgoing", json=body) for _ in range(7)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    right = await operator.post(f"/duty/handovers/{handover['id']}/outgoing", json=body | {"password": PASSWORD})
    assert right.status_code == 429, "the account is locked, whatever is typed"


async def test_another_countys_rooms_are_not_there(platform: Any, alarms: AlarmService) -> None:
    leader, stranger = await person(platform, "county_officer"), await person(platform, "other_officer")
    room = await room_with_two(platform, leader)
    people = (await leader.get("/duty/people")).json()["items"]
    assert (await stranger.get("/duty/rooms")).json()["items"] == []
    assert (await stranger.get("/duty/now")).json()["items"] == []
    for method, path, body in (
        ("GET", f"/duty/rooms/{room['id']}", None),
        ("GET", f"/duty/rooms/{room['id']}/log", None),
        ("GET", f"/duty/rooms/{room['id']}/handovers", None),
        ("GET", f"/duty/people/{people[0]['id']}", None),
        ("PATCH", f"/duty/rooms/{room['id']}", {"name": "x", "version": 1}),
        ("POST", f"/duty/rooms/{room['id']}/log", {"text": "x"}),
        ("POST", "/duty/sessions", {"position": room["positions"][0]["id"]}),
        ("POST", "/duty/rosters", {"room": room["id"], "first_day": "2026-01-02", "last_day": "2026-01-03"}),
    ):
        answer = await stranger.request(method, path, json=body)
        assert answer.status_code == 404, (method, path, answer.text)


async def test_an_operator_neither_makes_rooms_nor_rosters(platform: Any, alarms: AlarmService) -> None:
    operator = await person(platform, "county_operator")
    assert (await operator.post("/duty/rooms", json={"division": "990101", "name": "x"})).status_code == 403
    body = {"room": "x", "first_day": "2026-01-02", "last_day": "2026-01-03"}
    assert (await operator.post("/duty/rosters", json=body)).status_code == 403


async def test_a_changed_room_is_refused_to_whoever_saw_the_older_one(platform: Any, alarms: AlarmService) -> None:
    leader = await person(platform, "county_officer")
    room = await room_with_two(platform, leader)
    body = {"name": "新名称", "version": room["version"] - 1}
    assert (await leader.patch(f"/duty/rooms/{room['id']}", json=body)).status_code == 409
    assert (
        await leader.patch(f"/duty/rooms/{room['id']}", json=body | {"version": room["version"]})
    ).status_code == 200
    lines = await platform.audit_lines(action="duty.manage", resource_id=room["id"], outcome="allowed")
    assert lines
