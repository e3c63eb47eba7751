"""20,000 supervised panels that poll: what listening to them costs."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from anlan.simulator.panels.fleet import PanelFleet
from bench.alarm_platform import FIRST_ACCOUNT, AlarmPlatform
from bench.figures import Figure, figure

PANELS, POLL_S = 20_000, 90.0
MEASURED_S = 45.0


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    platform = AlarmPlatform(folder, PANELS, poll_s=int(POLL_S))
    fleet = PanelFleet("127.0.0.1", platform.panel_port, PANELS, first_account=FIRST_ACCOUNT)
    async with platform.serving():
        await fleet.start_polling(POLL_S)
        try:
            # Not the first answers, after which each link is written for the first time.
            await asyncio.sleep(POLL_S)
            answered, cpu_s, begun_s = fleet.counts.polls_acknowledged, platform.cpu_s(), time.monotonic()
            await asyncio.sleep(MEASURED_S)
            percent = (platform.cpu_s() - cpu_s) / (time.monotonic() - begun_s) * 100
            answered = fleet.counts.polls_acknowledged - answered
        finally:
            await fleet.close()
    how = (
        f"{PANELS:,} panels of class SP4 poll every {POLL_S:.0f} s by NULL over UDP; share of one core that `anlan serve` on SQLite used "
        f"over {MEASURED_S:.0f} s, {answered:,} polls acknowledged, {fleet.counts.unanswered} given up"
    )
    return [figure("panels_20000_core_percent", percent, "%", better="lower", goal=20, how=how)]
