"""From roles to rights: what a user may do where, and what nobody may give away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import Organisation, Role, User, UserRole
from anlan.foundation.access.permissions import GUARDED_PERMISSIONS, PERMISSIONS, RESTRICTIONS
from anlan.foundation.access.temporary import things_of
from anlan.foundation.errors import Forbidden
from anlan.protocols.wording import Sentence

Grant = tuple[str, str]


async def grants_of(session: AsyncSession, user_id: str) -> frozenset[Grant]:
    """All (permission, root) pairs of a user's roles."""
    query = (
        select(Role.permissions, UserRole.division)
        .join(Role, Role.id == UserRole.role_id)
        .where(UserRole.user_id == user_id)
    )
    rows = (await session.execute(query)).all()
    # A permission that this version no longer knows grants nothing.
    return frozenset(
        (name, division) for permissions, division in rows for name in permissions.split() if name in PERMISSIONS
    )


async def actor_of(
    session: AsyncSession, user: User, organisation: Organisation, remote_host: str, now_utc: datetime
) -> Actor:
    """The user as an actor, with the rights of this moment, those given for a while included."""
    grants = await grants_of(session, user.id)
    actor = actor_with(user, organisation, remote_host, grants)
    return replace(actor, things=await things_of(session, user.id, now_utc))


def actor_with(user: User, organisation: Organisation, remote_host: str, grants: frozenset[Grant]) -> Actor:
    """The user as an actor with given rights."""
    roots = {root for _, root in grants}
    return Actor(
        id=user.id,
        name=user.name,
        kind="user",
        organisation=organisation.name,
        permissions=frozenset(name for name, _ in grants),
        divisions=tuple(
            sorted(root for root in roots if not any(root != other and root.startswith(other) for other in roots))
        ),
        remote_host=remote_host,
        must_change_password=user.must_change_password,
        grants=grants,
        organisation_id=organisation.id,
        display_name=user.display_name,
    )


def confined(grants: Iterable[Grant], permissions: frozenset[str], root: str) -> frozenset[Grant]:
    """Grants cut down to some permissions and one subtree. Restrictions stay whole: a token must not shed what confines its owner."""
    kept = set()
    for name, division in grants:
        if name in RESTRICTIONS:
            kept.add((name, division))
        if name not in permissions:
            continue
        if division.startswith(root):
            kept.add((name, division))
        elif root.startswith(division):
            kept.add((name, root))
    return frozenset(kept)


def beyond(actor: Actor, grants: Iterable[Grant]) -> Forbidden | None:
    """Why the actor may not hold sway over these grants, or None.

    One must manage users where the grant lies; and hold the permission there oneself, unless one has ``roles.grant``,
    with which working permissions, never the guarded ones, may be given without being held (separation of duties, 三员分立).
    """
    for permission, root in sorted(grants):
        if not actor.may_in("users.manage", root):
            return Forbidden(
                "access.beyond_own_divisions",
                Sentence("涉及您管辖区划以外的权限", "this concerns rights outside the divisions you manage"),
            )
        by_office = permission not in GUARDED_PERMISSIONS and actor.may_in("roles.grant", root)
        if not by_office and not actor.may_in(permission, root):
            named = PERMISSIONS[permission]
            return Forbidden(
                "access.beyond_own_rights",
                Sentence(f"您未持有“{named.zh}”，不能授予或变更", f"you do not hold this right yourself: {named.en}"),
            )
    return None
