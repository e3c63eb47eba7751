"""The cameras of an incident: found by where they look, taken in and out, and open to whoever takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.incidents.geometry import Sight, ranked, sight
from anlan.capabilities.incidents.models import Incident, IncidentCamera
from anlan.capabilities.incidents.participants import LIVE, may_not_look, source_of
from anlan.capabilities.incidents.ports import CameraFacts, Cameras
from anlan.capabilities.incidents.records import HANDLE, IncidentRecords, shown_name
from anlan.capabilities.incidents.refusals import not_there, wrong
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.temporary import MOST_THINGS, TemporaryGrants
from anlan.protocols.wording import Sentence

# A wall of nine is what one looks at; the others are one click away.
CHOSEN_AT_OPENING: Final = 9
CHOSEN_WITHIN_M: Final = 300
MOST_NEARBY: Final = 60
_CANDIDATES: Final = 500


@dataclass(frozen=True, slots=True)
class CameraSight:
    """A camera near an incident and whether it belongs to it."""

    sight: Sight
    belongs: bool


class IncidentCameras:
    """Finds, adds and removes cameras."""

    def __init__(self, records: IncidentRecords, cameras: Cameras, temporary: TemporaryGrants) -> None:
        self._records = records
        self._cameras = cameras
        self._temporary = temporary

    async def near(self, row: Incident, divisions: Sequence[str], radius_m: int) -> list[Sight]:
        """Cameras near the spot, those that cover it first; none where the spot is not known."""
        if row.longitude is None or row.latitude is None or not divisions:
            return []
        found = await self._cameras.around(row.longitude, row.latitude, radius_m, divisions, _CANDIDATES)
        sights = [sight(camera, row.longitude, row.latitude, row.radius_m) for camera in found]
        return ranked(each for each in sights if each.distance_m is not None and each.distance_m <= radius_m)

    async def nearby(self, actor: Actor, incident: str, radius_m: int) -> list[CameraSight]:
        """The same for who may look at them, and which belong to the incident already."""
        row = await self._records.permitted(actor, HANDLE, incident)
        sights = await self.near(row, actor.roots(LIVE), radius_m)
        async with self._records.database.reading() as session:
            held = set(await channels_of(session, row.id))
        return [CameraSight(each, each.camera.channel in held) for each in sights[:MOST_NEARBY]]

    async def listed(self, row: Incident) -> list[CameraSight]:
        """Those that belong to an incident, in their order, as the directory knows them now."""
        async with self._records.database.reading() as session:
            query = select(IncidentCamera).where(IncidentCamera.incident == row.id).order_by(IncidentCamera.position)
            kept = (await session.scalars(query)).all()
        facts = await self._cameras.facts([each.channel for each in kept]) if kept else {}
        found = []
        for each in kept:
            # Retired since, or no longer shared: it stays in the record under the name it had.
            camera = facts.get(each.channel) or CameraFacts(each.channel, each.name, each.division, "GONE")
            found.append(CameraSight(sight(camera, row.longitude, row.latitude, row.radius_m), belongs=True))
        return found

    async def choose(self, session: AsyncSession, row: Incident, sights: Sequence[Sight], name: str) -> int:
        """Write down the first cameras of a new incident in its transaction; how many."""
        chosen = sights[:CHOSEN_AT_OPENING]
        if chosen:
            rows = [
                _row(row.id, each, position, name, self._records.clock.now_utc())
                for position, each in enumerate(chosen, 1)
            ]
            await session.execute(insert(IncidentCamera), rows)
        return len(chosen)

    async def first_of(self, row: Incident, actor: Actor, linked: Sequence[str]) -> list[Sight]:
        """What a new incident begins with: the cameras linked with its alarm, then those that see the spot."""
        divisions = (row.division[:6], *actor.roots(LIVE))
        near = await self.near(row, divisions, CHOSEN_WITHIN_M)
        facts = await self._cameras.facts(linked) if linked else {}
        first = [sight(facts[each], row.longitude, row.latitude, row.radius_m) for each in linked if each in facts]
        return first + [each for each in near if each.camera.channel not in facts]

    async def add(self, actor: Actor, incident: str, channels: Sequence[str]) -> None:
        """Take cameras in, all or none; whoever takes part may look at them from then on. Only those one may look at oneself."""
        row = await self._records.permitted(actor, HANDLE, incident)
        facts = await self._cameras.facts(channels)
        for channel in channels:
            camera = facts.get(channel)
            if camera is None or not actor.may_in("directory.read", camera.division):
                raise not_there("channel", Sentence("摄像机", "camera"))
            if not actor.may_in(LIVE, camera.division):
                raise may_not_look()
        async with self._records.database.transaction() as session:
            sequence_facts = {"added": [facts[channel].name for channel in channels]}
            names = "、".join(facts[channel].name for channel in channels[:5])
            await self._records.enter(
                session, actor, row, "camera", f"关联视频 {len(channels)} 路：{names}", sequence_facts
            )
            held = await channels_of(session, row.id)
            new = [channel for channel in dict.fromkeys(channels) if channel not in held]
            if len(held) + len(new) > MOST_THINGS:
                fault = Sentence(f"一个事件至多关联 {MOST_THINGS} 路视频", f"at most {MOST_THINGS} cameras")
                raise wrong("channels", fault)
            name, now = await shown_name(session, actor), self._records.clock.now_utc()
            highest = select(func.max(IncidentCamera.position)).where(IncidentCamera.incident == row.id)
            last = await session.scalar(highest) or 0
            rows = [
                _row(row.id, sight(facts[channel], row.longitude, row.latitude, row.radius_m), last + number, name, now)
                for number, channel in enumerate(new, 1)
            ]
            if rows:
                await session.execute(insert(IncidentCamera), rows)
            await self._temporary.cover(session, source_of(row.id), LIVE, [*held, *new])

    async def remove(self, actor: Actor, incident: str, channel: str) -> None:
        """Take one out; pictures that somebody looks at by the incident's grant end within ten seconds."""
        row = await self._records.permitted(actor, HANDLE, incident)
        async with self._records.database.transaction() as session:
            key = (row.id, channel)
            kept = await session.get(IncidentCamera, key)
            if kept is None:
                raise not_there("channel", Sentence("摄像机", "camera"))
            await self._records.enter(session, actor, row, "camera", f"移除视频：{kept.name}", {"removed": [kept.name]})
            await session.execute(
                delete(IncidentCamera).where(IncidentCamera.incident == row.id, IncidentCamera.channel == channel)
            )
            await self._temporary.cover(session, source_of(row.id), LIVE, await channels_of(session, row.id))


async def channels_of(session: AsyncSession, incident: str) -> list[str]:
    """Codes of an incident's cameras, in their order."""
    query = select(IncidentCamera.channel).where(IncidentCamera.incident == incident)
    return list((await session.scalars(query.order_by(IncidentCamera.position))).all())


def _row(incident: str, found: Sight, position: int, name: str, now: datetime) -> dict[str, object]:
    camera = found.camera
    return {
        "incident": incident, "channel": camera.channel, "position": position, "name": camera.name, "division": camera.division,
        "covers": found.covers, "distance_m": found.distance_m, "added_by_name": name[:255], "added_utc": now,
    }  # fmt: skip
