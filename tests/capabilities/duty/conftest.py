"""A duty room with a leader and six people of two qualifications, its service, and the ports of the house as stand-ins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.models import DutyPosition, DutyRoom, ShiftPattern
from anlan.capabilities.duty.ports import Situation
from anlan.capabilities.duty.rooms.people import PersonDraft, Qualification
from anlan.capabilities.duty.rooms.rooms import PatternDraft, PositionDraft, RoomDraft
from anlan.capabilities.duty.service import DutyService
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import Organisation, User
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid
from anlan.foundation.events import Outbox
from anlan.protocols.wording import Sentence

COUNTY, OTHER = "990101", "990102"
# 2026-01-01 00:00 UTC is 08:00 of a Thursday in Beijing.
FIRST, LAST = date(2026, 1, 2), date(2026, 1, 8)
PASSWORD = "Quiet-River-42"
NAMES = ("an", "bo", "cao", "deng", "fan", "gao")


def actor(name: str, *permissions: str, division: str = COUNTY) -> Actor:
    """Somebody with rights in one division; the id is the name."""
    held = permissions or ("duty.read", "duty.work", "alarms.handle")
    return Actor(
        id=name, name=name, kind="user", organisation="县局", permissions=frozenset(held), divisions=(division,),
        grants=frozenset((each, division) for each in held),
    )  # fmt: skip


LEADER = actor("leader", "duty.read", "duty.work", "duty.manage")


@dataclass
class House:
    """Stand-ins for signatures, the situation and the cases."""

    database: Database
    present: Situation = field(default_factory=Situation)
    passed: list[tuple[str, str]] = field(default_factory=list)

    async def situation(self, _division: str) -> Situation:
        return self.present

    async def confirm(self, name: str, password: str, _remote_host: str) -> Actor:
        if password != PASSWORD:
            raise Invalid("access.wrong_password", Sentence("不对", "wrong"))
        return actor(name)

    async def pass_on(
        self,
        outgoing: str,
        _name: str,
        incoming: Actor,
        _handover: str,
        with_it: Callable[[AsyncSession], Awaitable[None]],
    ) -> list[str]:
        async with self.database.transaction() as session:
            await with_it(session)
        self.passed.append((outgoing, incoming.id))
        return ["alarm-1"]


@dataclass
class Team:
    """A room that stands: position and pattern by name, person by user."""

    duty: DutyService
    house: House
    room: DutyRoom
    positions: dict[str, DutyPosition]
    patterns: dict[str, ShiftPattern]
    people: dict[str, str]


@pytest.fixture
def duty(database: Database, outbox: Outbox, clock: ManualClock, gate: Gate) -> DutyService:
    """Time is kept where a test asks for it (``timekeeper.tick``)."""
    house = House(database)
    return DutyService(
        database=database, outbox=outbox, clock=clock, gate=gate, situations=house, cases=house, signatures=house
    )


@pytest.fixture
async def team(duty: DutyService, database: Database, clock: ManualClock) -> Team:
    """Two seats and a day and a night shift; ``an`` and ``bo`` may lead."""
    async with database.transaction() as session:
        session.add(Organisation(id="office", name="县局", division=COUNTY, created_utc=clock.now_utc()))
        await session.flush()
        session.add_all(
            User(
                id=name, name=name, display_name=name, organisation_id="office", password_hash="", must_change_password=False, enabled=True,
                failures=0, created_utc=clock.now_utc(),
            )
            for name in (*NAMES, "leader")
        )  # fmt: skip
    room = await duty.rooms.create(LEADER, RoomDraft(COUNTY, "县级接警室"))
    positions = [PositionDraft("", "值班长", "值班长", 1, True), PositionDraft("", "接警席", "", 1, True)]  # noqa: FBT003
    room = await duty.rooms.set_positions(LEADER, room.id, room.version, positions)
    patterns = [PatternDraft("", "白班", 480, 720, 0, "1234567"), PatternDraft("", "夜班", 1200, 720, 720, "1234567")]
    room = await duty.rooms.set_patterns(LEADER, room.id, room.version, patterns)
    people = {}
    for name in NAMES:
        record = await duty.people.create(LEADER, PersonDraft(room.id, name, name, "", date(2025, 1, 1)))
        people[name] = record.person.id
        if name in ("an", "bo", "cao"):
            held = [Qualification("值班长", None)]
            await duty.people.set_qualifications(LEADER, record.person.id, record.person.version, held)
    _, parts = await duty.rooms.get(LEADER, room.id)
    house = duty.handovers._situations
    assert isinstance(house, House)
    return Team(
        duty,
        house,
        room,
        {each.name: each for each in parts.positions},
        {each.name: each for each in parts.patterns},
        people,
    )
