"""Units that can be sent, and the tasks they are sent for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.incidents import events, words
from anlan.capabilities.incidents.models import Incident, IncidentTask, IncidentUnit
from anlan.capabilities.incidents.plans import changed_by_others
from anlan.capabilities.incidents.records import COMMAND, HANDLE, READ, IncidentRecords, shown_name
from anlan.capabilities.incidents.refusals import IncidentConflict, not_there, wrong
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MOST_TASKS: Final = 200
_UNIT: Final = Sentence("力量", "unit")
# From which state a task goes where, and the column that keeps the time.
TASK_MOVES: Final[dict[str, tuple[frozenset[str], str]]] = {
    "accepted": (frozenset({"sent"}), "accepted_utc"),
    "arrived": (frozenset({"sent", "accepted"}), "arrived_utc"),
    "done": (frozenset({"sent", "accepted", "arrived"}), "done_utc"),
    "cancelled": (frozenset({"sent", "accepted", "arrived"}), "done_utc"),
}
UNDER_WAY: Final = ("sent", "accepted", "arrived")


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as it is kept. ``strength``: people, or pieces of a store; the place in WGS-84 degrees, both or neither."""

    division: str
    type: str
    name: str
    contact: str = ""
    phone: str = ""
    strength: int = 0
    note: str = ""
    longitude: float | None = None
    latitude: float | None = None


class Units:
    """Keeps the units."""

    def __init__(self, records: IncidentRecords) -> None:
        self._records = records

    async def page(
        self, actor: Actor, division: str, unit_type: str, state: str, text: str, after: tuple[str, str] | None, limit: int
    ) -> tuple[Sequence[IncidentUnit], int]:  # fmt: skip
        """Units of the actor's divisions by name; and how many there are in all."""
        where = [division_within(IncidentUnit.division, actor.roots(READ))]
        if division:
            where.append(division_within(IncidentUnit.division, (division,)))
        if text:
            where.append(IncidentUnit.name.contains(text, autoescape=True))
        where += [
            column == value for column, value in ((IncidentUnit.type, unit_type), (IncidentUnit.state, state)) if value
        ]
        query = select(IncidentUnit).where(*where).order_by(IncidentUnit.name, IncidentUnit.id).limit(limit)
        if after is not None:
            query = query.where(tuple_(IncidentUnit.name, IncidentUnit.id) > after)
        async with self._records.database.reading() as session:
            rows = (await session.scalars(query)).all()
            total = await session.scalar(select(func.count()).select_from(IncidentUnit).where(*where)) or 0
        return rows, total

    async def get(self, actor: Actor, unit: str) -> IncidentUnit:
        """One unit. Raises ``NotFound``."""
        async with self._records.database.reading() as session:
            row = await session.get(IncidentUnit, unit)
        if row is None or not actor.may_in(READ, row.division):
            raise not_there("unit", _UNIT)
        return row

    async def add(self, actor: Actor, draft: UnitDraft) -> str:
        """Put a unit on record; its id."""
        await self._authorize(actor, COMMAND, draft.division, draft.name)
        _check_place(draft.longitude, draft.latitude)
        now = self._records.clock.now_utc()
        placed = now if draft.longitude is not None else None
        async with self._records.database.transaction() as session:
            unit = new_id(now)
            await session.execute(
                insert(IncidentUnit).values(
                    id=unit, state="ready", position_utc=placed, version=1, changed_utc=now, **asdict(draft)
                )
            )
            await self._tell(session, unit, draft.division, "ready")
        return unit

    async def change(self, actor: Actor, unit: str, version: int, changes: Mapping[str, Any]) -> None:
        """Change a unit's record; its position and readiness by who handles, the rest by who commands there."""
        row = await self.get(actor, unit)
        moving = set(changes) <= {"longitude", "latitude", "state"}
        await self._authorize(actor, HANDLE if moving else COMMAND, row.division, row.name)
        if "division" in changes:
            await self._authorize(actor, COMMAND, changes["division"], row.name)
        now = self._records.clock.now_utc()
        values: dict[str, Any] = {**changes, "changed_utc": now, "version": version + 1}
        if {"longitude", "latitude"} & changes.keys():
            longitude, latitude = (changes.get(name, getattr(row, name)) for name in ("longitude", "latitude"))
            _check_place(longitude, latitude)
            values["position_utc"] = now if longitude is not None else None
        async with self._records.database.transaction() as session:
            same = (IncidentUnit.id == unit, IncidentUnit.version == version)
            written = await session.execute(
                update(IncidentUnit).where(*same).values(values).returning(IncidentUnit.division, IncidentUnit.state)
            )
            found = written.first()
            if found is None:
                raise changed_by_others()
            await self._tell(session, unit, found[0], found[1])

    async def remove(self, actor: Actor, unit: str) -> None:
        """Take a unit off the record; what it was sent for stays. Raises ``Conflict`` while it is on a task."""
        row = await self.get(actor, unit)
        await self._authorize(actor, COMMAND, row.division, row.name)
        async with self._records.database.transaction() as session:
            if await _busy(session, unit):
                raise Conflict("incidents.unit_tasked", Sentence("该力量正在执行任务", "the unit is on a task"))
            await session.execute(delete(IncidentUnit).where(IncidentUnit.id == unit))
            await self._tell(session, unit, row.division, "off")

    async def _authorize(self, actor: Actor, permission: str, division: str, name: str) -> None:
        await self._records.gate.authorize(actor, permission, Resource("incident", "", division, f"unit {name}"))

    async def _tell(self, session: AsyncSession, unit: str, division: str, state: str) -> None:
        facts = {"id": unit, "state": state}
        await self._records.outbox.record(session, events.UNIT, facts, division=division, permission=events.PERMISSION)


