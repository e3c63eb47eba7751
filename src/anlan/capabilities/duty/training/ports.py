"""What training needs of others: somebody who keeps qualifications."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class QualificationKeeper(Protocol):
    """The records of who may sit at which position."""

    async def award(
        self, session: AsyncSession, user: str, qualification: str, expires_on: date | None, source: str
    ) -> None:
        """Put a qualification on a user's record in the caller's transaction; one that holds longer stays. ``source``: the attempt."""
