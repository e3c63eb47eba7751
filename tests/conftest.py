"""What every test may use: a database on each engine, a clock that stands, the outbox, the audit log and the gate."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import pkgutil
import shutil
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from tests.postgresql import PostgresqlServer, postgresql_programs

import anlan
from anlan.foundation.access.gate import Gate
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings, Table
from anlan.foundation.events import Outbox

# No example is judged by the time it takes: machines are slow and busy. "Explain" traces every line and would take minutes.
settings.register_profile(
    "anlan", deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=set(Phase) - {Phase.explain}
)
settings.load_profile("anlan")


# Puts records into a new database that has its tables.
Settle = Callable[[Database], Awaitable[None]]


def import_all_models() -> None:
    for module in pkgutil.walk_packages(anlan.__path__, "anlan."):
        if module.name.endswith(".models") or ".models." in module.name:
            importlib.import_module(module.name)
    assert Table.metadata.tables


@pytest.fixture(autouse=True)
def no_log_into_a_closed_capture() -> Iterator[None]:
    """A log that a test has configured writes to that test's captured stderr, which is closed when the next one runs."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in list(root.handlers):
        if type(handler) is logging.StreamHandler and handler not in before:
            root.removeHandler(handler)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for the whole run, started at first use."""
    programs = postgresql_programs()
    if programs is None:
        if os.environ.get("ANLAN_REQUIRE_POSTGRESQL") == "1":
            pytest.fail("PostgreSQL's server programs are not installed")
        pytest.skip("PostgreSQL's server programs are not installed")
    server = PostgresqlServer(programs)
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """A database with every table, to be copied for each test."""
    import_all_models()

    async def make() -> None:
        await postgresql_server.execute("CREATE DATABASE anlan_template")
        database = Database(DatabaseSettings(postgresql_server.url("anlan_template")))
        await database.create_all()
        await database.close()

    run_apart(make)
    return "anlan_template"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table, to be copied for each test."""
    import_all_models()
    path = tmp_path_factory.mktemp("template") / "template.db"

    async def make() -> None:
        database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{path}"))
        await database.create_all()
        await database.close()

    run_apart(make)
    return path


def run_apart(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run to the end in a thread of its own: a session's fixture may be first asked for inside a test's event loop."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(lambda: asyncio.run(work())).result()


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.fixture
async def empty_database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without any table, on each engine."""
    if engine_name == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = f"empty_{uuid.uuid4().hex[:12]}"
    await server.execute(f"CREATE DATABASE {name}")
    yield server.url(name)
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Templates:
    """Databases to be copied for each test: the tables alone, or with what many tests find in them."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._made: dict[tuple[str, Settle], Path | str] = {}

    def sqlite(self, settle: Settle | None) -> Path:
        """The file to copy."""
        bare: Path = self._request.getfixturevalue("sqlite_template")
        if settle is None:
            return bare
        if ("sqlite", settle) not in self._made:
            path = self._folder / f"{len(self._made)}.db"
            shutil.copy(bare, path)
            run_apart(lambda: settled(f"sqlite+aiosqlite:///{path}", settle))
            self._made["sqlite", settle] = path
        return Path(self._made["sqlite", settle])

    def postgresql(self, settle: Settle | None) -> str:
        """The name of the database to copy."""
        server: PostgresqlServer = self._request.getfixturevalue("postgresql_server")
        bare: str = self._request.getfixturevalue("postgresql_template")
        if settle is None:
            return bare
        if ("postgresql", settle) not in self._made:
            name = f"settled_{len(self._made)}"

            async def make() -> None:
                await server.execute(f"CREATE DATABASE {name} TEMPLATE {bare}")
                await settled(server.url(name), settle)

            run_apart(make)
            self._made["postgresql", settle] = name
        return str(self._made["postgresql", settle])


async def settled(url: str, settle: Settle) -> None:
    database = Database(DatabaseSettings(url))
    await settle(database)
    await database.close()


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """What has been made to be copied."""
    return Templates(request, tmp_path_factory.mktemp("settled"))


@pytest.fixture
def settle() -> Settle | None:
    """Overridden where many tests begin with the same records: what puts them in, done once for all these tests."""
    return None


@pytest.fixture
async def database_url(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path, templates: Templates, settle: Settle | None
) -> AsyncIterator[str]:
    """A database of its own for this test with every table in place, on each engine."""
    if engine_name == "sqlite":
        path = tmp_path / "anlan.db"
        shutil.copy(templates.sqlite(settle), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    template = templates.postgresql(settle)
    name = f"test_{uuid.uuid4().hex[:12]}"
    await server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def open_database(database_url: str) -> AsyncIterator[Callable[[], Database]]:
    """Opens the test's database once more, as another process or a later start of the same one would."""
    opened: list[Database] = []

    def make() -> Database:
        opened.append(Database(DatabaseSettings(database_url)))
        return opened[-1]

    yield make
    for database in opened:
        await database.close()


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Database:
    """An open database with every table, once on SQLite and once on PostgreSQL."""
    return open_database()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands until the test moves it."""
    return ManualClock()


@pytest.fixture
async def outbox(database: Database, clock: ManualClock) -> AsyncIterator[Outbox]:
    """A started outbox on the test's database."""
    outbox = Outbox(database, clock)
    await outbox.start()
    yield outbox
    await outbox.stop()


@pytest.fixture
async def audit(database: Database, clock: ManualClock) -> AsyncIterator[AuditLog]:
    """The audit log on the test's database."""
    log = AuditLog(database, clock)
    yield log
    await log.close()


@pytest.fixture
def gate(database: Database, audit: AuditLog, clock: ManualClock) -> Gate:
    """The gate, writing to the test's audit log."""
    return Gate(database, audit, clock)
