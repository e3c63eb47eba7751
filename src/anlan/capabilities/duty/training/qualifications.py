"""Qualifications put on the record of the duty team."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPerson, DutyQualification


class DutyQualifications:
    """``QualificationKeeper`` over the duty team's own tables; who is not of a team keeps the certificate alone."""

    async def award(
        self, session: AsyncSession, user: str, qualification: str, expires_on: date | None, source: str
    ) -> None:
        """Put a qualification on a user's record in the caller's transaction; one that holds longer stays."""
        person = await session.scalar(select(DutyPerson.id).where(DutyPerson.user == user))
        if person is None:
            return
        held = await session.get(DutyQualification, (person, qualification), with_for_update=True)
        if held is None:
            session.add(
                DutyQualification(person=person, qualification=qualification, expires_on=expires_on, source=source)
            )
        elif held.expires_on is not None and (expires_on is None or expires_on > held.expires_on):
            held.expires_on, held.source = expires_on, source
