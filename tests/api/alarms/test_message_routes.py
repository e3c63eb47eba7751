"""Signed messages over HTTP: from the key that is shown once to the answer that is signed, and each refusal as it is told."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.alarms.conftest import SignIn
from tests.capabilities.alarms.messages.devices import Device, document, event, heartbeat

from anlan.api.alarm_intake import NONCE, PATH, SIGNATURE, TIMESTAMP
from anlan.app.alarm_centre import alarm_rules, message_reception
from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.clock import ManualClock
from anlan.foundation.config import MqttSettings
from anlan.gateways.mqtt import MqttGateway
from anlan.protocols.alarm_message import MAX_BODY_BYTES, Event, Head, verify
from anlan.simulator.village import HttpCourier, VillageDevice, VillageProfile

SHOP = {"number": "KH-1", "name": "人民路便利店", "category": "shop", "division": "99010101"}
BUTTON = {"protocol": "http", "account": "BTN-1"}


@pytest.fixture
async def centre(platform: Any, subscribers: Subscribers) -> AsyncIterator[AlarmService]:
    context = platform.context
    book = subscribers.book
    context.alarms = AlarmService(
        database=context.database, outbox=context.outbox, clock=context.clock, gate=context.gate, accounts=book, premises=book,
        rules=alarm_rules(context.settings),
    )  # fmt: skip
    context.device_messages = message_reception(
        context.settings, context.database, context.clock, context.alarms, book, load_vocabulary()
    )
    await context.alarms.start()
    yield context.alarms
    await context.alarms.stop()


@pytest.fixture
async def chief(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("chief")


@pytest.fixture
async def home(chief: httpx.AsyncClient) -> str:
    return f"/subscribers/{(await chief.post('/subscribers', json=SHOP)).json()['id']}"


@pytest.fixture
async def button(chief: httpx.AsyncClient, home: str, centre: AlarmService, clock: ManualClock) -> Device:
    """Registered over the API, with the key that it was given there."""
    made = await chief.post(f"{home}/accounts", json=BUTTON)
    assert made.status_code == 201, made.text
    return Device(clock, key=bytes.fromhex(made.json()["key"]))


def headers(device: Device, body: bytes) -> dict[str, str]:
    head = device.head(body)
    return {
        "X-Anlan-Account": device.account,
        TIMESTAMP: str(head.sent_s),
        NONCE: head.nonce,
        SIGNATURE: head.signature,
    }


async def send(platform: Any, device: Device, body: bytes, **changed: str) -> httpx.Response:
    client: httpx.AsyncClient = platform.client()
    told = headers(device, body) | {name.replace("_", "-"): value for name, value in changed.items()}
    return await client.post(PATH, content=body, headers=told)


async def test_an_event_is_answered_with_its_receipt_and_the_answer_is_signed(
    platform: Any, button: Device, chief: httpx.AsyncClient
) -> None:
    body = document("BTN-1", event("e-1", text="求助"), heartbeat())
    answer = await send(platform, button, body)
    assert answer.status_code == 200, answer.text
    receipt = answer.json()["results"]
    assert [each["id"] for each in receipt] == ["e-1", "h-1"]
    alarm = (await chief.get("/alarms")).json()["items"][0]
    assert (alarm["kind"]["code"] if isinstance(alarm["kind"], dict) else alarm["kind"], alarm["text"]) == (
        "one_key",
        "求助",
    )
    nonce = answer.request.headers[NONCE]
    head = Head(int(answer.headers[TIMESTAMP]), nonce, answer.headers[SIGNATURE])
    assert verify(button.key, "ANSWER", PATH, head, answer.content)
    again = await send(platform, button, body)
    assert again.json()["results"] == receipt


@pytest.mark.parametrize(
    ("case", "status", "code"),
    [
        ("account", 401, "alarm_messages.signature"),
        ("key", 401, "alarm_messages.signature"),
        ("body", 401, "alarm_messages.signature"),
        ("form", 401, "alarm_messages.signature"),
        ("clock", 401, "alarm_messages.clock"),
        ("document", 422, "alarm_messages.malformed"),
        ("nothing", 422, "http.validation"),
        ("size", 413, "http.too_large"),
    ],
)
async def test_a_refusal_says_why(
    platform: Any, button: Device, chief: httpx.AsyncClient, case: str, status: int, code: str
) -> None:
    body = document("BTN-1", event())
    sender = Device(button.clock, key=button.key)
    if case == "account":
        sender.account = "BTN-2"
    if case == "key":
        sender.key = bytes(32)
    if case == "clock":
        sender.lag_s = 3_600
    if case == "document":
        body = document("BTN-1", event(zome="1"))
    if case == "size":
        body = b" " * (MAX_BODY_BYTES + 1)
    told = headers(sender, body)
    if case == "body":
        body = body.replace(b"one_key", b"tamper")
    if case == "form":
        told[SIGNATURE] = told[SIGNATURE].upper()
    client = platform.client()
    answer = await client.post(PATH, content=body, headers={} if case == "nothing" else told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    if case == "document":
        assert list(answer.json()["fields"]) == ["messages[0]"]
    # Who knows the key can believe the refusal, and set a clock by it.
    assert (SIGNATURE in answer.headers) == (case in ("clock", "document"))
    assert (await chief.get("/alarms")).json()["total"] == 0


async def test_a_request_played_again_is_a_conflict(platform: Any, button: Device) -> None:
    body = document("BTN-1", event())
    told = headers(button, body)
    client = platform.client()
    assert (await client.post(PATH, content=body, headers=told)).status_code == 200
    answer = await client.post(PATH, content=body, headers=told)
    assert (answer.status_code, answer.json()["code"]) == (409, "alarm_messages.replayed")


async def test_a_forged_request_is_in_the_audit_log(platform: Any, button: Device) -> None:
    forger = Device(button.clock, key=bytes(32))
    await send(platform, forger, document("BTN-1", event()))
    lines = await platform.audit_lines(outcome="refused", action="alarm_messages.send")
    assert [(line["actor_kind"], line["resource_id"]) for line in lines] == [("anonymous", f"POST {PATH}")]


async def test_a_session_is_no_signature(platform: Any, button: Device, chief: httpx.AsyncClient) -> None:
    body = document("BTN-1", event())
    answer = await chief.post(
        "/alarm-messages", content=body, headers=headers(Device(button.clock, key=bytes(32)), body)
    )
    assert answer.status_code == 401


async def test_a_key_is_shown_once_and_a_new_one_ends_the_old(
    platform: Any, button: Device, chief: httpx.AsyncClient, home: str, subscribers: Subscribers
) -> None:
    shown = (await chief.get(f"{home}/accounts")).json()["items"][0]
    assert (shown["has_key"], shown["key_required"]) == (True, True)
    assert button.key.hex().upper() not in json.dumps(shown)
    made = await chief.post(f"{home}/accounts/{shown['id']}/key")
    assert made.status_code == 200
    assert made.json()["key"] != button.key.hex().upper()
    body = document("BTN-1", event())
    assert (await send(platform, button, body)).status_code == 401
    renewed = Device(button.clock, key=bytes.fromhex(made.json()["key"]))
    assert (await send(platform, renewed, body)).status_code == 200
    account = subscribers.book.account(SourceKey("http", "", "", "BTN-1"))
    assert account is not None
    assert account.key == renewed.key
    refused = await chief.patch(f"{home}/accounts/{shown['id']}", json={"key": ""})
    assert (refused.status_code, refused.json()["code"]) == (422, "subscribers.key_needed")


async def test_only_who_may_handle_secrets_makes_a_key(
    chief: httpx.AsyncClient, sign_in: SignIn, platform: Any, centre: AlarmService
) -> None:
    company = await sign_in("company")
    owner = platform.organisations["990102"]
    home = f"/subscribers/{(await chief.post('/subscribers', json=SHOP | {'company': owner})).json()['id']}"
    assert (await company.post(f"{home}/accounts", json=BUTTON)).status_code == 403
    made = (await chief.post(f"{home}/accounts", json=BUTTON)).json()
    assert (await company.post(f"{home}/accounts/{made['id']}/key")).status_code == 403
    assert (await chief.post(f"{home}/accounts", json={"protocol": "dc09", "account": "1234"})).json()["key"] == ""


@pytest.mark.foreign
async def test_a_shell_with_openssl_is_a_device(platform: Any, button: Device) -> None:
    """The recipe of the guide, word for word but for its last line, which is curl."""
    body = document("BTN-1", event("from-a-shell")).decode()
    script = """
    T=$NOW; N=$(openssl rand -hex 16)
    D=$(printf %s "$BODY" | openssl dgst -sha256 -r | cut -c1-64)
    S=$(printf 'anlan1\\nPOST\\n/api/v1/alarm-messages\\n%s\\n%s\\n%s' "$T" "$N" "$D" |
        openssl dgst -sha256 -mac HMAC -macopt hexkey:"$KEY" -r | cut -c1-64)
    echo "$T $N $S"
    """
    made = subprocess.run(
        ["bash", "-c", script], capture_output=True, check=True, text=True,
        env={"BODY": body, "KEY": button.key.hex(), "NOW": str(int(button.clock.now_utc().timestamp())), "PATH": "/usr/bin:/bin"},
    ).stdout.split()  # fmt: skip
    told = {"X-Anlan-Account": "BTN-1", TIMESTAMP: made[0], NONCE: made[1], SIGNATURE: made[2]}
    answer = await platform.client().post(PATH, content=body.encode(), headers=told)
    assert answer.status_code == 200, answer.text


async def test_a_device_that_publishes_is_told_where(chief: httpx.AsyncClient, home: str, centre: AlarmService) -> None:
    made = (await chief.post(f"{home}/accounts", json={"protocol": "mqtt", "account": "RFID-1"})).json()
    prefix = "anlan/99010000002000000001"
    assert made["mqtt"] == {
        "broker": "127.0.0.1", "port": 1883, "tls": False, "topic": f"{prefix}/messages/RFID-1",
        "answer_topic": f"{prefix}/answers/RFID-1",
    }  # fmt: skip
    again = (await chief.post(f"{home}/accounts/{made['id']}/key")).json()
    assert again["mqtt"] == made["mqtt"]
    assert again["key"] != made["key"]


async def test_the_state_of_the_receivers_is_told(platform: Any, sign_in: SignIn) -> None:
    chief = await sign_in("chief")
    assert (await chief.get("/system/receivers")).json() == {"dc09": False, "mqtt": None}
    reception: Any = None
    platform.context.mqtt = MqttGateway(MqttSettings(), "99", "anlan/99", reception, platform.context.clock)
    told = (await chief.get("/system/receivers")).json()["mqtt"]
    assert (told["broker"], told["connected"], told["received"]) == ("127.0.0.1:1883", False, 0)
    assert (await (await sign_in("county_operator")).get("/system/receivers")).status_code == 403


async def test_a_simulated_device_is_answered_and_sets_its_clock(platform: Any, button: Device) -> None:
    courier = HttpCourier("http://anlan.test", "BTN-1", platform.client())
    profile = VillageProfile(account="BTN-1", key=button.key)
    device = VillageDevice(profile, courier, clock=button.clock, clock_error_s=-7_200)
    delivery = await device.send(Event(id="e-1", kind="one_key"))
    assert (delivery.outcome, delivery.attempts, delivery.results[0].id) == ("accepted", 2, "e-1")
    assert (await device.heartbeat()).outcome == "accepted"
    stranger = VillageDevice(VillageProfile(account="BTN-1", key=bytes(32)), courier, clock=button.clock)
    assert (await stranger.heartbeat()).outcome == "signature"
