"""Arming and clearing over HTTP: by permission and division, audited, with the device's word as answer."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.alarms.conftest import SignIn
from tests.api.obedient import Obedient

from anlan.app.alarm_equipment import DirectoryEquipment
from anlan.capabilities.alarms.guard import GuardDesk
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import DeviceDraft
from anlan.foundation.errors import Conflict, Unavailable
from anlan.protocols.wording import Sentence

NVR = "99010101001180000001"
OTHER_NVR = "99010200001180000001"
NOBODY = "99010101001180000099"


@pytest.fixture
async def device(platform: Any, subscribers: Subscribers) -> Obedient:
    """Recorders in two counties."""
    context = platform.context
    for code in (NVR, OTHER_NVR):
        await context.directory.devices.create(DeviceDraft(code, "录像机"), Author("setup", "setup"))
    device = Obedient()
    context.guard = GuardDesk(
        gate=context.gate, control=device, equipment=DirectoryEquipment(context.directory), accounts=subscribers.book,
        premises=subscribers.book,
    )  # fmt: skip
    return device


async def test_who_may_handle_alarms_arms_and_clears_and_the_audit_log_knows(
    sign_in: SignIn, device: Obedient, platform: Any
) -> None:
    client = await sign_in("keeper")
    assert (await client.post(f"/devices/{NVR}/guard", json={"on": True})).status_code == 204
    assert (await client.post(f"/devices/{NVR}/alarm-reset", json={"methods": [2], "alarm_type": 1})).status_code == 204
    assert (await client.post(f"/devices/{NVR}/alarm-reset", json={})).status_code == 204
    assert device.done == [(NVR, True), (NVR, ((2,), 1)), (NVR, ((), None))]
    lines = await platform.audit_lines(action="alarms.handle", resource_id=NVR, outcome="allowed")
    assert len(lines) == 3


@pytest.mark.parametrize(("code", "status"), [(OTHER_NVR, 404), (NOBODY, 404)])
async def test_what_lies_elsewhere_is_as_if_it_were_not(
    sign_in: SignIn, device: Obedient, code: str, status: int
) -> None:
    client = await sign_in("keeper")
    assert (await client.post(f"/devices/{code}/guard", json={"on": False})).status_code == status
    assert device.done == []


async def test_a_company_has_no_hand_in_what_it_does_not_serve(sign_in: SignIn, device: Obedient) -> None:
    client = await sign_in("company")
    assert (await client.post(f"/devices/{NVR}/guard", json={"on": False})).status_code == 404
    assert device.done == []


@pytest.mark.parametrize(("error", "status"), [(Unavailable, 503), (Conflict, 409)])
async def test_what_the_device_says_reaches_the_user(
    sign_in: SignIn, device: Obedient, error: type[Unavailable | Conflict], status: int
) -> None:
    device.error = error("gb28181.told", Sentence("设备未应答。", "The device did not answer."))
    client = await sign_in("keeper")
    answer = await client.post(f"/devices/{NVR}/guard", json={"on": True})
    assert (answer.status_code, answer.json()["code"]) == (status, "gb28181.told")


@pytest.mark.parametrize("body", [{}, {"on": "perhaps"}, {"on": True, "more": 1}])
async def test_an_unclear_order_arms_nothing(sign_in: SignIn, device: Obedient, body: dict[str, object]) -> None:
    client = await sign_in("keeper")
    assert (await client.post(f"/devices/{NVR}/guard", json=body)).status_code == 422
    assert device.done == []
