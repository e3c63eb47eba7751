"""What is done with an incident as a whole: opened, changed, given a commander, closed; and its log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.incidents import words
from anlan.capabilities.incidents.cameras import IncidentCameras
from anlan.capabilities.incidents.models import Incident, IncidentEntry
from anlan.capabilities.incidents.participants import Participants
from anlan.capabilities.incidents.plans import Checklists
from anlan.capabilities.incidents.ports import Alarms
from anlan.capabilities.incidents.records import (
    COMMAND,
    HANDLE,
    REPORT,
    IncidentRecords,
    entry_row,
    resource_of,
    shown_name,
)
from anlan.capabilities.incidents.refusals import wrong
from anlan.capabilities.incidents.units import Tasks
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.grants import grants_of
from anlan.foundation.access.models import User
from anlan.foundation.clock import Clock
from anlan.foundation.errors import Conflict, TooMany
from anlan.foundation.ids import new_id
from anlan.protocols.manscdp.times import BEIJING
from anlan.protocols.wording import Sentence

# Numbers of a day are given under this lock, so that no two incidents get the same.
_NUMBER_LOCK: Final = 0x414E_4C41_4E05
MOST_A_DAY: Final = 9_999
_FIELD_NAMES: Final = {
    "title": "名称", "kind": "类别", "place": "地点", "longitude": "经度", "latitude": "纬度", "radius_m": "影响半径", "description": "情况",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """An incident to be opened. ``longitude`` and ``latitude``: WGS-84 degrees, both or neither."""

    title: str
    kind: str
    division: str
    level: int = 4
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None
    radius_m: int = 50
    description: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an incident comes from."""

    source: str = "hand"
    alarm: str | None = None
    system: str | None = None
    external_id: str | None = None
    digest: str | None = None
    channels: Sequence[str] = field(default=())


