"""What every change of access shares: it is audited with the change itself, refusals too, and running sessions hear of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.database import Database
from anlan.foundation.errors import DomainError


class Office:
    """The books of access. ``root`` is the platform's own division: what concerns the platform as a whole lies there."""

    def __init__(self, database: Database, audit: AuditLog, root: str) -> None:
        self._database = database
        self._audit = audit
        self.root = root
        # Grows with every change of rights made in this process; open event connections look again when it moves.
        self.generation = 0

    def placed(self, resource: Resource) -> Resource:
        """The resource at the platform's own division, where it belongs to the platform as a whole."""
        return resource if resource.division else replace(resource, division=self.root)

    async def done(
        self, session: AsyncSession, actor: Actor, action: str, resource: Resource, facts: dict[str, Any] | None = None
    ) -> None:
        """Write a change down in its own transaction."""
        await self._audit.append(session, actor, action, self.placed(resource), "", "done", facts or {})
        self.moves_with(session)

    def moves_with(self, session: AsyncSession) -> None:
        """Rights move when this transaction commits: open event connections look again."""
        self._database.after_commit(session, self._moved)

    async def refuse_if(self, refusal: DomainError | None, actor: Actor, action: str, resource: Resource) -> None:
        """Write the refusal down and raise it."""
        if refusal is not None:
            await self._audit.append(
                None, actor, action, self.placed(resource), "", "refused", {"reason": refusal.code}
            )
            raise refusal

    def _moved(self) -> None:
        self.generation += 1
