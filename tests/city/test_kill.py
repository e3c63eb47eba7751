"""kill -9 of any one process while streams run: the others' pictures go on, and what was killed is back by itself with all it had acknowledged."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass

import pytest
from tests.city.demo_city import DemoCity
from tests.city.extra_camera import extra
from tests.city.platform_client import LIMIT_S, PlatformClient, Watched, at, watching

from anlan.app.demo.plan import CityPlan, PlatformPlan

pytestmark = pytest.mark.city

# The demo starts it anew at once; this is what loading the program may take beside ten others.
RESTART_LIMIT_S = 60.0
# Of a picture that is not concerned no more may be missing, in its own time: two groups of pictures.
MISSING_S = 2.0


@dataclass(frozen=True)
class Case:
    """What is killed, and at which platforms pictures of which townships go on: by level and number."""

    victim: str
    witnesses: tuple[tuple[str, int, int], ...]


CASES = [
    Case("township", (("city", 0, 1), ("city", 0, 2), ("county", 0, 1))),
    Case("county", (("city", 0, 2), ("township", 0, 0))),
    Case("city", (("county", 0, 0), ("township", 2, 2))),
    Case("cameras", (("city", 0, 1), ("county", 1, 3))),
]


def of_level(plan: CityPlan, level: str, number: int) -> PlatformPlan:
    return [platform for platform in plan.platforms if platform.level == level][number]


def neighbours(plan: CityPlan, platform: PlatformPlan) -> list[PlatformPlan]:
    """The platforms directly above and below."""
    return [each for each in plan.platforms if each.code == platform.upper or each.upper == platform.code]


def first_camera(plan: CityPlan, township: int) -> str:
    return plan.townships()[township].devices[0].channels[0].code


@asynccontextmanager
async def pictures(plan: CityPlan, case: Case) -> AsyncIterator[list[Watched]]:
    """The witnesses' pictures, running."""
    async with AsyncExitStack() as running:
        watched = []
        for level, number, township in case.witnesses:
            client = await running.enter_async_context(at(plan, of_level(plan, level, number)))
            watched.append(await running.enter_async_context(watching(client, first_camera(plan, township))))
        yield watched


@dataclass(frozen=True)
class Acknowledged:
    """What a platform has said that it took, a moment before it was killed."""

    attempt: str
    device: str
    audit_lines: list[int]


async def acknowledge(platform: PlatformPlan, client: PlatformClient, channel: str) -> Acknowledged:
    """Write through the API until the very moment."""
    device = extra(platform, 900_201)
    await client.post("/devices", {"code": device.code, "name": device.name, "password": "Never-Joins-1"})
    lines = [line["sequence"] for line in (await client.get("/audit", limit=20))["items"]]
    attempt = (await client.ask_for_picture(channel)).json()["attempt"]
    return Acknowledged(attempt, device.code, lines)


async def assert_kept(client: PlatformClient, kept: Acknowledged) -> None:
    trace = await client.attempt(kept.attempt)
    assert trace["outcome"] not in ("running", "playing"), trace
    assert (await client.get(f"/devices/{kept.device}"))["code"] == kept.device
    lines = {line["sequence"] for line in (await client.get("/audit", limit=200))["items"]}
    assert lines.issuperset(kept.audit_lines)
    await client.delete(f"/devices/{kept.device}")


def open_calls(city: DemoCity, platform: PlatformPlan) -> set[str]:
    """The calls that the platform's records say are running."""
    uri = f"file:{platform.folder(city.data) / 'anlan.db'}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as records:
        return {identity for (identity,) in records.execute("SELECT id FROM open_calls")}


async def until_calls(city: DemoCity, platform: PlatformPlan, hold: Callable[[set[str]], bool]) -> set[str]:
    """The running calls, once they are as wanted; no event tells of the records."""
    async with asyncio.timeout(LIMIT_S):
        while not hold(calls := open_calls(city, platform)):
            await asyncio.sleep(0.2)
    return calls