class IncidentDesk:
    """Opens, changes and closes incidents."""

    def __init__(
        self, records: IncidentRecords, cameras: IncidentCameras, participants: Participants, checklists: Checklists, tasks: Tasks, alarms: Alarms,
    ) -> None:  # fmt: skip
        self._records = records
        self._cameras = cameras
        self._participants = participants
        self._checklists = checklists
        self._tasks = tasks
        self._alarms = alarms

    async def open(self, actor: Actor, draft: IncidentDraft) -> str:
        """Open one by hand; its id."""
        await self._records.gate.authorize(actor, HANDLE, Resource("incident", "", draft.division, draft.title))
        return await self._open(actor, draft, Origin())

    async def open_from_alarm(self, actor: Actor, alarm: str, changes: Mapping[str, Any]) -> str:
        """Open one from an alarm that the actor may see, with what the alarm tells where nothing else is said."""
        known = await self._alarms.alarm(actor, alarm)
        told = {
            "title": known.title, "kind": known.kind, "division": known.division, "place": known.place, "longitude": known.longitude,
            "latitude": known.latitude, "description": known.description,
        }  # fmt: skip
        draft = IncidentDraft(**(told | {name: value for name, value in changes.items() if value not in (None, "")}))
        await self._records.gate.authorize(actor, HANDLE, Resource("incident", "", draft.division, draft.title))
        return await self._open(actor, draft, Origin("alarm", alarm=known.id, channels=known.channels))

    async def take_report(self, actor: Actor, system: str, external_id: str, draft: IncidentDraft) -> tuple[str, bool]:
        """Take an event that another system reports; the incident's id and whether it was opened by this.

        The same event again is the same incident; where it says something new, that is written to the log.
        """
        await self._records.gate.authorize(actor, REPORT, Resource("incident", "", draft.division, draft.title))
        digest = hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()
        row = await self._reported(actor, system, external_id)
        if row is None:
            try:
                return await self._open(actor, draft, Origin("report", None, system, external_id, digest)), True
            except IntegrityError:
                # The same report twice at the same moment: the other one has opened it.
                row = await self._reported(actor, system, external_id)
                if row is None:
                    raise
        if row.external_digest != digest:
            text = "；".join(part for part in (draft.title, draft.place, draft.description) if part)
            async with self._records.database.transaction() as session:
                values = {"external_digest": digest}
                facts = {"system": system, "external_id": external_id}
                await self._records.enter(
                    session, actor, row, "reported_again", text, facts, also_closed=True, values=values
                )
        return row.id, False

    async def change(self, actor: Actor, incident: str, version: int, changes: Mapping[str, Any]) -> None:
        """Change what is known of it: title, kind, place, position, radius, description."""
        row = await self._records.permitted(actor, HANDLE, incident)
        values = {name: value for name, value in changes.items() if getattr(row, name) != value}
        if not values:
            return
        _check_place({**{name: getattr(row, name) for name in ("longitude", "latitude")}, **values})
        facts = {name: [getattr(row, name), value] for name, value in values.items()}
        text = "变更：" + "、".join(_FIELD_NAMES[name] for name in values)
        async with self._records.database.transaction() as session:
            await self._records.enter(session, actor, row, "changed", text, facts, version=version, values=values)

    async def set_level(self, actor: Actor, incident: str, version: int, level: int, reason: str) -> None:
        """Set its level, with the reason."""
        row = await self._records.permitted(actor, COMMAND, incident)
        text = f"{words.LEVELS[row.level].zh} → {words.LEVELS[level].zh}：{reason}"
        facts = {"from": row.level, "to": level, "reason": reason}
        async with self._records.database.transaction() as session:
            await self._records.enter(
                session, actor, row, "level", text, facts, version=version, values={"level": level}
            )

    async def set_commander(self, actor: Actor, incident: str, version: int, user_id: str) -> None:
        """Give it to a commander, who must hold the right to command there."""
        row = await self._records.permitted(actor, COMMAND, incident)
        async with self._records.database.transaction() as session:
            user = await session.get(User, user_id)
            held = await grants_of(session, user_id) if user is not None and user.enabled else frozenset()
            if user is None or not any(name == COMMAND and row.division.startswith(root) for name, root in held):
                raise wrong(
                    "commander", Sentence("该人员在此区划没有指挥权限", "that person has no right to command there")
                )
            values = {"commander": user.id, "commander_name": user.display_name}
            text = f"指挥员：{row.commander_name or '未指定'} → {user.display_name}"
            facts = {
                "from": row.commander, "to": user.id, "from_name": row.commander_name, "to_name": user.display_name,
            }  # fmt: skip
            await self._records.enter(session, actor, row, "commander", text, facts, version=version, values=values)

    async def close(self, actor: Actor, incident: str, version: int, result: str, text: str) -> None:
        """Close it with a result. Participants' grants end with it, and units go back to readiness."""
        row = await self._records.permitted(actor, COMMAND, incident)
        now = self._records.clock.now_utc()
        async with self._records.database.transaction() as session:
            name = await shown_name(session, actor)
            values = {
                "state": "closed", "closed_by": actor.id[:64], "closed_by_name": name[:255], "closed_utc": now, "result": result,
                "result_text": text,
            }  # fmt: skip
            said = f"{words.RESULTS[result].zh}：{text}"
            await self._records.enter(
                session, actor, row, "closed", said, {"result": result, "text": text}, version=version, values=values
            )
            await self._tasks.end_all(session, row)
            await self._participants.end_all(session, actor, row)

    async def note(self, actor: Actor, incident: str, text: str) -> None:
        """Write a remark: by who handles, or by who takes part; after the closing too."""
        row = await self._writer(actor, incident)
        async with self._records.database.transaction() as session:
            await self._records.enter(session, actor, row, "note", text, also_closed=True)

    async def correct(self, actor: Actor, incident: str, sequence: int, text: str) -> None:
        """Set an entry right by another one; the entry itself stays."""
        row = await self._writer(actor, incident)
        async with self._records.database.transaction() as session:
            if await session.get(IncidentEntry, (row.id, sequence)) is None:
                raise wrong("sequence", Sentence("没有该条记录", "there is no such entry"))
            await self._records.enter(session, actor, row, "correction", text, corrects=sequence, also_closed=True)

    async def _writer(self, actor: Actor, incident: str) -> Incident:
        row = await self._records.readable(actor, incident)
        if row.id in actor.things_held("incidents.read", "incident"):
            await self._records.gate.authorize(actor, "incidents.read", resource_of(row))
        else:
            await self._records.gate.authorize(actor, HANDLE, resource_of(row))
        return row

    async def _reported(self, actor: Actor, system: str, external_id: str) -> Incident | None:
        query = select(Incident).where(Incident.source_system == system, Incident.external_id == external_id)
        async with self._records.database.reading() as session:
            row = (await session.scalars(query)).one_or_none()
        if row is not None and not actor.may_in(REPORT, row.division):
            raise Conflict(
                "incidents.external_taken",
                Sentence("该系统的这一编号已在其他区划使用", "this id of that system is in use in another division"),
            )
        return row

    async def _open(self, actor: Actor, draft: IncidentDraft, origin: Origin) -> str:
        _check_place({"longitude": draft.longitude, "latitude": draft.latitude})
        records = self._records
        now = records.clock.now_utc()
        row = Incident(
            id=new_id(now), state="open", source=origin.source, alarm=origin.alarm, source_system=origin.system,
            external_id=origin.external_id, external_digest=origin.digest, opened_by=actor.id[:64], opened_utc=now, commander=None,
            commander_name="", plan_name="", closed_by=None, closed_by_name="", closed_utc=None, result=None, result_text="",
            version=1, entries=1, **asdict(draft),
        )  # fmt: skip
        sights = await self._cameras.first_of(row, actor, origin.channels)
        async with records.database.transaction() as session:
            row.number = await _next_number(records, session)
            row.opened_by_name = (await shown_name(session, actor))[:255]
            session.add(row)
            await session.flush()
            chosen = await self._cameras.choose(session, row, sights, row.opened_by_name)
            facts = {
                "source": origin.source,
                "system": origin.system,
                "external_id": origin.external_id,
                "cameras": chosen,
                "title": draft.title,
                "place": draft.place,
            }
            text = f"{words.SOURCES[origin.source].zh}：{draft.title}" + (f"（{draft.place}）" if draft.place else "")
            entry = entry_row(actor, row.opened_by_name, row.id, 1, now, "opened", text, facts)
            await session.execute(insert(IncidentEntry).values(entry))
            await records.tell(session, row, "opened", 1, 1, "open")
        return row.id


async def _next_number(records: IncidentRecords, session: AsyncSession) -> str:
    await records.database.lock_until_commit(session, _NUMBER_LOCK)
    day = local_day(records.clock)
    last = await session.scalar(select(func.max(Incident.number)).where(Incident.number.startswith(day + "-")))
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    if number > MOST_A_DAY:
        raise TooMany(
            "incidents.too_many", Sentence(f"当日立案已达上限 {MOST_A_DAY}", f"{MOST_A_DAY} incidents today already")
        )
    return f"{day}-{number:04d}"


def local_day(clock: Clock) -> str:
    """The day of now as numbers of incidents begin with it."""
    return clock.now_utc().astimezone(BEIJING).strftime("%Y%m%d")


def _check_place(values: Mapping[str, Any]) -> None:
    if (values["longitude"] is None) != (values["latitude"] is None):
        raise wrong("longitude", Sentence("经度、纬度须同时填写", "longitude and latitude go together"))
