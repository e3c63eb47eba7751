"""A simulated device joins, stays, leaves, and joins anew when the platform has lost it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.foundation.clock import SystemClock
from anlan.protocols.gbcode import Edition
from anlan.protocols.sip import DigestReason
from anlan.simulator import Faults
from anlan.simulator.upper import NoAnswer, UpperPlatform

from .conftest import RECORDER, StartDevice


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("edition", Edition)
async def test_it_joins_keeps_alive_and_leaves(
    upper: UpperPlatform, start_device: StartDevice, transport: str, edition: Edition
) -> None:
    device = await start_device(transport=transport, edition=edition)
    await upper.happenings.wait("keepalive_answered", 2)
    assert upper.joined[RECORDER].edition is edition
    assert upper.joined[RECORDER].link.reliable == (transport == "tcp")
    assert device.state == "registered"
    await device.stop()
    assert RECORDER not in upper.joined
    assert device.state == "stopped"


async def test_it_registers_again_before_the_time_is_over(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(register_expires_s=1)
    await upper.happenings.wait("registered", 3)


async def test_it_registers_anew_when_the_platform_does_not_know_it(
    upper: UpperPlatform, start_device: StartDevice
) -> None:
    device = await start_device()
    upper.joined.clear()
    await upper.happenings.wait("registered", 2)
    assert device.happenings.counts["keepalive_failed"] == 1


async def test_it_registers_anew_when_its_tcp_connection_breaks(
    upper: UpperPlatform, start_device: StartDevice
) -> None:
    device = await start_device(transport="tcp", keepalive_s=60.0)
    port = upper.address.port
    await upper.stop()
    await device.happenings.wait("connection_lost")
    again = UpperPlatform(upper.code, passwords={RECORDER: device.profile.password})
    await again.start(port)
    await again.happenings.wait("registered")
    await device.kill()
    await again.stop()


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (Faults(wrong_password=True), DigestReason.WRONG_PASSWORD),
        (Faults(wrong_realm=True), DigestReason.WRONG_REALM),
    ],
)
async def test_a_wrong_secret_is_refused_and_tried_again(
    upper: UpperPlatform, start_device: StartDevice, faults: Faults, reason: DigestReason
) -> None:
    device = await start_device(faults, until="register_refused")
    await device.happenings.wait("register_refused", 2)
    assert set(upper.refusals) == {reason}
    assert (device.state, device.last_register_status) == ("joining", 403)


async def test_flapping(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(Faults(flapping_s=0.3))
    await upper.happenings.wait("unregistered", 1)
    await upper.happenings.wait("registered", 2)


async def test_a_silent_device_answers_nothing_until_it_wakes(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device()
    await device.fall_silent()
    assert device.state == "silent"
    with pytest.raises(NoAnswer):
        await upper.device_info(RECORDER)
    device.wake()
    assert (await upper.device_info(RECORDER)).name == "滨江录像机"


@pytest.mark.parametrize("off_s", [0.0, 3600.0, -86400.0])
async def test_its_clock_follows_the_platform_unless_it_is_off(
    upper: UpperPlatform, start_device: StartDevice, off_s: float
) -> None:
    await start_device(Faults(clock_off_s=off_s))
    shown = (await upper.device_status(RECORDER)).device_time_utc
    assert shown is not None
    assert abs(shown - SystemClock().now_utc() - timedelta(seconds=off_s)) < timedelta(seconds=60)


async def test_answers_may_come_from_another_port(upper: UpperPlatform, start_device: StartDevice) -> None:
    # The branch still matches, so the answer is taken; a gateway sees the other source.
    await start_device(Faults(answer_from_other_port=True))
    assert (await upper.device_info(RECORDER)).channels == 1
