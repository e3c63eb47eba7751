"""Where bounds bite: who is turned away, who is not, and that it is counted."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import REGISTRY
from tests.gateways.sip.peers import House, Recorder, TcpPeer, text, until

from anlan.foundation.clock import ManualClock
from anlan.gateways.sip import IncomingRequest, SipEndpoint, SipLimits
from anlan.gateways.sip.rates import PeerRates
from anlan.protocols.sip import Response, reply


def dropped(bound: str) -> float:
    return REGISTRY.get_sample_value("anlan_sip_dropped_total", {"bound": bound}) or 0.0


class Gate(Recorder):
    """Holds every request until it is opened."""

    def __init__(self) -> None:
        super().__init__(self._wait)
        self.open = asyncio.Event()

    async def _wait(self, incoming: IncomingRequest) -> Response:
        await self.open.wait()
        return reply(incoming.request, 200)


async def test_requests_beyond_the_bound_are_dropped_by_udp_and_served_when_they_come_again(house: House) -> None:
    handler, before = Gate(), dropped("pending")
    peer = house.udp_peer(await house.endpoint(handler, limits=SipLimits(max_pending=3)))
    for number in range(1, 6):
        peer.send(text(cseq=number))
    await until(lambda: dropped("pending") >= before + 2)
    handler.open.set()
    first = {(await peer.receive()).headers.get("CSeq") for _ in range(3)}
    assert first == {"1 MESSAGE", "2 MESSAGE", "3 MESSAGE"}
    peer.send(text(cseq=4))
    assert (await peer.receive()).headers.get("CSeq") == "4 MESSAGE"


async def test_requests_beyond_the_bound_are_told_so_by_tcp(house: House) -> None:
    handler = Gate()
    peer = await house.tcp_peer(await house.endpoint(handler, limits=SipLimits(max_pending_per_peer=1)))
    peer.send(text(transport="TCP", cseq=1) + text(transport="TCP", cseq=2))
    refused = await peer.receive()
    assert isinstance(refused, Response)
    assert (refused.status, refused.headers.get("Retry-After")) == (503, "5")
    handler.open.set()
    assert (await peer.receive()).headers.get("CSeq") == "1 MESSAGE"


async def test_a_full_table_drops(house: House) -> None:
    handler, before = Gate(), dropped("server_transactions")
    peer = house.udp_peer(await house.endpoint(handler, limits=SipLimits(max_server_transactions=2)))
    for number in range(1, 4):
        peer.send(text(cseq=number))
    await until(lambda: dropped("server_transactions") > before)
    assert len(handler.seen) <= 2


async def test_an_address_that_sends_too_much_waits_for_the_next_ten_seconds(house: House) -> None:
    clock, handler, before = ManualClock(), Recorder(), dropped("messages_of_peer")
    peer = house.udp_peer(await house.endpoint(handler, clock=clock, limits=SipLimits(peer_messages_per_10_s=5)))
    for number in range(1, 9):
        peer.send(text(cseq=number))
    await until(lambda: dropped("messages_of_peer") >= before + 3)
    for _ in range(5):
        await peer.receive()
    assert peer.waiting() == []
    await clock.advance(10.0)
    peer.send(text(cseq=9))
    assert (await peer.receive()).headers.get("CSeq") == "9 MESSAGE"


def test_rates_are_counted_by_address_and_their_memory_is_bounded() -> None:
    rates = PeerRates(2)
    assert [rates.admit("a", 0.0) for _ in range(3)] == [True, True, False]
    assert rates.admit("b", 0.0)
    assert [rates.admit("a", second) for second in (9.9, 10.0)] == [False, True]
    for number in range(300_000):
        rates.admit(str(number), 11.0)
    assert len(rates._counts) <= 200_001


async def test_noise_is_answered_so_often_and_no_more(house: House) -> None:
    before = dropped("malformed_of_peer")
    peer = house.udp_peer(await house.endpoint(limits=SipLimits(peer_malformed_per_10_s=2)))
    for number in range(1, 6):
        peer.send(text("MESSAGE", "no header", cseq=number))
    peer.send(text(cseq=9))
    assert [(await peer.receive()).status for _ in range(3)] == [400, 400, 200]  # type: ignore[union-attr]
    assert dropped("malformed_of_peer") == before + 3


@pytest.mark.parametrize(
    ("limits", "bound"),
    [(SipLimits(max_connections=2), "connections"), (SipLimits(max_connections_per_peer=2), "connections_of_peer")],
)
async def test_connections_beyond_the_bound_are_closed(house: House, limits: SipLimits, bound: str) -> None:
    before = dropped(bound)
    endpoint = await house.endpoint(limits=limits)
    peers = [await connected(house, endpoint) for _ in range(2)]
    third = await house.tcp_peer(endpoint)
    assert await third.ended()
    assert dropped(bound) == before + 1
    for peer in peers:
        peer.send(text(transport="TCP", branch="z9hG4bKagain"))
        assert (await peer.receive()).status == 200  # type: ignore[union-attr]
    peers[0].writer.close()
    await peers[0].writer.wait_closed()
    await until(lambda: len(endpoint._connections) == 1)
    await connected(house, endpoint)


async def connected(house: House, endpoint: SipEndpoint) -> TcpPeer:
    peer = await house.tcp_peer(endpoint)
    peer.send(text(transport="TCP"))
    await peer.receive()
    return peer


async def test_a_message_that_never_ends_and_a_silent_peer_lose_their_connections(house: House) -> None:
    clock = ManualClock()
    endpoint = await house.endpoint(clock=clock)
    slow, pinging, silent = (
        await connected(house, endpoint),
        await connected(house, endpoint),
        await connected(house, endpoint),
    )
    slow.send(text(transport="TCP")[:50])
    pinging.send(b"\r\n")  # half a ping is no message
    await until(lambda: sum(c.framer.held for c in endpoint._connections._open.values()) == 52)
    await clock.advance(45.0)
    assert await slow.ended()
    pinging.send(text(transport="TCP", cseq=2))
    assert (await pinging.receive()).status == 200  # type: ignore[union-attr]
    await clock.advance(880.0)
    assert await silent.ended()
    pinging.send(text(transport="TCP", cseq=3))
    assert (await pinging.receive()).status == 200  # type: ignore[union-attr]


async def test_half_messages_of_all_connections_together_are_bounded(house: House) -> None:
    before = dropped("buffered_bytes")
    endpoint = await house.endpoint(limits=SipLimits(max_buffered_bytes=150_000))
    peers = [await house.tcp_peer(endpoint) for _ in range(2)]
    for peer in peers:
        peer.send(text(transport="TCP", body=b"x" * 100_000)[:-1])
    await until(lambda: dropped("buffered_bytes") > before and len(endpoint._connections) == 1)
    assert [c.framer.held > 100_000 for c in endpoint._connections._open.values()] == [True]


async def test_a_peer_that_does_not_read_loses_its_connection(house: House) -> None:
    async def large(incoming: IncomingRequest) -> Response:
        return reply(incoming.request, 200, body=b"x" * 1_000_000)

    before, handler = dropped("write_buffer"), Recorder(large)
    peer = await house.tcp_peer(await house.endpoint(handler, limits=SipLimits(max_write_buffer_bytes=2_000_000)))
    for number in range(1, 40):
        peer.send(text(transport="TCP", cseq=number))
    await until(lambda: dropped("write_buffer") > before)
    await until(lambda: bool(handler.lost))


async def test_a_stopped_endpoint_leaves_nothing_running(house: House) -> None:
    handler = Gate()
    endpoint = await house.endpoint(handler)
    peer = house.udp_peer(endpoint)
    peer.send(text("INVITE"))
    peer.send(text(branch="z9hG4bK2"))
    await handler.arrived.wait()
    await endpoint.stop()
    running = asyncio.all_tasks() - {asyncio.current_task()}
    assert not running
