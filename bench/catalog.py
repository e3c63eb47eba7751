"""A big catalog pulled from a lower platform: on the wire, put together, proved complete, in the directory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from typing import Any

from bench.figures import Figure, figure

CAMERAS = 50_000
# Over TCP many entries fit a message, and above 10,000 entries the standard asks for it (GB/T 28181-2022 annex M); over UDP a
# platform of the old school sends a few, which is measured without a goal.
WAYS: tuple[tuple[str, int, float | None], ...] = (("tcp", 100, 20.0), ("udp", 4, None))


def pull(transport: str, batch: int, cameras: int = CAMERAS) -> list[dict[str, Any]]:
    """Pull it twice, the second time with nothing changed; what each took."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as directory:
        module = [sys.executable, "-m", "bench.catalog_platforms"]
        upper = subprocess.Popen([*module, "upper", directory], stdout=subprocess.PIPE, text=True)
        assert upper.stdout is not None
        lower: subprocess.Popen[str] | None = None
        try:
            port = json.loads(upper.stdout.readline())["port"]
            arguments = ["lower", str(port), str(cameras), transport, str(batch)]
            lower = subprocess.Popen([*module, *arguments], stdin=subprocess.PIPE, text=True)
            lines = [upper.stdout.readline() for _ in range(2)]
            if not all(lines):
                raise RuntimeError("the upper platform ended before it had the catalog")
            results: list[dict[str, Any]] = [json.loads(line) for line in lines]
            upper.wait(60)
        finally:
            upper.kill()
            if lower is not None:
                lower.kill()
    for result in results:
        if result["state"] != "complete" or result["received"] < cameras:
            raise RuntimeError(f"the catalog did not arrive: {result}")
    return results


def measure() -> list[Figure]:
    """Seconds from the query to the committed catalog."""
    figures = []
    for transport, batch, goal in WAYS:
        first, again = pull(transport, batch)
        how = f"{first['received']} entries of a simulated lower platform over {transport.upper()}, {batch} a message, to SQLite"
        figures += [
            figure(
                f"catalog_50000_{transport}_s", first["wall_s"], "s", goal=goal, better="lower",
                how=f"{how}; from the query to the commit, {first['cpu_s']:.1f} s of CPU of the upper platform",
            ),
            figure(f"catalog_50000_{transport}_unchanged_s", again["wall_s"], "s", better="lower", how=f"{how}; pulled again, nothing changed"),
        ]  # fmt: skip
    return figures
