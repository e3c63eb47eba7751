"""A storm of alarms against a running platform: what is acknowledged, how soon an operator sees it, and that nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from anlan.app.demo.readiness import SignedIn
from anlan.app.records import open_database
from anlan.capabilities.alarms.models import Alarm, AlarmAccount, AlarmSignal, AlarmSubscriber
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import FIRST_ADMIN, AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database
from anlan.foundation.database.migrations import migrate
from anlan.simulator.panels.fleet import PanelFleet
from anlan.simulator.panels.storm import StormReport
from bench.figures import Figure, figure

CODE = "99010101002000000001"
PASSWORD = "Bench-River-2026"
PANELS = 1_000
RATE = 500.0
SECONDS = float(os.environ.get("ANLAN_BENCH_ALARM_SECONDS", "60"))
KILLS = 3
SUPERVISED, POLL_S = 20_000, 90.0
POLLED_FOR_S = 45.0
GOAL_BROWSER_MS = 300.0


@dataclass
class Ports:
    """Where the platform listens."""

    http: int
    panels: int
    sip: int
    media: int
    viewers: int


@dataclass
class Seen:
    """When an operator's browser was told of a case for the first time, by its id."""

    first_utc: dict[str, datetime] = field(default_factory=dict)


def measure() -> list[Figure]:
    """All figures of this part."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    figures = await _storm(folder / "storm", kills=0)
    figures += await _storm(folder / "kills", kills=KILLS)
    return figures + await _polls(folder / "polls")


async def _storm(folder: Path, kills: int) -> list[Figure]:
    ports = _free_ports()
    settings = _settings(folder, ports)
    async with open_database(settings) as database:
        await _put_on_record(database, settings, PANELS)
        fleet = PanelFleet("127.0.0.1", ports.panels, PANELS, retry_s=2.0)
        async with _serving(folder) as first:
            process = first
            seen = Seen()
            async with _browser(ports, seen) if not kills else _nobody():
                cpu_s = _cpu_s(process)
                storm = asyncio.create_task(fleet.storm(RATE, SECONDS, patience_s=120.0))
                for _ in range(kills):
                    await asyncio.sleep(SECONDS / (kills + 1))
                    process.send_signal(signal.SIGKILL)
                    await process.wait()
                    process = await _start(folder)
                report = await storm
                used_s = _cpu_s(process) - cpu_s
                await asyncio.sleep(1.0)
            await fleet.close()
            if process is not first:
                await _end(process)
        lost, doubled = await _compared(database, report)
        late_ms = await _until_seen(database, seen)
    return _told_kills(report, lost, doubled) if kills else _told(report, lost, doubled, used_s, late_ms)


def _told(report: StormReport, lost: int, doubled: int, used_s: float, late_ms: list[float]) -> list[Figure]:
    how = (
        f"{PANELS} panels raise {RATE:.0f} alarms/s for {SECONDS:.0f} s by DC-09 over UDP against `anlan serve` on SQLite, panels in another "
        f"process on the same 2 cores; driver at most {report.behind_ms:.0f} ms late"
    )
    p99 = sorted(late_ms)[max(0, math.ceil(len(late_ms) * 0.99) - 1)] if late_ms else math.inf
    return [
        figure("alarms_per_s", report.per_second, "1/s", better="higher", goal=RATE * 0.95, how=how),
        figure("alarm_ack_p50_ms", report.percentile_ms(50), "ms", better="lower", how=how),
        figure("alarm_ack_p99_ms", report.percentile_ms(99), "ms", better="lower", how=f"{how}; due time to ACK, after commit"),
        figure(
            "alarm_to_browser_p99_ms", p99, "ms", better="lower", goal=GOAL_BROWSER_MS,
            how=f"{how}; receipt of the first frame of a case to its event at an operator's WebSocket, {len(late_ms)} cases",
        ),
        figure("alarms_cpu_s_per_1000", used_s / report.raised * 1000, "CPU-s", better="lower", how=how),
        figure("alarms_lost", lost, "", better="lower", goal=0, how=f"{how}; acknowledged and not in alarm_signals"),
        figure("alarms_doubled", doubled, "", better="lower", goal=0, how=f"{how}; more than once in alarm_signals"),
    ]  # fmt: skip


def _told_kills(report: StormReport, lost: int, doubled: int) -> list[Figure]:
    how = (
        f"{RATE:.0f} alarms/s for {SECONDS:.0f} s while the platform is killed (SIGKILL) {KILLS} times and started again; panels repeat "
        f"what was not acknowledged ({report.repetitions} repetitions)"
    )
    return [
        figure("alarms_lost_over_kills", lost, "", better="lower", goal=0, how=how),
        figure("alarms_doubled_over_kills", doubled, "", better="lower", goal=0, how=how),
        figure(
            "alarms_unacknowledged_over_kills", report.raised - report.acknowledged, "", better="lower", goal=0, how=how
        ),
    ]


async def _polls(folder: Path) -> list[Figure]:
    ports = _free_ports()
    settings = _settings(folder, ports)
    async with open_database(settings) as database:
        await _put_on_record(database, settings, SUPERVISED)
    fleet = PanelFleet("127.0.0.1", ports.panels, SUPERVISED)
    async with _serving(folder) as process:
        await fleet.start_polling(POLL_S)
        # Not the first answers, which make a row for each link.
        await asyncio.sleep(POLL_S)
        cpu_s, began_s = _cpu_s(process), time.monotonic()
        await asyncio.sleep(POLLED_FOR_S)
        percent = (_cpu_s(process) - cpu_s) / (time.monotonic() - began_s) * 100
        await fleet.close()
    how = f"{SUPERVISED} supervised panels poll every {POLL_S:.0f} s by NULL over UDP; CPU of `anlan serve` over {POLLED_FOR_S:.0f} s"
    return [figure("panels_20000_core_percent", percent, "%", better="lower", goal=20, how=how)]


# -- the platform


def _free_ports() -> Ports:
    sockets = [socket.socket() for _ in range(5)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = Ports(*(each.getsockname()[1] for each in sockets))
    for each in sockets:
        each.close()
    return ports


def _settings(folder: Path, ports: Ports) -> Settings:
    folder.mkdir(parents=True)
    (folder / "anlan.toml").write_text(
        f"""
