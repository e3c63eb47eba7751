"""A simulated recorder raises alarms, obeys guard commands and has its alarms cleared."""

from __future__ import annotations

import pytest

from anlan.protocols.manscdp import AlarmQuery
from anlan.simulator import ChannelProfile, Faults
from anlan.simulator.upper import UpperPlatform

from .conftest import CAMERA, RECORDER, StartDevice

INPUT = "99010203001340000001"
CHANNELS = [ChannelProfile(code=CAMERA, name="人民路口"), ChannelProfile(code=INPUT, name="东门红外")]


async def test_an_alarm_by_message_is_answered(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device(channels=list(CHANNELS))
    assert await device.raise_alarm(CAMERA, alarm_type=6, description="翻越围墙")
    await device.happenings.wait("alarm_answered")
    alarm = upper.alarms[0]
    assert (alarm.device_id, alarm.method, alarm.alarm_type, alarm.description) == (CAMERA, 5, 6, "翻越围墙")
    assert alarm.violations == ()


async def test_a_subscriber_has_what_it_asked_for_by_notify(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device(channels=list(CHANNELS))
    query = AlarmQuery(sn=1, device_id=RECORDER, end_priority=2)
    await upper.subscribe_alarms(RECORDER, query)
    assert await device.raise_alarm(INPUT, method=2, alarm_type=None, priority=2)
    assert device.happenings.counts["notified"] == 1
    # What nobody subscribed to goes by MESSAGE.
    assert await device.raise_alarm(CAMERA, priority=3)
    assert device.happenings.counts["notified"] == 1
    assert [each.device_id for each in upper.alarms] == [INPUT, CAMERA]


async def test_a_device_alarm_stands_until_it_is_cleared(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device(channels=list(CHANNELS))
    assert await device.raise_alarm(INPUT, method=2, alarm_type=None)
    assert not await device.raise_alarm(INPUT, method=2, alarm_type=None)
    assert await upper.reset_alarm(RECORDER, INPUT)
    assert await device.raise_alarm(INPUT, method=2, alarm_type=None)
    assert len(upper.alarms) == 2


@pytest.mark.parametrize("refuses", [False, True])
async def test_it_is_armed_and_disarmed(upper: UpperPlatform, start_device: StartDevice, refuses: bool) -> None:
    device = await start_device(Faults(refuse_guarding=refuses), channels=list(CHANNELS))
    assert await upper.set_guard(RECORDER, INPUT, on=True) is not refuses
    assert device.alarms.guarded == (set() if refuses else {INPUT})
    assert await upper.set_guard(RECORDER, INPUT, on=False) is not refuses
    assert device.alarms.guarded == set()
    assert not await upper.set_guard(RECORDER, "99010203001340000099", on=True)
