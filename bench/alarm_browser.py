"""An operator's desk in Chromium with 2,000 open alarms while further ones come by the hundred a second: does the page keep answering?

``ANLAN_BENCH_BROWSER_SECONDS`` says for how long. Needs Chromium (``ANLAN_BENCH_CHROMIUM``, else Debian's).
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

from playwright.async_api import CDPSession, async_playwright

from anlan.simulator.panels.fleet import PanelFleet
from bench.alarm_desk import OPEN, put_in
from bench.alarm_platform import FIRST_ACCOUNT, AlarmPlatform
from bench.alarm_storm import RATE, percentile
from bench.figures import Figure, figure

SECONDS = float(os.environ.get("ANLAN_BENCH_BROWSER_SECONDS", "30"))
CHROMIUM = os.environ.get("ANLAN_BENCH_CHROMIUM", "/usr/bin/chromium")
# A person feels a page that does not answer for longer.
GOAL_MS = 100.0
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
_WATCH = """() => {
  window.longTasks = []; window.frameTimes = [];
  let last = performance.now();
  const step = (now) => { window.frameTimes.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longTasks.push(one.duration); }).observe({type: 'longtask'});
}"""
PATIENCE_S = 60.0


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    panels = round(RATE * SECONDS)
    platform = AlarmPlatform(folder, panels)
    async with platform.records() as database:
        await platform.put_on_record(database)
        await put_in(database, closed=0)
    fleet = PanelFleet("127.0.0.1", platform.panel_port, panels, first_account=FIRST_ACCOUNT, retry_s=2.0)
    async with platform.serving(), platform.operator() as client, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        try:
            context = await browser.new_context(viewport={"width": 1366, "height": 768})
            address = f"http://127.0.0.1:{platform.http_port}"
            await context.add_cookies(
                [{"name": each.name, "value": each.value or "", "url": address} for each in client.cookies.jar]
            )
            page = await context.new_page()
            await page.goto(f"{address}/alarms/desk")
            await page.locator("[data-alarm]").first.wait_for()
            probe = await context.new_cdp_session(page)
            await probe.send("Performance.enable", {"timeDomain": "threadTicks"})
            await page.evaluate(_WATCH)
            await fleet.open()
            busy_s, begun_s = await _busy_s(probe), time.monotonic()
            report = await fleet.storm(RATE, SECONDS, patience_s=PATIENCE_S)
            percent = (await _busy_s(probe) - busy_s) / (time.monotonic() - begun_s) * 100
            long_ms: list[float] = await page.evaluate("window.longTasks")
            frames_ms: list[float] = await page.evaluate("window.frameTimes")
        finally:
            await fleet.close()
            await browser.close()
    how = (
        f"Chromium at the desk with {OPEN:,} open alarms while {report.raised:,} further ones come at {RATE:.0f}/s for {SECONDS:.0f} s "
        f"({report.acknowledged:,} acknowledged), all on one machine"
    )
    return [
        figure("console_storm_task_worst_ms", max(long_ms, default=0.0), "ms", better="lower", goal=GOAL_MS, how=f"{how}; longest task of the page ({len(long_ms)} above 50 ms)"),
        figure("console_storm_busy_percent", percent, "%", better="lower", how=f"{how}; CPU of the page's main thread, share of one core"),
        figure("console_storm_frame_p99_ms", percentile(frames_ms, 99), "ms", better="lower", how=f"{how}; from one frame of the page to the next"),
    ]  # fmt: skip


async def _busy_s(probe: CDPSession) -> float:
    """CPU seconds of the page's main thread so far."""
    metrics = (await probe.send("Performance.getMetrics"))["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")