data_directory = "{folder / "data"}"
[platform]
code = "{CODE}"
name = "Bench"
[http]
host = "127.0.0.1"
port = {ports.http}
[sip]
host = "127.0.0.1"
port = {ports.sip}
[media]
receive_host = "127.0.0.1"
receive_port = {ports.media}
viewer_host = "127.0.0.1"
viewer_port = {ports.viewers}
[dc09]
enabled = true
host = "127.0.0.1"
tcp_port = {ports.panels}
udp_port = {ports.panels}
[log]
level = "warning"
""",
        "utf-8",
    )
    (folder / "data").mkdir(mode=0o700)
    return Settings.model_validate({"data_directory": folder / "data", "platform": {"code": CODE, "name": "Bench"}})


async def _start(folder: Path) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "anlan", "serve", "--config", str(folder / "anlan.toml"), stdout=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")},
    )  # fmt: skip
    assert process.stdout is not None
    while "ready" not in (line := (await process.stdout.readline()).decode()):
        if not line:
            raise RuntimeError(f"the platform ended with {await process.wait()} before it was ready")
    return process


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    await process.wait()


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await _start(folder)
    try:
        yield process
    finally:
        await _end(process)


async def _put_on_record(database: Database, settings: Settings, panels: int) -> None:
    """An administrator whose password is known, and a shop a panel, in tables where the service would take a second each."""
    await migrate(database)
    clock = SystemClock()
    audit = AuditLog(database, clock)
    access = AccessService(database, clock, audit, Gate(database, audit, clock), settings)
    first = await access.ensure_first_admin()
    assert first is not None
    signed = await access.sign_in(FIRST_ADMIN, first, "127.0.0.1")
    await access.users.change_own_password(signed.actor, first, PASSWORD, "")
    await audit.close()
    accounts = PanelFleet("127.0.0.1", 1, panels).accounts
    now = clock.now_utc()
    shops = [
        {
            "id": f"s{number:06d}", "number": f"B-{number:06d}", "name": f"商店 {number}", "pinyin": f"shangdian{number}", "initials": "sd",
            "category": "shop", "division": "99010101", "village": "", "address": "", "company": "", "contract": "", "plan": [], "note": "",
            "enabled": True, "version": 1, "created_utc": now, "changed_utc": now,
        }
        for number in range(panels)
    ]  # fmt: skip
    devices = [
        {
            "id": f"a{number:06d}", "subscriber": f"s{number:06d}", "protocol": "dc09", "receiver": "0", "line": "0", "account": account,
            "model": "", "key_required": False, "supervision_class": "SP4", "poll_s": int(POLL_S), "clock_behind_s": 40, "clock_ahead_s": 20,
            "enabled": True,
        }
        for number, account in enumerate(accounts)
    ]  # fmt: skip
    async with database.transaction() as session:
        await session.execute(insert(AlarmSubscriber), shops)
        await session.execute(insert(AlarmAccount), devices)


# -- what came of it


@asynccontextmanager
async def _nobody() -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def _browser(ports: Ports, seen: Seen) -> AsyncIterator[None]:
    """An operator's event socket, as the console opens it."""
    async with SignedIn(f"http://127.0.0.1:{ports.http}", FIRST_ADMIN, PASSWORD) as client:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
        origin = str(client.base_url).rstrip("/")
        address = origin.replace("http", "ws", 1) + "/api/v1/events"
        socket_ = await connect(address, additional_headers={"Cookie": cookies}, origin=origin, proxy=None)  # type: ignore[arg-type]
        listening = asyncio.create_task(_listen(socket_, seen))
        try:
            yield
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await socket_.close()


async def _listen(events: object, seen: Seen) -> None:
    with suppress(ConnectionClosed, InvalidHandshake):
        async for text in events:  # type: ignore[attr-defined]
            event = json.loads(text)
            if event.get("kind") == "alarms.case":
                seen.first_utc.setdefault(event["facts"]["id"], datetime.now(UTC))


async def _compared(database: Database, report: StormReport) -> tuple[int, int]:
    """Acknowledged alarms that are in no record, and records beyond one an alarm."""
    async with database.reading() as session:
        rows = (await session.execute(select(AlarmSignal.source, AlarmSignal.sequence))).all()
    kept = Counter((source.rpartition("|")[2], int(sequence)) for source, sequence in rows if sequence)
    acknowledged = [
        (sent.account, sent.sequence)
        for sent, latency in zip(report.alarms(), report.latency_ms, strict=True)
        if not math.isnan(latency)
    ]
    return sum(each not in kept for each in acknowledged), sum(count - 1 for count in kept.values())


async def _until_seen(database: Database, seen: Seen) -> list[float]:
    async with database.reading() as session:
        rows = (await session.execute(select(Alarm.id, Alarm.received_utc))).all()
    return [
        (seen.first_utc[identity] - received).total_seconds() * 1000
        for identity, received in rows
        if identity in seen.first_utc
    ]


def _cpu_s(process: asyncio.subprocess.Process) -> float:
    """CPU seconds of a process so far, its threads included."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
