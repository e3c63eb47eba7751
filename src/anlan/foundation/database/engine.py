"""The engine and the one way to open a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from anlan.foundation.database.table import Table


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
        self._after_commit: list[Callable[[], None]] = []

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call back after every committed write transaction (the outbox's dispatcher wakes by it)."""
        self._after_commit.append(callback)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A write transaction: committed at the end, rolled back on any exception. Keep it short and without waiting for the network."""
        if not self.is_sqlite:
            async with self._sessions.begin() as session:
                yield session
        else:
            async with self._writer, self._sessions(info={"writes": True}) as session:
                await session.connection(execution_options={"anlan_writes": True})
                try:
                    yield session
                    await session.commit()
                except BaseException:
                    await session.rollback()
                    raise
        for callback in self._after_commit:
            callback()

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


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin by itself: _begin_sqlite chooses how (sqlite.org/lang_transaction.html).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-32768", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once, so that it cannot fail half-way when another process writes.
    writes = connection.get_execution_options().get("anlan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


