"""Who takes part from elsewhere sees this incident and its cameras, for command of it, until it ends; and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.api.incidents.conftest import CHANNEL, OTHER_CAMERA, Stage

from anlan.api.events import may_hear
from anlan.api.times import utc_text
from anlan.foundation.access.models import UserRole
from anlan.foundation.events import Event


async def look(client: httpx.AsyncClient, channel: str = CHANNEL, purpose: str = "incident_command") -> httpx.Response:
    return await client.post("/live", json={"channel": channel, "purpose": purpose})


async def invited(stage: Stage, commander: httpx.AsyncClient, incident: str, hours: float = 2) -> None:
    ends = stage.platform.context.clock.now_utc() + timedelta(hours=hours)
    body = {"user": stage.user("fire_officer"), "role": "消防", "ends_utc": utc_text(ends)}
    answer = await commander.post(f"/incidents/{incident}/participants", json=body)
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def commander(stage: Stage) -> httpx.AsyncClient:
    return await stage.sign_in("commander")


@pytest.fixture
async def guest(stage: Stage) -> httpx.AsyncClient:
    return await stage.sign_in("fire_officer")


@pytest.fixture
async def incident(stage: Stage, commander: httpx.AsyncClient) -> str:
    return str((await stage.opened(commander))["id"])


async def test_nothing_is_open_before_the_invitation_and_only_the_incident_after(
    stage: Stage, commander: httpx.AsyncClient, guest: httpx.AsyncClient, incident: str
) -> None:
    assert (await guest.get(f"/incidents/{incident}")).status_code == 403
    assert (await look(guest)).status_code == 403
    other = (await stage.opened(commander, title="另一件"))["id"]
    await invited(stage, commander, incident)
    assert [row["id"] for row in (await guest.get("/incidents")).json()["items"]] == [incident]
    assert (await guest.get(f"/incidents/{incident}")).json()["actions"] == ["note"]
    assert (await guest.get(f"/incidents/{other}")).status_code == 404
    assert (await look(guest)).status_code == 201
    assert (await guest.post(f"/incidents/{incident}/note", json={"text": "水罐车到位"})).status_code == 200
    # For command of the incident only, and only its cameras.
    assert (await look(guest, purpose="duty_patrol")).status_code in (403, 404)
    await commander.delete(f"/incidents/{incident}/cameras/{OTHER_CAMERA}")
    assert (await look(guest, OTHER_CAMERA)).status_code == 404
    assert (await guest.patch(f"/incidents/{incident}", json={"version": 1, "place": "别处"})).status_code == 403
    seen = await stage.platform.audit_lines(action="live.view", outcome="allowed", actor_id=stage.user("fire_officer"))
    assert [(line["resource_id"], line["purpose"]) for line in seen] == [(CHANNEL, "incident_command")]
    assert await stage.platform.audit_lines(action="grant.temporary")


async def close(stage: Stage, commander: httpx.AsyncClient, incident: str) -> None:
    body = {"version": 1, "result": "handled", "text": "完"}
    assert (await commander.post(f"/incidents/{incident}/close", json=body)).status_code == 200


async def let_go(stage: Stage, commander: httpx.AsyncClient, incident: str) -> None:
    user = stage.user("fire_officer")
    assert (await commander.delete(f"/incidents/{incident}/participants/{user}")).status_code == 200


async def time_passes(stage: Stage, commander: httpx.AsyncClient, incident: str) -> None:
    stage.platform.context.clock.jump(3600.0 * 2 + 1)


async def camera_taken_out(stage: Stage, commander: httpx.AsyncClient, incident: str) -> None:
    assert (await commander.delete(f"/incidents/{incident}/cameras/{CHANNEL}")).status_code == 200


@pytest.mark.parametrize("ends", [close, let_go, time_passes, camera_taken_out], ids=lambda ends: ends.__name__)
async def test_the_picture_ends_with_the_part(
    stage: Stage, commander: httpx.AsyncClient, guest: httpx.AsyncClient, incident: str, ends: Any
) -> None:
    await invited(stage, commander, incident)
    theirs, own = (await look(guest)).json(), (await look(commander)).json()
    review = stage.platform.context.live.entitlement.review
    await review()
    assert stage.media.dropped == []
    await ends(stage, commander, incident)
    await review()
    # Whoever looks by an own right goes on.
    assert stage.media.dropped == [(theirs["viewer"], "not_entitled")]
    assert own["viewer"] != theirs["viewer"]
    if ends is camera_taken_out:
        return
    assert (await guest.get(f"/incidents/{incident}")).status_code == 403
    assert (await look(guest)).status_code == 403


async def test_a_camera_added_later_is_open_to_who_takes_part(
    stage: Stage, commander: httpx.AsyncClient, guest: httpx.AsyncClient, incident: str
) -> None:
    await commander.delete(f"/incidents/{incident}/cameras/{CHANNEL}")
    await invited(stage, commander, incident)
    assert (await look(guest)).status_code == 404
    await commander.post(f"/incidents/{incident}/cameras", json={"channels": [CHANNEL]})
    assert (await look(guest)).status_code == 201


async def test_nobody_opens_to_others_what_is_not_open_to_oneself(
    stage: Stage, commander: httpx.AsyncClient, incident: str
) -> None:
    async with stage.platform.context.database.transaction() as session:
        for role in ("operator", "duty_leader"):
            held = await session.get(UserRole, (stage.user("commander"), role, "990101"))
            assert held is not None
            await session.delete(held)
        role_id = await _command_without_pictures(session)
        session.add(UserRole(user_id=stage.user("commander"), role_id=role_id, division="990101"))
    ends = stage.platform.context.clock.now_utc() + timedelta(hours=1)
    body = {"user": stage.user("fire_officer"), "ends_utc": utc_text(ends)}
    answer = await commander.post(f"/incidents/{incident}/participants", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "incidents.beyond_own_rights")


async def _command_without_pictures(session: Any) -> str:
    from anlan.foundation.access.models import Role

    session.add(Role(id="c", zh="只指挥", en="c", permissions="incidents.read incidents.command", built_in=False))
    await session.flush()
    return "c"


@pytest.mark.parametrize("hours", [-1, 73])
async def test_a_part_ends_within_three_days(
    stage: Stage, commander: httpx.AsyncClient, incident: str, hours: int
) -> None:
    ends = stage.platform.context.clock.now_utc() + timedelta(hours=hours)
    body = {"user": stage.user("fire_officer"), "ends_utc": utc_text(ends)}
    assert (await commander.post(f"/incidents/{incident}/participants", json=body)).status_code == 422


async def test_events_of_the_incident_reach_who_takes_part_and_no_other_events(
    stage: Stage, commander: httpx.AsyncClient, incident: str
) -> None:
    access, now = stage.platform.context.access, stage.platform.context.clock.now_utc()
    own = Event("e", 1, "incidents.incident", now, "990101", "incidents.read", {"incident": incident})
    other = Event("f", 2, "incidents.incident", now, "990101", "incidents.read", {"incident": "another"})
    before = await access.actor_now(stage.user("fire_officer"))
    assert not may_hear(before, own, "9901")
    await invited(stage, commander, incident)
    actor = await access.actor_now(stage.user("fire_officer"))
    assert [may_hear(actor, event, "9901") for event in (own, other)] == [True, False]


async def test_a_token_carries_nothing_of_it(
    stage: Stage, commander: httpx.AsyncClient, guest: httpx.AsyncClient, incident: str
) -> None:
    await invited(stage, commander, incident)
    made = await guest.post("/tokens", json={"name": "t", "permissions": ["live.view"], "days": 1})
    assert made.status_code == 403


async def test_people_are_found_by_name_and_department(
    stage: Stage, commander: httpx.AsyncClient, incident: str
) -> None:
    found = (await commander.get(f"/incidents/{incident}/people", params={"q": "990102"})).json()["items"]
    assert [person["id"] for person in found] == [stage.user("fire_officer")]
    handler = await stage.sign_in("handler")
    assert (await handler.get(f"/incidents/{incident}/people", params={"q": "9"})).status_code == 403
