"""Requests that come in: one handling each, answers where they came from."""

from __future__ import annotations

import asyncio

import pytest
from tests.gateways.sip.peers import House, Recorder, UdpPeer, text, until
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock
from anlan.gateways.sip import IncomingRequest
from anlan.protocols.sip import Request, Response, parse_name_address, parse_via, reply


async def test_an_answer_goes_to_where_the_request_came_from(house: House) -> None:
    handler = Recorder()
    endpoint = await house.endpoint(handler)
    peer = house.udp_peer(endpoint)
    peer.send(text())
    answer = await peer.receive()
    assert isinstance(answer, Response)
    via = parse_via(answer.headers.get("Via") or "")
    assert (answer.status, via.received, via.rport) == (200, "127.0.0.1", str(peer.port))
    source = handler.seen[0].source
    assert (source.transport, source.host, source.port) == ("udp", "127.0.0.1", peer.port)


async def test_a_repeated_request_gets_the_same_answer_and_is_served_once(house: House) -> None:
    handler = Recorder()
    peer = house.udp_peer(await house.endpoint(handler))
    answers = []
    for _ in range(3):
        peer.send(text())
        answers.append(await peer.receive())
    assert answers[0] == answers[1] == answers[2]
    assert handler.methods == ["MESSAGE"]


async def test_a_request_repeated_while_it_is_served_is_not_served_again(house: House) -> None:
    go = asyncio.Event()

    async def slow(incoming: IncomingRequest) -> Response:
        await go.wait()
        return reply(incoming.request, 200)

    handler = Recorder(slow)
    endpoint = await house.endpoint(handler)
    peer, other = house.udp_peer(endpoint), house.udp_peer(endpoint)
    peer.send(text())
    await handler.arrived.wait()
    peer.send(text())
    handler.arrived.clear()
    other.send(text(branch="z9hG4bKother"))
    await handler.arrived.wait()
    go.set()
    await peer.receive()
    await other.receive()
    assert handler.methods == ["MESSAGE", "MESSAGE"]
    assert peer.waiting() == []


async def test_a_waiting_handler_holds_nobody_back(house: House) -> None:
    never = asyncio.Event()

    async def serve(incoming: IncomingRequest) -> Response:
        if incoming.request.headers.get("Call-ID") == "slow":
            await never.wait()
        return reply(incoming.request, 200)

    endpoint = await house.endpoint(Recorder(serve))
    slow, quick = house.udp_peer(endpoint), house.udp_peer(endpoint)
    for number in range(20):  # in one wake-up: a slow one, then a quick one, and again
        slow.send(text(call="slow", cseq=number + 1))
        quick.send(text(call="quick", cseq=number + 1))
    statuses = [(await quick.receive()).status for _ in range(20)]  # type: ignore[union-attr]
    assert statuses == [200] * 20
    assert slow.waiting() == []


