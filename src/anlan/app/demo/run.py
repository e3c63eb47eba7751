"""``anlan demo`` from the first line of progress to the last process stopped."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx

from anlan.app.demo.configuration import keep_configuration
from anlan.app.demo.plan import CityPlan, PlatformPlan, load_or_make_plan
from anlan.app.demo.progress import Progress, make_progress
from anlan.app.demo.readiness import wait_until_whole
from anlan.app.demo.seeding import seed_platform
from anlan.app.demo.supervisor import Child, ChildFailed, Supervisor
from anlan.app.simulation import clip_in
from anlan.foundation.config import load_settings
from anlan.protocols.wording import Sentence
from anlan.simulator.scene import SceneError

STEPS = {
    "pictures": Sentence("制作样片", "Drawing the sample pictures"),
    "records": Sentence("建立数据", "Preparing records"),
    "platforms": Sentence("启动平台", "Starting platforms"),
    "cameras": Sentence("接入摄像机", "Joining cameras"),
    "catalog": Sentence("目录逐级上送", "Catalog reaching the city"),
}


async def run_demo(data: Path, *, seed: int, first_port: int, plain: bool) -> int:
    """Start the city, print where it is, run until Ctrl-C; returns the exit status."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    plan = load_or_make_plan(data, seed=seed, first_port=first_port)
    progress = make_progress(STEPS, plain=plain)
    supervisor = Supervisor(progress.child_changed)
    work = asyncio.create_task(_bring_up(plan, data, supervisor, progress), name="demo city")
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
            progress.ready(plan)
            failed = asyncio.create_task(supervisor.failed())
            await asyncio.wait({failed, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if failed.done():
                failed.result()
            failed.cancel()
        return 0
    except (ChildFailed, SceneError, TimeoutError, httpx.HTTPError) as error:
        progress.failed(str(error))
        return 1
    finally:
        work.cancel()
        stopped.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)
        progress.stopping()
        await supervisor.stop()


async def _bring_up(plan: CityPlan, data: Path, supervisor: Supervisor, progress: Progress) -> None:
    progress.begin("pictures", 1)
    await clip_in(data, "h264")
    progress.advance("pictures")
    progress.begin("records", len(plan.platforms))
    configurations = {platform.code: keep_configuration(platform, data) for platform in plan.platforms}
    for platform in plan.platforms:
        await seed_platform(plan, platform, load_settings(configurations[platform.code], {}))
        progress.advance("records")
    progress.begin("platforms", len(plan.platforms))
    # From the top down, so that each finds its upper waiting; two at a time is what two cores do well.
    together = asyncio.Semaphore(2)

    async def start(platform: PlatformPlan) -> None:
        async with together:
            await supervisor.start(_platform_child(platform, configurations[platform.code], data))
            progress.advance("platforms")

    async with asyncio.TaskGroup() as group:
        for platform in plan.platforms:
            group.create_task(start(platform))
    for township in plan.townships():
        await supervisor.start(_cameras_child(township, data))
    await wait_until_whole(plan, progress)


def _platform_child(platform: PlatformPlan, configuration: Path, data: Path) -> Child:
    name = f"{platform.level}-{platform.division}"
    return Child(name, ["serve", "--config", str(configuration)], platform.folder(data) / "log.jsonl")


def _cameras_child(township: PlatformPlan, data: Path) -> Child:
    arguments = ["simulate", "township", "--plan", str(data / "plan.json"), "--code", township.code]
    return Child(f"cameras-{township.division}", arguments, data / f"cameras-{township.division}" / "log.jsonl")
