"""Rights given for a while and for single things: a picture during an incident, and nothing of the same division beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor, Resource, ThingRight
from anlan.foundation.access.models import TemporaryGrant, User
from anlan.foundation.access.office import Office
from anlan.foundation.access.permissions import GUARDED_PERMISSIONS, PERMISSIONS

MOST_THINGS: Final = 64


@dataclass(frozen=True, slots=True)
class Lease:
    """What is given: a permission on single things of a kind, for one purpose ("" where the permission needs none)."""

    permission: str
    kind: str
    things: Sequence[str]
    purpose: str = ""


class TemporaryGrants:
    """Gives, changes and ends them, always in the transaction of what they are given for (``source``, such as incident:<id>).

    Who calls this has been through the gate for the source and for every thing; here it is written, audited, and running
    sessions hear of it.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    async def give(
        self, session: AsyncSession, actor: Actor, user: User, source: str, division: str, leases: Sequence[Lease], *,
        now_utc: datetime, ends_utc: datetime,
    ) -> None:  # fmt: skip
        """Give leases to a user until a time; what the same source gave before ends. Raises ``ValueError`` for what may not be
        given away so."""
        for lease in leases:
            if lease.permission not in PERMISSIONS or lease.permission in GUARDED_PERMISSIONS:
                raise ValueError(f"{lease.permission} is not given for a while")
        await self.end(session, actor, source, division, now_utc=now_utc, user=user.id, told=False)
        session.add_all(
            TemporaryGrant(
                id=uuid.uuid4().hex, user_id=user.id, permission=lease.permission, kind=lease.kind,
                things=list(lease.things)[:MOST_THINGS], purpose=lease.purpose, source=source, given_by=actor.id,
                given_utc=now_utc, ends_utc=ends_utc, ended_utc=None,
            )
            for lease in leases
        )  # fmt: skip
        facts = {
            "source": source,
            "permissions": sorted({lease.permission for lease in leases}),
            "things": {lease.kind: list(lease.things)[:MOST_THINGS] for lease in leases},
            "ends_utc": ends_utc.isoformat(),
        }
        await self._office.done(
            session, actor, "grant.temporary", Resource("user", user.id, division, user.name), facts
        )

    async def cover(self, session: AsyncSession, source: str, permission: str, things: Sequence[str]) -> None:
        """Let what a source gave by a permission hold for these things from now on, for everybody it was given to."""
        await session.execute(
            update(TemporaryGrant)
            .where(
                TemporaryGrant.source == source,
                TemporaryGrant.permission == permission,
                TemporaryGrant.ended_utc.is_(None),
            )
            .values(things=list(things)[:MOST_THINGS])
        )
        self._office.moves_with(session)

    async def end(
        self, session: AsyncSession, actor: Actor, source: str, division: str, *, now_utc: datetime, user: str = "",
        told: bool = True,
    ) -> None:  # fmt: skip
        """End what a source gave, to one user or to all."""
        standing = [TemporaryGrant.source == source, TemporaryGrant.ended_utc.is_(None)]
        if user:
            standing.append(TemporaryGrant.user_id == user)
        users = (await session.scalars(select(TemporaryGrant.user_id).where(*standing).distinct())).all()
        if not users:
            return
        await session.execute(update(TemporaryGrant).where(*standing).values(ended_utc=now_utc))
        if told:
            for each in users:
                await self._office.done(
                    session, actor, "grant.temporary_end", Resource("user", each, division), {"source": source}
                )


async def things_of(session: AsyncSession, user_id: str, now_utc: datetime) -> frozenset[ThingRight]:
    """What a user may do with single things at this moment."""
    query = select(TemporaryGrant.permission, TemporaryGrant.kind, TemporaryGrant.things, TemporaryGrant.purpose).where(
        TemporaryGrant.user_id == user_id, TemporaryGrant.ended_utc.is_(None), TemporaryGrant.ends_utc > now_utc
    )
    rows = (await session.execute(query)).all()
    return frozenset(
        ThingRight(permission, kind, thing, purpose)
        for permission, kind, things, purpose in rows
        for thing in things
        if permission in PERMISSIONS
    )
