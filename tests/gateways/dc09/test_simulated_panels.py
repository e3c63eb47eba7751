"""The simulator's panels against our receiver: every line, token and key, and what a panel can do wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import get_args

import pytest
from tests.gateways.dc09.panels import KEY, House, account

from anlan.foundation.clock import SystemClock
from anlan.simulator.panels.faults import PanelFaults
from anlan.simulator.panels.panel import Outcome, Panel
from anlan.simulator.panels.profile import PanelProfile, Token, Transport
from anlan.simulator.panels.signals import CODES, event


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """With the machine's clock, as the panels have it."""
    house = House()
    house.clock = SystemClock()  # type: ignore[assignment]
    yield house
    await house.close()


async def panel_of(
    house: House,
    faults: PanelFaults | None = None,
    transport: Transport = "tcp",
    token: Token = "SIA-DCS",
    key: bytes | None = KEY,
    clock_error_s: float = 0.0,
) -> Panel:
    gateway = await house.gateway()
    house.register("1234", account(key, required=key is not None))
    port = gateway.udp_port if transport == "udp" else gateway.tcp_port
    return Panel(
        PanelProfile(
            account="1234", host="127.0.0.1", port=port, key=key, token=token, transport=transport, attempts=2,
            clock_error_s=clock_error_s,
        ),
        faults,
    )  # fmt: skip


@pytest.mark.parametrize("transport", get_args(Transport))
@pytest.mark.parametrize("token", get_args(Token))
@pytest.mark.parametrize("key", [None, KEY, KEY + KEY], ids=["clear", "aes-128", "aes-256"])
async def test_what_they_send_is_acknowledged_and_known(
    house: House, transport: Transport, token: Token, key: bytes | None
) -> None:
    panel = await panel_of(house, transport=transport, token=token, key=key)
    for name in CODES:
        assert (await panel.send(event(name))).outcome == "acknowledged"
    assert (await panel.arm()).outcome == "acknowledged"
    assert (await panel.poll()).outcome == "acknowledged"
    await panel.stop()
    kinds = [signal.kind for signal in house.centre.signals]
    assert len(kinds) == len(CODES) + 1
    assert not [kind for kind in kinds if kind.unknown_code]
    assert kinds[-1].code == "closing"
    assert len(house.centre.polls) == 1


@pytest.mark.parametrize(
    ("faults", "outcome", "kept"),
    [
        (PanelFaults(repeats_accepted=True), "acknowledged", 1),
        (PanelFaults(wrong_key=True), "not understood", 0),
        (PanelFaults(wrong_token=True), "not understood", 0),
    ],
)
async def test_what_they_do_wrong(house: House, faults: PanelFaults, outcome: Outcome, kept: int) -> None:
    panel = await panel_of(house, faults)
    assert (await panel.send(event("burglary"))).outcome == outcome
    await panel.stop()
    assert len(house.centre.signals) == kept


async def test_a_wrong_clock_is_set_by_our_answer(house: House) -> None:
    panel = await panel_of(house, clock_error_s=3_600)
    assert (await panel.send(event("hold_up"))).outcome == "acknowledged"
    assert panel.counts["clock set"] == 1
    await panel.stop()
    assert [signal.kind.alarm_class for signal in house.centre.signals] == ["hold_up"]
