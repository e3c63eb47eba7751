"""The records of a platform, opened for the command line's own work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anlan.foundation.config import Settings
from anlan.foundation.database import Database, DatabaseSettings


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database the settings name; its connections are closed at the end."""
    database = Database(DatabaseSettings(settings.database.url, settings.database.pool_size))
    try:
        yield database
    finally:
        await database.close()
