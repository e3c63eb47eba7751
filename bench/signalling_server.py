"""The measured side of ``bench.signalling``: a gateway with a real directory on SQLite, in a process of its own.

Commands come as lines on standard input, one JSON answer each on standard output.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import insert

from anlan.app.cli.serve import GC_THRESHOLD
from anlan.capabilities.directory.branches import PeerBranch, add_peer_branches
from anlan.capabilities.directory.bulk import execute_each
from anlan.capabilities.directory.models import Device
from anlan.capabilities.directory.passwords import PasswordBox
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox
from anlan.gateways.gb28181.call_book import CallBook
from anlan.gateways.gb28181.gateway import Gb28181Gateway
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

    def open_stream(self, *_: Any, **__: Any) -> int:
        raise NotImplementedError

    rebind = connect = close_stream = silent_ms = open_stream
    add_forward = start_forward = remove_forward = open_stream


async def put_on_record(database: Database, count: int) -> None:
    clock = SystemClock()
    box = PasswordBox(KEY)
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


async def serve(directory_path: Path, count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    clock = SystemClock()
    database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{directory_path / 'bench.db'}"))
    await database.create_all()
    outbox = Outbox(database, clock)
    await outbox.start()
    await put_on_record(database, count)
    settings = Settings.model_validate(
        {
            "platform": {"code": OWN},
            "sip": {"host": "127.0.0.1", "port": 0, "requests_per_second_per_peer": 100},
            "gb28181": {"keepalive_interval_s": 60},
        }
    )
    directory = DirectoryService(database, outbox, clock, password_key=KEY)
    gateway = Gb28181Gateway(
        settings, clock, directory, NoMedia(), CallBook(database, clock), progress=CatalogProgress(database, outbox)
    )
    directory.connect(gateway)
    # What is asked of devices once the wave of registrations is over (catalogs) is measured by ``bench.catalog``.
    gateway._follow_ups.add = lambda link: None  # type: ignore[method-assign]
    await gateway.start()
    # As ``anlan serve`` does once it has started.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    print(json.dumps({"port": gateway.endpoint.port}), flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while (await lines.readline()).strip() == b"usage":
        online = sum(link.state == "online" for link in gateway.presence)
        print(json.dumps(usage() | {"online": online}), flush=True)
    await gateway.stop()
    await outbox.stop()
    await database.close()


def main() -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
    else:
        uvloop.run(serve(Path(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
