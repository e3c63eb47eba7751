"""A running platform with panels on record, for the measurements of alarms: started, killed, asked, and listened to as by an operator."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import insert
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from anlan.app.demo.readiness import SignedIn
from anlan.app.records import open_database
from anlan.capabilities.alarms.models import AlarmAccount, AlarmSubscriber
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import FIRST_ADMIN, AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database
from anlan.foundation.database.migrations import migrate
from anlan.simulator.panels.fleet import one_account

CODE = "99010101002000000001"
PASSWORD = "Bench-River-2026"
FIRST_ACCOUNT = "A00001"
# SQLite takes 32,766 values a statement; rows are put in by the thousand.
_STEP = 1_000
_LOOK_S = 0.02


class AlarmPlatform:
    """``anlan serve`` in a process of its own, on SQLite in ``folder`` or in the empty database at ``url``.

    Its panels have accounts from ``FIRST_ACCOUNT`` on, each of a shop of its own, spread evenly over ``townships``. ``alarms`` are keys
    of the section of that name.
    """

    def __init__(
        self, folder: Path, panels: int, *, url: str = "", townships: int = 1, poll_s: int = 0,
        alarms: Mapping[str, int] | None = None, code: str = CODE,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._panels = panels
        self._townships = townships
        self._poll_s = poll_s
        self._process: asyncio.subprocess.Process | None = None
        self._used_s = 0.0
        self._on_record = False
        self.engine = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
        self.http_port, self.panel_port, sip, media, viewers = _free_ports()
        # The names of sections and keys are those of the configuration; a JSON value is a TOML value for all of them.
        sections: dict[str, dict[str, str | int | bool]] = {
            "platform": {"code": code, "name": "Bench"},
            "http": {"host": "127.0.0.1", "port": self.http_port},
            "sip": {"host": "127.0.0.1", "port": sip},
            "media": {
                "receive_host": "127.0.0.1", "receive_port": media, "viewer_host": "127.0.0.1", "viewer_port": viewers,
            },
            "dc09": {
                "enabled": True, "host": "127.0.0.1", "tcp_port": self.panel_port, "udp_port": self.panel_port,
            },
            "alarms": dict(alarms or {}),
            "log": {"level": "warning"},
        }  # fmt: skip
        if url:
            sections["database"] = {"url": url}
        data = folder / "data"
        data.mkdir(mode=0o700, parents=True)
        lines = [f"data_directory = {json.dumps(str(data))}"]
        for name, values in sections.items():
            lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
        (folder / "anlan.toml").write_text("\n".join(lines) + "\n", "utf-8")
        self.settings = Settings.model_validate({"data_directory": data, **sections})

    @asynccontextmanager
    async def records(self) -> AsyncIterator[Database]:
        """Its database, opened beside it."""
        async with open_database(self.settings) as database:
            yield database

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """It runs, with its panels on record; whatever process of it runs at the end is ended."""
        if not self._on_record:
            async with self.records() as database:
                await self.put_on_record(database)
        try:
            await self._start()
            yield
        finally:
            await self._end(signal.SIGTERM)

    async def kill_and_start(self) -> None:
        """``kill -9``, and begin again."""
        await self._end(signal.SIGKILL)
        await self._start()

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """Its process is ended, and begins again afterwards."""
        await self._end(signal.SIGTERM)
        yield
        await self._start()

    def cpu_s(self) -> float:
        """CPU seconds of all its processes so far, threads included, starts too."""
        return self._used_s + self._cpu_s()

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[httpx.AsyncClient]:
        """The administrator at a browser."""
        async with SignedIn(f"http://127.0.0.1:{self.http_port}", FIRST_ADMIN, PASSWORD) as client:
            yield client

    @asynccontextmanager
    async def told(self) -> AsyncIterator[dict[str, list[datetime]]]:
        """When an operator's browser was told of each signal of each case, by the case's id; filled while it runs."""
        seen: dict[str, list[datetime]] = {}
        async with self.operator() as client:
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
            origin = f"http://127.0.0.1:{self.http_port}"
            async with connect(
                f"ws://127.0.0.1:{self.http_port}/api/v1/events?grouped=true", additional_headers={"Cookie": cookies},
                origin=Origin(origin), proxy=None, max_size=None,
            ) as events:  # fmt: skip
                # The hello: from here on nothing is missed.
                await events.recv()
                listening = asyncio.create_task(_listen(events, seen))
                try:
                    yield seen
                finally:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)

    @asynccontextmanager
    async def watched(self, every_s: float = 1.0) -> AsyncIterator[list[float]]:
        """How many signals waited for the database, asked every so often."""
        waiting: list[float] = []

        async def watch(client: httpx.AsyncClient) -> None:
            while True:
                await asyncio.sleep(every_s)
                text = (await client.get("/metrics")).raise_for_status().text
                waiting.extend(
                    float(line.split()[-1])
                    for line in text.splitlines()
                    if line.startswith("anlan_alarm_signals_waiting ")
                )

        async with self.operator() as client:
            watching = asyncio.create_task(watch(client))
            try:
                yield waiting
            finally:
                watching.cancel()
                outcome = (await asyncio.gather(watching, return_exceptions=True))[0]
                if isinstance(outcome, Exception):
                    raise outcome

    async def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "anlan", "serve", "--config", str(self._folder / "anlan.toml"),
            stdout=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip
        assert process.stdout is not None
        while b"ready" not in (line := await process.stdout.readline()):
            if not line:
                raise RuntimeError(f"the platform ended with {await process.wait()} before it was ready")

    async def _end(self, by: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._used_s += _cpu_s(process.pid)
        with suppress(ProcessLookupError):
            process.send_signal(by)
        await process.communicate()

    def _cpu_s(self) -> float:
        return 0.0 if self._process is None else _cpu_s(self._process.pid)

    async def put_on_record(self, database: Database) -> None:
        """An administrator whose password is known, and panels, straight into their tables: through the service each takes long."""
        await migrate(database)
        clock = SystemClock()
        audit = AuditLog(database, clock)
        access = AccessService(database, clock, audit, Gate(database, audit, clock), self.settings)
        first = await access.ensure_first_admin()
        assert first is not None
        signed = await access.sign_in(FIRST_ADMIN, first, "127.0.0.1")
        await access.users.change_own_password(signed.actor, first, PASSWORD, "")
        await audit.close()
        self._on_record = True
        now = clock.now_utc()
        for first_number in range(0, self._panels, _STEP):
            numbers = range(first_number, min(first_number + _STEP, self._panels))
            async with database.transaction() as session:
                await session.execute(insert(AlarmSubscriber), [self._shop(number, now) for number in numbers])
                await session.execute(insert(AlarmAccount), [self._account(number) for number in numbers])

    def _shop(self, number: int, now: datetime) -> dict[str, object]:
        return {
            "id": shop_id(number), "number": f"B-{number:06d}", "name": f"商店 {number}", "pinyin": f"shangdian{number}", "initials": "sd",
            "category": "shop", "division": f"990101{number % self._townships + 1:02d}", "village": "", "address": f"人民路{number}号",
            "company": "", "contract": "", "plan": [], "note": "", "enabled": True, "version": 1, "created_utc": now, "changed_utc": now,
        }  # fmt: skip

    def _account(self, number: int) -> dict[str, object]:
        return {
            "id": f"a{number:06d}", "subscriber": shop_id(number), "protocol": "dc09", "receiver": "0", "line": "0",
            "account": one_account(FIRST_ACCOUNT, number), "model": "", "key_required": False,
            "supervision_class": "SP4" if self._poll_s else "", "poll_s": self._poll_s, "clock_behind_s": 40, "clock_ahead_s": 20,
            "enabled": True,
        }  # fmt: skip


def shop_id(number: int) -> str:
    """The subscriber of the so-manyth panel."""
    return f"s{number:06d}"


async def until(condition: Callable[[], bool], seconds: float) -> None:
    """Look until it holds, at most so long."""
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:  # noqa: ASYNC110 - what is awaited lies with others
        await asyncio.sleep(_LOOK_S)


async def _listen(events: ClientConnection, seen: dict[str, list[datetime]]) -> None:
    with suppress(ConnectionClosed):
        async for text in events:
            now = datetime.now(UTC)
            for event in json.loads(text).get("events", ()):
                if event["kind"] == "alarms.case":
                    told = seen.setdefault(event["facts"]["id"], [])
                    # One event may tell of several signals; one that tells of a step alone, of none.
                    told.extend([now] * (event["facts"]["signals"] - len(told)))


def _free_ports() -> list[int]:
    sockets = [socket.socket() for _ in range(5)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
