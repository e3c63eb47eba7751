"""A short clip made once, and a platform for devices to join."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from anlan.simulator import ChannelProfile, ClipSource, DeviceProfile, Faults, SimulatedDevice, VideoSource
from anlan.simulator.scene import make_clip
from anlan.simulator.upper import UpperPlatform

# Four times as fast as cameras are: what is tested here does not depend on it.
FRAME_RATE = 60.0
PLATFORM = "99010203002000000001"
RECORDER = "99010203001180000001"
CAMERA = "99010203001320000001"
PASSWORD = "a-password"

StartDevice = Callable[..., Awaitable[SimulatedDevice]]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of street in MP4."""
    return asyncio.run(make_clip(tmp_path_factory.mktemp("clip") / "street.mp4", seconds=2))


@pytest.fixture
async def upper() -> AsyncIterator[UpperPlatform]:
    platform = UpperPlatform(PLATFORM, passwords={RECORDER: PASSWORD}, request_timeout_s=3.0)
    await platform.start()
    yield platform
    await platform.stop()


@pytest.fixture
async def start_device(upper: UpperPlatform, clip: Path) -> AsyncIterator[StartDevice]:
    """Starts a recorder with the given faults and profile; returns when it is registered (or has tried)."""
    async with AsyncExitStack() as stack:

        async def start(
            faults: Faults | None = None,
            source: VideoSource | None = None,
            *,
            until: Any = "registered",
            **changes: Any,
        ) -> SimulatedDevice:
            values: dict[str, Any] = {
                "code": RECORDER, "name": "滨江录像机", "password": PASSWORD, "server": upper.address, "keepalive_s": 0.2,
                "register_retry_s": 0.2, "request_timeout_s": 3.0, "channels": [ChannelProfile(code=CAMERA, name="人民路口")],
            }  # fmt: skip
            device = SimulatedDevice(
                DeviceProfile(**(values | changes)), source or ClipSource(clip, FRAME_RATE), faults
            )
            await device.start()
            stack.push_async_callback(device.kill)
            await device.happenings.wait(until)
            return device

        yield start
