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
from anlan.app.demo.supervisor import Child, ChildFailed, Supervisor
from anlan.app.simulation import clip_in
from anlan.protocols.wording import Sentence
from anlan.simulator.scene import SceneError

STEPS = {
    "pictures": Sentence("制作样片", "Drawing the sample pictures"),
    "records": Sentence("建立数据", "Preparing records"),
    "platforms": Sentence("启动平台", "Starting platforms"),
    "cameras": Sentence("接入摄像机", "Joining cameras"),
    "panels": Sentence("接入报警主机", "Joining alarm panels"),
    "catalog": Sentence("目录逐级上送", "Catalog reaching the city"),
}

# In a platform's folder: its records were filled. A later start need not open them to know.
RECORDS_DONE = "records.done"


async def run_demo(data: Path, *, seed: int, first_port: int, plain: bool, night: bool) -> int:
    """Start the city, print where it is, run until Ctrl-C; returns the exit status."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    plan = load_or_make_plan(data, seed=seed, first_port=first_port)
    progress = make_progress(STEPS, plain=plain)
    supervisor = Supervisor(progress.child_changed)
    work = asyncio.create_task(_bring_up(plan, data, supervisor, progress, night=night), name="demo city")
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
            progress.ready(plan, night=night)
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


async def _bring_up(plan: CityPlan, data: Path, supervisor: Supervisor, progress: Progress, *, night: bool) -> None:
    progress.begin("pictures", 1)
    await clip_in(data, "h264")
    progress.advance("pictures")
    for step in ("records", "platforms"):
        progress.begin(step, len(plan.platforms))
    # From the top down, so that each finds its upper waiting; two at a time is what two cores do well.
    together = asyncio.Semaphore(2)
    # Migrations keep what they work on in the process: one database after another.
    preparing = asyncio.Lock()

    async def start(platform: PlatformPlan) -> None:
        async with together:
            configuration = keep_configuration(platform, data)
            async with preparing:
                await _prepare(plan, platform, data, configuration)
            progress.advance("records")
            await supervisor.start(_platform_child(platform, configuration, data))
            progress.advance("platforms")
        if platform.devices:
            async with together:
                await supervisor.start(_cameras_child(platform, data))

    try:
        async with asyncio.TaskGroup() as group:
            for platform in plan.platforms:
                group.create_task(start(platform))
    except ExceptionGroup as several:
        # The first is the cause; the others were only cut short by it.
        raise several.exceptions[0] from None
    panels = asyncio.create_task(_join_panels(data, supervisor, progress, night=night))
    try:
        await wait_until_whole(plan, progress)
        await panels
    finally:
        panels.cancel()


async def _join_panels(data: Path, supervisor: Supervisor, progress: Progress, *, night: bool) -> None:
    progress.begin("panels", 1)
    await supervisor.start(_panels_child(data, quiet=not night))
    progress.advance("panels")


async def _prepare(plan: CityPlan, platform: PlatformPlan, data: Path, configuration: Path) -> None:
    """Fill the records at the first start; what is needed for that is loaded then only."""
    done = platform.folder(data) / RECORDS_DONE
    if done.exists():
        return
    from anlan.app.demo.seeding import seed_platform
    from anlan.foundation.config import load_settings

    await seed_platform(plan, platform, load_settings(configuration, {}))
    done.touch()


def _platform_child(platform: PlatformPlan, configuration: Path, data: Path) -> Child:
    name = f"{platform.level}-{platform.division}"
    return Child(name, ["serve", "--config", str(configuration)], platform.folder(data) / "log.jsonl")


def _cameras_child(township: PlatformPlan, data: Path) -> Child:
    arguments = ["simulate", "township", "--plan", str(data / "plan.json"), "--code", township.code]
    return Child(f"cameras-{township.division}", arguments, data / f"cameras-{township.division}" / "log.jsonl")


def _panels_child(data: Path, *, quiet: bool) -> Child:
    arguments = ["simulate", "town-panels", "--plan", str(data / "plan.json"), *(["--quiet"] if quiet else [])]
    return Child("panels", arguments, data / "panels" / "log.jsonl")
