"""Stopping: a platform leaves its upper and hangs up; Ctrl-C leaves nothing behind; the second start finds everything there."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import pytest
from tests.city.demo_city import DemoCity, processes_about
from tests.city.extra_camera import extra, joined
from tests.city.platform_client import at, watching

from anlan.app.demo.plan import CityPlan
from anlan.simulator.faults import Faults

pytestmark = pytest.mark.city

# A platform has five seconds to go; the rest is this test's own way of noticing.
GONE_LIMIT_S = 6.0


async def test_a_stopped_platform_leaves_its_upper_and_hangs_up(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    platform = plan.townships()[1]
    county = next(each for each in plan.platforms if each.code == platform.upper)
    name = platform.folder(demo_city.data).name
    camera = extra(platform, 900_301)
    async with at(plan, county) as upper:
        async with at(plan, platform) as own, joined(demo_city, platform, own, camera, Faults()) as device:
            await upper.until_linked(platform.code)
            async with watching(own, camera.code), watching(upper, platform.devices[0].channels[0].code) as picture:
                said = demo_city.strike(name, signal.SIGTERM)
                ended = await asyncio.to_thread(demo_city.wait_for, f"{name}: ended", GONE_LIMIT_S, said)
                assert "(0)" in ended
                # Both calls were hung up: the camera's by the platform, the platform's own towards the county.
                await device.happenings.wait("bye")
                await picture.until_over()
                trace = await upper.attempt(picture.ticket["attempt"])
                assert trace["failure"]["facts"]["by"] == "BYE", trace
            await asyncio.to_thread(demo_city.wait_for, f"{name}: ready", 60.0, said)

        async def left() -> dict[str, Any] | None:
            history = (await upper.get(f"/platforms/{platform.code}/transitions", limit=10))["items"]
            return next((each for each in history if each["code"] == "unregistered"), None)

        assert (await upper.until(left, "the county was told")) is not None
    async with at(plan, plan.top) as city:
        await city.until_whole(plan)


def test_ctrl_c_leaves_nothing_behind_and_the_second_start_finds_everything(demo_city: DemoCity) -> None:
    children = demo_city.pids()
    assert len(children) == len(demo_city.plan.platforms) + len(demo_city.plan.townships()) + 1
    plan = demo_city.plan
    assert demo_city.stop() == 0
    assert list(processes_about(demo_city.data)) == []
    demo_city.start()
    seconds = demo_city.wait_ready()
    print(f"second start: demo city ready after {seconds:.1f} s")
    assert demo_city.plan == plan
    asyncio.run(assert_subscribers_once(plan))


async def assert_subscribers_once(plan: CityPlan) -> None:
    """Every township has its alarm subscribers, and none a second time."""
    for township in plan.townships():
        async with at(plan, township) as admin:
            found = await admin.get("/subscribers", limit=100)
            names = [each["name"] for each in found["items"]]
            assert len(names) == len(set(names)) == found["total"] == 12
