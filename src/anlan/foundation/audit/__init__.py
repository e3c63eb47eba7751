"""Audit: the append-only, hash-chained log of who did what, and its signed anchors."""

from anlan.foundation.audit.anchors import Anchors
from anlan.foundation.audit.chain import Finding
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.audit.verification import Verdict, verify

__all__ = ["Anchors", "AuditLog", "Finding", "Verdict", "verify"]
