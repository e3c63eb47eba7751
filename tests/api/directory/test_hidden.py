"""Nobody learns by asking what there is in another division: every route that takes a code answers for what lies there as for
what does not exist."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.directory.conftest import NVR, OTHER_CAMERA, OTHER_NVR, PROVINCE, SignIn
from tests.api.obedient import Obedient
from tests.capabilities.alarms.subscribers.conftest import Streets
from tests.capabilities.duty.people import Alarms
from tests.capabilities.live.fakes import FakeMedia, FakeSource, plays

from anlan.api.application import bare_app
from anlan.api.openapi import openapi_document
from anlan.api.routes import route_needs
from anlan.app.alarm_equipment import DirectoryEquipment
from anlan.app.duty_ports import DirectoryPatrolled, TracedPictures
from anlan.capabilities.alarms.guard import GuardDesk
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import PlatformDraft
from anlan.capabilities.directory.passwords import password_box
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.duty.routine import DutyRoutine
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.gateways.feeds.gateway import FeedGateway

PREFIX = "/api/v1"
OTHER_PLATFORM = "99010200002000000001"
# First part of the path → a code that exists in the other county, and one that exists nowhere.
CODES = {
    "channels": (OTHER_CAMERA, "99010200001310009999"),
    "devices": (OTHER_NVR, "99010200001180009999"),
    "platforms": (OTHER_PLATFORM, "99010200002000009999"),
}
# A well-formed body for every write to one thing.
BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/channels/{code}"): {"name": "x"},
    ("PATCH", "/devices/{code}"): {"name": "x"},
    ("DELETE", "/devices/{code}"): None,
    ("POST", "/devices/{code}/catalog"): None,
    ("POST", "/devices/{code}/guard"): {"on": True},
    ("POST", "/devices/{code}/alarm-reset"): {},
    ("PATCH", "/platforms/{code}"): {"name": "x"},
    ("DELETE", "/platforms/{code}"): None,
    ("POST", "/platforms/{code}/catalog"): None,
    ("PUT", "/platforms/{code}/shares"): [],
    ("PUT", "/platforms/{code}/codes"): {"codes": {}},
    ("PUT", "/platforms/{code}/feed"): {"url": "wss://county.test/api/v1/feed", "key": "A" * 43},
    ("POST", "/platforms/{code}/feed/key"): None,
    ("PATCH", "/platforms/{code}/feed"): {"enabled": False},
    ("DELETE", "/platforms/{code}/feed"): None,
}
ROUTES = [
    (need.method, need.path.removeprefix(PREFIX))
    for need in route_needs(bare_app())
    if "{code}" in need.path and need.path != f"{PREFIX}/codes/{{code}}"
]
# Codes in the query: method, path, parameter, and how it is written there.
ASKED = [
    ("/attempts", "channel", "channels", "{}"),
    ("/attempts", "device", "devices", "{}"),
    ("/channels", "platform", "devices", "{}"),
    ("/channels", "platform", "platforms", "{}"),
    ("/channels", "node", "devices", "v:{}"),
    ("/channels/export", "platform", "devices", "{}"),
    ("/channels/export", "node", "devices", "v:{}"),
    ("/tree", "parent", "devices", "v:{}"),
    ("/patrol-findings", "channel", "channels", "{}"),
]
# Words for a code, where a parameter is one.
NAMES = {"channel", "device", "platform", "node", "parent"}


@pytest.fixture
async def keeper(sign_in: SignIn, directory: DirectoryService, platform: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Who keeps the first county, on a platform that also has a lower platform in the other one, and live viewing."""
    other = PlatformDraft(OTHER_PLATFORM, "北山县平台", "lower", password="x")
    await directory.platforms.create(other, Author("setup", "setup"))
    context, source = platform.context, FakeSource()
    source.script = plays
    context.live = LiveService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, rights=context.access, directory=directory,
        source=source, media=FakeMedia(), tickets=TicketOffice(lambda **_claims: "token", 30), limits=LiveLimits(),
    )  # fmt: skip
    await context.live.start()
    subscribers = Subscribers(context.database, context.outbox, context.clock, Streets(), secret_key=b"k" * 32)
    context.guard = GuardDesk(
        gate=context.gate, control=Obedient(), equipment=DirectoryEquipment(directory), accounts=subscribers.book,
        premises=subscribers.book,
    )  # fmt: skip
    context.feeds = FeedGateway(
        settings=context.settings.feed, own=context.settings.platform.code, database=context.database, clock=context.clock,
        directory=directory, outbox=context.outbox, box=password_box(b"k" * 32),
    )  # fmt: skip
    context.routine = DutyRoutine(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate,
        channels=DirectoryPatrolled(directory), pictures=TracedPictures(context.live), alarms=Alarms(),
    )  # fmt: skip
    yield await sign_in("keeper")
    await context.live.stop()


