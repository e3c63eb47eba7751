"""Webhooks on the test's database, with a sender that does as it is told and people whose rights a test may change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.ports import Answer, Message
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import Organisation, User
from anlan.foundation.access.office import Office
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.protocols.wording import Sentence

CITY, COUNTY, OTHER_COUNTY = "9901", "990101", "990102"
TAKEN = Answer(204)
AWAY = Answer(None, Sentence("无法连接对方", "the receiver cannot be reached"), away=True)
REFUSED = Answer(400, Sentence("对方应答 400", "the receiver answered 400"))
GONE = Answer(410, Sentence("对方应答 410", "the receiver answered 410"), gone=True)


@dataclass
class FakeSender:
    """``WebhookSender``: answers by URL, the last for ever; notes what was sent."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[tuple[str, Message]] = field(default_factory=list)
    refusals: dict[str, Sentence] = field(default_factory=dict)

    async def refusal(self, url: str) -> Sentence | None:
        return self.refusals.get(url)

    @asynccontextmanager
    async def line(self, url: str) -> AsyncIterator[FakeLine]:
        yield FakeLine(self, url)

    def ids(self, url: str) -> list[str]:
        return [message.id for where, message in self.sent if where == url]


@dataclass
class FakeLine:
    sender: FakeSender
    url: str

    async def send(self, message: Message) -> Answer:
        self.sender.sent.append((self.url, message))
        answers = self.sender.answers.get(self.url, [TAKEN])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@dataclass
class People:
    """``Rights``."""

    actors: dict[str, Actor] = field(default_factory=dict)

    async def actor_now(self, user_id: str) -> Actor | None:
        return self.actors.get(user_id)

    def give(self, name: str, **changes: Any) -> Actor:
        self.actors[name] = replace(self.actors[name], **changes)
        return self.actors[name]


def person(name: str, division: str, *permissions: str) -> Actor:
    return Actor(
        id=name, name=name, kind="user", organisation="o", permissions=frozenset({"webhooks.manage", *permissions}),
        divisions=(division,), organisation_id=f"o-{division}",
    )  # fmt: skip


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
async def people(database: Database, clock: ManualClock) -> People:
    made = People({
        "li": person("li", COUNTY, "alarms.read", "directory.read"),
        "chief": person("chief", CITY, "alarms.read", "directory.read"),
        "chen": person("chen", OTHER_COUNTY, "alarms.read"),
    })  # fmt: skip
    now = clock.now_utc()
    async with database.transaction() as session:
        for division in (CITY, COUNTY, OTHER_COUNTY):
            session.add(Organisation(id=f"o-{division}", name=division, division=division, created_utc=now))
        await session.flush()
        for name, actor in made.actors.items():
            session.add(
                User(
                    id=name, name=name, display_name=name, organisation_id=actor.organisation_id, password_hash="x",
                    must_change_password=False, enabled=True, failures=0, created_utc=now,
                )
            )  # fmt: skip
    return made


Start = Callable[..., Awaitable[NotificationService]]


@pytest.fixture
async def start(
    database: Database, outbox: Outbox, gate: Gate, audit: AuditLog, clock: ManualClock, people: People, sender: FakeSender
) -> AsyncIterator[Start]:  # fmt: skip
    """Starts the webhooks, as often as wanted; the ones before are dropped as by a kill. Their own tasks are not started: each
    step is a call of the test."""
    services: list[NotificationService] = []

    async def begin(**limits: int) -> NotificationService:
        services.append(
            NotificationService(
                database=database, clock=clock, gate=gate, office=Office(database, audit, CITY), events=outbox, rights=people, sender=sender,
                secret_key=b"k" * 32, platform="99010000002000000001", own_division=CITY, limits=WebhookLimits(**limits),
            )
        )  # fmt: skip
        return services[-1]

    yield begin
    for service in services:
        await service.stop()


@pytest.fixture
async def webhooks(start: Start) -> NotificationService:
    return await start()


Tell = Callable[..., Awaitable[str]]


@pytest.fixture
def tell(database: Database, outbox: Outbox) -> Tell:
    """Records an event and returns its id."""

    async def record(kind: str = "alarms.case", division: str = COUNTY, **facts: Any) -> str:
        permission = "alarms.read" if kind.startswith("alarms.") else "directory.read"
        async with database.transaction() as session:
            return await outbox.record(session, kind, facts, division=division, permission=permission)

    return record
