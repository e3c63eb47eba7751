"""Setting up feeds over HTTP, and who is let in at the socket."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from tests.api.alarms.conftest import SignIn

from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.secret_box import SecretBox
from anlan.gateways.feeds.gateway import FeedGateway
from anlan.protocols.feed import headers_of

LOWER, UPPER = "99010100002000000001", "99000000002000000001"
KEY = "k" * 43


@pytest.fixture
async def feeds(platform: Any, subscribers: Subscribers) -> FeedGateway:
    context = platform.context
    context.feeds = FeedGateway(
        settings=context.settings.feed, own=context.settings.platform.code, database=context.database, clock=context.clock,
        directory=context.directory, outbox=context.outbox, box=SecretBox(b"k" * 32, "key"),
    )  # fmt: skip
    return context.feeds


@pytest.fixture
async def chief(sign_in: SignIn, feeds: FeedGateway) -> httpx.AsyncClient:
    """An administrator, with a platform above and one below on record."""
    client = await sign_in("chief")
    below = {"code": LOWER, "name": "县平台", "role": "lower", "level": "county"}
    above = {
        "code": UPPER,
        "name": "省平台",
        "role": "upper",
        "level": "other",
        "host": "127.0.0.1",
        "port": 5060,
        "enabled": False,
    }
    for body in (below, above):
        assert (await client.post("/platforms", json=body)).status_code == 201
    return client


async def test_a_key_is_shown_once_and_never_read_again(chief: httpx.AsyncClient, feeds: FeedGateway) -> None:
    assert (await chief.get(f"/platforms/{LOWER}/feed")).status_code == 404
    key = (await chief.post(f"/platforms/{LOWER}/feed/key")).json()["key"]
    standing = (await chief.get(f"/platforms/{LOWER}/feed")).json()
    assert (standing["role"], standing["connected"], standing["waiting"], standing["enabled"]) == (
        "lower",
        False,
        0,
        True,
    )
    assert key not in str(standing)
    link = feeds.links.get(LOWER)
    assert link is not None
    assert link.key == key
    assert key not in repr(link)
    assert (await chief.post(f"/platforms/{LOWER}/feed/key")).json()["key"] != key


async def test_an_upper_is_joined_by_tls_or_on_this_machine(chief: httpx.AsyncClient) -> None:
    for url, faulty in (
        ("ws://10.0.0.1:8080", True), ("http://10.0.0.1", True), ("wss://user:word@upper.example", True), ("wss://upper.example:8443", False),
        ("ws://127.0.0.1:8080", False),
    ):  # fmt: skip
        answer = await chief.put(f"/platforms/{UPPER}/feed", json={"url": url, "key": KEY})
        assert answer.status_code == (422 if faulty else 200), url
    standing = (await chief.get(f"/platforms/{UPPER}/feed")).json()
    assert (standing["url"], standing["replaces_notices"]) == ("ws://127.0.0.1:8080", True)
    assert KEY not in str(standing)
    # The key stays where none is given.
    assert (await chief.put(f"/platforms/{UPPER}/feed", json={"url": "wss://upper.example"})).status_code == 200
    assert (
        await chief.put(f"/platforms/{UPPER}/feed", json={"url": "wss://upper.example", "authority": "none"})
    ).status_code == 422


async def test_a_feed_is_turned_off_and_taken_away(chief: httpx.AsyncClient, feeds: FeedGateway) -> None:
    await chief.post(f"/platforms/{LOWER}/feed/key")
    assert (await chief.patch(f"/platforms/{LOWER}/feed", json={"enabled": False})).json()["enabled"] is False
    assert [each["platform"] for each in (await chief.get("/feeds")).json()["items"]] == [LOWER]
    assert (await chief.delete(f"/platforms/{LOWER}/feed")).status_code == 204
    assert feeds.links.get(LOWER) is None
    assert (await chief.delete(f"/platforms/{LOWER}/feed")).status_code == 404


async def test_each_role_is_joined_in_its_own_way(chief: httpx.AsyncClient) -> None:
    assert (await chief.post(f"/platforms/{UPPER}/feed/key")).status_code == 422
    assert (await chief.put(f"/platforms/{LOWER}/feed", json={"url": "wss://x.example", "key": KEY})).status_code == 422


async def test_who_keeps_no_platforms_makes_no_keys(chief: httpx.AsyncClient, sign_in: SignIn) -> None:
    operator = await sign_in("county_operator")
    assert (await operator.post(f"/platforms/{LOWER}/feed/key")).status_code == 403
    assert (await operator.get("/feeds")).status_code == 200


async def test_a_platform_that_goes_takes_its_feed_with_it(chief: httpx.AsyncClient, feeds: FeedGateway) -> None:
    await chief.post(f"/platforms/{LOWER}/feed/key")
    assert (await chief.delete(f"/platforms/{LOWER}")).status_code == 204
    assert feeds.links.get(LOWER) is None


@pytest.mark.parametrize("what", ["unsigned", "other key", "unknown", "old", "off"])
async def test_the_socket_is_closed_to_whoever_does_not_sign(
    platform: Any, chief: httpx.AsyncClient, feeds: FeedGateway, what: str
) -> None:
    key = (await chief.post(f"/platforms/{LOWER}/feed/key")).json()["key"]
    now_s = int(platform.context.clock.now_utc().timestamp())
    code = "99010200002000000001" if what == "unknown" else LOWER
    if what == "off":
        await chief.patch(f"/platforms/{LOWER}/feed", json={"enabled": False})
    headers = headers_of(
        KEY if what == "other key" else key, code, "/api/v1/feed", now_s - (600 if what == "old" else 0), "n1"
    )
    client = TestClient(platform.app)
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/api/v1/feed", headers={} if what == "unsigned" else headers),
    ):
        pass
