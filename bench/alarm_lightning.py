"""A lightning night: thousands of line faults within seconds, and a few hold-ups among them."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from sqlalchemy import select

from anlan.capabilities.alarms.models import Alarm
from anlan.simulator.panels.fleet import PanelFleet, one_account
from anlan.simulator.panels.signals import event
from bench.alarm_platform import FIRST_ACCOUNT, AlarmPlatform
from bench.figures import Figure, figure

FAULTS, RATE = 5_000, 500.0
HOLD_UPS = 10
TOWNSHIPS = 20


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    platform = AlarmPlatform(folder, FAULTS + HOLD_UPS, townships=TOWNSHIPS)
    faults = PanelFleet("127.0.0.1", platform.panel_port, FAULTS, first_account=FIRST_ACCOUNT)
    robbed = PanelFleet(
        "127.0.0.1", platform.panel_port, HOLD_UPS, first_account=one_account(FIRST_ACCOUNT, FAULTS), lines=1
    )
    async with platform.serving():
        try:
            thunder, robbery = await asyncio.gather(
                faults.storm(RATE, FAULTS / RATE, alarm=lambda _: event("phone_line", "001")),
                robbed.storm(HOLD_UPS * RATE / FAULTS, FAULTS / RATE, alarm=lambda _: event("hold_up", "001")),
            )
        finally:
            await faults.close()
            await robbed.close()
        async with platform.records() as database, database.reading() as session:
            query = select(Alarm.alarm_class, Alarm.group_size).where(Alarm.state == "waiting")
            waiting = (await session.execute(query)).all()
    sizes = [size for alarm_class, size in waiting if alarm_class == "fault"]
    shown = sum(alarm_class == "hold_up" for alarm_class, _ in waiting)
    how = (
        f"{FAULTS:,} panels in {TOWNSHIPS} townships lose their telephone line within {FAULTS / RATE:.0f} s ({thunder.acknowledged:,} acknowledged), "
        f"{HOLD_UPS} others are held up meanwhile ({robbery.acknowledged} acknowledged); `anlan serve` on SQLite"
    )
    return [
        figure("storm_groups", len([size for size in sizes if size]), "", better="lower", goal=TOWNSHIPS, how=f"{how}; groups in the queue"),
        figure("storm_faults_waiting", len(sizes), "", better="lower", goal=TOWNSHIPS, how=f"{how}; cases of faults in the queue"),
        figure("storm_faults_grouped", sum(sizes), "", better="higher", goal=FAULTS, how=f"{how}; faults that the groups count"),
        figure("storm_hold_ups_hidden", HOLD_UPS - shown, "", better="lower", goal=0, how=f"{how}; hold-ups without a case of their own"),
    ]  # fmt: skip
