"""A migrated database has the models' tables, on both engines; nothing of the audit log's guards is lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from anlan.foundation.access.actor import SYSTEM, Resource
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.database.migrations import current, differences, head, migrate
from anlan.foundation.errors import Unavailable

pytestmark = pytest.mark.skipif(head() is None, reason="no revision has been written yet")


@pytest.fixture
async def migrated(empty_database_url: str) -> AsyncIterator[Database]:
    database = Database(DatabaseSettings(empty_database_url))
    await migrate(database)
    yield database
    await database.close()


async def test_the_models_equal_the_migrations(migrated: Database) -> None:
    assert await differences(migrated) == []
    assert await current(migrated) == head()


async def test_migrating_again_changes_nothing(migrated: Database) -> None:
    assert await migrate(migrated) == head()


async def test_a_migrated_audit_log_refuses_changes(migrated: Database, clock: ManualClock) -> None:
    await AuditLog(migrated, clock).append(None, SYSTEM, "test", Resource("system", "", ""))
    for statement in ("UPDATE audit_lines SET action = 'x'", "DELETE FROM audit_lines"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with migrated.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_a_database_of_a_newer_version_is_left_alone_and_that_is_said(migrated: Database) -> None:
    async with migrated.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'tomorrow'"))
    with pytest.raises(Unavailable) as caught:
        await migrate(migrated)
    assert caught.value.code == "database.newer"
    assert "tomorrow" in caught.value.sentence.zh
    assert await current(migrated) == "tomorrow"
