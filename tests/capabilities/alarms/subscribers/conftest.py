"""Subscribers of a city with two counties, kept by somebody who may do everything and by a company's user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from anlan.capabilities.alarms.subscribers.drafts import SubscriberDraft
from anlan.capabilities.alarms.subscribers.proposals import PlacedCamera
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.access.actor import SYSTEM, Actor
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox

KEEPER = replace(SYSTEM, id="u1", name="王敏", kind="user")
COMPANY = Actor(
    id="u2", name="李强", kind="user", organisation="安达报警", organisation_id="anda", divisions=("",),
    permissions=frozenset({"subscribers.read", "subscribers.write", "alarms.company_only"}),
)  # fmt: skip
COUNTY = replace(KEEPER, id="u3", divisions=("990101",))


def shop(number: str = "KH-1", **changes: object) -> SubscriberDraft:
    return replace(SubscriberDraft(number, "人民路便利店", "shop", "99010101"), **changes)  # type: ignore[arg-type]


def writing(actor: Actor = KEEPER) -> Reach:
    return Reach(actor, "subscribers.write")


class Streets:
    """Cameras of a street, told without a directory."""

    def __init__(self) -> None:
        self.cameras: list[PlacedCamera] = []
        self.asked: list[Sequence[str]] = []

    async def within_box(
        self, west: float, south: float, east: float, north: float, divisions: Sequence[str], limit: int
    ) -> list[PlacedCamera]:
        self.asked.append(divisions)
        return [each for each in self.cameras if west <= each.longitude <= east and south <= each.latitude <= north][
            :limit
        ]


@pytest.fixture
def streets() -> Streets:
    return Streets()


@pytest.fixture
async def subscribers(database: Database, outbox: Outbox, clock: ManualClock, streets: Streets) -> Subscribers:
    service = Subscribers(database, outbox, clock, streets, secret_key=b"k" * 32)
    await service.start()
    return service
