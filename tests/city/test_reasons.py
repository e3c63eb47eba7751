"""Why does it not play, why does it not join: the true reason reaches the city's console from three levels below, and the doctor tells it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from tests.city.demo_city import DemoCity
from tests.city.extra_camera import PASSWORD, Extra, extra, joined, on_record, until_listed
from tests.city.platform_client import LIMIT_S, PlatformClient, at, watching

from anlan.app.demo.plan import PlatformPlan
from anlan.capabilities.live.failures import failure
from anlan.simulator.faults import Faults

pytestmark = pytest.mark.city

FAULTS = {
    "wrong_ssrc": Faults(wrong_ssrc=True),
    "no_key_frame": Faults(no_key_frame=True),
    "busy_486": Faults(refuse_status=486),
    "no_packet": Faults(no_media=True),
}


async def test_the_city_learns_the_true_reason_from_the_lowest_level(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    platform = plan.townships()[3]
    async with AsyncExitStack() as running:
        city = await running.enter_async_context(at(plan, plan.top))
        township = await running.enter_async_context(at(plan, platform))
        cameras = {cause: extra(platform, 900_001 + number) for number, cause in enumerate(FAULTS)}
        for cause, camera in cameras.items():
            await running.enter_async_context(joined(demo_city, platform, township, camera, FAULTS[cause]))
        for camera in cameras.values():
            await until_listed(city, camera.code)
        for cause, camera in cameras.items():
            # One after another: all have the address of this machine, by which a stray packet is laid to a call.
            trace = await city.failed_attempt(camera.code)
            failed = trace["failure"]
            # The level that has the camera judges first, also what every level can see.
            assert (failed["code"], failed["facts"].get("cause")) == ("lower_platform", cause), trace
            assert failure(cause).sentence.zh in failed["zh"]
            assert failed["remedy_en"] == failure(cause).remedy.en
            # It says the same without the detour.
            below = (await township.get("/attempts", channel=camera.code))["items"][0]
            assert below["outcome"] == "failed", below
            assert below["failure"]["code"] == cause
    async with at(plan, plan.top) as city:
        await city.until_whole(plan)


def doctor(city: DemoCity, platform: PlatformPlan, code: str) -> subprocess.CompletedProcess[str]:
    """What the command line says of a device."""
    command = [sys.executable, "-m", "anlan", "doctor", "--config", str(city.configuration(platform)), "--device", code]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


@asynccontextmanager
async def simulated(city: DemoCity, platform: PlatformPlan, camera: Extra, *more: str) -> AsyncIterator[None]:
    """``anlan simulate camera`` as a user starts it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "anlan", "simulate", "camera", "--code", camera.code, "--name", camera.name,
        "--server", f"127.0.0.1:{platform.sip_port}", "--server-code", platform.code, "--password", PASSWORD,
        "--data", str(city.data), *more,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        assert await process.wait() == 0


async def until_refused(township: PlatformClient, code: str, reason: str) -> None:
    """Until the platform has written down that it turned the device away; no event tells it."""
    async with asyncio.timeout(LIMIT_S):
        while not any(
            row["code"] == code and row["reason_code"] == reason for row in (await township.get("/refusals"))["items"]
        ):
            await asyncio.sleep(0.2)


async def test_the_doctor_says_why_a_device_does_not_join(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    platform = plan.townships()[2]
    mistyped, unknown, fine = (extra(platform, 900_101 + number) for number in range(3))
    async with (
        at(plan, platform) as township,
        on_record(township, mistyped),
        on_record(township, fine),
        simulated(demo_city, platform, mistyped, "--fault", "wrong_password"),
        simulated(demo_city, platform, unknown),
        simulated(demo_city, platform, fine),
    ):
        await until_refused(township, mistyped.code, "wrong_password")
        await until_refused(township, unknown.code, "unknown")
        await until_listed(township, fine.code)
        async with watching(township, fine.code):
            pass
        said = {
            camera: await asyncio.to_thread(doctor, demo_city, platform, camera.code)
            for camera in (mistyped, unknown, fine)
        }
    for camera, mark, sentence in (
        (mistyped, "✗", "密码错误。 · The password is wrong."),
        (
            unknown,
            "✗",
            "编码未登记，也不符合任何注册规则。 · The code stands in no record and matches no registration rule.",
        ),
        (fine, "✓", "未发现接入或点播方面的问题。 · Nothing hinders joining or playing."),
    ):
        first = said[camera].stdout.splitlines()[0]
        assert first.startswith(mark), said[camera]
        assert first.endswith(sentence)
        assert said[camera].returncode == (0 if camera is fine else 1)
    async with at(plan, plan.top) as city:
        await city.until_whole(plan)
