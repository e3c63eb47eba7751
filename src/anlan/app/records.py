"""The records of a platform, opened for the command line's own work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url

from anlan.app.alarm_cameras import DirectoryCameras
from anlan.capabilities.alarms.subscribers.service import Subscribers, load_secret_key
from anlan.capabilities.directory.passwords import load_password_key, password_box
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.audit.anchors import Anchors
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.database.migrations import current, head, migrate, refuse_newer
from anlan.foundation.errors import Unavailable
from anlan.foundation.events import Outbox
from anlan.gateways.feeds.links import Links
from anlan.protocols.wording import Sentence


def make_data_directory(settings: Settings) -> None:
    """The folder of records and keys, which are nobody else's to read; one that stands keeps its mode."""
    settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database the settings name; its connections are closed at the end. Raises ``Unavailable`` where it cannot stand."""
    _require_folder(settings.database.url)
    database = Database(DatabaseSettings(settings.database.url, settings.database.pool_size))
    try:
        yield database
    finally:
        await database.close()


def _require_folder(url: str) -> None:
    parsed = make_url(url)
    folder = Path(parsed.database or ".").parent
    if parsed.get_backend_name() == "sqlite" and not folder.is_dir():
        raise Unavailable(
            "database.no_folder",
            Sentence(f"尚无数据目录 {folder}", f"there is no folder {folder} yet"),
            remedy=Sentence("请先执行 anlan db upgrade 或启动平台", "run anlan db upgrade, or start the platform"),
        )


@asynccontextmanager
async def open_access(settings: Settings) -> AsyncIterator[AccessService]:
    """Accounts of a platform, its records brought up to date; what is done is audited and anchored as in a running one."""
    clock = SystemClock()
    make_data_directory(settings)
    async with open_database(settings) as database:
        await migrate(database)
        anchors = Anchors.for_settings(settings, clock)
        await anchors.start()
        audit = AuditLog(database, clock, on_written=anchors.note)
        try:
            yield AccessService(database, clock, audit, Gate(database, audit, clock), settings)
        finally:
            await audit.close()
            await anchors.stop()


async def check_records(settings: Settings) -> list[Sentence]:
    """What is wrong with the records: the schema's revision, and counts of the tree that differ from a recount."""
    async with open_database(settings) as database:
        await refuse_newer(database)
        revision, newest = await current(database), head()
        if revision != newest:
            return [
                Sentence(
                    f"数据库结构版本为 {revision or '空'}，应为 {newest}；请执行 anlan db upgrade",
                    f"the schema is at {revision or 'nothing'} and should be at {newest}; run anlan db upgrade",
                )
            ]
    async with open_directory(settings) as directory:
        return [
            Sentence(
                f"节点 {wrong.node} 记为在线 {wrong.online}/共 {wrong.total}，重新统计为 {wrong.counted_online}/{wrong.counted_total}",
                f"node {wrong.node} keeps {wrong.online} online of {wrong.total}, a recount gives {wrong.counted_online} of {wrong.counted_total}",
            )
            for wrong in await directory.verify_counts()
        ]


@asynccontextmanager
async def open_directory(settings: Settings) -> AsyncIterator[DirectoryService]:
    """The directory of a platform that does not run, or beside one that does: it hears of changes by its own records."""
    clock = SystemClock()
    async with open_database(settings) as database:
        key = load_password_key(settings.data_directory)
        yield DirectoryService(database, Outbox(database, clock), clock, password_key=key)


@asynccontextmanager
async def open_subscribers(settings: Settings) -> AsyncIterator[Subscribers]:
    """The alarm subscribers of a platform that does not run: one that does takes them up at its next start."""
    clock = SystemClock()
    async with open_database(settings) as database:
        outbox = Outbox(database, clock)
        directory = DirectoryService(database, outbox, clock, password_key=load_password_key(settings.data_directory))
        secret_key = load_secret_key(settings.data_directory)
        yield Subscribers(database, outbox, clock, DirectoryCameras(directory), secret_key=secret_key)


@asynccontextmanager
async def open_feeds(settings: Settings) -> AsyncIterator[Links]:
    """The feeds of a platform that does not run: one that does takes them up at its next start."""
    async with open_database(settings) as database:
        box = password_box(load_password_key(settings.data_directory))
        links = Links(database, SystemClock(), box, allow_plain=settings.feed.allow_plain)
        await links.load()
        yield links
