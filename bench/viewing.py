"""From the click to the first picture over one, two and three levels, less the camera's own wait for a key frame."""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import websockets

from bench.figures import Figure, figure
from bench.levels import Level, Levels, three_levels

CLICKS = 7
GOALS_MS = {1: 100.0, 2: 180.0, 3: 250.0}
PICTURE_WITHIN_S = 15.0


@dataclass(frozen=True)
class Click:
    """One cold click: until the first bytes of the picture, without the camera's wait; and the CPU time of all three platforms."""

    ours_ms: float
    cpu_ms: float


def measure() -> list[Figure]:
    """All figures of this part."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        clicks = asyncio.run(_measure(Path(folder)))
    figures = []
    for levels, taken in clicks.items():
        how = (
            f"median of {CLICKS} cold clicks: POST /live to the first media bytes at the viewer's WebSocket, less the time between the "
            f"camera's answer and its first key frame; {levels} platform(s) with records on disk, media cores and the simulated camera "
            "all in one process on loopback, so that the levels share one processor"
        )
        figures.append(
            figure(
                f"viewing: click to first frame over {levels} level(s)", statistics.median(click.ours_ms for click in taken), "ms",
                better="lower", goal=GOALS_MS[levels], how=how,
            )
        )  # fmt: skip
    cpu = statistics.median(click.cpu_ms for click in clicks[3])
    how = "process CPU time of a cold click over three levels, camera and viewer included"
    figures.append(figure("viewing: CPU of a click over 3 level(s)", cpu, "ms", better="lower", how=how))
    return figures


async def _measure(folder: Path) -> dict[int, list[Click]]:
    async with three_levels(folder, live={"grace_s": 0}, log={"level": "error"}) as city:
        township, county, top = reversed(city.levels)
        taken: dict[int, list[Click]] = {}
        for number, level in enumerate((township, county, top), start=1):
            await _click(city, level)  # warms up what is loaded at first use
            taken[number] = [await _click(city, level) for _ in range(CLICKS)]
        return taken


async def _click(city: Levels, level: Level) -> Click:
    begun_s, cpu_s = time.perf_counter(), time.process_time()
    answer = await level.look(city.channel)
    answer.raise_for_status()
    ticket = answer.json()
    async with (
        asyncio.timeout(PICTURE_WITHIN_S),
        websockets.connect(ticket["url"], compression=None, max_size=None) as viewer,
    ):
        await viewer.send(ticket["token"])
        try:
            while not isinstance(await viewer.recv(), bytes):
                pass
        except websockets.ConnectionClosed as closed:
            traces = [await each.last_attempt(city.channel) for each in city.levels]
            raise RuntimeError(f"no picture at {level.plan.level}: {traces}") from closed
        total_ms = (time.perf_counter() - begun_s) * 1000
        spent_ms = (time.process_time() - cpu_s) * 1000
    waited_ms = await _camera_wait_ms(city)
    await city.quiet()
    # The simulated camera keeps its encoder a little; a camera that starts anew shows its key frame at once.
    await city.camera_idle()
    return Click(total_ms - waited_ms, spent_ms)


async def _camera_wait_ms(city: Levels) -> float:
    """Between the camera's answer and its first key frame, as the township's trace tells."""
    trace = await city.levels[-1].last_attempt(city.channel)
    at = {step["step"]: datetime.fromisoformat(step["at_utc"]) for step in trace["steps"]}
    return (at["first_key_frame"] - at["answered"]).total_seconds() * 1000
