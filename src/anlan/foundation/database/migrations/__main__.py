"""For developers: ``python -m anlan.foundation.database.migrations "Add recordings"`` writes a revision from the models."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from anlan.foundation.database.engine import Database, DatabaseSettings
from anlan.foundation.database.migrations.runner import migrate, write_revision


async def _write(message: str) -> Path:
    with tempfile.TemporaryDirectory() as directory:
        database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{directory}/at-head.db"))
        try:
            await migrate(database)
            async with database.engine.connect() as connection:
                return await connection.run_sync(write_revision, message)
        finally:
            await database.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m anlan.foundation.database.migrations "What changes"')
    print(asyncio.run(_write(sys.argv[1])))
