"""A storm of alarms against a running platform: what is acknowledged, how soon an operator sees it, and that nothing is lost or doubled.

Each panel is of a shop of its own, so that nearly every alarm opens a case, which is the dearest. On SQLite, and on PostgreSQL as well
where ``ANLAN_BENCH_POSTGRESQL`` names the folder of its programs. ``ANLAN_BENCH_ALARM_SECONDS=600`` for ten minutes.

Nobody takes the alarms, so that after a fifth of the time they age, after half of it they are escalated, as fast as they come.
"""

from __future__ import annotations

import asyncio
import math
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from anlan.capabilities.alarms.models import Alarm, AlarmSignal
from anlan.foundation.database import Database
from anlan.simulator.panels.fleet import MAX_PANELS, PanelFleet
from anlan.simulator.panels.storm import StormReport
from bench.alarm_platform import FIRST_ACCOUNT, AlarmPlatform, until
from bench.figures import Figure, figure

RATE = 500.0
SECONDS = float(os.environ.get("ANLAN_BENCH_ALARM_SECONDS", "60"))
KILLS = 3
# The storm with kills is for what is lost and doubled, which does not take ten minutes.
KILLED_SECONDS = min(SECONDS, 120.0)
# Shares of the time after which alarms age and are escalated, and the least that the configuration takes.
AGEING = {"ageing_s": max(10, round(SECONDS / 5)), "escalate_other_s": max(30, round(SECONDS / 2))}
GOAL_BROWSER_MS = 300.0
# For the last answers, and for the browser to be told the last.
PATIENCE_S = 120.0


@dataclass
class Weathered:
    """What came of a storm. ``lost``: acknowledged alarms in no record; ``doubled``: records or cases beyond one; ``browser_ms``: from
    the moment an alarm was due until a browser was told of it, in the order raised, infinite for never; ``waiting``: signals that waited
    for the database, second by second."""

    report: StormReport
    lost: int
    doubled: int
    used_s: float
    browser_ms: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    figures: list[Figure] = []
    programs = os.environ.get("ANLAN_BENCH_POSTGRESQL")
    for engine in ("sqlite", "postgresql") if programs else ("sqlite",):
        async with _databases(Path(programs) if programs and engine == "postgresql" else None) as urls:
            for kills, url in zip((0, KILLS), urls, strict=True):
                seconds = KILLED_SECONDS if kills else SECONDS
                panels = min(MAX_PANELS, round(RATE * seconds))
                platform = AlarmPlatform(folder / f"{engine}{kills}", panels, url=url, alarms=AGEING)
                came = await weather(platform, panels, rate=RATE, seconds=seconds, kills=kills)
                told = _told_kills if kills else _told
                figures += told(came, platform.engine, panels, "" if engine == "sqlite" else "_postgresql")
    return figures


async def weather(platform: AlarmPlatform, panels: int, *, rate: float, seconds: float, kills: int = 0) -> Weathered:
    """Let the panels raise alarms by the clock, kill the platform so often meanwhile, and compare what was sent with what is kept."""
    fleet = PanelFleet("127.0.0.1", platform.panel_port, panels, first_account=FIRST_ACCOUNT, retry_s=2.0)
    async with platform.serving(), AsyncExitStack() as watching:
        # A browser does not outlive the server it listens to; it is measured where nothing is killed.
        seen: dict[str, list[datetime]] = {} if kills else await watching.enter_async_context(platform.told())
        waiting: list[float] = [] if kills else await watching.enter_async_context(platform.watched())
        await fleet.open()
        try:
            begun_utc, cpu_s = datetime.now(UTC), platform.cpu_s()
            storm = asyncio.create_task(fleet.storm(rate, seconds, patience_s=PATIENCE_S))
            for kill in range(1, kills + 1):
                share = rate * seconds * kill / (kills + 1)
                await until(lambda share=share: fleet.counts.frames >= share or storm.done(), seconds + PATIENCE_S)  # type: ignore[misc]
                await platform.kill_and_start()
            report = await storm
            used_s = platform.cpu_s() - cpu_s
        finally:
            await fleet.close()
        if not kills:
            await until(lambda: sum(map(len, seen.values())) >= report.acknowledged, PATIENCE_S)
        async with platform.records() as database:
            cases = await _cases(database)
            lost, doubled = await compare(database, report)
    browser_ms = [] if kills else _browser_ms(report, begun_utc, rate, cases, seen)
    return Weathered(report, lost, doubled, used_s, browser_ms, waiting)


async def compare(database: Database, report: StormReport) -> tuple[int, int]:
    """Acknowledged alarms that are in no signal or whose signal went to no case; signals beyond one an alarm, and cases beyond one that a
    shop may have of burglaries that follow each other."""
    async with database.reading() as session:
        query = select(AlarmSignal.source, AlarmSignal.sequence, AlarmSignal.alarm)
        signals = (await session.execute(query.where(AlarmSignal.sequence != ""))).all()
    cases = await _cases(database)
    standing = {identity for identity, _ in cases}
    kept = Counter(
        (source.rpartition("|")[2], int(sequence)) for source, sequence, alarm in signals if alarm in standing
    )
    acknowledged = [
        (sent.account, sent.sequence)
        for sent, latency_ms in zip(report.alarms(), report.latency_ms, strict=True)
        if not math.isnan(latency_ms)
    ]
    lost = sum(each not in kept for each in acknowledged)
    shops = Counter(source for _, source in cases)
    return lost, sum(count - 1 for count in kept.values()) + sum(count - 1 for count in shops.values())


