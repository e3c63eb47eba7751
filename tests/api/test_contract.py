"""The API keeps to its own description, whatever is sent: schemathesis over every described operation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from tests.api.obedient import Obedient
from tests.capabilities.live.fakes import FakeMedia, FakeSource
from tests.capabilities.notifications.conftest import FakeSender

from anlan.api.application import bare_app
from anlan.api.openapi import openapi_document
from anlan.app.alarm_cameras import DirectoryCameras
from anlan.app.alarm_centre import alarm_rules, message_reception
from anlan.app.alarm_equipment import DirectoryEquipment
from anlan.app.duty_ports import DeskAlarms, DirectoryPatrolled, TracedPictures
from anlan.app.duty_situation import HouseSituation
from anlan.app.incident_sources import CentreAlarms, DirectorySights
from anlan.capabilities.alarms.buttons.service import Household
from anlan.capabilities.alarms.guard import GuardDesk
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.capabilities.directory.faulty import FaultyPeers
from anlan.capabilities.directory.passwords import password_box
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.duty.routine import DutyRoutine
from anlan.capabilities.duty.service import DutyService
from anlan.capabilities.incidents.service import IncidentService
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.service import NotificationService
from anlan.gateways.feeds.gateway import FeedGateway

DOCUMENT = openapi_document()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
ALL_OPERATIONS = [(method, path) for path, operations in DOCUMENT["paths"].items() for method in operations]
OPERATIONS = [
    (method.upper(), path)
    for path, operations in sorted(DOCUMENT["paths"].items())
    for method in sorted(operations)
    # Signing out and disabling oneself would end the session that the walk needs.
    if (method, path) not in {("delete", "/api/v1/session"), ("post", "/api/v1/session/password")}
]


class NoGateway:
    """The signalling side, which has nothing to do here."""

    async def refresh_catalog(self, code: str) -> None:
        return None

    async def peers_changed(self, codes: list[str]) -> None:
        return None

    async def catalog_changed(self, channels: list[str]) -> None:
        return None


@pytest.fixture
async def whole(platform: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's client of a platform with every capability behind it; only what lies outside is scripted."""
    context = platform.context
    own = context.settings.platform
    context.directory = DirectoryService(context.database, context.outbox, context.clock, password_key=b"k" * 32)
    context.directory.connect(NoGateway())
    await context.directory.keep_own_platform(OwnPlatform(own.code, own.name, own.level, own.division, own.edition))
    context.live = LiveService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, rights=context.access, directory=context.directory,
        source=FakeSource(), media=FakeMedia(), tickets=TicketOffice(lambda **_claims: "token", 30), limits=LiveLimits(),
    )  # fmt: skip
    await context.live.start()
    cameras = DirectoryCameras(context.directory)
    context.subscribers = Subscribers(context.database, context.outbox, context.clock, cameras, secret_key=b"k" * 32)
    await context.subscribers.start()
    book = context.subscribers.book
    context.feeds = FeedGateway(
        settings=context.settings.feed, own=own.code, database=context.database, clock=context.clock, directory=context.directory,
        outbox=context.outbox, box=password_box(b"k" * 32),
    )  # fmt: skip
    context.alarms = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=book, premises=book, cameras=cameras,
        rules=alarm_rules(context.settings), evidence_folder=context.settings.data_directory / "evidence", feed=context.feeds, own_code=own.code,
    )  # fmt: skip
    assert context.alarms.levels is not None
    context.feeds.attach(context.alarms.levels)
    await context.feeds.load()
    await context.alarms.start()
    context.device_messages = message_reception(
        context.settings, context.database, context.clock, context.alarms, book, load_vocabulary()
    )
    context.guard = GuardDesk(
        gate=context.gate,
        control=Obedient(),
        equipment=DirectoryEquipment(context.directory),
        accounts=book,
        premises=book,
    )
    context.household = Household(
        context.database, context.clock, context.alarms.intake, context.alarms.additions, context.subscribers.records
    )
    context.duty = DutyService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, cases=context.alarms.shift,
        signatures=context.access.confirmation,
        situations=HouseSituation(context.alarms.shift, FaultyPeers(context.database), context.clock),
    )  # fmt: skip
    context.incidents = IncidentService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, temporary=context.access.temporary,
        cameras=DirectorySights(context.directory), alarms=CentreAlarms(context.alarms, book), unit=own.name,
        division_name=context.directory.divisions.name_of,
    )  # fmt: skip
    context.notifications = NotificationService(
        database=context.database, clock=context.clock, gate=context.gate, office=context.access.office, events=context.outbox,
        rights=context.access, sender=FakeSender(), secret_key=b"k" * 32, platform=own.code, own_division=own.division, limits=WebhookLimits(),
    )  # fmt: skip
    context.routine = DutyRoutine(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate,
        channels=DirectoryPatrolled(context.directory), pictures=TracedPictures(context.live), alarms=DeskAlarms(context.alarms),
    )  # fmt: skip
    client = await platform.sign_in("admin", platform.admin_password)
    changed = await client.post(
        "/api/v1/session/password", json={"old": platform.admin_password, "new": "Another-River-43"}
    )
    assert changed.status_code == 204
    yield client
    await context.alarms.stop()
    await context.live.stop()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: str(value))
