"""Whom a notice goes to: divisions, rooms and persons made into people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select

from anlan.capabilities.duty.models import DutyPerson, DutyRoom
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.staff import Staff, StaffMember
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, TooMany
from anlan.protocols.wording import Sentence

TargetKind = Literal["division", "room", "person"]
MOST_RECIPIENTS: Final = 5_000
# Whoever is written to must be able to open it.
READ: Final = "duty.read"
_MANAGE: Final = "duty.manage"


@dataclass(frozen=True, slots=True)
class Target:
    """A division by code, a duty room by id, a person by user id."""

    kind: TargetKind
    id: str


class Recipients:
    """Makes targets into people, within what whoever writes may manage."""

    def __init__(self, database: Database, staff: Staff) -> None:
        self._database = database
        self._staff = staff

    async def of(self, actor: Actor, targets: Sequence[Target]) -> tuple[list[StaffMember], list[dict[str, str]]]:
        """The people, each once, and the targets with their names. Raises ``Invalid`` naming targets out of reach or empty."""
        found: dict[str, StaffMember] = {}
        named: list[dict[str, str]] = []
        fields: dict[str, Sentence] = {}
        for position, target in enumerate(targets):
            name, people = await self._one(actor, target)
            if not people:
                fields[f"targets.{position}"] = Sentence(
                    "没有此对象，或其中无人可查看值班", "there is no such target, or nobody in it may see the duty room"
                )
            named.append({"kind": target.kind, "id": target.id, "name": name})
            found |= {person.user: person for person in people}
        if fields or not found:
            fault = Sentence("通知对象有误。", "Some targets are not valid.")
            raise Invalid("notices.targets", fault, fields=fields or {"targets": fault})
        if len(found) > MOST_RECIPIENTS:
            raise TooMany(
                "notices.recipients",
                Sentence(f"通知对象至多 {MOST_RECIPIENTS} 人。", f"There can be {MOST_RECIPIENTS} recipients."),
            )
        return list(found.values()), named

    async def selectable(self, actor: Actor, query: str, limit: int) -> list[StaffMember]:
        """People whom the actor may write to."""
        return await self._staff.holding(READ, actor.roots(_MANAGE), query=query, limit=limit)

    async def _one(self, actor: Actor, target: Target) -> tuple[str, list[StaffMember]]:
        if target.kind == "division":
            reached = actor.may_in(_MANAGE, target.id)
            people = await self._staff.holding(READ, (target.id,), limit=MOST_RECIPIENTS + 1) if reached else []
            return target.id, people
        if target.kind == "room":
            return await self._room(actor, target.id)
        people = [each for each in await self._staff.among(READ, [target.id]) if actor.may_in(_MANAGE, each.division)]
        return (people[0].name if people else "", people)

    async def _room(self, actor: Actor, identity: str) -> tuple[str, list[StaffMember]]:
        async with self._database.reading() as session:
            room = await session.get(DutyRoom, identity)
            if room is None or not actor.may_in(_MANAGE, room.division):
                return "", []
            query = select(DutyPerson.user).where(
                DutyPerson.room == identity, DutyPerson.left_on.is_(None), DutyPerson.user.is_not(None)
            )
            users = [user for user in (await session.scalars(query)).all() if user is not None]
        return room.name, await self._staff.among(READ, users)
