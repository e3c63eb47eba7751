"""What every part of the duty room shares: the records, the gate, and the words of refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPerson, DutyRoom
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database, Table
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from anlan.foundation.events import Outbox
from anlan.protocols.manscdp.times import BEIJING
from anlan.protocols.wording import Sentence

READ, WORK, MANAGE = "duty.read", "duty.work", "duty.manage"
# Event kinds.
ROOM, ROSTER, SESSION, HANDOVER, SWAP, LOG = (
    "duty.room", "duty.roster", "duty.session", "duty.handover", "duty.swap", "duty.log",
)  # fmt: skip
Row = TypeVar("Row", bound=Table)
With = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Books:
    """The records and the gate."""

    database: Database
    outbox: Outbox
    clock: Clock
    gate: Gate

    def today(self) -> date:
        """The local day."""
        return local_day(self.clock.now_utc())

    async def room_for(self, actor: Actor, room: str, permission: str = READ) -> DutyRoom:
        """A room in which the actor holds the permission. To read is not audited; everything else is, refusals too.

        Raises ``NotFound``, also for one that the actor may not see, and ``Forbidden``.
        """
        async with self.database.reading() as session:
            found = await session.get(DutyRoom, room)
        if found is None:
            raise no_room()
        if permission == READ:
            if not actor.may_in(READ, found.division):
                raise no_room()
            return found
        unseen = None if actor.may_in(READ, found.division) else no_room()
        await self.gate.authorize(
            actor, permission, Resource("duty", found.id, found.division, found.name), unseen=unseen
        )
        return found

    async def me(self, session: AsyncSession, actor: Actor) -> DutyPerson:
        """The actor's own record in a duty team. Raises ``Forbidden`` where there is none, or no longer."""
        found = (await session.scalars(select(DutyPerson).where(DutyPerson.user == actor.id))).one_or_none()
        if found is None or (found.left_on is not None and found.left_on < self.today()):
            raise Forbidden(
                "duty.not_in_team",
                Sentence("您不在值班人员名册中", "you are not on the list of duty people"),
                remedy=Sentence(
                    "请由值班室管理员登记人员并关联您的账号",
                    "ask who manages the duty room to enter you with your account",
                ),
            )
        return found

    async def tell(self, session: AsyncSession, kind: str, division: str, facts: dict[str, Any]) -> None:
        """Tell browsers, with the change."""
        await self.outbox.record(session, kind, facts, division=division, permission=READ)


def local_day(at_utc: datetime) -> date:
    """The local day of a time."""
    return at_utc.astimezone(BEIJING).date()


def utc(at: datetime) -> datetime:
    """A time in UTC."""
    return at.astimezone(UTC)


def no_room() -> NotFound:
    """There is no such room, or not for this actor."""
    return NotFound("duty.no_room", Sentence("没有该值班室", "there is no such duty room"))


def refuse_stale(row: Any, version: int) -> None:
    """Raise ``Conflict`` where a record has changed since the version that was before the eyes."""
    if row.version != version:
        raise Conflict(
            "duty.changed", Sentence("内容已被他人修改，请刷新后重试", "somebody else has changed this; load it again")
        )


def fault(field: str, zh: str, en: str) -> Invalid:
    """One field is wrong."""
    sentence = Sentence(zh, en)
    return Invalid(f"duty.{field}", sentence, fields={field: sentence})
