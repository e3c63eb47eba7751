"""Messages over signed HTTP, checked as a gateway would check them."""

from __future__ import annotations

import hashlib
import hmac
import json

import httpx
import pytest

from anlan.capabilities.alarms.ports import Message
from anlan.foundation.clock import ManualClock
from anlan.foundation.config.message_section import MessagesSettings
from anlan.foundation.errors import Unavailable
from anlan.gateways.messages.http import HttpMessenger

SETTINGS = MessagesSettings(url="https://sms.test/send", secret="agreed")
MESSAGE = Message("id-1", "13800000000", "张家院子 发生警情")


async def test_a_message_is_signed_over_time_and_body(clock: ManualClock) -> None:
    taken: list[httpx.Request] = []

    def gateway(request: httpx.Request) -> httpx.Response:
        taken.append(request)
        return httpx.Response(202)

    messenger = HttpMessenger(SETTINGS, clock, httpx.MockTransport(gateway))
    await messenger.send(MESSAGE)
    await messenger.close()
    (request,) = taken
    timestamp = request.headers["x-anlan-timestamp"]
    assert int(timestamp) == int(clock.now_utc().timestamp())
    expected = hmac.new(b"agreed", f"{timestamp}.".encode() + request.content, hashlib.sha256).hexdigest()
    assert request.headers["x-anlan-signature"] == f"v1={expected}"
    assert json.loads(request.content) == {"id": "id-1", "to": "13800000000", "text": "张家院子 发生警情"}


@pytest.mark.parametrize("status", [301, 400, 503, None])
async def test_what_a_gateway_does_not_take_is_told(clock: ManualClock, status: int | None) -> None:
    asked = []

    def gateway(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if status is None:
            raise httpx.ConnectError("away")
        return httpx.Response(status, headers={"location": "https://elsewhere.test/"})

    messenger = HttpMessenger(SETTINGS, clock, httpx.MockTransport(gateway))
    with pytest.raises(Unavailable):
        await messenger.send(MESSAGE)
    await messenger.close()
    assert len(asked) == 1


@pytest.mark.parametrize("url", ["http://sms.test/", "ftp://sms.test/", "http://127.0.0.1.evil.test/"])
def test_a_gateway_in_the_clear_is_on_this_machine_alone(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        MessagesSettings(url=url)
    assert MessagesSettings(url="http://127.0.0.1:9000/send").url