async def test_an_operation_keeps_to_its_description(
    method: str, path: str, engine_name: str, whole: httpx.AsyncClient
) -> None:
    client = whole
    cases: list[Any] = []

    @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=SCHEMA[path][method].as_strategy())
    def collect(case: Any) -> None:
        cases.append(case)

    await asyncio.to_thread(collect)
    assert cases
    for case in cases:
        kwargs = case.as_transport_kwargs(base_url="http://anlan.test")
        kwargs.pop("cookies", None)
        kwargs["headers"] = {
            name: value for name, value in dict(kwargs.get("headers") or {}).items() if value.isascii()
        }
        request = client.build_request(**{name: value for name, value in kwargs.items() if value is not None})
        answer = await client.send(request)
        assert answer.status_code < 500, (method, path, kwargs, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert {"code", "zh", "en"} <= set(answer.json())
        await verify_shape(method, path, case, answer)


async def verify_shape(method: str, path: str, case: Any, answer: httpx.Response) -> None:
    described = DOCUMENT["paths"][path][method.lower()]["responses"]
    status = str(answer.status_code)
    assert status in described or f"{status[0]}XX" in described, (method, path, status)


def test_the_document_describes_every_http_route() -> None:
    from anlan.api.routes import route_needs

    routes = {
        (need.method, need.path)
        for need in route_needs(bare_app())
        if need.path.startswith("/api/") and need.method != "WEBSOCKET"
    }
    described = {(method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations}
    assert described == routes - {("GET", "/api/v1/openapi.json")}


# What has as many shapes as there are things that happen or devices that tell: named here, and nowhere else.
FREE_FORMS = {"facts", "changes", "overrides", "item", "properties", "coordinates"}


def untyped(schema: dict[str, Any], where: str, above: tuple[str, ...] = ()) -> list[str]:
    """Paths within a schema at which anything may stand."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [] if name in above else untyped(DOCUMENT["components"]["schemas"][name], where, (*above, name))
    if where.rpartition(".")[2].removesuffix("[]") in FREE_FORMS:
        return []
    found = [] if set(schema) - {"title", "description", "default"} else [where]
    for part in [*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())]:
        found += untyped(part, where, above)
    if schema.get("type") == "object" and not schema.get("properties"):
        others = schema.get("additionalProperties", True)
        found += [where] if others is True else untyped(others, f"{where}.*", above) if others else []
    for name, part in schema.get("properties", {}).items():
        found += untyped(part, f"{where}.{name}", above)
    if schema.get("type") == "array":
        found += untyped(schema.get("items", {}), f"{where}[]", above)
    return found


@pytest.mark.parametrize(("method", "path"), ALL_OPERATIONS, ids=lambda value: str(value))
def test_every_answer_is_described_down_to_its_leaves(method: str, path: str) -> None:
    answers = DOCUMENT["paths"][path][method]["responses"]
    good = {status: answer for status, answer in answers.items() if status.startswith("2")}
    assert good
    for status, answer in good.items():
        content = answer.get("content", {})
        assert bool(content) == (status != "204"), status
        assert [each for media in content.values() for each in untyped(media.get("schema", {}), status)] == []


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({}, ["x"]),
        ({"title": "Anything"}, ["x"]),
        ({"type": "object"}, ["x"]),
        ({"type": "object", "additionalProperties": True}, ["x"]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, []),
        ({"type": "array", "items": {"type": "object"}}, ["x[]"]),
        ({"type": "object", "properties": {"at": {}, "facts": {"type": "object"}}}, ["x.at"]),
        ({"anyOf": [{"type": "null"}, {}]}, ["x"]),
    ],
)
def test_an_undescribed_answer_would_be_found(schema: dict[str, Any], found: list[str]) -> None:
    assert untyped(schema, "x") == found
