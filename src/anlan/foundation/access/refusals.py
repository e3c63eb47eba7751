"""Refusals before anybody is known: audited, but so that a flood of them cannot fill the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from prometheus_client import Counter

from anlan.foundation.access.actor import ANONYMOUS, Actor, Resource
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import Clock

REFUSED = Counter("anlan_requests_refused_total", "Requests refused before the gate", ["reason"])
UNWRITTEN = Counter("anlan_refusals_unwritten_total", "Refusals that were counted and not written one by one")

# Lines a minute: from one address, and from all together.
_PER_ADDRESS = 60
_IN_ALL = 600


class Refusals:
    """Writes refusals to the audit log; beyond the bounds they are counted, and the count stands in the next line."""

    def __init__(self, audit: AuditLog, clock: Clock, root: str) -> None:
        self._audit = audit
        self._root = root
        self._by_address = RateLimiter(clock, _PER_ADDRESS, 60.0)
        self._in_all = RateLimiter(clock, _IN_ALL, 60.0, max_keys=1)
        self._unwritten = 0

    async def note(self, actor: Actor | None, remote_host: str, action: str, resource: Resource, reason: str) -> None:
        """Write one down, committed when this returns. ``actor``: None where nobody is known."""
        REFUSED.labels(reason).inc()
        if not self._by_address.allow(remote_host) or not self._in_all.allow(""):
            self._unwritten += 1
            UNWRITTEN.inc()
            return
        facts: dict[str, Any] = {"reason": reason}
        if self._unwritten:
            facts["not_written"], self._unwritten = self._unwritten, 0
        placed = replace(resource, division=resource.division or self._root)
        await self._audit.append(
            None, actor or replace(ANONYMOUS, remote_host=remote_host), action, placed, "", "refused", facts
        )
