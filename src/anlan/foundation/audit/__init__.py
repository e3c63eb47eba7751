"""Audit: the append-only, hash-chained log of who did what, and its signed anchors."""

from anlan.foundation.audit.log import AuditLog

__all__ = ["AuditLog"]
