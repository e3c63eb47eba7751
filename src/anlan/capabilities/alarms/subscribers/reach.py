"""Which subscribers an actor may see or change: by division, and a company only its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from anlan.capabilities.alarms.models import AlarmSubscriber
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import company_within, division_within


@dataclass(frozen=True, slots=True)
class Reach:
    """An actor's rows for one permission."""

    actor: Actor
    permission: str

    def rows(self) -> ColumnElement[bool]:
        """The subscribers within reach."""
        roots = self.actor.roots(self.permission)
        return and_(
            division_within(AlarmSubscriber.division, roots), company_within(AlarmSubscriber.company, self.actor)
        )

    def covers(self, division: str, company: str) -> bool:
        """Whether a subscriber of this division and company would be within reach."""
        own = self.actor.company
        return self.actor.may_in(self.permission, division) and (own is None or (bool(own) and own == company))
