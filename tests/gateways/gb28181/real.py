"""The gateway with a real directory on SQLite; also a process of its own, so that it can be killed.

``python -m tests.gateways.gb28181.real DATABASE PORT`` runs until it is killed or its standard input ends.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.gateways.gb28181.fakes import OWN, PASSWORD, FakeBook, FakeCore

from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import DeviceDraft
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.gateways.gb28181.progress import CatalogProgress

AUTHOR = Author("tester", "Tester")
KEY = bytes(32)


class RealScene:
    """A gateway, its directory and its database."""

    def __init__(self, path: Path, port: int = 0) -> None:
        self.clock = SystemClock()
        self.errors = path.with_suffix(".errors")
        self.database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{path}"))
        self.outbox = Outbox(self.database, self.clock)
        self.directory = DirectoryService(self.database, self.outbox, self.clock, password_key=KEY)
        self.settings = Settings.model_validate(
            {"platform": {"code": OWN}, "sip": {"host": "127.0.0.1", "port": port, "max_message_bytes": 60_000}}
        )
        self.core = FakeCore()
        progress = CatalogProgress(self.database, self.outbox)
        self.gateway = Gb28181Gateway(
            self.settings, self.clock, self.directory, self.core, FakeBook(), progress=progress
        )
        self.directory.connect(self.gateway)

    async def __aenter__(self) -> RealScene:
        await self.database.create_all()
        await self.outbox.start()
        await self.directory.keep_own_platform(OwnPlatform(OWN, "Test platform", "township", "99010101", "2022"))
        await self.gateway.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.stop()
        await self.outbox.stop()
        await self.database.close()

    async def put_on_record(self, *codes: str) -> None:
        for code in codes:
            await self.directory.devices.create(DeviceDraft(code, "camera", password=PASSWORD), AUTHOR)


async def run(path: Path, port: int) -> None:
    async with RealScene(path, port) as scene:
        print(scene.gateway.endpoint.port, flush=True)
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        await lines.read()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
