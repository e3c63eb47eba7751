"""Looking at cameras over HTTP: refused without right, purpose or division; audited before there is a token; traced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from tests.api.conftest import PASSWORD
from tests.capabilities.live.fakes import CHANNEL, FakeDirectory, FakeMedia, FakeSource, plays, stream_row

from anlan.capabilities.live.entitlement import REVIEW_S
from anlan.capabilities.live.failures import failure
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.foundation.access.models import ApiToken, UserRole


@dataclass
class Stage:
    """A platform whose live viewing has a scripted source below and the real gate, outbox and database."""

    platform: Any
    source: FakeSource
    media: FakeMedia
    minted: list[int]

    async def audited(self, **wanted: str) -> int:
        return len(await self.platform.audit_lines(action="live.view", resource_id=CHANNEL, **wanted))


@pytest.fixture
async def stage(platform: Any) -> AsyncIterator[Stage]:
    source, media = FakeSource(), FakeMedia()
    source.script = plays
    minted: list[int] = []

    def mint(**_claims: Any) -> str:
        minted.append(1)
        return f"token-{len(minted)}"

    context = platform.context
    context.live = LiveService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, rights=context.access, directory=FakeDirectory(),
        source=source, media=media, tickets=TicketOffice(mint, 30), limits=LiveLimits(),
    )  # fmt: skip
    await context.live.start()
    yield Stage(platform, source, media, minted)
    await context.live.stop()


async def look(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    body = {"channel": CHANNEL, "purpose": "duty_patrol", **changes}
    return await client.post("/api/v1/live", json=body)


async def test_a_ticket_says_where_to_connect_with_what_and_what_stands_over_the_picture(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    answer = await look(client)
    assert answer.status_code == 201, answer.text
    ticket = answer.json()
    assert ticket["url"] == "ws://anlan.test:8090/v1/view"
    assert ticket["token"] == "token-1"
    assert ticket["stream"] == stage.source.calls[0].request.stream
    assert ticket["watermark"]["user"] == "county_operator"
    assert ticket["expires_utc"].endswith("Z")
    assert await stage.audited(outcome="allowed", purpose="duty_patrol") == 1


@pytest.mark.parametrize(
    ("person", "changes", "status"),
    [
        ("other_officer", {}, 403),
        ("officer", {}, 403),
        ("county_operator", {"purpose": "curiosity"}, 422),
        ("county_operator", {"channel": "123"}, 422),
        ("county_operator", {"stream_number": 99}, 422),
        ("county_operator", {"channel": "99010100001310009999"}, 404),
    ],
)
async def test_who_may_not_gets_neither_token_nor_stream(
    stage: Stage, person: str, changes: dict[str, Any], status: int
) -> None:
    client = await stage.platform.sign_in(person)
    answer = await look(client, **changes)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert stage.minted == []
    assert stage.source.calls == []


async def test_nothing_is_shown_without_a_purpose(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    answer = await client.post("/api/v1/live", json={"channel": CHANNEL})
    assert answer.status_code == 422
    assert "purpose" in answer.json()["fields"]
    assert stage.minted == []


async def test_another_divisions_operator_is_refused_and_that_is_audited(stage: Stage) -> None:
    context = stage.platform.context
    context.live._directory.routes[CHANNEL] = context.live._directory.routes[CHANNEL].__class__(
        CHANNEL, "别处", "990102", context.live._directory.routes[CHANNEL].peer
    )
    client = await stage.platform.sign_in("county_operator")
    refused, unknown = await look(client), await look(client, channel="99010100001310009999")
    told = [{**answer.json(), "trace": ""} for answer in (refused, unknown)]
    assert told[0] == told[1]
    assert (refused.status_code, told[0]["code"]) == (404, "live.channel_unknown")
    assert await stage.audited(outcome="refused", facts='{"reason":"access.other_division"}') == 1
    assert stage.minted == []


async def test_who_may_see_the_division_is_told_the_right_that_lacks(stage: Stage) -> None:
    async with stage.platform.context.database.transaction() as session:
        session.add(UserRole(user_id=stage.platform.users["viewer"], role_id="operator", division="990102"))
    client = await stage.platform.sign_in("viewer")
    answer = await look(client)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.other_division")


async def test_a_start_that_fails_at_once_is_answered_with_cause_remedy_and_trace(stage: Stage) -> None:
    stage.source.script = lambda call: call.result.set_exception(_offline())
    client = await stage.platform.sign_in("county_operator")
    answer = await look(client)
    assert answer.status_code == 503
    problem = answer.json()
    assert problem["code"] == "live.device_offline"
    assert problem["zh"]
    assert problem["remedy_en"]
    shown = await client.get(f"/api/v1/attempts/{problem['attempt']}")
    assert shown.status_code == 200, shown.text
    assert shown.json()["failure"]["code"] == "device_offline"
    assert [step["step"] for step in shown.json()["steps"]] == ["requested", "authorized", "failed"]


def _offline() -> Exception:
    from anlan.capabilities.live.ports import StreamFailed

    return StreamFailed(failure("device_offline"))


async def test_what_the_player_saw_becomes_part_of_the_trace(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    ticket = (await look(client)).json()
    report = {"step": "first_frame", "detail": "video/mp4", "elapsed_ms": 321}
    assert (await client.post(f"/api/v1/live/{ticket['attempt']}/report", json=report)).status_code == 204
    shown = (await client.get(f"/api/v1/attempts/{ticket['attempt']}")).json()
    assert shown["outcome"] == "playing"
    assert shown["steps"][-1]["facts"] == {"reported_by": "browser", "browser_elapsed_ms": 321}
    another = await stage.platform.sign_in("county_officer")
    assert (await another.post(f"/api/v1/live/{ticket['attempt']}/report", json=report)).status_code == 404
    assert (await another.delete(f"/api/v1/live/{ticket['viewer']}")).status_code == 404
    assert (await client.delete(f"/api/v1/live/{ticket['viewer']}")).status_code == 204
    assert (await client.delete(f"/api/v1/live/{ticket['viewer']}")).status_code == 204
    assert stage.media.dropped == [(ticket["viewer"], "closed")]


async def test_traces_are_listed_within_ones_divisions(stage: Stage) -> None:
    operator = await stage.platform.sign_in("county_operator")
    tickets = [(await look(operator)).json() for _ in range(3)]
    first = (await operator.get("/api/v1/attempts", params={"limit": 2, "channel": CHANNEL})).json()
    rest = (await operator.get("/api/v1/attempts", params={"cursor": first["next_cursor"], "limit": 2})).json()
    assert {item["id"] for item in first["items"] + rest["items"]} == {ticket["attempt"] for ticket in tickets}
    assert (first["total"], rest["next_cursor"]) == (3, None)
    assert first["items"][0]["requester_name"] == "county_operator"
    assert (await operator.get("/api/v1/attempts", params={"device": "99010100001180000001"})).json()["total"] == 3
    assert (await operator.get("/api/v1/attempts", params={"outcome": "failed"})).json()["total"] == 0
    assert (await operator.get("/api/v1/attempts", params={"cursor": "nonsense"})).status_code == 422


async def test_running_streams_are_listed(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    ticket = (await look(client)).json()
    stage.media.streams = [stream_row(ticket["stream"], bitrate_kbps=4000.0)]
    watcher = {"user": "u", "remote_host": "::1", "bytes": 9, "skipped_frames": 0, "queue_bytes": 0, "joined_us": 1}
    stage.media.viewers = [{"id": ticket["viewer"], "stream": ticket["stream"], **watcher}]
    shown = (await client.get("/api/v1/live/streams")).json()
    assert [(row["channel"], row["state"], row["bitrate_kbps"]) for row in shown["items"]] == [
        (CHANNEL, "running", 4000.0)
    ]
    assert [each["id"] for each in shown["items"][0]["watchers"]] == [ticket["viewer"]]


async def test_a_disabled_user_loses_the_open_picture_and_that_is_audited(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    ticket = (await look(client)).json()
    officer = await stage.platform.sign_in("officer")
    user = stage.platform.users["county_operator"]
    answer = await officer.patch(f"/api/v1/users/{user}", json={"enabled": False})
    assert answer.status_code == 200, answer.text
    await stage.platform.context.live.entitlement.review()
    assert stage.media.dropped == [(ticket["viewer"], "not_entitled")]
    assert await stage.audited(outcome="refused", actor_id=user) == 1


async def signed_out(stage: Stage, client: httpx.AsyncClient) -> None:
    assert (await client.delete("/api/v1/session")).status_code == 204


async def signed_in_elsewhere_too_often(stage: Stage, client: httpx.AsyncClient) -> None:
    for _ in range(stage.platform.context.settings.access.max_sessions_per_user):
        stage.platform.context.clock.jump(10)
        await stage.platform.sign_in("county_operator")


async def changed_the_password_elsewhere(stage: Stage, client: httpx.AsyncClient) -> None:
    elsewhere = await stage.platform.sign_in("county_operator")
    body = {"old": PASSWORD, "new": "Another-River-43"}
    assert (await elsewhere.post("/api/v1/session/password", json=body)).status_code == 204


async def left_alone_too_long(stage: Stage, client: httpx.AsyncClient) -> None:
    minutes = stage.platform.context.settings.access.session_idle_minutes
    await stage.platform.context.clock.advance(60 * minutes)


@pytest.mark.parametrize(
    "ends", [signed_out, signed_in_elsewhere_too_often, changed_the_password_elsewhere, left_alone_too_long]
)
async def test_a_session_that_ends_takes_its_pictures_along(stage: Stage, ends: Any) -> None:
    client = await stage.platform.sign_in("county_operator")
    ticket = (await look(client)).json()
    stage.platform.context.live.media_event(
        "viewer_joined", ticket["viewer"], {}, stage.platform.context.clock.now_utc()
    )
    await stage.platform.context.clock.advance(REVIEW_S)
    assert stage.media.dropped == []
    await ends(stage, client)
    await stage.platform.context.live.entitlement.review()
    assert stage.media.dropped == [(ticket["viewer"], "not_entitled")]
    user = stage.platform.users["county_operator"]
    assert await stage.audited(outcome="refused", actor_id=user, facts='{"reason":"access.credential_over"}') == 1


@pytest.mark.parametrize("revoked", [True, False], ids=["revoked", "run out"])
async def test_an_api_token_that_ends_takes_its_pictures_along(stage: Stage, revoked: bool) -> None:
    person = await stage.platform.sign_in("county_operator")
    own = (await look(person)).json()
    body = {"name": "wall", "permissions": ["live.view"], "days": 1}
    made = (await person.post("/api/v1/tokens", json=body)).json()
    program = stage.platform.client()
    program.headers["authorization"] = f"Bearer {made['token']}"
    ticket = (await look(program)).json()
    review = stage.platform.context.live.entitlement.review
    await review()
    assert stage.media.dropped == []
    if revoked:
        assert (await person.delete(f"/api/v1/tokens/{made['view']['id']}")).status_code == 204
    else:
        stage.platform.context.clock.jump(25 * 3600)
    await review()
    assert (ticket["viewer"], "not_entitled") in stage.media.dropped
    # The person's own picture goes with the person's own session only.
    assert ((own["viewer"], "not_entitled") in stage.media.dropped) == (not revoked)


async def test_a_picture_does_not_keep_a_session_alive(stage: Stage) -> None:
    client = await stage.platform.sign_in("county_operator")
    await look(client)
    for _ in range(stage.platform.context.settings.access.session_idle_minutes):
        stage.platform.context.clock.jump(60)
        await stage.platform.context.live.entitlement.review()
    assert (await client.get("/api/v1/session")).status_code == 401


async def test_a_token_keeps_a_picture_only_where_the_token_itself_reaches(stage: Stage) -> None:
    person = await stage.platform.sign_in("county_operator")
    body = {"name": "wall", "permissions": ["live.view"], "division": "990101", "days": 1}
    made = (await person.post("/api/v1/tokens", json=body)).json()
    program = stage.platform.client()
    program.headers["authorization"] = f"Bearer {made['token']}"
    ticket = (await look(program)).json()
    async with stage.platform.context.database.transaction() as session:
        await session.execute(update(ApiToken).values(division="99010109"))
    await stage.platform.context.live.entitlement.review()
    assert stage.media.dropped == [(ticket["viewer"], "not_entitled")]