async def test_a_failing_handler_costs_only_its_own_answer(house: House) -> None:
    async def serve(incoming: IncomingRequest) -> Response | None:
        call = incoming.request.headers.get("Call-ID")
        if call == "raises":
            raise RuntimeError("a fault")
        if call == "cancelled":
            raise asyncio.CancelledError
        if call == "nothing":
            return None
        if call == "forges":
            return reply(incoming.request, 200, headers=[("X", "a\r\nY: b")])
        return reply(incoming.request, 200)

    peer = house.udp_peer(await house.endpoint(Recorder(serve)))
    for number, (call, status) in enumerate(
        [("raises", 500), ("cancelled", 500), ("nothing", 500), ("forges", 500), ("fine", 200)]
    ):
        peer.send(text(call=call, branch=f"z9hG4bK{number}"))
        assert (await peer.receive()).status == status  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (text("MESSAGE", "Content-Type text"), 400),
        (text().replace(b"CSeq: 1 MESSAGE", b"CSeq: 1 INFO"), 400),
        (text().replace(b"SIP/2.0\r\nVia", b"SIP/4.0\r\nVia"), 505),
        (text("MESSAGE", *["X: y"] * 300), 513),
        (text("DANCE"), 501),
        (text().replace(b"Content-Length: 0", b"Content-Length: 12"), 400),
        (text().replace(b"Content-Length: 0", b"Content-Length: 999999999"), 413),
    ],
)
async def test_what_is_wrong_gets_its_status(house: House, data: bytes, status: int) -> None:
    handler = Recorder()
    peer = house.udp_peer(await house.endpoint(handler))
    peer.send(data)
    answer = await peer.receive()
    assert isinstance(answer, Response)
    assert (answer.status, handler.seen) == (status, [])
    assert answer.headers.get("Call-ID") == "c"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"\r\n\r\n",
        b"noise",
        bytes(range(256)),
        b"SIP/2.0 200 OK\r\n\r\n",
        text("ACK", "no header"),
        text(via="Via: nonsense"),
    ],
)
async def test_what_cannot_be_answered_is_passed_over(house: House, data: bytes) -> None:
    peer = house.udp_peer(await house.endpoint())
    peer.send(data)
    peer.send(text())
    assert (await peer.receive()).status == 200  # type: ignore[union-attr]
    assert peer.waiting() == []


async def invited(peer: UdpPeer) -> Response:
    peer.send(text("INVITE"))
    trying = await peer.receive()
    assert isinstance(trying, Response)
    assert trying.status == 100
    assert parse_name_address(trying.headers.get("To") or "").tag is None
    answer = await peer.receive()
    assert isinstance(answer, Response)
    return answer


async def test_an_invite_is_told_to_wait_and_its_answer_repeated_until_the_ack(house: House) -> None:
    clock, handler = ManualClock(), Recorder()
    peer = house.udp_peer(await house.endpoint(handler, clock=clock))
    answer = await invited(peer)
    assert answer.status == 200
    await clock.advance(2.0)
    assert peer.waiting() == [answer, answer]
    peer.send(text("ACK", branch="z9hG4bKack", to_tag=";tag=x"))
    await clock.advance(0.1)
    assert handler.methods == ["INVITE", "ACK"]
    peer.send(text("ACK", branch="z9hG4bKack", to_tag=";tag=x"))
    await clock.advance(40.0)
    assert peer.waiting() == []
    assert handler.methods == ["INVITE", "ACK"]


async def test_an_answer_never_acknowledged_is_told(house: House) -> None:
    clock, told = ManualClock(), list[IncomingRequest]()
    endpoint = await house.endpoint(clock=clock, on_unacknowledged=told.append)
    peer = house.udp_peer(endpoint)
    await invited(peer)
    await clock.advance(31.9)
    assert told == []
    await clock.advance(0.3)
    assert [(incoming.request.method, incoming.source.port) for incoming in told] == [("INVITE", peer.port)]


async def test_a_refused_invite_wants_its_ack_too_but_the_handler_never_hears_of_it(house: House) -> None:
    async def busy(incoming: IncomingRequest) -> Response:
        return reply(incoming.request, 486)

    clock, handler = ManualClock(), Recorder(busy)
    peer = house.udp_peer(await house.endpoint(handler, clock=clock))
    assert (await invited(peer)).status == 486
    await clock.advance(0.6)
    assert len(peer.waiting()) == 1
    peer.send(text("ACK"))
    await clock.advance(40.0)
    assert (peer.waiting(), handler.methods) == ([], ["INVITE"])


async def test_a_cancel_ends_the_handlers_work(house: House) -> None:
    ended = asyncio.Event()

    async def ring(incoming: IncomingRequest) -> Response:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    handler = Recorder(ring)
    peer = house.udp_peer(await house.endpoint(handler))
    peer.send(text("INVITE"))
    await peer.receive()
    peer.send(text("CANCEL"))
    answers = [await peer.receive(), await peer.receive()]
    assert [(a.status, a.headers.get("CSeq")) for a in answers] == [(200, "1 CANCEL"), (487, "1 INVITE")]  # type: ignore[union-attr]
    assert ended.is_set()


