"""Records: one SQLAlchemy schema on SQLite (WAL) and PostgreSQL, one way to open a transaction."""

from anlan.foundation.database.batch import BatchWriter
from anlan.foundation.database.engine import Database, DatabaseSettings
from anlan.foundation.database.table import Sequence, Table, UtcDateTime

__all__ = ["BatchWriter", "Database", "DatabaseSettings", "Sequence", "Table", "UtcDateTime"]