def told(answer: httpx.Response, code: str) -> tuple[int, str]:
    """What can be learnt from an answer, but for the code that was asked for and the request's id."""
    trace = answer.headers["x-request-id"]
    return answer.status_code, answer.text.replace(code, "CODE").replace(trace, "TRACE")


async def same(client: httpx.AsyncClient, family: str, method: str, path: str, body: Any = None) -> int:
    """Ask with both codes in place of ``{code}``; the status, once the answers are the same."""
    answers = []
    for code in CODES[family]:
        sent = [{**each, "node": code} for each in body] if isinstance(body, list) else body
        if isinstance(body, dict) and "channel" in body:
            sent = {**body, "channel": code}
        answers.append(told(await client.request(method, path.replace("{code}", code), json=sent), code))
    assert answers[0] == answers[1], (method, path)
    return answers[0][0]


def test_every_route_that_takes_a_code_is_walked() -> None:
    assert {path.split("/")[1] for _, path in ROUTES} == set(CODES)
    assert {(method, path) for method, path in ROUTES if method != "GET"} == set(BODIES)
    named = {
        (path.removeprefix(PREFIX), parameter["name"])
        for path, operations in openapi_document()["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["name"] in NAMES
    }
    assert named == {(path, name) for path, name, *_ in ASKED}


async def test_one_thing_of_another_division_is_told_as_one_that_does_not_exist(keeper: httpx.AsyncClient) -> None:
    for method, path in ROUTES:
        assert await same(keeper, path.split("/")[1], method, path, BODIES.get((method, path))) == 404, (method, path)


async def test_a_list_narrowed_to_a_thing_of_another_division_is_as_one_narrowed_to_nothing(
    keeper: httpx.AsyncClient,
) -> None:
    for path, name, family, written in ASKED:
        # A workbook tells when it was made.
        query = f"{name}={written.format('{code}')}" + ("&format=csv" if path == "/channels/export" else "")
        status = await same(keeper, family, "GET", f"{path}?{query}")
        assert status == (404 if path == "/tree" else 200), path
    # The words are right: of the own county something is found.
    assert (await keeper.get(f"/channels?platform={NVR}")).json()["total"] == 1
    assert (await keeper.get(f"/channels?node=v:{NVR}")).json()["total"] == 1
    assert len((await keeper.get(f"/tree?parent=v:{NVR}")).json()["items"]) == 1


async def test_a_channel_of_another_division_can_neither_be_looked_at_nor_shared_and_both_is_audited(
    keeper: httpx.AsyncClient, platform: Any
) -> None:
    looked = {"channel": "", "purpose": "duty_patrol"}
    assert await same(keeper, "channels", "POST", "/live", looked) == 404
    [line] = await platform.audit_lines(action="live.view", outcome="refused")
    assert (line["resource_id"], line["facts"]) == (OTHER_CAMERA, '{"reason":"access.other_division"}')
    shared = [{"node": "", "kind": "channel"}]
    assert await same(keeper, "channels", "PUT", f"/platforms/{PROVINCE}/shares", shared) == 422
    assert len(await platform.audit_lines(action="platforms.write", outcome="refused", resource_id=PROVINCE)) == 2
