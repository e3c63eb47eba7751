"""Connections that say nothing, too little or too much, or take nothing: by raw sockets against the real server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from prometheus_client import REGISTRY
from tests.patience import PATIENCE_S
from websockets.asyncio.client import connect

from anlan.api.connections import MOST_HEAD_BYTES, Connections
from anlan.api.server import HttpServer
from anlan.foundation.config import HttpSettings

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Serve = Callable[..., Awaitable[HttpServer]]
# Long enough for a request under load, short enough to wait for.
SHORT_S = 0.5
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
PART_OF_A_HEAD = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "


@pytest.fixture
async def serve(platform: Any) -> AsyncIterator[Serve]:
    running: list[HttpServer] = []

    async def start(**limits: Any) -> HttpServer:
        http = HttpSettings(port=0, **limits)
        platform.context.settings = platform.context.settings.model_copy(update={"http": http})
        running.append(HttpServer(platform.context.settings, platform.app))
        await running[-1].start()
        return running[-1]

    yield start
    for server in running:
        await server.stop()


@asynccontextmanager
async def connected(server: HttpServer) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server closes; a server that does not fails the test."""
    async with asyncio.timeout(PATIENCE_S):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def answer(connection: Connection, request: bytes = HEALTH) -> bytes:
    reader, writer = connection
    writer.write(request)
    async with asyncio.timeout(PATIENCE_S):
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
    return head


def cut(reason: str) -> float:
    return REGISTRY.get_sample_value("anlan_http_connections_cut_total", {"reason": reason}) or 0.0


