"""Who there is: people by where they belong and by what they may do, for those who write to them or count them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from anlan.foundation.access.models import Organisation, Role, User, UserRole
from anlan.foundation.access.scope import division_within
from anlan.foundation.database import Database


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A user who may sign in. ``division``: of the organisation the user acts for, "" above all."""

    user: str
    name: str
    organisation: str
    division: str


class Staff:
    """Lists people; whoever asks has been let through by the gate before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holding(
        self, permission: str, roots: tuple[str, ...], *, query: str = "", limit: int = 5_000
    ) -> list[StaffMember]:
        """Enabled people of organisations in the subtrees who hold the permission somewhere, by account name."""
        statement = _people().where(division_within(Organisation.division, roots))
        if query:
            statement = statement.where(
                or_(User.name.contains(query, autoescape=True), User.display_name.contains(query, autoescape=True))
            )
        return await self._holders(permission, statement.limit(limit))

    async def among(self, permission: str, users: Collection[str]) -> list[StaffMember]:
        """Of these users the enabled ones who hold the permission somewhere."""
        return await self._holders(permission, _people().where(User.id.in_(users)))

    async def _holders(self, permission: str, statement: Select[str, str, str, str]) -> list[StaffMember]:
        async with self._database.reading() as session:
            # Roles are few, and which of them holds a permission is written in a text that no index knows.
            roles = (await session.execute(select(Role.id, Role.permissions))).all()
            granting = [role for role, permissions in roles if permission in permissions.split()]
            holders = select(UserRole.user_id).where(UserRole.role_id.in_(granting))
            rows = (await session.execute(statement.where(User.id.in_(holders)))).all()
        return [StaffMember(user, name, organisation, division) for user, name, organisation, division in rows]


def _people() -> Select[str, str, str, str]:
    return (
        select(User.id, User.display_name, Organisation.name, Organisation.division)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.enabled.is_(True))
        .order_by(User.name)
    )
