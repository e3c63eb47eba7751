"""A township, its county and its city."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.conftest import Templates
from tests.gateways.feeds.levels import CITY, COUNTY, TOWN, Level, Opener
from tests.postgresql import PostgresqlServer

from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings


@pytest.fixture
async def databases(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path, templates: Templates
) -> AsyncIterator[Callable[[], object]]:
    """Makes databases, each with every table; what it gives opens one."""
    made: list[str] = []

    async def make() -> Opener:
        name = f"level_{uuid.uuid4().hex[:12]}"
        if engine_name == "sqlite":
            shutil.copy(templates.sqlite(None), tmp_path / name)
            url = f"sqlite+aiosqlite:///{tmp_path / name}"
        else:
            server: PostgresqlServer = request.getfixturevalue("postgresql_server")
            await server.execute(f"CREATE DATABASE {name} TEMPLATE {templates.postgresql(None)}")
            made.append(name)
            url = server.url(name)
        return lambda: Database(DatabaseSettings(url))

    yield make
    for name in made:
        await request.getfixturevalue("postgresql_server").execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def city(databases, clock: ManualClock) -> AsyncIterator[Level]:  # type: ignore[no-untyped-def]
    level = Level(CITY, await databases(), clock)
    await level.start()
    yield level
    await level.drop()


@pytest.fixture
async def county(databases, clock: ManualClock) -> AsyncIterator[Level]:  # type: ignore[no-untyped-def]
    level = Level(COUNTY, await databases(), clock)
    await level.start()
    yield level
    await level.drop()


@pytest.fixture
async def town(databases, clock: ManualClock, county: Level) -> AsyncIterator[Level]:  # type: ignore[no-untyped-def]
    level = Level(TOWN, await databases(), clock, above=county)
    for number in (1, 2, 3):
        level.town.settle(number)
    await level.start()
    await level.join()
    yield level
    await level.drop()
