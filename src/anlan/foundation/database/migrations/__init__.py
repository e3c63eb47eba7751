"""Migrations: one line of revisions for both engines, run at every start and by ``anlan db upgrade``."""

from anlan.foundation.database.migrations.runner import current, differences, head, migrate, refuse_newer

__all__ = ["current", "differences", "head", "migrate", "refuse_newer"]
