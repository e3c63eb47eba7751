"""A township's and a county's platform, each a process of its own, joined by a feed over a way that can be cut."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.database import Database
from bench.alarm_platform import CODE, AlarmPlatform

TOWN, COUNTY = CODE, "99010100002000000001"
_LOOK_S = 0.2


class Way:
    """A relay on the loopback between the platforms; ``cut`` closes it and refuses until ``mend``."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = True
        self._links: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        self._open = False
        for writer in list(self._links):
            writer.transport.abort()

    def mend(self) -> None:
        self._open = True

    async def stop(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        self._links |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(onward, writer))
        self._links -= {writer, back}


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.transport.abort()


class FedPlatforms:
    """``below`` has panels; ``above`` is told. ``urls``: empty databases for both, SQLite where none."""

    def __init__(self, folder: Path, panels: int, urls: tuple[str, str] = ("", "")) -> None:
        self.below = AlarmPlatform(folder / "below", panels, url=urls[0], code=TOWN)
        self.above = AlarmPlatform(folder / "above", 0, url=urls[1], code=COUNTY)
        self.way = Way(self.above.http_port)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FedPlatforms]:
        """Both, joined."""
        await self.way.start()
        try:
            async with self.above.serving(), self.below.serving():
                await self._join()
                yield self
        finally:
            await self.way.stop()

    async def feed(self) -> dict[str, Any]:
        """How the feed stands at the township."""
        async with self.below.operator() as client:
            answer: dict[str, Any] = (await client.get(f"/api/v1/platforms/{COUNTY}/feed")).raise_for_status().json()
        return answer

    async def settled(self, seconds: float) -> float:
        """Wait until everything below is above; the seconds it took, infinite where it did not come about."""
        begun_s = time.monotonic()
        async with self.below.operator() as client:
            while time.monotonic() - begun_s < seconds:
                answer = (await client.get(f"/api/v1/platforms/{COUNTY}/feed")).raise_for_status().json()
                if answer["connected"] and not answer["waiting"] and not answer["resynchronising"]:
                    return time.monotonic() - begun_s
                await asyncio.sleep(_LOOK_S)
        return float("inf")

    async def _join(self) -> None:
        async with self.above.operator() as client:
            body = {"code": TOWN, "name": "乡镇平台", "role": "lower", "level": "township"}
            (await client.post("/api/v1/platforms", json=body)).raise_for_status()
            key = (await client.post(f"/api/v1/platforms/{TOWN}/feed/key")).raise_for_status().json()["key"]
        async with self.below.operator() as client:
            upper = {
                "code": COUNTY,
                "name": "县平台",
                "role": "upper",
                "level": "county",
                "host": "127.0.0.1",
                "port": 9,
                "enabled": False,
            }
            (await client.post("/api/v1/platforms", json=upper)).raise_for_status()
            shares = [{"node": f"d:{TOWN[:8]}", "kind": "division"}]
            (await client.put(f"/api/v1/platforms/{COUNTY}/shares", json=shares)).raise_for_status()
            link = {"url": f"ws://127.0.0.1:{self.way.port}", "key": key}
            (await client.put(f"/api/v1/platforms/{COUNTY}/feed", json=link)).raise_for_status()


_SAME = (Alarm.id, Alarm.state, Alarm.alarm_class, Alarm.version, Alarm.steps, Alarm.signals)


async def compare(platforms: FedPlatforms) -> tuple[int, int]:
    """Cases below that are not above as they are, and cases above beyond those."""
    async with platforms.below.records() as below, platforms.above.records() as above:
        here, there = await _cases(below), await _cases(above)
    return len(here - there), len(there - here)


async def _cases(database: Database) -> set[tuple[Any, ...]]:
    async with database.reading() as session:
        return {tuple(row) for row in await session.execute(select(*_SAME))}
