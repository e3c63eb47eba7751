"""Simulated devices of the demo city and of ``anlan simulate``: started together, stopped together."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from anlan.app.demo.plan import CityPlan, DevicePlan, PlatformPlan
from anlan.app.notify import tell_supervisor
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import Charset
from anlan.simulator.device import SimulatedDevice
from anlan.simulator.faults import Faults
from anlan.simulator.media.annexb import Codec
from anlan.simulator.media.feeds import VideoSource
from anlan.simulator.media.live import LiveSource
from anlan.simulator.profile import ChannelProfile, DeviceProfile, ServerAddress
from anlan.simulator.scene import make_clip

# A demo must recover while one looks; real devices wait a minute.
DEMO_RETRY_S = 2.0
DEMO_KEEPALIVE_S = 10.0


async def run_devices(devices: Sequence[SimulatedDevice]) -> None:
    """Run the devices until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as running:
        for device in devices:
            running.push_async_callback(device.stop)
            await device.start()
        tell_supervisor("READY=1")
        await stop.wait()


async def clip_in(data: Path, codec: Codec) -> Path:
    """The street's clip in the data directory, drawn where it is missing.

    In a container: ffmpeg cannot go back to the beginning of a raw byte stream, and a camera would stand still at its end.
    """
    return await make_clip(data / "clips" / f"street-{codec}.mp4", codec)


async def township_devices(plan: CityPlan, township: PlatformPlan, data: Path) -> list[SimulatedDevice]:
    """The simulated devices of one township of the demo."""
    server = ServerAddress(township.code, township.code[:10], "127.0.0.1", township.sip_port)
    return [
        SimulatedDevice(_profile(device, server), await _source(device, data), Faults()) for device in township.devices
    ]


async def _source(device: DevicePlan, data: Path) -> VideoSource:
    return LiveSource(await clip_in(data, "h264"), codec=device.video_codec)


def _profile(device: DevicePlan, server: ServerAddress) -> DeviceProfile:
    return DeviceProfile(
        code=device.code,
        name=device.name,
        password=device.password,
        server=server,
        transport=device.transport,
        edition=Edition(device.edition),
        charset=Charset(device.charset),
        register_retry_s=DEMO_RETRY_S,
        keepalive_s=DEMO_KEEPALIVE_S,
        channels=[
            ChannelProfile(
                code=channel.code, name=channel.name, longitude=channel.longitude, latitude=channel.latitude,
                civil_code=channel.code[:8], address=channel.name,
            )
            for channel in device.channels
        ],
    )  # fmt: skip
