"""Records: one SQLAlchemy schema on SQLite (WAL) and PostgreSQL, one way to open a transaction."""

from anlan.foundation.database.engine import Database, DatabaseSettings
from anlan.foundation.database.table import Table, UtcDateTime

__all__ = ["Database", "DatabaseSettings", "Table", "UtcDateTime"]
