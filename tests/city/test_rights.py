"""Whoever may see one county only sees that county, and media cannot be had without a token that is good now."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.city.demo_city import DemoCity
from tests.city.people import person
from tests.city.platform_client import PlatformClient, at, watching, watching_with
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from anlan.app.keys import load_key
from anlan.app.platform import MEDIA_KEY_FILE
from anlan.media.tokens import ViewerClaims, mint_viewer_token

pytestmark = pytest.mark.city

EVERYWHERE = "-180,-85,180,85"


async def codes_of(client: PlatformClient) -> set[str]:
    """The channels a person finds in the list."""
    return {channel["code"] for channel in (await client.get("/channels", limit=500))["items"]}


async def divisions_of(client: PlatformClient, parent: str = "") -> set[str]:
    """Divisions of all branches that a person finds in the tree."""
    found: set[str] = set()
    for node in (await client.get("/tree", parent=parent))["items"]:
        found.add(node["division"])
        if node["has_children"]:
            found |= await divisions_of(client, node["id"])
    return found


async def test_who_may_see_one_county_sees_that_county_only(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    own, other = [platform for platform in plan.platforms if platform.level == "county"]
    own_channels = {channel.code for channel in plan.channels() if channel.code.startswith(own.division)}
    strange = next(channel.code for channel in plan.channels() if channel.code.startswith(other.division))
    async with person(plan, plan.top, "operator", own.division) as operator, at(plan, plan.top) as admin:
        assert await codes_of(operator) == own_channels
        tree = await divisions_of(operator)
        assert own.division in tree
        # What lies above may be shown as the way down; nothing beside it.
        assert all(own.division.startswith(each) or each.startswith(own.division) for each in tree)
        shown = await operator.get("/map/channels", bbox=EVERYWHERE, zoom=24)
        assert {point["code"] for point in shown["points"]} == own_channels
        assert sum(cluster["count"] for cluster in shown["clusters"]) == 0
        assert {each["code"] for each in (await operator.get("/overview"))["divisions"]} <= tree
        assert (await operator.get("/search", q=strange))["items"] == []
        assert (await operator.http.get(f"/api/v1/channels/{strange}")).status_code == 404
        refused = await operator.ask_for_picture(strange)
        assert refused.status_code in (403, 404)
        assert "token" not in refused.json()
        assert (await operator.http.get("/api/v1/audit")).status_code == 403
        line = (await admin.get("/audit", resource=strange, outcome="refused"))["items"][0]
        operator_name = (await operator.get("/session"))["user"]["name"]
        assert (line["actor_name"], line["action"], line["purpose"]) == (operator_name, "live.view", "maintenance")
        async with watching(operator, min(own_channels)):
            streams = (await operator.get("/live/streams"))["items"]
            # Streams of earlier looks may still be in their grace time; none of them lies outside the county.
            assert min(own_channels) in {stream["channel"] for stream in streams} <= set(own_channels)


async def test_a_media_token_is_good_once_and_for_a_short_time(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    channel = plan.channels()[0].code
    key = load_key(plan.top.folder(demo_city.data) / MEDIA_KEY_FILE)
    async with at(plan, plan.top) as admin, watching(admin, channel) as watched:
        ticket = watched.ticket

        async def refusal(token: str) -> dict[str, Any]:
            async with watching_with({**ticket, "token": token}) as viewer:
                await viewer.until_over()
                assert viewer.arrivals == []
                return viewer.last_words

        def token(viewer: str, expires_in_s: float, key: bytes = key) -> str:
            expires_us = int((time.time() + expires_in_s) * 1_000_000)
            return mint_viewer_token(ViewerClaims(ticket["stream"], viewer, "u", "maintenance", "", expires_us), key)

        assert (await refusal(ticket["token"]))["type"] == "refused"
        assert (await refusal(token("late", -1)))["type"] == "refused"
        assert (await refusal(token("forged", 20, key=b"not the key of this platform")))["type"] == "refused"
        assert (await refusal("no token at all"))["type"] == "refused"
        # The picture of the one who was let in runs on.
        await watched.more()


async def test_the_media_address_alone_gives_nothing(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    async with at(plan, plan.top) as admin, watching(admin, plan.channels()[0].code) as watched:
        address = watched.ticket["url"]
        async with connect(address, compression=None, proxy=None) as silent:
            given = []
            with suppress(ConnectionClosed):
                while True:
                    given.append(await silent.recv())
            assert not [message for message in given if isinstance(message, bytes)]
        parts = urlsplit(address)
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            for path in (
                parts.path,
                "/",
                f"{parts.path}/{watched.ticket['stream']}",
                f"/{watched.ticket['stream']}.mp4",
            ):
                try:
                    answer = await client.get(f"http://{parts.netloc}{path}")
                except httpx.TransportError:
                    # Closed without an answer: nothing was given either.
                    continue
                assert answer.status_code >= 400, path
                assert len(answer.content) < 1000
