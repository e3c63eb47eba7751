"""Reading incidents: the list, one with everything that belongs to it, and its log as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select

from anlan.capabilities.incidents.cameras import CameraSight, IncidentCameras
from anlan.capabilities.incidents.files import IncidentFiles
from anlan.capabilities.incidents.models import (
    Incident,
    IncidentEntry,
    IncidentFile,
    IncidentParticipant,
    IncidentPlan,
    IncidentStep,
    IncidentTask,
    IncidentUnit,
)
from anlan.capabilities.incidents.plans import Checklists, fitting
from anlan.capabilities.incidents.records import COMMAND, HANDLE, READ, IncidentRecords, resource_of, within_sight
from anlan.capabilities.incidents.units import Tasks
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.scope import division_within

# The newest entries that come with the detail; the log has the rest.
NEWEST: Final = 200


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which to list; empty fields match all."""

    state: str = ""
    kind: str = ""
    level: int = 0
    division: str = ""
    alarm: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """One incident with all that the desk shows. ``plans`` are those meant for it, ``units`` those of its tasks by id."""

    row: Incident
    entries: Sequence[IncidentEntry]
    steps: Sequence[IncidentStep]
    tasks: Sequence[IncidentTask]
    units: dict[str, IncidentUnit]
    participants: Sequence[IncidentParticipant]
    cameras: Sequence[CameraSight]
    files: Sequence[IncidentFile]
    plans: Sequence[IncidentPlan]
    actions: Sequence[str]


class IncidentReading:
    """What may be read, each within the actor's divisions or what the actor takes part in."""

    def __init__(
        self,
        records: IncidentRecords,
        checklists: Checklists,
        tasks: Tasks,
        cameras: IncidentCameras,
        files: IncidentFiles,
    ) -> None:
        self._records = records
        self._checklists = checklists
        self._tasks = tasks
        self._cameras = cameras
        self._files = files

    async def page(
        self, actor: Actor, wanted: IncidentFilter, after: str | None, limit: int
    ) -> tuple[Sequence[Incident], int]:
        """A page, newest first, after the id of the page before; and how many there are in all."""
        where = [within_sight(actor), *_narrowed(wanted)]
        query = select(Incident).where(*where).order_by(Incident.id.desc()).limit(limit)
        if after is not None:
            query = query.where(Incident.id < after)
        async with self._records.database.reading() as session:
            rows = (await session.scalars(query)).all()
            total = await session.scalar(select(func.count()).select_from(Incident).where(*where)) or 0
        return rows, total

    async def row(self, actor: Actor, incident: str) -> Incident:
        """One row, not audited: what an action just changed, or what it met. Raises ``NotFound``."""
        return await self._records.readable(actor, incident)

    async def detail(self, actor: Actor, incident: str) -> IncidentDetail:
        """One with everything; looking at it is audited."""
        row = await self._records.readable(actor, incident)
        await self._records.gate.authorize(actor, READ, resource_of(row))
        tasks = await self._tasks.of(row.id)
        async with self._records.database.reading() as session:
            newest = select(IncidentEntry).where(IncidentEntry.incident == row.id)
            newest = newest.order_by(IncidentEntry.sequence.desc()).limit(NEWEST)
            entries = list(reversed((await session.scalars(newest)).all()))
            people = select(IncidentParticipant).where(IncidentParticipant.incident == row.id)
            participants = (await session.scalars(people.order_by(IncidentParticipant.invited_utc))).all()
            plans = (
                await session.scalars(select(IncidentPlan).where(fitting(row)).order_by(IncidentPlan.name).limit(50))
            ).all()
            units = select(IncidentUnit).where(IncidentUnit.id.in_(sorted({task.unit for task in tasks})))
            sent = {unit.id: unit for unit in (await session.scalars(units)).all()}
        return IncidentDetail(
            row, entries, await self._checklists.of(row.id), tasks, sent, participants, await self._cameras.listed(row),
            await self._files.of(row), plans, actions_of(actor, row),
        )  # fmt: skip

    async def log(self, actor: Actor, incident: str, after: int, limit: int) -> Sequence[IncidentEntry]:
        """Entries after a number, oldest first."""
        row = await self._records.readable(actor, incident)
        query = select(IncidentEntry).where(IncidentEntry.incident == row.id, IncidentEntry.sequence > after)
        async with self._records.database.reading() as session:
            return (await session.scalars(query.order_by(IncidentEntry.sequence).limit(limit))).all()


def actions_of(actor: Actor, row: Incident) -> list[str]:
    """What the actor may do with it now: note, handle, command."""
    handles, commands = (actor.may_in(permission, row.division) for permission in (HANDLE, COMMAND))
    takes_part = row.id in actor.things_held(READ, "incident")
    found = ["note"] if handles or takes_part else []
    if row.state == "open":
        found += ["handle"] if handles else []
        found += ["command"] if commands else []
    return found


def _narrowed(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.division:
        where.append(division_within(Incident.division, (wanted.division,)))
    if wanted.level:
        where.append(Incident.level == wanted.level)
    for column, value in ((Incident.state, wanted.state), (Incident.kind, wanted.kind), (Incident.alarm, wanted.alarm)):
        if value:
            where.append(column == value)
    if wanted.text:
        searched = (Incident.title, Incident.place, Incident.number)
        where.append(or_(*(column.contains(wanted.text, autoescape=True) for column in searched)))
    return where
