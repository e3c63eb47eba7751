"""What a scrape shows."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY, generate_latest
from tests.gateways.sip.peers import House, text

from anlan.gateways.sip.metrics import LEVELS, TALLIES


def shown(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_requests_and_answers_are_counted_once_and_repetitions_apart(house: House) -> None:
    names = [
        ("anlan_sip_requests_total", {"method": "MESSAGE"}),
        ("anlan_sip_responses_total", {"status": "200"}),
        ("anlan_sip_repeated_total", {"kind": "request"}),
    ]
    before = [shown(name, **labels) for name, labels in names]
    peer = house.udp_peer(await house.endpoint())
    for _ in range(3):
        peer.send(text())
        await peer.receive()
    assert [shown(name, **labels) - was for (name, labels), was in zip(names, before, strict=True)] == [1, 1, 2]


async def test_levels_come_back_to_where_they_were(house: House) -> None:
    before = shown("anlan_sip_connections")
    endpoint = await house.endpoint()
    peer = await house.tcp_peer(endpoint)
    peer.send(text(transport="TCP"))
    await peer.receive()
    assert shown("anlan_sip_connections") == before + 1
    assert shown("anlan_sip_pending_requests") == 0
    peer.send(b"x" * 20_000)
    assert await peer.ended()
    assert shown("anlan_sip_connections") == before


@pytest.mark.parametrize("name", [each.name for each in (*TALLIES, *LEVELS)])
def test_every_number_is_on_the_page_with_its_explanation(name: str) -> None:
    assert f"# HELP {name}" in generate_latest().decode()