class Tasks:
    """Sends units, and notes how far they are."""

    def __init__(self, records: IncidentRecords, units: Units) -> None:
        self._records = records
        self._units = units

    async def of(self, incident: str) -> Sequence[IncidentTask]:
        """Tasks of an incident, in the order they were given."""
        query = select(IncidentTask).where(IncidentTask.incident == incident).order_by(IncidentTask.number)
        async with self._records.database.reading() as session:
            return (await session.scalars(query)).all()

    async def send(self, actor: Actor, incident: str, unit: str, text: str) -> None:
        """Send a unit with an order. Raises ``Conflict`` for one that is not available."""
        row = await self._records.permitted(actor, HANDLE, incident)
        known = await self._units.get(actor, unit)
        now = self._records.clock.now_utc()
        async with self._records.database.transaction() as session:
            facts = {"unit": unit, "name": known.name, "state": "sent", "order": text}
            said = f"{known.name}：{words.TASK_STATES['sent'].zh}，{text}"
            await self._records.enter(session, actor, row, "task", said, facts)
            taken = await session.execute(
                update(IncidentUnit)
                .where(IncidentUnit.id == unit, IncidentUnit.state != "off")
                .values(state="tasked", version=IncidentUnit.version + 1, changed_utc=now)
                .returning(IncidentUnit.id)
            )
            if taken.first() is None:
                raise IncidentConflict(
                    row.id, "incidents.unit_off", Sentence("该力量当前不可用", "the unit is not available now")
                )
            # Numbered under the lock of the incident's row, which the entry has taken.
            number = (await _highest(session, row.id)) + 1
            if number > MOST_TASKS:
                raise wrong("unit", Sentence("任务数已达上限", "there are too many tasks"))
            name = await shown_name(session, actor)
            session.add(
                IncidentTask(
                    incident=row.id, number=number, unit=unit, unit_name=known.name, unit_type=known.type, text=text, state="sent",
                    sent_by_name=name[:255], sent_utc=now, accepted_utc=None, arrived_utc=None, done_utc=None, outcome="",
                )
            )  # fmt: skip

    async def move(self, actor: Actor, incident: str, number: int, state: str, outcome: str) -> None:
        """Note that a task was accepted, that the unit has arrived, or that it is done or called off."""
        row = await self._records.permitted(actor, HANDLE, incident)
        sources, column = TASK_MOVES[state]
        now = self._records.clock.now_utc()
        async with self._records.database.transaction() as session:
            task = await session.get(IncidentTask, (row.id, number))
            if task is None:
                raise not_there("task", Sentence("任务", "task"))
            said = f"{task.unit_name}：{words.TASK_STATES[state].zh}" + (f"，{outcome}" if outcome else "")
            facts = {"unit": task.unit, "name": task.unit_name, "number": number, "state": state, "outcome": outcome}
            await self._records.enter(session, actor, row, "task", said, facts)
            values: dict[str, Any] = {"state": state, column: now}
            if outcome:
                values["outcome"] = outcome
            standing = (IncidentTask.incident == row.id, IncidentTask.number == number)
            moved = await session.execute(
                update(IncidentTask)
                .where(*standing, IncidentTask.state.in_(sorted(sources)))
                .values(values)
                .returning(IncidentTask.number)
            )
            if moved.first() is None:
                raise IncidentConflict(
                    row.id,
                    "incidents.task_state",
                    Sentence("任务状态已变，不能这样更新", "the task is past that already"),
                )
            if state in ("done", "cancelled"):
                await _free(session, [task.unit], now)

    async def end_all(self, session: AsyncSession, row: Incident) -> None:
        """The incident is closed: what is under way is ended with it, in the same transaction."""
        now = self._records.clock.now_utc()
        standing = (IncidentTask.incident == row.id, IncidentTask.state.in_(UNDER_WAY))
        ended = await session.execute(
            update(IncidentTask).where(*standing).values(state="done", done_utc=now).returning(IncidentTask.unit)
        )
        await _free(session, sorted({unit for (unit,) in ended.all()}), now)


async def _highest(session: AsyncSession, incident: str) -> int:
    return await session.scalar(select(func.max(IncidentTask.number)).where(IncidentTask.incident == incident)) or 0


async def _busy(session: AsyncSession, unit: str) -> bool:
    query = select(IncidentTask.number).where(IncidentTask.unit == unit, IncidentTask.state.in_(UNDER_WAY)).limit(1)
    return (await session.scalar(query)) is not None


async def _free(session: AsyncSession, units: Sequence[str], now: datetime) -> None:
    """Units without any further task are ready again."""
    busy = select(IncidentTask.unit).where(IncidentTask.state.in_(UNDER_WAY))
    await session.execute(
        update(IncidentUnit)
        .where(IncidentUnit.id.in_(units), IncidentUnit.state == "tasked", IncidentUnit.id.not_in(busy))
        .values(state="ready", version=IncidentUnit.version + 1, changed_utc=now)
        .execution_options(synchronize_session=False)
    )


def _check_place(longitude: float | None, latitude: float | None) -> None:
    if (longitude is None) != (latitude is None):
        raise wrong("longitude", Sentence("经度、纬度须同时填写", "longitude and latitude go together"))
