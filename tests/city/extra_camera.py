"""A further camera below a township of the running demo, with faults, put on record and taken off again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.city.demo_city import DemoCity
from tests.city.platform_client import PlatformClient

from anlan.app.demo.plan import PlatformPlan
from anlan.app.simulation import clip_in
from anlan.simulator.device import SimulatedDevice
from anlan.simulator.faults import Faults
from anlan.simulator.media.clip import ClipSource
from anlan.simulator.profile import ChannelProfile, DeviceProfile, ServerAddress

PASSWORD = "Extra-Camera-7"  # nosec - of a camera that exists in this test only


@dataclass(frozen=True)
class Extra:
    """Code and name of a further camera; its only channel has the same."""

    code: str
    name: str


def extra(township: PlatformPlan, serial: int) -> Extra:
    """A code that the demo does not use."""
    return Extra(f"{township.code[:8]}00132{serial:07d}", f"试验摄像机{serial}")


@asynccontextmanager
async def on_record(township: PlatformClient, camera: Extra) -> AsyncIterator[None]:
    """The device stands in the township's records, and is removed with its channel at the end."""
    await township.post("/devices", {"code": camera.code, "name": camera.name, "password": PASSWORD})
    try:
        yield
    finally:
        await township.delete(f"/devices/{camera.code}")


@asynccontextmanager
async def joined(
    city: DemoCity, platform: PlatformPlan, township: PlatformClient, camera: Extra, faults: Faults
) -> AsyncIterator[SimulatedDevice]:
    """The camera runs in this process, and its platform has it online with its channel."""
    server = ServerAddress(platform.code, platform.code[:10], "127.0.0.1", platform.sip_port)
    profile = DeviceProfile(
        code=camera.code, name=camera.name, password=PASSWORD, server=server, register_retry_s=1.0, keepalive_s=5.0,
        channels=[ChannelProfile(code=camera.code, name=camera.name, civil_code=camera.code[:8])],
    )  # fmt: skip
    device = SimulatedDevice(profile, ClipSource(await clip_in(city.data, "h264")), faults)
    async with on_record(township, camera):
        await device.start()
        try:
            await until_listed(township, camera.code)
            yield device
        finally:
            await device.stop()


async def until_listed(client: PlatformClient, channel: str) -> None:
    """Until a platform knows the channel and has it online."""

    async def listed() -> bool:
        answer = await client.http.get(f"/api/v1/channels/{channel}")
        return answer.status_code == 200 and answer.json()["status"] == "ON"

    await client.until(listed, f"channel {channel} online")