@pytest.mark.parametrize(
    "sent",
    [b"", PART_OF_A_HEAD, b"\r\n", HEALTH + PART_OF_A_HEAD],
    ids=["nothing", "a part of a head", "an empty line", "a part of the next head"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(serve: Serve, sent: bytes) -> None:
    server = await serve(request_timeout_s=SHORT_S, keep_alive_s=600)
    async with connected(server) as (reader, writer):
        writer.write(sent)
        told = await until_closed(reader)
    assert (b"200 OK" in told) == sent.startswith(HEALTH)


@pytest.mark.parametrize("drop", [b"a", b"\r\n"], ids=["a head", "empty lines"])
async def test_drops_do_not_buy_time(serve: Serve, drop: bytes) -> None:
    server = await serve(request_timeout_s=SHORT_S, keep_alive_s=600)
    async with connected(server) as (reader, writer):
        writer.write(PART_OF_A_HEAD if drop == b"a" else HEALTH)
        closed = asyncio.create_task(until_closed(reader))
        while not closed.done():
            writer.write(drop)
            await asyncio.wait([closed], timeout=SHORT_S / 10)


async def test_a_body_that_comes_drop_by_drop_is_given_up(serve: Serve) -> None:
    server = await serve(request_timeout_s=SHORT_S)
    async with connected(server) as (reader, writer):
        writer.write(b"POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n")
        head = asyncio.create_task(reader.readuntil(b"\r\n"))
        while not head.done():
            writer.write(b" ")
            await asyncio.wait([head], timeout=SHORT_S / 10)
        assert b" 408 " in head.result()
        # What is left of the body is not waited for either.
        await until_closed(reader)


async def test_the_rest_of_a_body_that_nobody_reads_is_not_waited_for(serve: Serve) -> None:
    server = await serve(request_timeout_s=SHORT_S, keep_alive_s=600)
    async with connected(server) as (reader, writer):
        writer.write(b"POST /api/v1/users HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n")
        assert b" 401 " in await reader.readuntil(b"\r\n")
        writer.write(b" ")
        await until_closed(reader)


async def test_an_idle_connection_is_kept_for_the_configured_time_only(serve: Serve) -> None:
    server = await serve(keep_alive_s=1)
    async with connected(server) as connection:
        assert b" 200 " in await answer(connection)
        assert b" 200 " in await answer(connection)
        assert await until_closed(connection[0]) == b""


async def test_a_slow_answer_is_no_slow_request(serve: Serve, platform: Any) -> None:
    leave = asyncio.Event()

    async def waits() -> None:
        await leave.wait()

    platform.context.health.add("slow", waits)
    server = await serve(request_timeout_s=SHORT_S)
    async with connected(server) as (reader, writer), connected(server) as (silent, _writer):
        writer.write(b"GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n")
        # The time of a request passes, as the other connection shows.
        await until_closed(silent)
        leave.set()
        assert b"HTTP/1.1 " in await reader.readuntil(b"\r\n")


async def test_a_client_that_takes_nothing_is_cut_off(serve: Serve) -> None:
    server = await serve(request_timeout_s=SHORT_S, keep_alive_s=600)
    places = server._server._places
    before = cut("reader")
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)  # noqa: FBT003 - the only form
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", server.port))
    gone = asyncio.Event()
    leave = places.leave

    def noted(place: str) -> None:
        leave(place)
        gone.set()

    places.leave = noted
    # Metrics are long; asked for again and again and never read.
    ask = b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n" * 400
    sending = asyncio.create_task(asyncio.get_running_loop().sock_sendall(raw, ask))
    async with asyncio.timeout(PATIENCE_S):
        await gone.wait()
    assert cut("reader") == before + 1
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    raw.close()


async def test_an_overlong_head_is_refused(serve: Serve) -> None:
    server = await serve()
    async with connected(server) as (reader, writer):
        writer.write(PART_OF_A_HEAD + b"a" * MOST_HEAD_BYTES)
        assert b" 431 " in await until_closed(reader)


async def test_a_large_body_is_no_overlong_head(serve: Serve) -> None:
    server = await serve()
    async with connected(server) as connection:
        body = b" " * (4 * MOST_HEAD_BYTES)
        head = (
            b"POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        )
        assert b" 422 " in await answer(connection, head % len(body) + body)
        assert b" 200 " in await answer(connection)


async def test_one_address_has_so_many_connections_and_gets_them_back(serve: Serve) -> None:
    server = await serve(max_connections_per_address=2)
    async with connected(server) as first:
        assert b" 200 " in await answer(first)
        async with connected(server) as second:
            assert b" 200 " in await answer(second)
            async with connected(server) as (reader, _writer):
                assert b" 503 " in await until_closed(reader)
        told = b""
        async with asyncio.timeout(PATIENCE_S):
            while b" 200 " not in told:
                async with connected(server) as third:
                    third[1].write(HEALTH)
                    told = await third[0].readuntil(b"\r\n\r\n")


async def test_a_trusted_proxy_is_bounded_by_the_whole_alone(serve: Serve) -> None:
    server = await serve(max_connections_per_address=1, max_connections=10, trusted_proxies=("127.0.0.1",))
    async with AsyncExitStack() as stack:
        for _ in range(8):
            assert b" 200 " in await answer(await stack.enter_async_context(connected(server)))


async def test_an_event_socket_takes_no_place_and_is_not_hurried(serve: Serve, platform: Any) -> None:
    server = await serve(max_connections_per_address=1, request_timeout_s=SHORT_S)
    client = await platform.sign_in("viewer")
    cookie = f"anlan_session_{server.port}={client.cookies['anlan_session']}"
    address = f"ws://127.0.0.1:{server.port}/api/v1/events"
    async with connect(address, additional_headers={"Cookie": cookie}) as events:
        await events.recv()
        async with connected(server) as (silent, _writer):
            await until_closed(silent)
        await (await events.ping())


@pytest.mark.parametrize(
    ("hosts", "taken"),
    [
        (["192.0.2.1"] * 3, 2),
        (["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"], 2),
        (["192.0.2.1", "192.0.2.2", "192.0.2.1"], 3),
        (["2001:db8::1", "2001:db8::2", "2001:db8::3"], 2),
        (["2001:db8::1", "2001:db8:0:1::2", "2001:db8::3"], 3),
        (["10.0.0.1"] * 9, 4),
        (["", "", ""], 2),
    ],
)
def test_places_go_by_address(hosts: list[str], taken: int) -> None:
    places = Connections(4, 2, ("10.0.0.0/8", "proxy.example"))
    held = [place for host in hosts if (place := places.enter(host)) is not None]
    assert len(held) == taken
    for place in held:
        places.leave(place)
    assert places.enter(hosts[0]) is not None
