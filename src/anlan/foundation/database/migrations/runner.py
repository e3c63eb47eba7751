"""Bringing a database to this version's tables."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import anlan
from anlan.foundation.audit.models import GUARDS
from anlan.foundation.database.engine import Database
from anlan.foundation.database.table import Table
from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

_MIGRATION_LOCK = 0x414E_4C41_4E00
_HERE = Path(__file__).parent


def head() -> str | None:
    """The newest revision of this version; None while there is none."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


async def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def migrate(database: Database, revision: str = "head") -> str | None:
    """Bring the database to a revision, all or nothing, and return it.

    Safe with several processes starting at once. Raises ``Unavailable`` for a database that a newer version has written: it
    is never taken back silently.
    """
    await refuse_newer(database)
    async with database.engine.connect() as plain:
        connection = await plain.execution_options(anlan_writes=True)
        async with connection.begin():
            if not database.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            await connection.run_sync(_upgrade, revision)
    return await current(database)


async def refuse_newer(database: Database) -> None:
    """Raise ``Unavailable`` where the database stands at a revision that this version does not know."""
    revision = await current(database)
    if revision is None or revision in {
        each.revision for each in ScriptDirectory.from_config(_config(None)).walk_revisions()
    }:
        return
    raise Unavailable(
        "database.newer",
        Sentence(
            f"数据库结构版本 {revision} 由更新版本的程序写入，本程序不予改动",
            f"the database is at revision {revision}, written by a newer version; this one leaves it alone",
        ),
        remedy=Sentence(
            "请安装该更新版本，或恢复升级前的备份", "install that newer version, or restore the backup made before it"
        ),
    )


async def differences(database: Database) -> list[Any]:
    """What the database lacks or has beyond the models; [] where they agree."""
    import_models()
    async with database.engine.connect() as connection:
        return await connection.run_sync(_compare)


def import_models() -> None:
    """Load the tables of every package, wherever it stands above us."""
    for module in pkgutil.walk_packages(anlan.__path__, "anlan."):
        if module.name.endswith(".models") or ".models." in module.name:
            importlib.import_module(module.name)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(_config(connection), revision)
    if inspect(connection).has_table("audit_lines"):
        # Here and not in a revision, so that no revision that rebuilds the table can lose them.
        for statement in GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(statement)


def _compare(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata))


def write_revision(connection: Connection, message: str) -> Path:
    """Write the revision that takes the connected database to the models; for developers (``__main__``)."""
    import_models()
    script = command.revision(_config(connection), message, autogenerate=True)
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no revision, or several")
    return Path(str(script.path))
