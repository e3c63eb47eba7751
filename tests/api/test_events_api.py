"""The event WebSocket over a real server: hello, filtering by permission and division, resuming, ending with the session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets
from tests.patience import PATIENCE_S
from websockets.asyncio.client import ClientConnection, connect

from anlan.api.server import HttpServer
from anlan.foundation.access.actor import SYSTEM
from anlan.foundation.config import HttpSettings


@pytest.fixture
async def server(platform: Any) -> AsyncIterator[HttpServer]:
    settings = platform.context.settings.model_copy(update={"http": HttpSettings(port=0)})
    server = HttpServer(settings, platform.app)
    await server.start()
    yield server
    await server.stop()


async def cookie_of(platform: Any, name: str) -> str:
    client = await platform.sign_in(name)
    return f"anlan_session={client.cookies['anlan_session']}"


def listen(server: HttpServer, cookie: str, query: str = "", origin: str | None = None) -> connect:
    # A browser keeps it under a name with the port.
    headers = {"Cookie": cookie.replace("anlan_session", f"anlan_session_{server.port}")} if cookie else {}
    return connect(f"ws://127.0.0.1:{server.port}/api/v1/events{query}", additional_headers=headers, origin=origin)  # type: ignore[arg-type]


async def record(platform: Any, kind: str, division: str, permission: str = "directory.read") -> None:
    async with platform.context.database.transaction() as session:
        await platform.context.outbox.record(session, kind, {"名": kind}, division=division, permission=permission)


async def kinds(socket: ClientConnection, count: int) -> list[str]:
    return [json.loads(await socket.recv())["kind"] for _ in range(count)]


async def test_each_listener_gets_what_that_user_may_see(platform: Any, server: HttpServer) -> None:
    async with listen(server, await cookie_of(platform, "county_operator")) as socket:
        hello = json.loads(await socket.recv())
        assert hello == {"type": "hello", "sequence": platform.context.outbox.sequence}
        await record(platform, "a.own", "99010103")
        await record(platform, "b.other_county", "990102")
        await record(platform, "c.whole_platform", "")
        await record(platform, "d.no_right", "990101", "audit.read")
        await record(platform, "e.own", "990101", "live.view")
        event = json.loads(await socket.recv())
        assert (event["kind"], event["division"], event["facts"]) == ("a.own", "99010103", {"名": "a.own"})
        assert event["occurred_utc"] == "2026-01-01T00:00:00.000000Z"
        assert await kinds(socket, 1) == ["e.own"]
    async with listen(server, await cookie_of(platform, "viewer"), f"?after={hello['sequence']}") as socket:
        await socket.recv()
        assert await kinds(socket, 3) == ["a.own", "b.other_county", "c.whole_platform"]


async def test_who_asks_for_groups_is_sent_what_stands_ready_in_one_message(platform: Any, server: HttpServer) -> None:
    head = platform.context.outbox.sequence
    async with platform.context.database.transaction() as session:
        for kind, division in (("a.own", "990101"), ("b.other_county", "990102"), ("c.own", "99010103")):
            await platform.context.outbox.record(session, kind, {"n": kind}, division=division)
    async with listen(server, await cookie_of(platform, "county_operator"), f"?after={head}&grouped=true") as socket:
        await socket.recv()
        told = json.loads(await socket.recv())
        assert told["type"] == "events"
        assert [(each["kind"], each["facts"]) for each in told["events"]] == [
            ("a.own", {"n": "a.own"}), ("c.own", {"n": "c.own"}),
        ]  # fmt: skip
        assert all(each["sequence"] > head for each in told["events"])
        await record(platform, "d.later", "990101")
        assert [each["kind"] for each in json.loads(await socket.recv())["events"]] == ["d.later"]


async def test_a_listener_resumes_after_a_break_without_loss(platform: Any, server: HttpServer) -> None:
    cookie = await cookie_of(platform, "viewer")
    async with listen(server, cookie) as socket:
        await socket.recv()
        await record(platform, "a.first", "9901")
        last = json.loads(await socket.recv())["sequence"]
    await record(platform, "b.missed", "9901")
    async with listen(server, cookie, f"?after={last}") as socket:
        await socket.recv()
        await record(platform, "c.new", "9901")
        assert await kinds(socket, 2) == ["b.missed", "c.new"]


async def test_a_listener_that_asks_for_what_is_gone_is_told_to_load_anew(platform: Any, server: HttpServer) -> None:
    cookie = await cookie_of(platform, "viewer")
    async with listen(server, cookie, "?after=999999") as socket:
        hello, reset = [json.loads(await socket.recv()) for _ in range(2)]
        assert reset == {"type": "reset", "sequence": hello["sequence"]}
        await record(platform, "a.new", "9901")
        assert await kinds(socket, 1) == ["a.new"]


@pytest.mark.parametrize(("with_cookie", "origin", "status"), [(False, None, 401), (True, "https://evil.example", 403)])
async def test_who_may_not_listen_is_refused_before_the_socket_opens(
    with_cookie: bool, origin: str | None, status: int, platform: Any, server: HttpServer
) -> None:
    cookie = await cookie_of(platform, "viewer") if with_cookie else "anlan_session=wrong"
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with listen(server, cookie, origin=origin):
            pass
    response = caught.value.response
    assert response.status_code == status
    assert json.loads(response.body)["code"].startswith("access.")
    assert await platform.audit_lines(outcome="refused", resource_id="WEBSOCKET /api/v1/events")


async def test_the_own_origin_may_listen(platform: Any, server: HttpServer) -> None:
    cookie = await cookie_of(platform, "viewer")
    async with listen(server, cookie, origin=f"http://127.0.0.1:{server.port}") as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        assert socket.response is not None
        assert "sec-websocket-extensions" not in socket.response.headers


async def test_a_listener_whose_session_ends_is_closed(platform: Any, server: HttpServer, clock: Any) -> None:
    async with listen(server, await cookie_of(platform, "viewer")) as socket:
        await socket.recv()
        await platform.context.access.users.change(SYSTEM, platform.users["viewer"], enabled=False)
        await record(platform, "a.secret", "9901")
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
    async with listen(server, await cookie_of(platform, "officer")) as socket:
        await socket.recv()
        clock.jump(13 * 3600)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401


async def test_the_server_stops_while_listeners_stay(platform: Any, server: HttpServer) -> None:
    async with listen(server, await cookie_of(platform, "viewer")) as socket:
        await socket.recv()
        stopping = asyncio.create_task(server.stop())
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
        await stopping
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", server.port)


async def refused(socket: ClientConnection) -> str:
    """What a refused listener is told, the close code checked."""
    told = json.loads(await socket.recv())
    assert told["type"] == "refused"
    assert all(told[name] for name in ("zh", "en", "remedy_zh", "remedy_en"))
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4429
    return str(told["code"])


def bound(platform: Any, **limits: int) -> None:
    platform.context.settings = platform.context.settings.model_copy(update={"http": HttpSettings(**limits)})


async def test_listeners_are_bounded_in_all(platform: Any, server: HttpServer) -> None:
    bound(platform, max_event_listeners=2)
    viewer, officer = await cookie_of(platform, "viewer"), await cookie_of(platform, "officer")
    async with listen(server, viewer) as first, listen(server, viewer) as second:
        await asyncio.gather(first.recv(), second.recv())
        async with listen(server, officer) as third:
            assert await refused(third) == "events.too_many_listeners"


async def test_one_users_windows_and_one_tokens_connections_are_bounded_each(platform: Any, server: HttpServer) -> None:
    bound(platform, max_event_listeners_per_user=1)
    viewer, elsewhere = await cookie_of(platform, "viewer"), await cookie_of(platform, "viewer")
    person = await platform.sign_in("viewer")
    made = await person.post("/api/v1/tokens", json={"name": "wall", "permissions": ["directory.read"]})
    token = {"Authorization": f"Bearer {made.json()['token']}"}
    address = f"ws://127.0.0.1:{server.port}/api/v1/events"
    async with listen(server, viewer) as first:
        assert json.loads(await first.recv())["type"] == "hello"
        async with listen(server, elsewhere) as second:
            assert await refused(second) == "events.too_many_windows"
        async with connect(address, additional_headers=token) as program:
            assert json.loads(await program.recv())["type"] == "hello"
            async with connect(address, additional_headers=token) as another:
                assert await refused(another) == "events.too_many_of_token"
        async with listen(server, await cookie_of(platform, "officer")) as other:
            assert json.loads(await other.recv())["type"] == "hello"
    # A window that closes leaves its place to another.
    async with asyncio.timeout(PATIENCE_S):
        told = ""
        while told != "hello":
            async with listen(server, elsewhere) as second:
                told = json.loads(await second.recv())["type"]
