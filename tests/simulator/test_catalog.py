"""Catalogs of simulated devices: whole, and broken in each way on demand; subscriptions."""

from __future__ import annotations

import pytest

from anlan.protocols.manscdp import Charset, decode
from anlan.simulator import ChannelProfile, Faults
from anlan.simulator.upper import UpperPlatform

from .conftest import CAMERA, RECORDER, StartDevice

CAMERAS = [ChannelProfile(code=f"9901020300132000{serial:04d}", name=f"路口{serial}") for serial in range(1, 11)]


@pytest.mark.parametrize(
    ("faults", "status", "received", "violations"),
    [
        (Faults(), "complete", 10, ()),
        (Faults(parts_reversed=True), "complete", 10, ()),
        (Faults(duplicated_parts=(0, 2)), "complete", 10, ("entry_repeated",)),
        (Faults(missing_parts=(1,)), "incomplete", 6, ()),
        (Faults(sum_num_off=3), "incomplete", 10, ()),
        (Faults(charset_lie="declares_gb2312_sends_utf8"), "complete", 10, ("charset_declared_wrong",)),
        (Faults(charset_lie="declares_utf8_sends_gb2312"), "complete", 10, ("charset_declared_wrong",)),
        (Faults(charset_lie="declares_nothing_sends_gb2312"), "complete", 10, ()),
    ],
)
async def test_a_catalog_with_faults(
    upper: UpperPlatform,
    start_device: StartDevice,
    faults: Faults,
    status: str,
    received: int,
    violations: tuple[str, ...],
) -> None:
    await start_device(faults, channels=CAMERAS)
    result, items = await upper.catalog(RECORDER, next_part_wait_s=0.5)
    assert (result.status, result.received, result.violations) == (status, received, violations)
    assert {item.name for item in items} <= {camera.name for camera in CAMERAS}


@pytest.mark.parametrize("charset", Charset)
async def test_the_declared_charset_is_the_profiles(
    upper: UpperPlatform, start_device: StartDevice, charset: Charset
) -> None:
    await start_device(charset=charset)
    await upper.catalog(RECORDER)
    assert f'encoding="{charset.value}"'.encode() in upper.raw_messages[-1]
    assert decode(upper.raw_messages[-1]).violations == ()


async def test_a_single_channel_can_be_asked_for(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(channels=CAMERAS)
    _, items = await upper.catalog(RECORDER, CAMERAS[3].code)
    assert [item.device_id for item in items] == [CAMERAS[3].code]


async def test_a_subscriber_hears_of_every_change(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device(channels=[CAMERAS[0], ChannelProfile(code=CAMERAS[1].code, name="停用", online=False)])
    await upper.subscribe(RECORDER)
    await upper.happenings.wait("notified", 1)
    await device.set_online(CAMERAS[0].code, False)  # noqa: FBT003
    await device.add_channel(CAMERAS[2])
    await device.remove_channel(CAMERAS[0].code)
    await upper.happenings.wait("notified", 4)
    assert [(item.device_id, item.event) for item in upper.notices] == [
        (CAMERAS[1].code, "OFF"),
        (CAMERAS[0].code, "OFF"),
        (CAMERAS[2].code, "ADD"),
        (CAMERAS[0].code, "DEL"),
    ]
    assert upper.notices[2].name == CAMERAS[2].name


async def test_an_ended_subscription_hears_nothing_more(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device()
    await upper.subscribe(RECORDER, 0)
    await device.set_online(CAMERA, False)  # noqa: FBT003
    assert upper.notices == []
