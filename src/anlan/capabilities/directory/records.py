"""What every part of the directory works with: the database, the outbox, the clock, and one way to write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.ports import PeerGateway
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.secret_box import SecretBox

_log = structlog.get_logger(__name__)
# Any number, the same in all processes of a platform: "anlan directory".
_WRITE_LOCK = 0x616E6C61


class EventSink(Protocol):
    """The part of ``anlan.foundation.events.Outbox`` that the directory uses."""

    async def record(
        self,
        session: AsyncSession,
        kind: str,
        facts: dict[str, Any],
        *,
        division: str = "",
        permission: str = "directory.read",
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to be told once the transaction is committed."""

    kind: str
    facts: dict[str, Any]
    division: str = ""


@dataclass(slots=True)
class Records:
    """Shared by the directory's parts."""

    database: Database
    outbox: EventSink
    clock: Clock
    passwords: SecretBox
    gateway: PeerGateway | None = field(default=None)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A write transaction of the directory. One at a time over all processes: counts of a branch are read, then written."""
        async with self.database.transaction() as session:
            await self.database.lock_until_commit(session, _WRITE_LOCK)
            yield session

    async def tell(self, session: AsyncSession, happenings: Sequence[Happening]) -> None:
        """Write events into the outbox, within the transaction that makes them true."""
        for each in happenings:
            await self.outbox.record(session, each.kind, each.facts, division=each.division)

    async def tell_gateway(self, *, peers: Sequence[str] | None = None, channels: Sequence[str] = ()) -> None:
        """Let the signalling side act on what was committed; peers ``[]`` means that rules changed, and none by its code. What it does with it can fail; the records stand either way."""
        if self.gateway is None:
            return
        try:
            if peers is not None:
                await self.gateway.peers_changed(list(peers))
            if channels:
                await self.gateway.catalog_changed(list(channels))
        except Exception:  # noqa: BLE001 - whatever the gateway meets, what was committed stands
            _log.exception("directory.gateway_not_told", peers=len(peers or ()), channels=len(channels))
