"""A big catalog pulled by a platform of ours: on the wire, put together, proved complete, in the directory.

From a simulated platform, whose cost is not ours; and from another platform of ours, whose cascade pushes it up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, figure

CAMERAS = 50_000
UPPER_GOAL_S = 20.0


@dataclass(frozen=True, slots=True)
class Way:
    """Who sends it and how; ``batch`` entries a message (our own platform decides that itself)."""

    name: str
    side: str
    transport: str
    batch: int
    goal_s: float | None
    text: str


# Over TCP many entries fit a message, and above 10,000 entries the standard asks for it (GB/T 28181-2022 annex M); over UDP a
# platform of the old school sends a few, which is measured without a goal.
WAYS = (
    Way("tcp", "lower", "tcp", 100, UPPER_GOAL_S, "a simulated lower platform over TCP, 100 a message"),
    Way("udp", "lower", "udp", 4, None, "a simulated lower platform over UDP, 4 a message"),
    Way("own_tcp", "own", "tcp", 0, UPPER_GOAL_S, "a lower platform of ours over TCP, pushed by its cascade"),
)


def pull(way: Way, cameras: int = CAMERAS) -> tuple[list[dict[str, Any]], float]:
    """Pull it twice, the second time with nothing changed: what each took, and the CPU seconds of our own sender for both."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as directory:
        module = [sys.executable, "-m", "bench.catalog_platforms"]
        upper = subprocess.Popen([*module, "upper", directory], stdout=subprocess.PIPE, text=True)
        assert upper.stdout is not None
        lower: subprocess.Popen[str] | None = None
        sent_cpu_s = 0.0
        try:
            port = str(json.loads(upper.stdout.readline())["port"])
            if way.side == "own":
                arguments = ["own", directory, port, str(cameras), way.transport]
            else:
                arguments = ["lower", port, str(cameras), way.transport, str(way.batch)]
            lower = subprocess.Popen([*module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            lines = [upper.stdout.readline() for _ in range(2)]
            if not all(lines):
                raise RuntimeError("the upper platform ended before it had the catalog")
            results: list[dict[str, Any]] = [json.loads(line) for line in lines]
            if way.side == "own":
                sent_cpu_s = json.loads(lower.communicate(timeout=60)[0])["cpu_s"]
            upper.wait(60)
        finally:
            upper.kill()
            if lower is not None:
                lower.kill()
    for result in results:
        if result["state"] != "complete" or result["received"] < cameras:
            raise RuntimeError(f"the catalog did not arrive: {result}")
    return results, sent_cpu_s


def measure() -> list[Figure]:
    """Seconds from the query to the committed catalog."""
    figures = []
    for way in WAYS:
        (first, again), sent_cpu_s = pull(way)
        how = f"{first['received']} entries of {way.text}, to SQLite"
        sender = f"; {sent_cpu_s / 2:.1f} s of the platform that sends it, each time" if sent_cpu_s else ""
        figures += [
            figure(
                f"catalog_50000_{way.name}_s", first["wall_s"], "s", goal=way.goal_s, better="lower",
                how=f"{how}; from the query to the commit, {first['cpu_s']:.1f} s of CPU of the upper platform{sender}",
            ),
            figure(
                f"catalog_50000_{way.name}_unchanged_s", again["wall_s"], "s", better="lower",
                how=f"{how}; pulled again, nothing changed",
            ),
        ]  # fmt: skip
    return figures
