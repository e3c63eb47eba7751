"""Whoever sends too much, too slowly or from too many connections is ended, and his neighbour does not notice."""

from __future__ import annotations

import asyncio
import resource
import socket

import pytest
from tests.gateways.dc09.panels import House, account
from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.ports import Receipt
from anlan.gateways.dc09 import Dc09Limits
from anlan.gateways.dc09.metrics import DROPPED
from anlan.protocols.dc09 import Frame, serialize

POLL = Frame("NULL", 7, "0", "0", "1234")
ALARM = Frame("SIA-DCS", 5, "", "0", "1234", "#1234|NBA1")


def dropped(bound: str) -> float:
    return DROPPED.labels(bound)._value.get()


@pytest.fixture(autouse=True)
def registered(house: House) -> None:
    house.register("1234", account())


@pytest.mark.parametrize(
    ("noise", "bound"),
    [(b"\n" + b"A" * 10_485_760, "line_bytes"), (b"A" * 10_485_760, "garbage"), (b"A\r\n" * 200_000, "waiting")],
)
async def test_endless_lines_end_their_connection_and_nobody_elses(house: House, noise: bytes, bound: str) -> None:
    await house.gateway()
    neighbour, flood = await house.tcp(), await house.tcp()
    before = dropped(bound)
    flood.send(POLL)
    flood.send(noise)
    assert (await neighbour.ask(POLL)).token == "ACK"
    await flood.ended()
    assert dropped(bound) == before + 1
    assert (await neighbour.ask(POLL)).token == "ACK"


async def test_slow_bytes_are_ended_after_a_while(house: House) -> None:
    gateway = await house.gateway(Dc09Limits(partial_s=20))
    slow, neighbour = await house.tcp(), await house.tcp()
    assert (await neighbour.ask(POLL)).token == "ACK"
    frame = serialize(POLL)
    slow.send(frame)
    await slow.answer()
    for byte in frame[:4]:
        slow.send(bytes([byte]))
        async with asyncio.timeout(PATIENCE_S):
            while not any(connection.framer.held for connection in gateway.connections):
                await asyncio.sleep(0)
        await house.clock.advance(4)
        assert len(gateway.connections) == 2
    await house.clock.advance(10)
    assert await slow.ended() == b""
    assert len(gateway.connections) == 1
    assert (await neighbour.ask(POLL)).token == "ACK"


async def test_an_idle_connection_is_ended_and_one_that_polls_is_not(house: House) -> None:
    gateway = await house.gateway(idle_s=60)
    idle, polling = await house.tcp(), await house.tcp()
    assert (await idle.ask(POLL)).token == "ACK"
    for _ in range(4):
        assert (await polling.ask(POLL)).token == "ACK"
        await house.clock.advance(20)
    assert await idle.ended() == b""
    assert len(gateway.connections) == 1


async def test_one_address_has_so_many_connections(house: House) -> None:
    gateway = await house.gateway(Dc09Limits(max_connections_per_address=3))
    kept = [await house.tcp() for _ in range(3)]
    for panel in kept:
        assert (await panel.ask(POLL)).token == "ACK"
    refused = await house.tcp()
    assert await refused.ended() == b""
    kept[0].close()
    await kept[0].writer.wait_closed()
    async with asyncio.timeout(PATIENCE_S):
        while len(gateway.connections) > 2:
            await asyncio.sleep(0)
    assert (await (await house.tcp()).ask(POLL)).token == "ACK"


