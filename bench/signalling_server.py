"""The measured side of ``bench.signalling``: a gateway with a real directory on SQLite, in a process of its own.

Commands come as lines on standard input, one JSON answer each on standard output: ``usage``, ``records`` (how many rows each table
holds), ``transitions N`` (those recorded after the row N) and, where it was started with ``manual``, ``advance S``: its clock stands
until it is moved by so many seconds.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any, Literal

import structlog
from sqlalchemy import func, insert, select

from anlan.app.cli.serve import GC_THRESHOLD
from anlan.capabilities.directory.branches import PeerBranch, add_peer_branches
from anlan.capabilities.directory.bulk import execute_each
from anlan.capabilities.directory.models import Device, PeerTransitionRow
from anlan.capabilities.directory.passwords import password_box
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import Clock, ManualClock, SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings, Table
from anlan.foundation.events import Outbox
from anlan.gateways.gb28181.call_book import CallBook
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.gateways.gb28181.ports import MediaTransport
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.progress import CatalogProgress

OWN = "99010101002000000001"
PASSWORD = "bench-password"
KEY = bytes(32)


def device_code(serial: int) -> str:
    """The code of the so-manyth device."""
    return f"9901010100132{serial:07d}"


class NoMedia:
    """Signalling alone is measured."""

    receive_port = 10_000

    def open_stream(
        self, stream: str, *, ssrc: int, transport: MediaTransport, expected_host: str | None = None, own_port: bool = False,
        check_ssrc: bool = True, any_source: bool = False,
    ) -> int:  # fmt: skip
        raise NotImplementedError

    def rebind(self, stream: str, ssrc: int) -> None:
        raise NotImplementedError

    def connect(self, stream: str, host: str, port: int) -> None:
        raise NotImplementedError

    def close_stream(self, stream: str) -> None:
        raise NotImplementedError

    def silent_ms(self, stream: str) -> int | None:
        raise NotImplementedError

    def add_forward(
        self, forward: str, stream: str, *, ssrc: int, transport: MediaTransport, host: str, port: int, own_port: bool = True
    ) -> int:  # fmt: skip
        raise NotImplementedError

    def start_forward(self, forward: str) -> None:
        raise NotImplementedError

    def remove_forward(self, forward: str) -> None:
        raise NotImplementedError


async def put_on_record(database: Database, count: int) -> None:
    clock = SystemClock()
    box = password_box(KEY)
    now = clock.now_utc()
    codes = [device_code(serial) for serial in range(count)]
    async with database.transaction() as session:
        await add_peer_branches(session, [PeerBranch("device", code, code, "99010101") for code in codes], now)
        rows = [
            {
                "code": code, "name": code, "pinyin": code, "initials": code, "division": "99010101", "password": box.seal(PASSWORD, code),
                "created_utc": now,
            }
            for code in codes
        ]  # fmt: skip
        await execute_each(session, insert(Device), rows)


def usage() -> dict[str, float]:
    """CPU seconds of this process when asked and after this answer was made, and its resident bytes without garbage."""
    cpu_s = cpu_seconds()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {"cpu_s": cpu_s, "rss": pages * resource.getpagesize(), "cpu_after_s": cpu_seconds()}


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Measured:
    """The gateway with its directory, database and clock, and what is asked of it."""

    def __init__(self, directory_path: Path, clock: Clock) -> None:
        self.clock = clock
        self.database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{directory_path / 'bench.db'}"))
        self.outbox = Outbox(self.database, clock)
        settings = Settings.model_validate(
            {
                "platform": {"code": OWN},
                "sip": {"host": "127.0.0.1", "port": 0, "requests_per_second_per_peer": 100},
                "gb28181": {"keepalive_interval_s": 60},
            }
        )
        directory = DirectoryService(self.database, self.outbox, clock, password_key=KEY)
        progress = CatalogProgress(self.database, self.outbox)
        self.gateway = Gb28181Gateway(
            settings, clock, directory, NoMedia(), CallBook(self.database, clock), progress=progress
        )
        directory.connect(self.gateway)
        # What is asked of devices once the wave of registrations is over (catalogs) is measured by ``bench.catalog``.
        self.gateway._follow_ups.add = _leave  # type: ignore[method-assign]

    async def start(self, count: int) -> None:
        await self.database.create_all()
        await self.outbox.start()
        await put_on_record(self.database, count)
        await self.gateway.start()
        # As ``anlan serve`` does once it has started.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GC_THRESHOLD)

    async def stop(self) -> None:
        await self.gateway.stop()
        await self.outbox.stop()
        await self.database.close()

    async def answer(self, command: str, *arguments: str) -> dict[str, Any]:
        if command == "usage":
            return usage() | self._standing()
        if command == "advance" and isinstance(self.clock, ManualClock):
            await self.clock.advance(float(arguments[0]))
            return {}
        # What has been decided is on its way to the database.
        await self.gateway._commits.flush()
        if command == "records":
            return await self._rows()
        if command == "transitions":
            return {"transitions": await self._transitions(int(arguments[0]))}
        raise ValueError(f"no such command: {command}")

    def _standing(self) -> dict[str, Any]:
        server = self.gateway.endpoint._server
        return {
            "online": sum(link.state == "online" for link in self.gateway.presence),
            "tasks": len(asyncio.all_tasks()),
            "deadlines": len(self.gateway.presence._wheel),
            "transactions": len(server._transactions),
            "at_utc": self.clock.now_utc().isoformat(),
        }

    async def _rows(self) -> dict[str, Any]:
        async with self.database.transaction() as session:
            return {
                table.name: await session.scalar(select(func.count()).select_from(table))
                for table in Table.metadata.sorted_tables
            }

    async def _transitions(self, after: int) -> list[dict[str, Any]]:
        row = PeerTransitionRow
        query = select(row.id, row.code, row.state, row.reason, row.at_utc).where(row.id > after).order_by(row.id)
        async with self.database.transaction() as session:
            return [
                {"id": number, "code": code, "state": state, "reason": reason, "at_utc": at.isoformat()}
                for number, code, state, reason, at in await session.execute(query)
            ]


def _leave(link: Link) -> None:
    """Nothing more is asked of it."""


async def serve(directory_path: Path, count: int, time: Literal["system", "manual"]) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    measured = Measured(directory_path, ManualClock() if time == "manual" else SystemClock())
    await measured.start(count)
    print(json.dumps({"port": measured.gateway.endpoint.port}), flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while command := (await lines.readline()).decode().split():
        print(json.dumps(await measured.answer(*command)), flush=True)
    await measured.stop()


def main() -> None:
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    time: Literal["system", "manual"] = "manual" if sys.argv[3:] == ["manual"] else "system"
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(path, count, time))
    else:
        uvloop.run(serve(path, count, time))


if __name__ == "__main__":
    main()
