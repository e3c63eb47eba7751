"""Who holds a permission somewhere: for lists from which one chooses to whom something is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, select

from anlan.foundation.access.models import Organisation, Role, User, UserRole
from anlan.foundation.database import Database

# More than a county's desk has.
MOST_HOLDERS: Final = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds the permission there. ``confined``: only for what the own organisation serves."""

    id: str
    name: str
    organisation_id: str
    organisation: str
    confined: bool

    def serves(self, company: str) -> bool:
        """Whether what belongs to a company (an organisation's id, "" none) is open to this person."""
        return not self.confined or self.organisation_id == company


class Holders:
    """Looks people up by what they may do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, permission: str, division: str) -> list[Holder]:
        """Enabled users who hold the permission for a division, by organisation and name, at most ``MOST_HOLDERS``."""
        above = [division[:length] for length in range(0, len(division) + 1, 2)]
        entitled = _holding(permission).where(UserRole.division.in_(above))
        # A restriction held anywhere holds everywhere.
        restricted = User.id.in_(_holding("alarms.company_only")).label("restricted")
        query = (
            select(User, Organisation, restricted)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.enabled, User.id.in_(entitled))
            .order_by(Organisation.name, User.display_name, User.name)
            .limit(MOST_HOLDERS)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [
            Holder(user.id, user.display_name or user.name, organisation.id, organisation.name, bool(confined))
            for user, organisation, confined in rows
        ]


def _holding(permission: str) -> Select[str]:
    # Names of permissions hold no space: with one on either side a name is found whole.
    named: ColumnElement[bool] = (" " + Role.permissions + " ").contains(f" {permission} ", autoescape=True)
    return select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).where(named)
