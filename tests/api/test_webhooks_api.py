"""Webhooks over HTTP: made, looked at, tried out, sent again, and what nobody but the owner sees."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.api.conftest import COUNTY, Platform
from tests.capabilities.notifications.conftest import AWAY, TAKEN, FakeSender

from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.access.models import UserRole

URL = "https://hooks.example/a?key=of-theirs"


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
async def webhooks(platform: Platform, sender: FakeSender) -> NotificationService:
    context = platform.context
    context.notifications = NotificationService(
        database=context.database, clock=context.clock, gate=context.gate, office=context.access.office, events=context.outbox,
        rights=context.access, sender=sender, secret_key=b"k" * 32, platform=context.settings.platform.code,
        own_division=context.settings.platform.division, limits=WebhookLimits(),
    )  # fmt: skip
    async with context.database.transaction() as session:
        for name, division in (("county_officer", COUNTY), ("officer", "9901"), ("other_officer", "990102")):
            session.add(UserRole(user_id=platform.users[name], role_id="administrator", division=division))
    return context.notifications


async def person(platform: Platform, name: str) -> httpx.AsyncClient:
    client = await platform.sign_in(name)
    client.base_url = httpx.URL("http://anlan.test/api/v1")
    return client


async def made(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/webhooks", json={"name": "市局", "url": URL, "kinds": ["alarms.*"]} | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def told(platform: Platform, webhooks: NotificationService, count: int) -> list[str]:
    """Events that are gathered for the receivers."""
    context, events = platform.context, []
    for _ in range(count):
        async with context.database.transaction() as session:
            events.append(
                await context.outbox.record(session, "alarms.case", {}, division=COUNTY, permission="alarms.read")
            )
    position, seen = 0, ""
    while seen != events[-1]:
        page = await context.outbox.next_page(position)
        position, seen = await webhooks.gatherer.take(page, position), page[-1].id
    return events


async def test_the_secret_is_shown_once_and_the_url_s_own_secret_to_the_owner_only(
    platform: Platform, webhooks: NotificationService
) -> None:
    owner, chief, other = [await person(platform, name) for name in ("county_officer", "officer", "other_officer")]
    created = await made(owner)
    assert created["secret"].startswith("whsec_")
    identity = created["webhook"]["id"]
    listed = (await owner.get("/webhooks")).json()["items"]
    assert [each["url"] for each in listed] == [URL]
    assert created["secret"] not in str(listed)
    (seen,) = (await chief.get("/webhooks")).json()["items"]
    assert (seen["url"], seen["own"], seen["owner_name"]) == ("https://hooks.example/a", False, "county_officer")
    assert (await other.get("/webhooks")).json()["items"] == []
    assert (await other.get(f"/webhooks/{identity}")).status_code == 404
    lines = await platform.audit_lines(action="webhook.create")
    assert len(lines) == 1
    assert "of-theirs" not in str(lines)


async def test_a_wrong_draft_names_its_fields(platform: Platform, webhooks: NotificationService) -> None:
    client = await person(platform, "county_officer")
    answer = await client.post("/webhooks", json={"name": "x", "url": "ftp://hooks.example/", "kinds": ["*"]})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"url", "kinds"}


async def test_it_is_changed_by_version_switched_off_and_ended(
    platform: Platform, webhooks: NotificationService
) -> None:
    client = await person(platform, "county_officer")
    identity = (await made(client))["webhook"]["id"]
    draft = {"name": "分局", "url": URL, "kinds": [], "divisions": [COUNTY]}
    changed = await client.put(f"/webhooks/{identity}", json=draft | {"version": 1})
    assert (changed.status_code, changed.json()["version"], changed.json()["name"]) == (200, 2, "分局")
    assert (await client.put(f"/webhooks/{identity}", json=draft | {"version": 1})).status_code == 409
    renewed = await client.post(f"/webhooks/{identity}/secret", json={"version": 2})
    assert renewed.json()["webhook"]["former_until_utc"] == "2026-01-02T00:00:00.000000Z"
    off = await client.post(f"/webhooks/{identity}/off", json={"version": 3})
    assert (off.json()["enabled"], off.json()["off_reason_zh"]) == (False, None)
    assert (await client.post(f"/webhooks/{identity}/on", json={"version": 4})).json()["enabled"]
    assert (await client.delete(f"/webhooks/{identity}")).status_code == 204
    assert (await client.get(f"/webhooks/{identity}")).status_code == 404


async def test_a_test_says_what_the_receiver_said(
    platform: Platform, webhooks: NotificationService, sender: FakeSender
) -> None:
    client = await person(platform, "county_officer")
    identity = (await made(client))["webhook"]["id"]
    sender.answers[URL] = [AWAY, TAKEN]
    failed = (await client.post(f"/webhooks/{identity}/test")).json()
    assert failed == {"taken": False, "status": None, "zh": "无法连接对方", "en": "the receiver cannot be reached"}
    assert (await client.post(f"/webhooks/{identity}/test")).json()["taken"]


async def test_what_was_given_up_is_listed_with_the_reason_and_sent_again(
    platform: Platform, webhooks: NotificationService, sender: FakeSender, clock: Any
) -> None:
    client = await person(platform, "county_officer")
    identity = (await made(client))["webhook"]["id"]
    events = await told(platform, webhooks, 2)
    waiting = (await client.get(f"/webhooks/{identity}/deliveries", params={"state": "waiting"})).json()
    assert [each["event_id"] for each in waiting["items"]] == events[::-1]
    sender.answers[URL] = [AWAY]
    clock.jump(25 * 3600)
    client = await person(platform, "county_officer")
    await webhooks.courier.look()
    await webhooks.courier.settled()
    page = (await client.get(f"/webhooks/{identity}/deliveries", params={"limit": 1})).json()
    assert (page["total"], page["items"][0]["reason_zh"], page["items"][0]["event_id"]) == (
        2,
        "无法连接对方",
        events[1],
    )
    more = await client.get(f"/webhooks/{identity}/deliveries", params={"limit": 1, "cursor": page["next_cursor"]})
    assert [each["event_id"] for each in more.json()["items"]] == events[:1]
    assert (await client.get(f"/webhooks/{identity}")).json()["dead"] == 2
    sender.answers[URL] = [TAKEN]
    one = [page["items"][0]["id"]]
    assert (await client.post(f"/webhooks/{identity}/deliveries/replay", json={"deliveries": one})).json() == {
        "count": 1
    }
    await webhooks.courier.look()
    await webhooks.courier.settled()
    assert sender.ids(URL)[-1] == events[1]
    assert (await client.post(f"/webhooks/{identity}/deliveries/discard", json={})).json() == {"count": 1}
    assert (await client.get(f"/webhooks/{identity}")).json()["delivered"] == 1


async def test_an_operator_keeps_none(platform: Platform, webhooks: NotificationService) -> None:
    assert (await (await person(platform, "county_operator")).get("/webhooks")).status_code == 403