async def test_thousands_of_connections_leave_room_for_a_known_panel(house: House) -> None:
    """Ten thousand attempts in waves against a small bound: all beyond it are ended, and nothing is left behind."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    wave = min(500, soft // 4)
    gateway = await house.gateway(Dc09Limits(max_connections=100))
    panel = await house.tcp()
    assert (await panel.ask(POLL)).token == "ACK"
    for _ in range(10_000 // wave):
        before = dropped("connections")
        # The kernel completes them before anybody accepts.
        sockets = [socket.create_connection(("127.0.0.1", gateway.tcp_port)) for _ in range(wave)]
        async with asyncio.timeout(PATIENCE_S):
            while dropped("connections") < before + wave - 99:
                await asyncio.sleep(0)
        assert (len(gateway.connections), dropped("connections")) == (100, before + wave - 99)
        assert (await panel.ask(POLL)).token == "ACK"
        for one in sockets:
            one.close()
        async with asyncio.timeout(PATIENCE_S):
            while len(gateway.connections) > 1:
                await asyncio.sleep(0)
    assert (await panel.ask(POLL)).token == "ACK"


async def test_many_frames_at_once_are_served_a_few_at_a_time_and_all_answered(house: House) -> None:
    await house.gateway(Dc09Limits(max_pending_per_connection=4))
    panel = await house.tcp()
    numbers = range(1, 500)
    panel.send(b"".join(serialize(Frame("NULL", number, "0", "0", "1234")) for number in numbers))
    assert [(await panel.answer()).sequence for _ in numbers] == list(numbers)


async def test_a_flood_on_one_connection_ends_it(house: House) -> None:
    await house.gateway(Dc09Limits(max_waiting_per_connection=10, max_pending_per_connection=1))
    house.centre.hold = True
    flood, neighbour = await house.tcp(), await house.tcp()
    flood.send(serialize(ALARM) * 100)
    await flood.ended()
    assert (await neighbour.ask(POLL)).token == "ACK"


async def test_too_many_under_way_are_met_with_silence(house: House) -> None:
    await house.gateway(Dc09Limits(max_pending=2))
    house.centre.hold = True
    panel, other = await house.tcp(), await house.tcp()
    before = dropped("pending")
    panel.send(serialize(ALARM) * 3)
    async with asyncio.timeout(PATIENCE_S):
        while dropped("pending") == before:
            await asyncio.sleep(0)
    assert dropped("pending") == before + 1
    other.close()
    house.centre.hold = False
    house.centre.commit(Receipt("id", repeated=False, alarm=None, known=True))
    assert [(await panel.answer()).sequence for _ in range(2)] == [5, 5]
    assert (await panel.ask(POLL)).sequence == 7


async def test_a_panel_that_does_not_read_its_answers_is_ended(house: House) -> None:
    gateway = await house.gateway(Dc09Limits(max_write_buffer_bytes=1_024))
    panel, neighbour = await house.tcp(), await house.tcp()
    assert (await panel.ask(POLL)).token == "ACK"
    # Small buffers in the kernel, so that it is soon full.
    panel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    for connection in gateway.connections:
        assert connection.transport is not None
        connection.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    panel.writer.transport.pause_reading()
    before = dropped("write_buffer")
    async with asyncio.timeout(PATIENCE_S):
        while dropped("write_buffer") == before:
            panel.send(serialize(POLL) * 20)
            await asyncio.sleep(0)
    assert (await neighbour.ask(POLL)).token == "ACK"


async def test_datagrams_of_one_address_are_bounded(house: House) -> None:
    await house.gateway(Dc09Limits(address_datagrams_per_10_s=2))
    panel = house.udp()
    before = dropped("datagrams")
    assert (await panel.ask(POLL)).token == "ACK"
    assert (await panel.ask(POLL)).token == "ACK"
    panel.send(POLL)
    async with asyncio.timeout(PATIENCE_S):
        while dropped("datagrams") == before:
            await asyncio.sleep(0)
    await house.clock.advance(10)
    assert (await panel.ask(POLL)).token == "ACK"


async def test_a_taken_port_leaves_nothing_open(house: House) -> None:
    gateway = await house.gateway()
    other = House()
    with pytest.raises(OSError, match="in use"):
        await other.gateway(tcp_port=gateway.tcp_port)
    await other.close()
    assert (await (await house.tcp()).ask(POLL)).token == "ACK"
