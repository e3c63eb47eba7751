"""The engine and the one way to open a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from anlan.foundation.database.table import Table

CommitHook = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the records are. ``url``: ``sqlite+aiosqlite:///path`` or ``postgresql+asyncpg://…``."""

    url: str
    pool_size: int = 10


class Database:
    """Opens transactions. On SQLite one writer at a time by a lock of ours, so that no writer ever meets "database is locked"."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.is_sqlite = settings.url.startswith("sqlite")
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": settings.pool_size, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(settings.url, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _tune_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writer = asyncio.Lock()
        self._owners: set[asyncio.Task[object]] = set()

    @staticmethod
    def at_commit(session: AsyncSession, order: int, hook: CommitHook) -> None:
        """Run ``hook`` as the last thing before this transaction commits, lower ``order`` first.

        For what is numbered under a lock (audit lines 1, events 2): the lock is taken last and in one order by all, so
        that it is held for the commit alone and no two transactions wait for each other.
        """
        session.info.setdefault("at_commit", []).append((order, hook))

    @staticmethod
    def after_commit(session: AsyncSession, callback: Callable[[], None]) -> None:
        """Call back once this transaction is committed; never when it is rolled back."""
        session.info.setdefault("after_commit", []).append(callback)

    async def lock_until_commit(self, session: AsyncSession, key: int) -> None:
        """Let one transaction at a time, in any process, pass this point until it ends. SQLite has one writer anyway."""
        if not self.is_sqlite:
            await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A write transaction: committed at the end, rolled back on any exception. Keep it short and without waiting for the network.

        Raises ``RuntimeError`` inside another transaction of the same task: it would wait for itself.
        """
        self.refuse_inside_transaction()
        task = asyncio.current_task()
        assert task is not None
        self._owners.add(task)
        try:
            async with self._open() as session:
                yield session
        finally:
            self._owners.discard(task)
        for callback in session.info.pop("after_commit", ()):
            callback()

    def refuse_inside_transaction(self) -> None:
        """Raise where the caller already holds a transaction of this database."""
        if asyncio.current_task() in self._owners:
            raise RuntimeError("this task is inside a transaction already; use its session")

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[AsyncSession]:
        if self.is_sqlite:
            async with self._writer, self._sessions() as session:
                await session.connection(execution_options={"anlan_writes": True})
                async with _committing(session):
                    yield session
        else:
            async with self._sessions() as session, _committing(session):
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A consistent view for reading; never committed."""
        async with self._sessions() as session:
            yield session

    async def create_all(self) -> None:
        """Make every known table (tests; a running platform goes through the migrations)."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Table.metadata.create_all)

    async def ping(self) -> None:
        """Raise when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@asynccontextmanager
async def _committing(session: AsyncSession) -> AsyncIterator[None]:
    try:
        yield
        await session.flush()
        hooks: list[tuple[int, CommitHook]] = session.info.pop("at_commit", [])
        for _, hook in sorted(hooks, key=lambda entry: entry[0]):
            await hook(session)
        await session.commit()
    except BaseException:
        await session.rollback()
        raise


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin by itself: _begin_sqlite chooses how (sqlite.org/lang_transaction.html).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "cache_size=-32768",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once, so that it cannot fail half-way when another process writes.
    writes = connection.get_execution_options().get("anlan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