async def _cases(database: Database) -> list[tuple[str, str]]:
    """Id and source of every case."""
    async with database.reading() as session:
        rows = (await session.execute(select(Alarm.id, Alarm.source))).all()
    return [(identity, source) for identity, source in rows]


def _browser_ms(
    report: StormReport, begun_utc: datetime, rate: float, cases: Sequence[tuple[str, str]], seen: dict[str, list[datetime]]
) -> list[float]:  # fmt: skip
    """Of every alarm in the order raised: a shop's first is its case's first signal, its second the second, and so on."""
    case_of = {source.rpartition("|")[2]: identity for identity, source in cases}
    raised: Counter[str] = Counter()
    found = []
    for number, account in enumerate(report.accounts):
        told = seen.get(case_of.get(account, ""), [])
        nth, raised[account] = raised[account], raised[account] + 1
        due = begun_utc + timedelta(seconds=number / rate)
        found.append((told[nth] - due).total_seconds() * 1000 if nth < len(told) else math.inf)
    return found


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank; infinite where there is nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.inf


@asynccontextmanager
async def _databases(programs: Path | None) -> AsyncIterator[list[str]]:
    """Addresses of two empty databases; empty text for SQLite's file."""
    if programs is None:
        yield ["", ""]
        return
    from tests.postgresql import PostgresqlServer  # what the tests run on, here with every commit synced to disk

    server = await asyncio.to_thread(PostgresqlServer, programs, durable=True)
    try:
        for name in ("storm", "kills"):
            await server.execute(f"CREATE DATABASE {name}")
        yield [server.url("storm"), server.url("kills")]
    finally:
        await asyncio.to_thread(server.close)


def _told(came: Weathered, engine: str, panels: int, suffix: str) -> list[Figure]:
    report = came.report
    how = (
        f"{panels:,} panels, each of a shop of its own, raise {RATE:.0f} alarms/s for {SECONDS:.0f} s by DC-09 over UDP against `anlan serve` "
        f"on {engine}; nobody takes them: they age after {AGEING['ageing_s']} s and are escalated after {AGEING['escalate_other_s']} s; panels "
        f"and browser in another process of the same machine; driver at most {report.behind_ms:.0f} ms late, {report.repetitions} repetitions"
    )
    half = came.browser_ms[len(came.browser_ms) // 2 :]
    return [
        figure(f"alarms_per_s{suffix}", report.per_second, "1/s", better="higher", goal=RATE * 0.95, how=how),
        figure(f"alarm_ack_p50_ms{suffix}", report.percentile_ms(50), "ms", better="lower", how=f"{how}; due to ACK"),
        figure(
            f"alarm_ack_p99_ms{suffix}", report.percentile_ms(99), "ms", better="lower",
            how=f"{how}; from the moment an alarm was due to its ACK, which leaves after the commit",
        ),
        figure(
            f"alarm_to_browser_p99_ms{suffix}", percentile(came.browser_ms, 99), "ms", better="lower", goal=GOAL_BROWSER_MS,
            how=f"{how}; from the moment an alarm was due to its event at an operator's WebSocket, {len(came.browser_ms):,} alarms",
        ),
        figure(
            f"alarm_to_browser_second_half_p99_ms{suffix}", percentile(half, 99), "ms", better="lower", goal=GOAL_BROWSER_MS,
            how=f"{how}; the same of the second half, in which alarms come, age and are escalated at once",
        ),
        figure(
            f"alarm_signals_waiting_most{suffix}", max(came.waiting, default=math.inf), "", better="lower",
            how=f"{how}; signals that waited while a batch was written, asked every second",
        ),
        figure(f"alarms_cpu_s_per_1000{suffix}", came.used_s / report.raised * 1000, "CPU-s", better="lower", how=f"{how}; CPU of the platform, ageing and escalating included"),
        figure(f"alarms_lost{suffix}", came.lost, "", better="lower", goal=0, how=f"{how}; acknowledged and in no signal with a case"),
        figure(f"alarms_doubled{suffix}", came.doubled, "", better="lower", goal=0, how=f"{how}; signals or cases beyond one"),
    ]  # fmt: skip


def _told_kills(came: Weathered, engine: str, panels: int, suffix: str) -> list[Figure]:
    report = came.report
    how = (
        f"{panels:,} panels raise {RATE:.0f} alarms/s for {KILLED_SECONDS:.0f} s while `anlan serve` on {engine} is killed (SIGKILL) {KILLS} times and "
        f"started again; panels repeat what was not acknowledged ({report.repetitions:,} repetitions)"
    )
    values = {"lost": came.lost, "doubled": came.doubled, "unacknowledged": report.raised - report.acknowledged}
    return [
        figure(f"alarms_{name}_over_kills{suffix}", value, "", better="lower", goal=0, how=how)
        for name, value in values.items()
    ]
