"""The directory at the size of a city: 50,000 channels below one platform, 10,000 devices that register."""

from __future__ import annotations

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import structlog
from sqlalchemy import event, insert

from anlan.api.application import create_app
from anlan.api.context import ApiContext
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import PlatformDraft, RuleDraft
from anlan.capabilities.directory.models import Share
from anlan.capabilities.directory.ports import OwnPlatform, PeerState, PeerTransition
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.actor import SYSTEM
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.passwords import Passwords
from anlan.foundation.access.service import AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import SystemClock
from anlan.foundation.config import PlatformSettings, Settings
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.events import Outbox
from anlan.foundation.telemetry import Health
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence
from bench.figures import Figure, figure

CITY, COUNTY, PROVINCE = "99010000002000000001", "99010100002000000001", "99000000002000000001"
CHANNELS, DEVICES = 50_000, 10_000
_TURNS = 15
_SENTENCE = Sentence("注册成功", "registered")


def measure() -> list[Figure]:
    """Every figure of the directory, on SQLite as a platform starts with."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


def city_catalog(channels: int) -> list[CatalogItem]:
    """A county's catalog: townships, their systems, groups and organisations, and cameras spread evenly below."""
    items: list[CatalogItem] = []
    organisations: list[str] = []
    for township in range(1, 21):
        division = f"990101{township:02d}"
        system, group = f"{division}002000000001", f"{division}002150000001"
        items.append(CatalogItem(device_id=division, name=f"第{township}镇"))
        items.append(CatalogItem(device_id=system, name=f"第{township}镇平台", parent_id=COUNTY, civil_code=division))
        items.append(CatalogItem(device_id=group, name="重点部位", parent_id=system, civil_code=division))
        for number in range(1, 11):
            organisation = f"{division}00216{number:07d}"
            items.append(CatalogItem(device_id=organisation, name=f"第{number}组", business_group_id=group))
            organisations.append(organisation)
    for number in range(channels):
        parent = organisations[number % len(organisations)]
        angle, radius = number * 2.399963, 0.25 * math.sqrt(number / channels)
        items.append(
            CatalogItem(
                device_id=f"{parent[:8]}00131{number:07d}",
                name=f"人民路与解放街交叉口{number}号枪机",
                manufacturer="Anlan", model="Simulated", civil_code=parent[:8], address=f"人民路{number}号", parental=0,
                parent_id=parent, register_way=1, secrecy=0, status="OFF" if number % 10 == 0 else "ON",
                longitude=110.5 + radius * math.cos(angle), latitude=30.5 + radius * math.sin(angle), ptz_type=3, direction_type=number % 8 + 1,
            )
        )  # fmt: skip
    return items


async def _measure(folder: Path) -> list[Figure]:
    async with _platform(folder) as (directory, client, statements, database):
        figures = await _catalog(directory, database)
        figures += await _views(client, statements)
        figures += await _transitions(directory)
        return figures


@asynccontextmanager
async def _platform(folder: Path) -> AsyncIterator[tuple[DirectoryService, httpx.AsyncClient, list[str], Database]]:
    database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{folder / 'anlan.db'}"))
    await database.create_all()
    clock = SystemClock()
    outbox, audit = Outbox(database, clock), AuditLog(database, clock)
    gate = Gate(database, audit, clock)
    settings = Settings(data_directory=folder, platform=PlatformSettings(code=CITY, name="测试市"))
    access = AccessService(database, clock, audit, gate, settings, passwords=Passwords(10, memory_kib=64, time_cost=1))
    directory = DirectoryService(database, outbox, clock, password_key=b"k" * 32)
    await directory.keep_own_platform(OwnPlatform(CITY, "测试市", "city", "9901"))
    await access.ensure_first_admin()  # makes the built-in roles
    author = Author("bench", "bench")
    await directory.platforms.create(PlatformDraft(COUNTY, "南山县", "lower"), author)
    await directory.platforms.create(PlatformDraft(PROVINCE, "省", "upper", host="127.0.0.1", port=5060), author)
    organisation = await access.organisations.create(SYSTEM, "市局", "9901", None)
    password = "Quiet-River-42"
    await access.users.create(SYSTEM, "bench", "bench", organisation.id, password + "x", [("operator", "9901")])
    context = ApiContext(settings, clock, database, outbox, access, gate, audit, Health(), directory=directory)
    statements: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    transport = httpx.ASGITransport(create_app(context))
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.test") as client:
        signed = await client.post("/api/v1/session", json={"name": "bench", "password": password + "x"})
        client.headers["x-anlan-csrf"] = signed.json()["csrf"]
        changed = await client.post("/api/v1/session/password", json={"old": password + "x", "new": password})
        changed.raise_for_status()
        yield directory, client, statements, database
    await audit.close()
    await database.close()


