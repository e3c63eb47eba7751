"""Joining an upper platform over real sockets, and who may speak in its name."""

from __future__ import annotations

import asyncio

import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import OWN, UPPER, ScriptedUpper, upper_record
from tests.patience import PATIENCE_S

from anlan.foundation.clock import SystemClock
from anlan.gateways.sip import SipEndpoint, Target


@pytest.mark.parametrize(
    ("algorithms", "offer_qop", "expected"),
    [
        (("MD5",), True, "MD5"),
        (("SHA-256",), True, "SHA-256"),
        (("SHA-256", "MD5"), True, "SHA-256"),
        (("MD5",), False, "MD5"),
    ],
)
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_registers_with_what_digest_the_upper_offers(
    algorithms: tuple[str, ...], offer_qop: bool, expected: str, transport: str
) -> None:
    joined = await Joined.build(ScriptedUpper(algorithms=algorithms, offer_qop=offer_qop), transport=transport)
    await joined.online()
    authorization = joined.upper.registrations[0].headers.get("Authorization") or ""
    assert f"algorithm={expected}" in authorization
    assert ("qop=auth" in authorization) is offer_qop
    assert joined.cascade.states() == {UPPER: "online"}
    await joined.close()
    assert joined.upper.registrations[-1].headers.get("Expires") == "0"


async def test_over_tcp_one_connection_is_kept_for_all() -> None:
    joined = await Joined.build(transport="tcp")
    await joined.online()
    first = joined.upper.lower
    assert first is not None
    assert first.transport == "tcp"
    response = await joined.upper.ask("OPTIONS", OWN)
    assert response.status == 200
    await joined.close()
    assert joined.upper.lower == first


async def test_a_wrong_password_is_a_refusal_with_its_reason() -> None:
    joined = await Joined.build(password="another")
    await asyncio.wait_for(joined.directory.told.wait(), PATIENCE_S)
    assert joined.directory.reasons() == [("refused", "refused_403")]
    await joined.close()


async def test_nobody_else_speaks_in_an_uppers_name(joined: Joined) -> None:
    stranger = ScriptedUpper()
    stranger.endpoint = SipEndpoint(host="127.0.0.2", port=0, handler=stranger, clock=SystemClock())
    await stranger.start()
    stranger.lower = Target("udp", "127.0.0.1", joined.endpoint.port)
    assert (await stranger.ask("MESSAGE", OWN)).status == 403
    assert (await stranger.call())[0].status == 403
    assert joined.live.actors == []
    assert joined.gateway.turned_away == [f"{UPPER}@127.0.0.2"] * 2
    await stranger.stop()


async def test_an_upper_that_is_not_joined_gets_nothing() -> None:
    joined = await Joined.build(password="another")
    await asyncio.wait_for(joined.directory.told.wait(), PATIENCE_S)
    joined.upper.lower = Target("udp", "127.0.0.1", joined.endpoint.port)
    assert (await joined.upper.ask("MESSAGE", OWN)).status == 403
    response = (await joined.upper.call())[0]
    assert (response.status, response.headers.get("X-Anlan-Failure")) == (480, "device_offline")
    await joined.close()


async def test_a_disabled_upper_is_left_and_an_enabled_one_joined(joined: Joined) -> None:
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port, enabled=False)]
    await joined.cascade.peers_changed([UPPER])
    assert joined.upper.registrations[-1].headers.get("Expires") == "0"
    assert joined.cascade.states() == {}
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port)]
    await joined.cascade.peers_changed([UPPER])
    await joined.upper.until(lambda: joined.upper.registrations[-1].headers.get("Expires") == "3600")


async def test_a_changed_record_registers_anew_and_a_changed_name_does_not(joined: Joined) -> None:
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port, name="新名称")]
    await joined.cascade.peers_changed([UPPER])
    assert len(joined.upper.registrations) == 1
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port, register_expires_s=7200)]
    await joined.cascade.peers_changed([UPPER])
    await joined.upper.until(lambda: joined.upper.registrations[-1].headers.get("Expires") == "7200")
    assert [each.headers.get("Expires") for each in joined.upper.registrations] == ["3600", "0", "7200"]
