"""Requests that go out: repeated, answered, given up without leaving a call behind."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

import pytest
from tests.gateways.sip.peers import DEVICE, House, Recorder, UdpPeer, request, text, until

from anlan.foundation.clock import ManualClock, SystemClock
from anlan.gateways.sip import SipEndpoint, SipLimits, SipTimeout, SipTransportError, Target
from anlan.protocols.sip import Dialog, Headers, Request, Response, parse_via, reply, serialize


async def begun(work: Coroutine[Any, Any, Response], peer: UdpPeer) -> tuple[asyncio.Task[Response], Request]:
    """The work as a task, and what the peer sees of it first."""
    task = asyncio.create_task(work)
    sent = await peer.receive()
    assert isinstance(sent, Request)
    return task, sent


def at(peer: UdpPeer) -> Target:
    return Target("udp", "127.0.0.1", peer.port)


def say(peer: UdpPeer, to: Request, status: int, tag: str = "theirs") -> None:
    headers = [("Contact", f"<sip:{DEVICE}@127.0.0.1:{peer.port}>")] if status < 300 else []
    peer.send(serialize(reply(to, status, headers=headers, to_tag=tag)))


async def test_what_the_endpoint_adds(house: House) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    original = request()
    task, sent = await begun(endpoint.request(original, at(peer)), peer)
    via = parse_via(sent.headers.get("Via") or "")
    assert (via.transport, via.sent_by, via.rport) == ("UDP", f"127.0.0.1:{endpoint.port}", "")
    assert via.branch.startswith("z9hG4bK")
    assert sent.headers.get("Max-Forwards") == "70"
    assert sent.headers.get("Content-Length") == "0"
    assert original == request(), "the caller's request stays as it was"
    say(peer, sent, 200)
    assert (await task).status == 200


async def test_a_request_is_repeated_until_its_time_is_over(house: House) -> None:
    clock = ManualClock()
    endpoint = await house.endpoint(clock=clock)
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.request(request(), at(peer), timeout_s=4.0), peer)
    await clock.advance(3.9)
    assert peer.waiting() == [sent] * 3
    assert not task.done()
    await clock.advance(0.3)
    with pytest.raises(SipTimeout):
        await task


async def test_a_provisional_answer_does_not_end_it(house: House) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.request(request(), at(peer)), peer)
    say(peer, sent, 100)
    say(peer, sent, 486)
    say(peer, sent, 200)
    assert (await task).status == 486


async def test_64_kib_go_by_udp_and_more_do_not(house: House) -> None:
    receiver = Recorder()
    far = await house.endpoint(receiver)
    near = await house.endpoint()
    target = Target("udp", "127.0.0.1", far.port)
    assert (await near.request(request(body=b"x" * 65_000), target)).status == 200
    assert len(receiver.seen[0].request.body) == 65_000
    with pytest.raises(SipTransportError):
        await near.request(request(body=b"x" * 65_507), target)


async def test_an_invite_answered_is_acknowledged_by_the_caller_and_again_when_the_answer_comes_again(
    house: House,
) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    heard: list[int] = []
    invite = request("INVITE")
    task, sent = await begun(
        endpoint.invite(invite, at(peer), on_provisional=lambda answer: heard.append(answer.status)), peer
    )
    say(peer, sent, 100)
    say(peer, sent, 180)
    say(peer, sent, 200)
    answer = await task
    assert heard == [100, 180]
    await endpoint.acknowledge(Dialog.as_client(invite, answer).request("ACK"), at(peer))
    ack = await peer.receive()
    assert isinstance(ack, Request)
    assert (ack.method, ack.headers.get("CSeq"), ack.uri) == ("ACK", "1 ACK", f"sip:{DEVICE}@127.0.0.1:{peer.port}")
    say(peer, sent, 200)
    assert await peer.receive() == ack


async def test_a_refused_invite_is_acknowledged_by_the_endpoint_each_time(house: House) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.invite(request("INVITE"), at(peer)), peer)
    for _ in range(2):
        say(peer, sent, 488)
        ack = await peer.receive()
        assert isinstance(ack, Request)
        assert (ack.method, ack.headers.get("Via")) == ("ACK", sent.headers.get("Via"))
    assert (await task).status == 488


async def given_up(house: House, how: str, first: int | None) -> tuple[SipEndpoint, UdpPeer, Request, ManualClock]:
    """An INVITE that nobody waits for any more, after the peer said ``first``."""
    clock = ManualClock()
    endpoint = await house.endpoint(clock=clock)
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.invite(request("INVITE"), at(peer), timeout_s=10.0), peer)
    if first is not None:
        say(peer, sent, first)
        await clock.advance(0.1)
    if how == "timeout":
        await clock.advance(10.2)
        with pytest.raises(SipTimeout) as caught:
            await task
        assert caught.value.provisional == first
    else:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    return endpoint, peer, sent, clock


def methods(messages: list[Any]) -> list[str]:
    return [message.method for message in messages]


@pytest.mark.parametrize("how", ["timeout", "cancelled"])
async def test_an_invite_given_up_while_it_rings_is_cancelled(house: House, how: str) -> None:
    _, peer, sent, clock = await given_up(house, how, 180)
    cancel = peer.waiting()[-1]
    assert isinstance(cancel, Request)
    assert (cancel.method, cancel.headers.get("Via"), cancel.uri) == ("CANCEL", sent.headers.get("Via"), sent.uri)
    say(peer, cancel, 200)
    say(peer, sent, 487)
    await clock.advance(5.0)
    assert methods(peer.waiting()) == ["ACK"]


@pytest.mark.parametrize("how", ["timeout", "cancelled"])
async def test_an_invite_given_up_in_silence_is_cancelled_once_the_peer_shows_itself(house: House, how: str) -> None:
    _, peer, sent, clock = await given_up(house, how, None)
    assert set(methods(peer.waiting())) <= {"INVITE"}, "no CANCEL before a provisional answer (RFC 3261 §9.1)"
    say(peer, sent, 100)
    say(peer, sent, 180)
    await clock.advance(0.1)
    assert methods(peer.waiting()) == ["CANCEL"]


@pytest.mark.parametrize("how", ["timeout", "cancelled"])
@pytest.mark.parametrize("first", [None, 180])
async def test_a_late_answer_to_an_invite_given_up_is_ended(house: House, how: str, first: int | None) -> None:
    _, peer, sent, clock = await given_up(house, how, first)
    peer.waiting()
    say(peer, sent, 200)
    await clock.advance(0.1)
    ack, bye = peer.waiting()
    assert isinstance(bye, Request)
    assert methods([ack, bye]) == ["ACK", "BYE"]
    assert (bye.headers.get("CSeq"), bye.headers.get("To")) == ("2 BYE", f"<sip:{DEVICE}@3402000000>;tag=theirs")
    say(peer, bye, 200)
    say(peer, sent, 200)
    await clock.advance(2.0)
    assert [message for message in peer.waiting() if message.method != "CANCEL"] == [ack], (
        "one more ACK for one more answer, no second BYE"
    )  # type: ignore[union-attr]


@pytest.mark.parametrize(("status", "expected"), [(200, ["ACK", "BYE"]), (486, ["ACK"])])
async def test_an_answer_that_comes_as_the_caller_leaves(house: House, status: int, expected: list[str]) -> None:
    clock = ManualClock()
    endpoint = await house.endpoint(clock=clock)
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.invite(request("INVITE"), at(peer)), peer)
    endpoint._client.receive(reply(sent, status, to_tag="theirs"), at(peer))
    task.cancel()  # after the answer, before the caller is awake
    await clock.advance(0.1)
    assert task.cancelled()
    assert methods(peer.waiting()) == expected


async def test_a_caller_whose_callback_fails_still_gets_its_answer(house: House) -> None:
    def fail(_: Response) -> None:
        raise RuntimeError("a fault")

    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.invite(request("INVITE"), at(peer), on_provisional=fail), peer)
    say(peer, sent, 180)
    say(peer, sent, 486)
    assert (await task).status == 486


async def test_stopping_while_a_connection_is_being_made(house: House) -> None:
    with socket.socket() as silent:  # accepts nothing: its backlog is full
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.settimeout(0)
            filler.connect_ex(silent.getsockname())
        endpoint = await house.endpoint()
        task = asyncio.create_task(endpoint.request(request(), Target("tcp", *silent.getsockname())))
        await until(lambda: bool(endpoint._connections._connecting))
        await endpoint.stop()
        with pytest.raises(SipTransportError):
            await task
        for filler in fillers:
            filler.close()


async def test_a_second_answerer_of_one_invite_is_ended(house: House) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    task, sent = await begun(endpoint.invite(request("INVITE"), at(peer)), peer)
    say(peer, sent, 200, tag="first")
    await task
    say(peer, sent, 200, tag="second")
    assert methods([await peer.receive(), await peer.receive()]) == ["ACK", "BYE"]


async def test_requests_to_a_peer_behind_nat_go_on_its_connection(house: House) -> None:
    handler = Recorder()
    endpoint = await house.endpoint(handler)
    peer = await house.tcp_peer(endpoint)
    peer.send(text("REGISTER", transport="TCP"))
    await peer.receive()
    task = asyncio.create_task(endpoint.request(request(), handler.seen[0].source))
    sent = await peer.receive()
    assert isinstance(sent, Request)
    assert "SIP/2.0/TCP 127.0.0.1:" in (sent.headers.get("Via") or "")
    peer.send(serialize(reply(sent, 200)))
    assert (await task).status == 200
    waiting = asyncio.create_task(endpoint.request(request(cseq=2), handler.seen[0].source))
    await peer.receive()
    peer.writer.close()
    with pytest.raises(SipTransportError):
        await waiting
    with pytest.raises(SipTransportError):
        await endpoint.request(request(cseq=3), handler.seen[0].source)


async def test_one_connection_serves_all_requests_to_a_peer_both_ways(house: House) -> None:
    far_handler, near_handler = Recorder(), Recorder()
    far, near = await house.endpoint(far_handler), await house.endpoint(near_handler)
    target = Target("tcp", "127.0.0.1", far.port)
    answers = await asyncio.gather(
        *(near.request(request(call=f"c{n}", body=b"y" * 70_000), target) for n in range(10))
    )
    assert [answer.status for answer in answers] == [200] * 10
    assert len({incoming.source for incoming in far_handler.seen}) == 1
    assert (await far.request(request(), far_handler.seen[0].source)).status == 200
    assert near_handler.methods == ["MESSAGE"]


async def test_nobody_there(house: House) -> None:
    endpoint = await house.endpoint(clock=SystemClock())
    closed = await house.endpoint()
    port = closed.port
    await closed.stop()
    with pytest.raises(SipTransportError):
        await endpoint.request(request(), Target("tcp", "127.0.0.1", port))
    with pytest.raises(SipTransportError):
        await endpoint.request(request(), Target("udp", "no.such.host.invalid", 5060))


async def test_stopping_fails_what_is_under_way(house: House) -> None:
    endpoint = await house.endpoint()
    peer = house.udp_peer(endpoint)
    task, _ = await begun(endpoint.request(request(), at(peer)), peer)
    await endpoint.stop()
    with pytest.raises(SipTransportError):
        await task
    with pytest.raises(SipTransportError):
        await endpoint.request(request(), at(peer))


async def test_a_header_that_cannot_be_written_is_the_callers_fault(house: House) -> None:
    endpoint = await house.endpoint()
    broken = Request("MESSAGE", "sip:a@b", Headers([("Call-ID", "a\r\nb")]))
    with pytest.raises(ValueError, match="line break"):
        await endpoint.request(broken, Target("udp", "127.0.0.1", 5060))


async def test_answers_that_belong_to_nothing_are_dropped(house: House) -> None:
    endpoint = await house.endpoint(limits=SipLimits())
    peer = house.udp_peer(endpoint)
    stray = Request("MESSAGE", "sip:a@b", request().headers.copy())
    stray.headers.prepend("Via", "SIP/2.0/UDP h;branch=z9hG4bKstray")
    say(peer, stray, 200)
    peer.send(text())
    assert (await peer.receive()).status == 200  # type: ignore[union-attr]


async def test_our_address_as_the_peer_sees_it() -> None:
    endpoint = SipEndpoint(host="0.0.0.0", port=0, handler=Recorder(), clock=ManualClock())
    await endpoint.start()
    try:
        assert endpoint.local_host_for(Target("udp", "127.0.0.1", 5060)) == "127.0.0.1"
    finally:
        await endpoint.stop()
