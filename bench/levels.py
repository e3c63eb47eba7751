"""A township, a county and a city in one process, each a whole platform with its own records, ports and media core, and one camera."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec

from anlan.api.access import CSRF_HEADER
from anlan.app.demo.configuration import configuration_of
from anlan.app.demo.plan import CityPlan, PlatformPlan
from anlan.app.demo.planning import make_plan
from anlan.app.demo.seeding import KEEPALIVE_S, seed_platform
from anlan.app.platform import Platform
from anlan.app.records import open_directory
from anlan.foundation.config import Settings
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import Charset
from anlan.simulator.device import SimulatedDevice
from anlan.simulator.faults import Faults
from anlan.simulator.media.clip import ClipSource
from anlan.simulator.media.feeds import LINGER_S
from anlan.simulator.profile import ChannelProfile, DeviceProfile, ServerAddress
from anlan.simulator.scene import make_clip

JOINED_WITHIN_S = 60.0


@dataclass
class Level:
    """One platform with a client that has signed in."""

    plan: PlatformPlan
    platform: Platform
    client: httpx.AsyncClient
    user: dict[str, Any] = field(default_factory=dict)

    async def look(self, channel: str) -> httpx.Response:
        """Ask for a picture."""
        return await self.client.post("/api/v1/live", json={"channel": channel, "purpose": "maintenance"})

    async def attempt(self, identity: str) -> dict[str, Any]:
        """A trace."""
        answer = await self.client.get(f"/api/v1/attempts/{identity}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def last_attempt(self, channel: str) -> dict[str, Any]:
        """The newest trace of a channel; empty where it was never asked for here."""
        answer = await self.client.get("/api/v1/attempts", params={"channel": channel, "limit": 1})
        answer.raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items[0] if items else {}

    async def streams(self) -> list[dict[str, Any]]:
        """The streams that run here."""
        answer = await self.client.get("/api/v1/live/streams")
        answer.raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@dataclass
class Levels:
    """Top first: city, county, township; and the camera below the township."""

    plan: CityPlan
    levels: list[Level]
    camera: SimulatedDevice

    @property
    def channel(self) -> str:
        """The camera's picture."""
        return self.camera.profile.channels[0].code

    async def until(self, true: Callable[[], Any], what: str) -> None:
        """Wait until an asked condition holds; there is no event that spans three platforms."""
        async with asyncio.timeout(JOINED_WITHIN_S):
            while not await true():  # noqa: ASYNC110 - three platforms, no common event
                await asyncio.sleep(0.05)

    async def quiet(self) -> None:
        """Wait until no stream is left at any level."""

        async def none() -> bool:
            return not any([await level.streams() for level in self.levels])

        await self.until(none, "quiet")

    async def camera_idle(self) -> None:
        """Wait until the camera's feed has stopped (``feeds.LINGER_S`` after its last receiver)."""
        await asyncio.sleep(LINGER_S + 0.2)


def settings_of(plan: PlatformPlan, data: Path, **sections: dict[str, Any]) -> Settings:
    """The demo's settings of a platform, with changes."""
    values: dict[str, Any] = configuration_of(plan, data)
    for section, options in sections.items():
        values[section] = {**values.get(section, {}), **options}
    return Settings.model_validate({"data_directory": str(plan.folder(data)), **values})


@asynccontextmanager
async def three_levels(data: Path, faults: Faults | None = None, **sections: dict[str, Any]) -> AsyncIterator[Levels]:
    """Run them until the camera is seen at the city."""
    plan = make_plan(seed=1, first_port=0, counties=1, townships_each=1)
    plan = msgspec.structs.replace(plan, admin_password="Measured-River-42")
    async with AsyncExitStack() as running:
        levels = []
        for each in plan.platforms:
            each.folder(data).mkdir(parents=True, exist_ok=True)
            settings = settings_of(each, data, **sections)
            await seed_platform(plan, each, settings)
            platform = Platform(settings)
            running.push_async_callback(platform.stop)
            await platform.start()
            client = await running.enter_async_context(httpx.AsyncClient(base_url=platform.console_url, timeout=30))
            levels.append(Level(each, platform, client))
            await _sign_in(plan, client)
        camera = await _camera(plan, data, faults or Faults())
        running.push_async_callback(camera.stop)
        await camera.start()
        city = Levels(plan, levels, camera)

        async with open_directory(levels[0].platform.settings) as directory:

            async def seen() -> bool:
                route = await directory.channel_route(city.channel)
                return route is not None and route.status == "ON"

            await city.until(seen, "the camera is seen at the city")
        yield city


async def _sign_in(plan: CityPlan, client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"name": plan.admin_name, "password": plan.admin_password})
    answer.raise_for_status()
    client.headers[CSRF_HEADER] = answer.json()["csrf"]


async def _camera(plan: CityPlan, data: Path, faults: Faults) -> SimulatedDevice:
    township = plan.townships()[0]
    device = next(each for each in township.devices if each.media_transport == "udp" and len(each.channels) == 1)
    profile = DeviceProfile(
        code=device.code,
        name=device.name,
        password=device.password,
        server=ServerAddress(township.code, township.code[:10], "127.0.0.1", township.sip_port),
        transport=device.transport,
        edition=Edition(device.edition),
        charset=Charset(device.charset),
        register_retry_s=1.0,
        keepalive_s=float(KEEPALIVE_S),
        channels=[ChannelProfile(code=each.code, name=each.name) for each in device.channels],
    )
    clip = await make_clip(data / "clips" / "street.h264", "h264")
    return SimulatedDevice(profile, ClipSource(clip), faults)