async def _catalog(directory: DirectoryService, database: Database) -> list[Figure]:
    now = SystemClock().now_utc()
    await directory.apply_transitions([PeerTransition(COUNTY, "lower", "online", "registered", _SENTENCE, now)])
    items = city_catalog(CHANNELS)
    first = await _cpu_s(lambda: directory.apply_catalog(COUNTY, items, complete=True))
    again = await _cpu_s(lambda: directory.apply_catalog(COUNTY, items, complete=True))
    async with database.transaction() as session:
        await session.execute(insert(Share).values(upper=PROVINCE, node="d:9901", kind="division", recursive=True))
    told = await _cpu_s(lambda: directory.shared_catalog(PROVINCE))
    assert not await directory.verify_counts()
    how = f"{CHANNELS:,} channels in 260 branches, SQLite, CPU time of the process"
    return [
        figure("directory.apply_catalog", first, "CPU-s", better="lower", goal=6.0, how=f"a first catalog; {how}"),
        figure("directory.apply_catalog_again", again, "CPU-s", better="lower", goal=3.0, how=f"the same again; {how}"),
        figure(
            "directory.shared_catalog", told, "CPU-s", better="lower", goal=2.0, how=f"for an upper platform; {how}"
        ),
    ]


async def _views(client: httpx.AsyncClient, statements: list[str]) -> list[Figure]:
    views = (
        ("channels_page", "/channels?limit=100", 50.0, 6),
        ("channels_page_reversed", "/channels?limit=100&sort=-name", 50.0, 6),
        ("channels_search", "/channels?limit=100&q=rmlyjfj", 50.0, 6),
        ("channels_search_rare", "/channels?limit=100&q=49999", 50.0, 6),
        ("channels_division", "/channels?limit=100&division=99010105&status=OFF", 50.0, 6),
        ("tree_level", "/tree?parent=n:99010100002000000001:99010101002150000001", 50.0, 6),
        ("tree_platform", "/tree?parent=p:99010100002000000001", 50.0, 8),
        ("search", "/search?q=jiefangjie", 50.0, 4),
        ("map_clusters_city", "/map/channels?bbox=110.2,30.2,110.8,30.8&zoom=10", 100.0, 4),
        ("map_clusters_street", "/map/channels?bbox=110.48,30.48,110.52,30.52&zoom=15", 100.0, 4),
        ("overview", "/overview", 50.0, 9),
    )
    figures: list[Figure] = []
    for name, path, goal_ms, most_statements in views:
        times: list[float] = []
        count = 0
        for _ in range(_TURNS):
            statements.clear()
            begun = time.process_time()
            answer = await client.get(f"/api/v1{path}")
            times.append((time.process_time() - begun) * 1000)
            answer.raise_for_status()
            count = len([each for each in statements if not each.startswith("BEGIN")])
        how = f"GET {path} at {CHANNELS:,} channels through the whole HTTP stack, SQLite and client in the process, CPU time, median of {_TURNS}"
        figures.append(
            figure(f"directory.{name}", statistics.median(times), "CPU-ms", better="lower", goal=goal_ms, how=how)
        )
        figures.append(
            figure(
                f"directory.{name}_statements",
                count,
                "statements",
                better="lower",
                goal=most_statements,
                how=f"SQL of GET {path}, sign-in check included",
            )
        )
    return figures


async def _transitions(directory: DirectoryService) -> list[Figure]:
    await directory.rules.create(RuleDraft("bench", "9901020100132", "bench-password", max_devices=DEVICES))
    codes = [f"9901020100132{number:07d}" for number in range(DEVICES)]

    def batch(state: PeerState, reason: str) -> list[PeerTransition]:
        now = SystemClock().now_utc()
        return [
            PeerTransition(code, "device", state, reason, _SENTENCE, now, "10.0.0.1", 5060, expires_utc=now)
            for code in codes
        ]

    figures: list[Figure] = []
    waves: tuple[tuple[str, float, PeerState, str, str], ...] = (
        # Once in a device's life: its record and branch are made too.
        ("admissions", 5_000.0, "online", "registered", "devices admitted by a rule and put on record"),
        ("refreshes", 20_000.0, "online", "refreshed", "refreshes of devices that are online"),
        ("departures", 10_000.0, "offline", "keepalive_lost", "devices gone offline, with history and event each"),
        ("returns", 10_000.0, "online", "registered", "devices back online, with history and event each"),
    )
    for name, goal, state, reason, what in waves:
        transitions = batch(state, reason)
        seconds = await _cpu_s(lambda transitions=transitions: directory.apply_transitions(transitions))  # type: ignore[misc]
        how = f"{DEVICES:,} {what}, in batches as given, SQLite"
        figures.append(figure(f"directory.{name}", DEVICES / seconds, "1/CPU-s", better="higher", goal=goal, how=how))
    return figures


async def _cpu_s(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.process_time()
    await work()
    return time.process_time() - begun
