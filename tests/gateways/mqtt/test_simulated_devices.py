"""The simulator's devices over a real broker, also after it was killed."""

from __future__ import annotations

import signal

import pytest
from tests.capabilities.alarms.messages.devices import KEY
from tests.gateways.mqtt.conftest import PREFIX, House

from anlan.protocols.alarm_message import Event
from anlan.simulator.village import VillageDevice, VillageProfile, courier_of

pytestmark = pytest.mark.foreign


async def test_a_simulated_device_is_answered_and_comes_back_after_a_broken_connection(house: House) -> None:
    gateway = await house.open()
    courier = courier_of(f"mqtt://127.0.0.1:{house.broker.port}", "BTN-1", prefix=PREFIX)
    device = VillageDevice(VillageProfile(account="BTN-1", key=KEY), courier)
    first = await device.send(Event(id="e-1", kind="one_key"))
    assert (first.outcome, first.attempts) == ("accepted", 1)
    await house.broker.stop(signal.SIGKILL)
    await house.until(lambda: not gateway.state.connected)
    await house.broker.start()
    await house.until(lambda: gateway.state.connected)
    assert (await device.send(Event(id="e-2", kind="rfid_left", tag="E2"))).outcome == "accepted"
    stranger = VillageDevice(
        VillageProfile(account="BTN-2", key=bytes(32)),
        courier_of(f"mqtt://127.0.0.1:{house.broker.port}", "BTN-2", prefix=PREFIX),
    )
    assert (await stranger.send(Event(id="e-1", kind="one_key"))).outcome == "signature"
    assert [each.sequence for each in house.centre.signals] == ["e-1", "e-2"]
    await device.stop()
    await stranger.stop()
