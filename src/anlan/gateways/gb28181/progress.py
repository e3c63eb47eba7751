"""How the fetching of catalogs goes, told as events; many at once in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anlan.foundation.database import BatchWriter, Database
from anlan.foundation.events import Outbox

MAX_WAITING = 10_000
EVENT = "directory.catalog"


class CatalogProgress:
    """Writes ``directory.catalog`` events."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox
        self._commits: BatchWriter[dict[str, Any]] = BatchWriter(
            "catalog progress", self._write, gather_s=0.1, max_waiting=MAX_WAITING
        )

    async def __call__(self, peer: str, state: str, received: int, expected: int, at_utc: datetime) -> None:
        """Tell how far a peer's catalog is. Progress that cannot be written is not worth failing for."""
        if self._commits.waiting < MAX_WAITING:
            self._commits.put({"peer": peer, "state": state, "received": received, "expected": expected})

    async def flush(self) -> None:
        """Write what waits."""
        await self._commits.flush()

    async def _write(self, batch: Sequence[dict[str, Any]]) -> None:
        async with self._database.transaction() as session:
            for facts in batch:
                await self._outbox.record(session, EVENT, facts)
