"""The incident desk behind the HTTP face, with live pictures below it, a commander, a handler, and a fire officer from elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from tests.capabilities.live.fakes import CHANNEL, FakeDirectory, FakeMedia, FakeSource, plays

from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.incidents.ports import AlarmFacts, CameraFacts
from anlan.capabilities.incidents.refusals import not_there
from anlan.capabilities.incidents.service import IncidentService
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import UserRole
from anlan.protocols.wording import Sentence

COUNTY = "990101"
SPOT = {"longitude": 120.0, "latitude": 30.0}
OTHER_CAMERA, FOREIGN_CAMERA = "99010100001310000002", "99010200001310000003"
# Who is who: name of the account, further role, where.
ROLES = {
    "commander": ("county_officer", "duty_leader", COUNTY),
    "handler": ("county_operator", "operator", COUNTY),
    "fire_officer": ("other_officer", "viewer", "990102"),
    "stranger": ("viewer", "duty_leader", "990102"),
}


@dataclass
class Street:
    """Cameras around the spot: one that looks at it, one that looks away, one of another county."""

    cameras: dict[str, CameraFacts] = field(
        default_factory=lambda: {
            CHANNEL: CameraFacts(CHANNEL, "人民广场东侧", COUNTY, "ON", 120.0, 29.9996, 0.0),
            OTHER_CAMERA: CameraFacts(OTHER_CAMERA, "人民路口", COUNTY, "OFF", 120.0009, 30.0, 90.0, None, 60.0),
            FOREIGN_CAMERA: CameraFacts(FOREIGN_CAMERA, "邻县卡口", "990102", "ON", 120.0, 30.0005, 180.0),
        }
    )

    async def around(
        self, longitude: float, latitude: float, radius_m: float, divisions: Sequence[str], limit: int
    ) -> Sequence[CameraFacts]:
        return [each for each in self.cameras.values() if any(each.division.startswith(root) for root in divisions)]

    async def facts(self, channels: Sequence[str]) -> Mapping[str, CameraFacts]:
        return {code: self.cameras[code] for code in channels if code in self.cameras}


class Centre:
    """One alarm: a fire at a shop."""

    async def alarm(self, actor: Actor, alarm: str) -> AlarmFacts:
        if alarm != "alarm-1" or not actor.may_in("alarms.read", COUNTY):
            raise not_there("alarm", Sentence("警情", "alarm"))
        return AlarmFacts(
            "alarm-1", "百货商店 烟感报警", "fire", COUNTY, "人民路 8 号", 120.0, 30.0, "二楼仓库", (OTHER_CAMERA,)
        )


@dataclass
class Stage:
    """The platform, and everybody by what they are here."""

    platform: Any
    media: FakeMedia
    street: Street
    service: IncidentService

    async def sign_in(self, who: str) -> httpx.AsyncClient:
        client: httpx.AsyncClient = await self.platform.sign_in(ROLES[who][0])
        client.base_url = httpx.URL("http://anlan.test/api/v1")
        return client

    def user(self, who: str) -> str:
        found: str = self.platform.users[ROLES[who][0]]
        return found

    async def opened(self, client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
        body = {"title": "百货商店火情", "kind": "fire", "division": COUNTY, "place": "人民路 8 号", **SPOT, **changes}
        answer = await client.post("/incidents", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def stage(platform: Any) -> AsyncIterator[Stage]:
    context = platform.context
    async with context.database.transaction() as session:
        session.add_all(
            UserRole(user_id=platform.users[name], role_id=role, division=root)
            for name, role, root in ROLES.values()
            if (name, role) != ("county_operator", "operator")
        )
    source, media, street = FakeSource(), FakeMedia(), Street()
    source.script = plays
    context.directory = DirectoryService(context.database, context.outbox, context.clock, password_key=b"k" * 32)
    await context.directory.keep_own_platform(OwnPlatform("99010000002000000001", "测试市平台", "city", "9901"))
    context.live = LiveService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, rights=context.access,
        directory=FakeDirectory(), source=source, media=media, tickets=TicketOffice(lambda **_claims: "token", 30), limits=LiveLimits(),
    )  # fmt: skip
    context.incidents = IncidentService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, temporary=context.access.temporary,
        cameras=street, alarms=Centre(), unit="测试市平台", division_name=context.directory.divisions.name_of,
    )  # fmt: skip
    await context.live.start()
    yield Stage(platform, media, street, context.incidents)
    await context.live.stop()