def anlan(city: DemoCity, platform: PlatformPlan, *words: str) -> str:
    """A command about a platform that must find nothing wrong."""
    command = [sys.executable, "-m", "anlan", *words, "--config", str(city.configuration(platform))]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def assert_records_sound(city: DemoCity, platform: PlatformPlan) -> None:
    verified, checked = await asyncio.gather(
        asyncio.to_thread(anlan, city, platform, "audit", "verify"),
        asyncio.to_thread(anlan, city, platform, "db", "check"),
    )
    assert "unchanged" in verified
    assert "consistent" in checked


async def joined_again(plan: CityPlan, platform: PlatformPlan) -> None:
    """The platform, the ones above and below and its devices have each other again, as each of them sees it."""
    async with AsyncExitStack() as running:
        own = await running.enter_async_context(at(plan, platform))
        clients = [(await running.enter_async_context(at(plan, each))) for each in neighbours(plan, platform)]
        codes = [each.code for each in neighbours(plan, platform)] + [device.code for device in platform.devices]
        await asyncio.gather(own.until_linked(*codes), *(client.until_linked(platform.code) for client in clients))


async def a_new_view_works(plan: CityPlan, township: int) -> None:
    async with at(plan, plan.top) as city:
        await city.until_whole(plan)
        async with watching(city, plan.townships()[township].devices[1].channels[0].code):
            pass


@pytest.mark.parametrize("case", [case for case in CASES if case.victim != "cameras"], ids=lambda case: case.victim)
async def test_a_killed_platform_is_back_by_itself_and_the_others_pictures_go_on(
    demo_city: DemoCity, case: Case
) -> None:
    plan = demo_city.plan
    victim = of_level(plan, case.victim, 0)
    name = victim.folder(demo_city.data).name
    async with pictures(plan, case) as watched:
        async with at(plan, victim) as own, watching(own, first_camera(plan, 0)):
            running = await until_calls(demo_city, victim, bool)
            kept = await acknowledge(victim, own, plan.townships()[0].devices[3].channels[0].code)
            said = demo_city.strike(name, signal.SIGKILL)
        await asyncio.to_thread(demo_city.wait_for, f"{name}: ready", RESTART_LIMIT_S, said)
        ready = time.monotonic()
        await joined_again(plan, victim)
        took = time.monotonic() - ready
        print(f"{case.victim} killed: everything around it joined again {took:.1f} s after its restart")
        # What it had called, and what it was sending up, is hung up.
        await until_calls(demo_city, victim, running.isdisjoint)
        await a_new_view_works(plan, 0)
        for picture in watched:
            await picture.more()
            assert picture.longest_missing_s() < MISSING_S, picture.ticket
    async with at(plan, victim) as own:
        await assert_kept(own, kept)
    await assert_records_sound(demo_city, victim)


async def test_killed_cameras_are_back_by_themselves_and_the_others_pictures_go_on(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    township = plan.townships()[0]
    name = f"cameras-{township.division}"
    case = next(case for case in CASES if case.victim == "cameras")
    async with pictures(plan, case) as watched, at(plan, plan.top) as city:
        async with watching(city, first_camera(plan, 0)) as lost:
            said = demo_city.strike(name, signal.SIGKILL)
            await lost.until_over()
            trace = await city.attempt(lost.ticket["attempt"])
            assert trace["outcome"] == "failed", json.dumps(trace, ensure_ascii=False)
        await asyncio.to_thread(demo_city.wait_for, f"{name}: ready", RESTART_LIMIT_S, said)
        ready = time.monotonic()
        async with at(plan, township) as own:
            await own.until_linked(*(device.code for device in township.devices))
        took = time.monotonic() - ready
        print(f"cameras killed: all online again {took:.1f} s after their restart")
        await a_new_view_works(plan, 0)
        for picture in watched:
            await picture.more()
            assert picture.longest_missing_s() < MISSING_S, picture.ticket
    await assert_records_sound(demo_city, township)
