"""A village contact at an alarm over HTTP: steps sent late and twice, photos with their hash, and nothing of another village."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.alarms.test_alarm_routes import act, person
from tests.capabilities.alarms.centre import BURGLARY, FIRE, TOWN, Town, signal

from anlan.api.times import utc_text
from anlan.capabilities.alarms.cases.additions import MAX_ADDED
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.foundation.access.models import UserRole
from anlan.foundation.clock import ManualClock

OTHER = "99010102"
FIRST = "attend-000000001"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 2_000


@pytest.fixture
async def alarms(platform: Any, tmp_path: Path) -> AsyncIterator[AlarmService]:
    """``other_officer`` is the village's contact, ``county_operator`` sits at the desk."""
    town = Town()
    town.settle(1)
    town.settle(2, division=OTHER)
    context = platform.context
    context.alarms = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=town, premises=town,
        rules=AlarmRules(own_division="9901"), evidence_folder=tmp_path / "evidence",
    )  # fmt: skip
    async with context.database.transaction() as session:
        session.add(UserRole(user_id=platform.users["other_officer"], role_id="village_contact", division=TOWN))
    await context.alarms.start()
    yield context.alarms
    await context.alarms.stop()


async def opened(alarms: AlarmService, account: str = "A1") -> str:
    alarm = (await alarms.intake.receive(signal(account, BURGLARY))).alarm
    assert alarm is not None
    return alarm


async def attend(
    client: httpx.AsyncClient, alarm: str, what: str, identity: str = FIRST, **facts: Any
) -> httpx.Response:
    return await client.post(f"/alarms/{alarm}/attend", json={"id": identity, "what": what, **facts})


async def photo(client: httpx.AsyncClient, alarm: str, content: bytes = JPEG, **facts: str) -> httpx.Response:
    form = {"id": FIRST, "taken_utc": "2026-01-01T00:00:00Z"} | facts
    return await client.post(f"/alarms/{alarm}/photos", data=form, files={"file": ("photo.jpg", content, "image/jpeg")})


async def test_what_is_told_on_the_spot_stands_in_the_case_and_its_holder_stays(
    platform: Any, alarms: AlarmService
) -> None:
    operator, contact = await person(platform, "county_operator"), await person(platform, "other_officer")
    alarm = await opened(alarms)
    await act(operator, alarm, "claim", 1)
    told = [
        ("going", {}),
        ("arrived", {"longitude": 120.2, "latitude": 30.2}),
        ("found", {"text": "后窗被撬"}),
        ("nothing", {}),
    ]
    for number, (what, facts) in enumerate(told):
        answer = await attend(contact, alarm, what, f"attend-{number:010}", **facts)
        assert (answer.status_code, answer.json()["claimed_by"]["name"], answer.json()["state"]) == (
            200, "county_operator", "claimed",
        )  # fmt: skip
    detail = (await operator.get(f"/alarms/{alarm}")).json()
    steps = detail["steps"][1:]
    assert [(step["action"], step["actor_name"], step["longitude"], step["facts"].get("text")) for step in steps] == [
        ("attend_going", "other_officer", None, None), ("attend_arrived", "other_officer", 120.2, None),
        ("attend_found", "other_officer", None, "后窗被撬"), ("attend_nothing", "other_officer", None, None),
    ]  # fmt: skip
    # An operator of the desk does not attend, and a contact does nothing of the desk's.
    assert not [action for action in detail["actions"] if action.startswith("attend")]
    own = (await contact.get(f"/alarms/{alarm}")).json()
    assert own["actions"] == ["attend_going", "attend_arrived", "attend_nothing", "attend_found"]
    assert (await act(contact, alarm, "release", 2, reason="x")).status_code == 403
    assert (await attend(operator, alarm, "going")).status_code == 403


async def test_a_step_sent_late_and_twice_is_one_step_with_its_time(
    platform: Any, alarms: AlarmService, clock: ManualClock
) -> None:
    operator, contact = await person(platform, "county_operator"), await person(platform, "other_officer")
    alarm = await opened(alarms)
    told = clock.now_utc()
    clock.jump(90)
    # Meanwhile the desk went on, and closed it.
    await act(operator, alarm, "claim", 1)
    await act(operator, alarm, "decide_false", 2, cause="user", note="误触")
    await act(operator, alarm, "close", 3, result="false_user", note="误触")
    for _ in range(2):
        answer = await attend(contact, alarm, "nothing", told_utc=utc_text(told))
        assert (answer.status_code, answer.json()["state"]) == (200, "closed")
    steps = (await operator.get(f"/alarms/{alarm}")).json()["steps"]
    late = [step for step in steps if step["action"] == "attend_nothing"]
    assert [step["facts"]["told_utc"] for step in late] == [told.isoformat()]
    assert alarms.cases.get(alarm) is None


async def test_another_villages_alarm_does_not_exist(platform: Any, alarms: AlarmService) -> None:
    contact = await person(platform, "other_officer")
    elsewhere = await opened(alarms, "A2")
    for answer in (
        await contact.get(f"/alarms/{elsewhere}"), await attend(contact, elsewhere, "going"), await photo(contact, elsewhere),
        await attend(contact, "0" * 24, "going"), await photo(contact, "0" * 24),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (404, "alarms.no_alarm")
    assert [row["id"] for row in (await contact.get("/alarms")).json()["items"]] == []


async def test_a_photo_is_kept_once_with_its_hash_time_and_place(platform: Any, alarms: AlarmService) -> None:
    contact = await person(platform, "other_officer")
    alarm = await opened(alarms)
    answers = [await photo(contact, alarm, longitude="120.2", latitude="30.2", text="后窗") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["sha256"] == hashlib.sha256(JPEG).hexdigest()
    (row,) = [row for row in await alarms.evidence.records.of(alarm) if row.kind == "photo"]
    assert (row.actor_name, row.text, row.longitude, row.begin_utc) == ("other_officer", "后窗", 120.2, row.begin_utc)
    assert (row.state, row.size_bytes, utc_text(row.begin_utc)) == ("kept", len(JPEG), "2026-01-01T00:00:00.000000Z")


@pytest.mark.parametrize(
    ("content", "facts"),
    [(b"GIF89a", {}), (b"\xff\xd8\xff" + b"x" * 1_048_576, {}), (JPEG, {"taken_utc": "2026-01-01T00:00:00"}), (JPEG, {"id": "x"})],
)  # fmt: skip
async def test_what_is_no_photo_is_refused(
    platform: Any, alarms: AlarmService, content: bytes, facts: dict[str, str]
) -> None:
    contact = await person(platform, "other_officer")
    answer = await photo(contact, await opened(alarms), content, **facts)
    assert answer.status_code == 422


async def test_a_phone_gone_wild_does_not_fill_a_case(platform: Any, alarms: AlarmService, clock: ManualClock) -> None:
    contact = await person(platform, "other_officer")
    alarm = (await alarms.intake.receive(signal("A1", FIRE))).alarm
    assert alarm is not None
    for number in range(MAX_ADDED):
        assert (await attend(contact, alarm, "going", f"attend-{number:010}")).status_code == 200
    assert (await attend(contact, alarm, "going", "attend-9999999999")).status_code == 429
    # Another kind of news is still heard.
    assert (
        await attend(contact, alarm, "arrived", told_utc=utc_text(clock.now_utc() - timedelta(days=9)))
    ).status_code == 200
