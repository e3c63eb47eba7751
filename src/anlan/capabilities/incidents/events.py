"""What the incident desk tells."""

from __future__ import annotations

from typing import Any, Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

# Facts: incident (id; whoever takes part in it hears it too), number, state, change (kind of entry), sequence, version.
INCIDENT: Final = "incidents.incident"
# Facts: id, state.
UNIT: Final = "incidents.unit"
PERMISSION: Final = "incidents.read"


class EventRecorder(Protocol):
    """The part of the outbox that is used here."""

    async def record(
        self, session: AsyncSession, kind: str, facts: dict[str, Any], *, division: str = "", permission: str = "directory.read"
    ) -> str:  # fmt: skip
        """Record an event in the transaction of the session."""
