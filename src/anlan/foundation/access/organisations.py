"""Organisations: the departments and units that people act for."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import Organisation
from anlan.foundation.access.office import Office
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.protocols.wording import Sentence

_MAX_LISTED = 5000
_MAX_DEPTH = 16


class Organisations:
    """Lists, makes and changes organisations."""

    def __init__(self, database: Database, clock: Clock, gate: Gate, office: Office) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._office = office

    async def within(self, roots: tuple[str, ...]) -> list[Organisation]:
        """Organisations of the subtrees, by name."""
        query = select(Organisation).where(division_within(Organisation.division, roots))
        async with self._database.reading() as session:
            return list((await session.scalars(query.order_by(Organisation.name).limit(_MAX_LISTED))).all())

    async def names_of(self, identities: Collection[str]) -> dict[str, str]:
        """Id → name of organisations."""
        query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(identities)))
        async with self._database.reading() as session:
            return {identity: name for identity, name in (await session.execute(query)).all()}  # noqa: C416 - rows are no pairs to a type checker

    async def create(self, actor: Actor, name: str, division: str, parent_id: str | None) -> Organisation:
        """Make an organisation in a division where the actor manages users."""
        resource = Resource("organisation", "", division, name)
        await self._gate.authorize(actor, "users.manage", resource)
        organisation = Organisation(
            id=uuid.uuid4().hex, name=name, division=division, parent_id=parent_id, created_utc=self._clock.now_utc()
        )
        try:
            async with self._database.transaction() as session:
                if parent_id is not None and await session.get(Organisation, parent_id) is None:
                    raise _no_parent()
                session.add(organisation)
                await session.flush()
                await self._office.done(session, actor, "organisation.create", _resource(organisation))
        except IntegrityError:
            raise _name_taken() from None
        return organisation

    async def change(
        self, actor: Actor, organisation_id: str, name: str | None, division: str | None, parent_id: str | None
    ) -> Organisation:
        """Rename or move an organisation; the actor must manage users where it is and where it goes. "" as parent: none."""
        async with self._database.reading() as session:
            kept = await session.get(Organisation, organisation_id)
        if kept is None:
            raise NotFound("access.no_organisation", Sentence("没有该组织机构", "there is no such organisation"))
        await self._gate.authorize(actor, "users.manage", _resource(kept))
        if division is not None and division != kept.division:
            await self._gate.authorize(actor, "users.manage", Resource("organisation", kept.id, division, kept.name))
        try:
            async with self._database.transaction() as session:
                organisation = await session.get_one(Organisation, organisation_id)
                if parent_id:
                    above = await session.get(Organisation, parent_id)
                    for _ in range(_MAX_DEPTH):
                        if above is None or above.id == organisation_id:
                            raise _no_parent()
                        if above.parent_id is None:
                            break
                        above = await session.get(Organisation, above.parent_id)
                    else:
                        raise _no_parent()
                if parent_id is not None:
                    organisation.parent_id = parent_id or None
                organisation.name = name or organisation.name
                organisation.division = organisation.division if division is None else division
                await session.flush()
                facts = {"name": organisation.name, "division": organisation.division}
                await self._office.done(session, actor, "organisation.change", _resource(organisation), facts)
        except IntegrityError:
            raise _name_taken() from None
        return organisation


def _resource(organisation: Organisation) -> Resource:
    return Resource("organisation", organisation.id, organisation.division, organisation.name)


def _no_parent() -> Invalid:
    fault = Sentence("上级机构不存在或会形成循环", "the parent does not exist or would lie below itself")
    return Invalid("access.bad_parent", fault, fields={"parent_id": fault})


def _name_taken() -> Conflict:
    fault = Sentence("已有同名组织机构", "an organisation of that name exists")
    return Conflict("access.organisation_taken", fault, fields={"name": fault})
