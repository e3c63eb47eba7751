"""Alarms over HTTP: from the signal to the closed case, and what each asker is shown."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.capabilities.alarms.centre import BURGLARY, FIRE, HOLD_UP, TAMPER, Town, signal

from anlan.api.times import utc_text
from anlan.capabilities.alarms.evidence.photos import PhotoDraft
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.alarms.vocabulary import ALARM_CLASSES
from anlan.foundation.access.actor import SYSTEM, Actor
from anlan.foundation.access.models import UserRole
from anlan.foundation.events import Event
from anlan.foundation.events.hearing import may_hear

OWN, COMPANY_USER = "9901", "other_officer"


@pytest.fixture
def town(platform: Any) -> Town:
    """Premises 1 are served by nobody, 2 by the company user's organisation; both in the operators' county."""
    made = Town()
    made.settle(1)
    made.settle(2, company=platform.organisations["990102"])
    return made


@pytest.fixture
async def alarms(platform: Any, town: Town) -> AsyncIterator[AlarmService]:
    context = platform.context
    service = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=town, premises=town,
        cameras=town, rules=AlarmRules(own_division=OWN), evidence_folder=context.settings.data_directory / "evidence",
    )  # fmt: skip
    context.alarms = service
    async with context.database.transaction() as session:
        session.add(UserRole(user_id=platform.users["county_officer"], role_id="duty_leader", division="990101"))
        session.add(UserRole(user_id=platform.users[COMPANY_USER], role_id="alarm_company", division=OWN))
    await service.start()
    yield service
    await service.stop()


async def person(platform: Any, name: str) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await platform.sign_in(name)
    client.base_url = httpx.URL("http://anlan.test/api/v1")
    return client


async def act(client: httpx.AsyncClient, alarm: str, action: str, version: int, **facts: Any) -> httpx.Response:
    return await client.post(f"/alarms/{alarm}/{action}", json={"version": version, **facts})


async def test_the_desk_is_told_its_words_and_a_citys_own_condition_by_its_id(platform: Any, town: Town) -> None:
    context = platform.context
    rules = AlarmRules(own_division=OWN, forward_conditions=("two_zones", "flood_gate"))
    context.alarms = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=town, premises=town, rules=rules,
        evidence_folder=context.settings.data_directory / "evidence",
    )  # fmt: skip
    words = (await (await person(platform, "county_operator")).get("/alarms/vocabulary")).json()
    assert words["forward_conditions"] == [
        {"id": "two_zones", "zh": "相邻两个防区相继报警", "en": "Two adjacent zones in succession"},
        {"id": "flood_gate", "zh": "flood_gate", "en": "flood_gate"},
    ]
    assert [each["id"] for each in words["classes"]] == list(ALARM_CLASSES)
    assert {name: len(words[name]) for name in ("results", "false_causes", "methods", "findings")} == {
        "results": 9, "false_causes": 4, "methods": 3, "findings": 4,
    }  # fmt: skip
    assert words["methods"][0] == {"id": "video", "zh": "视频复核", "en": "Video"}


async def test_a_hold_up_from_signal_to_archive_door(platform: Any, alarms: AlarmService) -> None:
    operator, leader = await person(platform, "county_operator"), await person(platform, "county_officer")
    await alarms.intake.receive(signal("A1", BURGLARY))
    raised = (await alarms.intake.receive(signal("A1", HOLD_UP, 1, raw="raw line"))).alarm
    assert raised is not None
    queue = (await operator.get("/alarms")).json()
    assert ([row["alarm_class"] for row in queue["items"]], queue["total"]) == (["hold_up", "intrusion"], 2)
    row = queue["items"][0]
    assert (row["id"], row["kind"]["code"], row["subscriber"]["name"]) == (raised, "hold_up", "商户1")
    assert row["deadline_utc"] == utc_text(alarms.cases.get(raised).received_utc + timedelta(seconds=30))  # type: ignore[union-attr]

    claimed = (await act(operator, raised, "claim", 1)).json()
    assert (claimed["state"], claimed["claimed_by"]["name"], claimed["version"]) == ("claimed", "county_operator", 2)
    late = await act(leader, raised, "claim", 1)
    assert (late.status_code, late.json()["code"], late.json()["current"]["version"]) == (409, "alarms.claimed_by", 2)
    assert (await act(operator, raised, "verify", 2, method="video", outcome="confirmed")).status_code == 200
    assert (await act(operator, raised, "dispatch", 3, who="巡逻二组")).status_code == 200
    arrived = await act(operator, raised, "arrive", 4, who="巡逻二组", longitude=120.1, latitude=30.1)
    assert arrived.json()["state"] == "on_scene"
    assert (await act(operator, raised, "handle", 5, text="已控制")).status_code == 200
    closed = await act(operator, raised, "close", 6, result="true_crime", note="属实")
    assert (closed.json()["state"], closed.json()["result"]) == ("second_check", "true_crime")
    assert (await act(operator, raised, "approve", 7)).status_code == 403
    assert (await act(leader, raised, "approve", 7)).json()["state"] == "closed"

    detail = (await operator.get(f"/alarms/{raised}")).json()
    assert [step["action"] for step in detail["steps"]] == [
        "claim", "verify", "dispatch", "arrive", "handle", "close", "approve",
    ]  # fmt: skip
    assert (detail["steps"][3]["longitude"], detail["signal_list"][0]["raw"]) == (120.1, "raw line")
    assert (detail["cameras"][0]["name"], detail["contacts"][0]["name"], detail["plan"][0]["step"]) == (
        "门口", "李店主", 1,
    )  # fmt: skip
    assert detail["actions"] == ["note", "correct"]
    board = (await leader.get("/alarms/board")).json()
    assert board["by_class"] == {"intrusion": 1}
    months = (await leader.get("/alarms/clocks", params={"months": 2})).json()
    assert [each["month"] for each in months] == ["", "2026-01", "2025-12"]
    assert months[0]["classes"][0]["goals"] == {
        "first_s": 30, "first_percent": 80.0, "second_s": 60, "second_percent": 98.5,
    }  # fmt: skip


async def test_a_company_sees_only_what_it_serves_in_lists_details_and_actions(
    platform: Any, alarms: AlarmService
) -> None:
    company = await person(platform, COMPANY_USER)
    hidden = (await alarms.intake.receive(signal("A1", FIRE))).alarm
    own = (await alarms.intake.receive(signal("A2", FIRE, 1))).alarm
    assert [row["id"] for row in (await company.get("/alarms")).json()["items"]] == [own]
    assert (await company.get(f"/alarms/{hidden}")).status_code == 404
    assert (await act(company, str(hidden), "claim", 1)).status_code == 404
    assert (await act(company, str(own), "claim", 1)).status_code == 200
    signals = (await company.get("/alarm-signals")).json()["items"]
    assert [each["alarm"] for each in signals] == [own]


async def test_the_queue_pages_by_cursor(platform: Any, alarms: AlarmService) -> None:
    operator = await person(platform, "county_operator")
    for place, what in enumerate((BURGLARY, FIRE, HOLD_UP)):
        await alarms.intake.receive(signal("A1", what, place))
    seen, cursor = [], None
    for _ in range(3):
        page = (await operator.get("/alarms", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [row["alarm_class"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (["hold_up", "fire", "intrusion"], None)
    found = (await operator.get("/alarms", params={"class": "fire"})).json()
    assert (found["total"], found["by_class"]) == (1, {"hold_up": 1, "fire": 1, "intrusion": 1})


async def test_some_are_asked_for_by_id_and_nothing_is_counted(platform: Any, alarms: AlarmService) -> None:
    operator = await person(platform, "county_operator")
    made = [str((await alarms.intake.receive(signal("A1", what, place))).alarm) for place, what in enumerate((BURGLARY, FIRE, HOLD_UP))]  # fmt: skip
    asked = {"ids": ",".join([made[0], made[2], "0" * 24]), "counted": False}
    page = (await operator.get("/alarms", params=asked)).json()
    assert [row["id"] for row in page["items"]] == [made[2], made[0]]
    assert (page["total"], page["by_class"]) == (None, {})
    for wrong in ("a;b", ",", ",".join(made * 100)):
        assert (await operator.get("/alarms", params={"ids": wrong})).status_code == 422


async def test_by_hand_and_unknown_sources(platform: Any, alarms: AlarmService) -> None:
    operator = await person(platform, "county_operator")
    made = await operator.post("/alarms", json={"division": "990101", "alarm_class": "fire", "text": "路人报告冒烟"})
    assert (made.status_code, made.json()["kind"]["code"], made.json()["subscriber"]) == (201, "manual", None)
    elsewhere = await operator.post("/alarms", json={"division": "990102", "alarm_class": "fire", "text": "冒烟"})
    assert elsewhere.status_code == 403
    await alarms.intake.receive(signal("FFFF", FIRE))
    # Unknown sources belong to the platform's own division, which the county's operator does not see.
    assert (await operator.get("/alarm-signals", params={"known": False})).json()["items"] == []


async def test_a_test_is_ordered_by_a_leader_and_ended(platform: Any, alarms: AlarmService) -> None:
    operator, leader = await person(platform, "county_operator"), await person(platform, "county_officer")
    ends = utc_text(platform.context.clock.now_utc() + timedelta(hours=1))
    order = {"mode": "test", "subscriber": "s1", "reason": "年检", "ends_utc": ends}
    assert (await operator.post("/alarm-suppressions", json=order)).status_code == 403
    made = await leader.post("/alarm-suppressions", json=order)
    assert made.status_code == 201
    assert [each["id"] for each in (await operator.get("/alarm-suppressions")).json()["items"]] == [made.json()["id"]]
    assert (await leader.delete(f"/alarm-suppressions/{made.json()['id']}")).status_code == 204
    assert (await operator.get("/alarm-suppressions")).json()["items"] == []


@pytest.mark.parametrize(
    ("organisation", "company", "hears"), [("acme", "acme", True), ("acme", "rival", False), ("", "", False)]
)
def test_a_company_hears_only_of_what_it_serves(organisation: str, company: str, hears: bool) -> None:
    permissions = frozenset({"alarms.read", "alarms.company_only"})
    actor = Actor("u", "u", "user", "", permissions, ("9901",), organisation_id=organisation)
    event = Event("e", 1, "alarms.case", signal("A1", FIRE).received_utc, "990101", "alarms.read", {"company": company})
    assert may_hear(actor, event, "9901") == hears


async def test_a_case_shows_its_evidence_and_why_one_cannot_speak(platform: Any, alarms: AlarmService) -> None:
    receipt = await alarms.intake.receive(signal("A1", HOLD_UP))
    client = await person(platform, "county_operator")
    detail = (await client.get(f"/alarms/{receipt.alarm}")).json()
    assert [(each["kind"], each["state"]) for each in detail["evidence"]] == [("clip", "wanted")]
    assert detail["cameras"][0]["talk_down"] == {
        "available": False, "channel": None, "zh": "本平台未接入喊话", "en": "This platform has no way to speak through cameras",
    }  # fmt: skip


async def test_a_photo_is_shown_as_it_was_kept(platform: Any, alarms: AlarmService) -> None:
    receipt = await alarms.intake.receive(signal("A1", TAMPER))
    assert receipt.alarm is not None
    content = b"\xff\xd8\xff\xe0 a picture"
    draft = PhotoDraft(receipt.alarm, "p1", content, platform.context.clock.now_utc(), "门锁完好")
    row = await alarms.evidence.records.keep_photo(SYSTEM, draft)
    path = f"/alarms/{receipt.alarm}/evidence/{row.id}/content"
    answer = await (await person(platform, "county_operator")).get(path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, content, "image/jpeg")
    assert answer.headers["x-content-sha256"] == hashlib.sha256(content).hexdigest()
    assert answer.headers["cache-control"] == "private, no-store"
    assert (await (await person(platform, COMPANY_USER)).get(path)).status_code == 404
    (clip,) = [each for each in await alarms.evidence.records.of(receipt.alarm) if each.kind == "clip"]
    refused = await (await person(platform, "county_operator")).get(path.replace(row.id, clip.id))
    assert (refused.status_code, refused.json()["code"]) == (409, "alarms.evidence_not_kept")