async def test_a_cancel_that_comes_with_its_invite_spares_the_handler(house: House) -> None:
    handler = Recorder()
    peer = house.udp_peer(await house.endpoint(handler))
    peer.send(text("INVITE"))
    peer.send(text("CANCEL"))
    statuses = [(await peer.receive()).status for _ in range(3)]  # type: ignore[union-attr]
    assert (statuses, handler.methods) == ([100, 200, 487], [])


async def test_a_cancel_of_nothing(house: House) -> None:
    peer = house.udp_peer(await house.endpoint())
    peer.send(text("CANCEL"))
    assert (await peer.receive()).status == 481  # type: ignore[union-attr]


async def test_a_handler_that_never_answers_gives_its_place_back(house: House) -> None:
    async def hang(incoming: IncomingRequest) -> Response:
        await asyncio.Event().wait()
        raise AssertionError

    clock, handler = ManualClock(), Recorder(hang)
    peer = house.udp_peer(await house.endpoint(handler, clock=clock))
    peer.send(text())
    await handler.arrived.wait()
    await clock.advance(61.0)
    assert [message.status for message in peer.waiting()] == [504]  # type: ignore[union-attr]


async def test_requests_of_one_connection_are_answered_on_it(house: House) -> None:
    handler = Recorder()
    endpoint = await house.endpoint(handler)
    peer = await house.tcp_peer(endpoint)
    data = (
        text(transport="TCP", body=b"x" * 100_000)
        + b"\r\n\r\n"
        + text(transport="TCP", branch="z9hG4bK2", body=b"\r\n\r\n")
    )
    for place in range(0, len(data), 7_001):
        peer.send(data[place : place + 7_001])
    assert [(await peer.receive()).status for _ in range(2)] == [200, 200]  # type: ignore[union-attr]
    assert [len(incoming.request.body) for incoming in handler.seen] == [100_000, 4]
    assert handler.seen[0].source.connection is not None
    peer.writer.close()
    await until(lambda: bool(handler.lost))
    assert handler.lost == [handler.seen[0].source]


async def test_a_keepalive_between_messages_is_answered(house: House) -> None:
    peer = await house.tcp_peer(await house.endpoint())
    peer.send(b"\r\n\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert await peer.reader.readexactly(2) == b"\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (text(transport="TCP").replace(b"Content-Length: 0", b"Content-Length: x"), 400),
        (text(transport="TCP").replace(b"Content-Length: 0", b"Content-Length: 2000000"), 413),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", None),
        (b"x" * 20_000, None),
    ],
)
async def test_a_connection_that_lost_its_frames_is_closed_after_the_answer(
    house: House, data: bytes, status: int | None
) -> None:
    peer = await house.tcp_peer(await house.endpoint())
    peer.send(data)
    if status is not None:
        assert (await peer.receive()).status == status  # type: ignore[union-attr]
    assert await peer.ended()


async def test_one_bad_message_does_not_cost_the_connection(house: House) -> None:
    peer = await house.tcp_peer(await house.endpoint())
    peer.send(text("MESSAGE", "no header", transport="TCP") + text(transport="TCP", branch="z9hG4bK2"))
    assert [(await peer.receive()).status for _ in range(2)] == [400, 200]  # type: ignore[union-attr]


async def test_the_time_of_arrival_is_the_clocks(house: House) -> None:
    clock, handler = ManualClock(), Recorder()
    await clock.advance(5.0)
    peer = house.udp_peer(await house.endpoint(handler, clock=clock))
    peer.send(text())
    await peer.receive()
    assert (handler.seen[0].received_s, handler.seen[0].received_utc) == (5.0, clock.now_utc())
    assert isinstance(handler.seen[0].request, Request)
