"""The table of the audit log and the triggers that keep it append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database.table import Sequence, Table, UtcDateTime


class AuditLine(Table):
    """One line of the log: who did what, to what, what for, with what outcome."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index(None, "actor_id", "sequence"),
        Index(None, "action", "sequence"),
        Index(None, "division", "sequence"),
        Index(None, "occurred_utc"),
        {"comment": "The audit log: append-only, each line bound to the one before by its hash"},
    )

    sequence: Mapped[int] = mapped_column(
        Sequence, primary_key=True, autoincrement=False, comment="Counts from 1 without gaps"
    )
    occurred_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str] = mapped_column(String(64), comment='Id of the actor; "" where nobody had signed in')
    actor_name: Mapped[str] = mapped_column(String(128), comment="Name at that time")
    actor_kind: Mapped[str] = mapped_column(String(16), comment="user, token, platform, system or anonymous")
    organisation: Mapped[str] = mapped_column(String(128), comment="Department the actor acted for")
    remote_host: Mapped[str] = mapped_column(String(64), comment="Address the request came from")
    action: Mapped[str] = mapped_column(String(64), comment="Permission that was used or name of what was done")
    resource_kind: Mapped[str] = mapped_column(String(32), comment="Kind of what was acted upon")
    resource_id: Mapped[str] = mapped_column(String(256), comment="Its id")
    resource_name: Mapped[str] = mapped_column(String(256), comment="Its name at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Its division; the log is read by division scope")
    purpose: Mapped[str] = mapped_column(String(32), comment='Purpose that was chosen; "" where none is asked for')
    outcome: Mapped[str] = mapped_column(String(16), comment="allowed, refused or done")
    facts: Mapped[str] = mapped_column(Text, comment="JSON object with what else matters, without secrets")
    previous_hash: Mapped[str] = mapped_column(String(64), comment="Hash of the line before; of the first, 64 zeros")
    hash: Mapped[str] = mapped_column(String(64), comment="SHA-256 over the canonical JSON of all other columns")


_REFUSAL = "the audit log is append-only"

# Also run after every migration (database.migrations), so that no revision can forget them.
SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS audit_lines_no_{verb.lower()} BEFORE {verb} ON audit_lines BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_GUARDS = (
    f"CREATE OR REPLACE FUNCTION audit_lines_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE OR REPLACE TRIGGER audit_lines_append_only BEFORE UPDATE OR DELETE ON audit_lines FOR EACH ROW EXECUTE FUNCTION audit_lines_refuse()",
    "CREATE OR REPLACE TRIGGER audit_lines_no_truncate BEFORE TRUNCATE ON audit_lines FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_refuse()",
)
GUARDS = {"sqlite": SQLITE_GUARDS, "postgresql": POSTGRESQL_GUARDS}

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        # DDL() formats with %, hence the doubling.
        _guard = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(AuditLine.__table__, "after_create", _guard.execute_if(dialect=_dialect))
