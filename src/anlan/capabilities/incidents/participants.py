"""Who takes part from other departments: let in for the incident and for its time, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.incidents.models import Incident, IncidentCamera, IncidentParticipant
from anlan.capabilities.incidents.records import COMMAND, READ, IncidentRecords, shown_name
from anlan.capabilities.incidents.refusals import not_there, wrong
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import Organisation, User
from anlan.foundation.access.temporary import Lease, TemporaryGrants
from anlan.foundation.errors import Forbidden
from anlan.protocols.wording import Sentence

PURPOSE: Final = "incident_command"
LIVE: Final = "live.view"
LONGEST: Final = timedelta(hours=72)
MOST_PARTICIPANTS: Final = 100
_MOST_FOUND: Final = 20


def source_of(incident: str) -> str:
    """What the grants of an incident are given for."""
    return f"incident:{incident}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be invited."""

    id: str
    name: str
    organisation: str


class Participants:
    """Invites people and lets them go."""

    def __init__(self, records: IncidentRecords, temporary: TemporaryGrants) -> None:
        self._records = records
        self._temporary = temporary

    async def people(self, actor: Actor, incident: str, text: str) -> list[Person]:
        """Whom one could invite, by name, account or department; the first twenty."""
        await self._records.permitted(actor, COMMAND, incident)
        columns = (User.display_name, User.name, Organisation.name)
        query = (
            select(User.id, User.display_name, Organisation.name)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.enabled, or_(*(column.contains(text, autoescape=True) for column in columns)))
            .order_by(User.display_name, User.id)
            .limit(_MOST_FOUND)
        )
        async with self._records.database.reading() as session:
            return [Person(*row) for row in (await session.execute(query)).all()]

    async def invite(self, actor: Actor, incident: str, user_id: str, role: str, ends_utc: datetime) -> None:
        """Let somebody see the incident, write to its log and look at its cameras, for command of it only, until a time.

        Inviting again moves the end. Raises ``Forbidden`` where a camera is not open to who invites, ``Invalid`` for an end that
        is past or beyond 72 hours.
        """
        row = await self._records.permitted(actor, COMMAND, incident)
        now = self._records.clock.now_utc()
        if not now < ends_utc <= now + LONGEST:
            raise wrong("ends_utc", Sentence("授权须在 72 小时以内结束", "it must end within 72 hours from now"))
        async with self._records.database.transaction() as session:
            user, organisation = await _person(session, user_id)
            text = f"邀请协同：{organisation} {user.display_name}" + (f"（{role}）" if role else "")
            facts = {
                "user": user_id, "name": user.display_name, "organisation": organisation, "role": role, "ends_utc": ends_utc.isoformat(),
            }  # fmt: skip
            await self._records.enter(session, actor, row, "participant", text, facts)
            channels = await self._open_cameras(session, actor, row)
            await self._write(session, actor, row, user, organisation, role, now, ends_utc)
            await self._temporary.give(
                session, actor, user, source_of(row.id), row.division,
                [Lease(READ, "incident", [row.id]), Lease(LIVE, "channel", channels, PURPOSE)],
                now_utc=now, ends_utc=ends_utc,
            )  # fmt: skip

    async def let_go(self, actor: Actor, incident: str, user_id: str) -> None:
        """End somebody's part; what that person looks at by it ends within ten seconds."""
        row = await self._records.permitted(actor, COMMAND, incident)
        now = self._records.clock.now_utc()
        async with self._records.database.transaction() as session:
            kept = await session.get(IncidentParticipant, (row.id, user_id))
            if kept is None or kept.ended_utc is not None:
                raise not_there("participant", Sentence("协同人员", "participant"))
            text = f"结束协同：{kept.organisation} {kept.user_name}"
            facts = {"user": user_id, "name": kept.user_name, "organisation": kept.organisation, "ended": True}
            await self._records.enter(session, actor, row, "participant", text, facts)
            await session.execute(
                update(IncidentParticipant)
                .where(IncidentParticipant.incident == row.id, IncidentParticipant.user_id == user_id)
                .values(ended_utc=now)
            )
            await self._temporary.end(session, actor, source_of(row.id), row.division, now_utc=now, user=user_id)

    async def end_all(self, session: AsyncSession, actor: Actor, row: Incident) -> None:
        """The incident is over: so is everybody's part in it, in the same transaction."""
        now = self._records.clock.now_utc()
        standing = (
            IncidentParticipant.incident == row.id,
            IncidentParticipant.ended_utc.is_(None),
            IncidentParticipant.ends_utc > now,
        )
        await session.execute(update(IncidentParticipant).where(*standing).values(ended_utc=now))
        await self._temporary.end(session, actor, source_of(row.id), row.division, now_utc=now)

    async def _open_cameras(self, session: AsyncSession, actor: Actor, row: Incident) -> Sequence[str]:
        query = select(IncidentCamera.channel, IncidentCamera.division).where(IncidentCamera.incident == row.id)
        cameras = (await session.execute(query.order_by(IncidentCamera.position))).all()
        if not all(actor.may_in(LIVE, division) for _, division in cameras):
            raise may_not_look()
        return [channel for channel, _ in cameras]

    async def _write(
        self, session: AsyncSession, actor: Actor, row: Incident, user: User, organisation: str, role: str, now: datetime,
        ends_utc: datetime,
    ) -> None:  # fmt: skip
        values = {
            "user_name": user.display_name, "organisation": organisation, "role": role, "ends_utc": ends_utc, "ended_utc": None,
        }  # fmt: skip
        kept = await session.get(IncidentParticipant, (row.id, user.id))
        if kept is not None:
            for name, value in values.items():
                setattr(kept, name, value)
            return
        count = select(IncidentParticipant.user_id).where(IncidentParticipant.incident == row.id)
        if len((await session.scalars(count.limit(MOST_PARTICIPANTS))).all()) >= MOST_PARTICIPANTS:
            raise wrong("user", Sentence("协同人员已达上限", "there are too many participants"))
        invited = await shown_name(session, actor)
        session.add(
            IncidentParticipant(
                incident=row.id, user_id=user.id, invited_by_name=invited[:255], invited_utc=now, **values
            )
        )


async def _person(session: AsyncSession, user_id: str) -> tuple[User, str]:
    user = await session.get(User, user_id)
    if user is None or not user.enabled:
        raise wrong("user", Sentence("没有该人员或其账号已停用", "there is no such person, or the account is disabled"))
    organisation = await session.get_one(Organisation, user.organisation_id)
    return user, organisation.name


def may_not_look() -> Forbidden:
    """A camera lies where the actor may not look; nobody opens to others what is not open to oneself."""
    return Forbidden(
        "incidents.beyond_own_rights",
        Sentence("其中有您无权观看的摄像机，不能开放给他人", "you may not look at some of these cameras yourself"),
    )
