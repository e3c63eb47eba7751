"""How an incident is found, and how it changes: its row, an entry of its log and an event, all or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.incidents import events
from anlan.capabilities.incidents.models import Incident, IncidentEntry
from anlan.capabilities.incidents.refusals import no_incident, out_of_turn
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import User
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

READ, HANDLE, COMMAND, REPORT = "incidents.read", "incidents.handle", "incidents.command", "incidents.report"


class IncidentRecords:
    """The incidents on record, as everything else of the desk reaches them."""

    def __init__(self, database: Database, outbox: events.EventRecorder, clock: Clock, gate: Gate) -> None:
        self.database = database
        self.outbox = outbox
        self.clock = clock
        self.gate = gate

    async def readable(self, actor: Actor, incident: str) -> Incident:
        """One that the actor may see, by division or as a participant. Raises ``NotFound``."""
        async with self.database.reading() as session:
            row = await session.get(Incident, incident)
        if row is None or not actor.may_with(READ, resource_of(row)):
            raise no_incident()
        return row

    async def permitted(self, actor: Actor, permission: str, incident: str) -> Incident:
        """The same, for an action that the gate decides and audits. Raises ``NotFound`` and ``Forbidden``."""
        row = await self.readable(actor, incident)
        await self.gate.authorize(actor, permission, resource_of(row))
        return row

    async def enter(
        self, session: AsyncSession, actor: Actor, row: Incident, kind: str, text: str, facts: dict[str, Any] | None = None, *,
        version: int | None = None, corrects: int | None = None, also_closed: bool = False, values: dict[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """Write an entry, change ``values`` of the row with it, and tell both; the entry's number.

        Raises ``IncidentConflict`` where it is closed (unless ``also_closed``) or not of that ``version`` any more. It takes the
        row's lock, so that entries of one incident are numbered without a gap.
        """
        standing: list[ColumnElement[bool]] = [Incident.id == row.id]
        if not also_closed:
            standing.append(Incident.state == "open")
        if version is not None:
            standing.append(Incident.version == version)
        changed = {**(values or {}), "entries": Incident.entries + 1}
        if values:
            changed["version"] = Incident.version + 1
        statement = update(Incident).where(*standing).values(changed)
        found = (
            await session.execute(
                statement.returning(Incident.entries, Incident.version, Incident.state),
                execution_options={"synchronize_session": False},
            )
        ).first()
        if found is None:
            now = await session.get(Incident, row.id, populate_existing=True)
            raise out_of_turn(now if now is not None else row)
        sequence, now_version, state = found
        name = await shown_name(session, actor)
        entry = entry_row(actor, name, row.id, sequence, self.clock.now_utc(), kind, text, facts or {}, corrects)
        await session.execute(insert(IncidentEntry).values(entry))
        await self.tell(session, row, kind, sequence, now_version, state)
        return int(sequence)

    async def tell(
        self, session: AsyncSession, row: Incident, change: str, sequence: int, version: int, state: str
    ) -> None:
        """Tell of a change in its transaction."""
        facts = {
            "incident": row.id, "number": row.number, "state": state, "change": change, "sequence": sequence, "version": version,
        }  # fmt: skip
        await self.outbox.record(session, events.INCIDENT, facts, division=row.division, permission=events.PERMISSION)


def entry_row(
    actor: Actor, name: str, incident: str, sequence: int, at_utc: datetime, kind: str, text: str, facts: dict[str, Any],
    corrects: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The row of ``incident_log``."""
    return {
        "incident": incident, "sequence": sequence, "at_utc": at_utc, "actor": actor.id[:64], "actor_name": name[:255],
        "organisation": actor.organisation[:128], "kind": kind, "text": text[:2000], "facts": facts, "corrects": corrects,
    }  # fmt: skip


def resource_of(row: Incident) -> Resource:
    """The incident as the gate and the audit log name it."""
    return Resource("incident", row.id, row.division, row.number)


def within_sight(actor: Actor) -> ColumnElement[bool]:
    """Incidents that the actor may see: in the own divisions, or taken part in."""
    return or_(
        division_within(Incident.division, actor.roots(READ)),
        Incident.id.in_(sorted(actor.things_held(READ, "incident"))),
    )


async def locked(session: AsyncSession, incident: str) -> Incident:
    """The row, read anew under the caller's transaction."""
    return (await session.scalars(select(Incident).where(Incident.id == incident).with_for_update())).one()


async def shown_name(session: AsyncSession, actor: Actor) -> str:
    """The name by which people know who acts; the account's where there is no other."""
    shown = await session.scalar(select(User.display_name).where(User.id == actor.id))
    return shown or actor.name
