"""REGISTER against the running gateway: who is let in, who is not and why, and what is durable when."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import CAMERA, CAMERA_2, LOWER, PASSWORD, Device, Scene, record
from tests.patience import PATIENCE_S


async def test_a_device_registers_and_is_durable_before_its_answer() -> None:
    async with Scene(record()) as scene:
        device = await scene.device()
        answer = await device.register(expires=7200)
        assert answer.status == 200
        (transition,) = scene.directory.transitions
        assert (transition.state, transition.reason, transition.host, transition.edition) == (
            "online",
            "registered",
            "127.0.0.1",
            "2022",
        )
        assert transition.user_agent == "Test camera"
        assert transition.expires_utc is not None
        assert (transition.expires_utc - transition.at_utc).total_seconds() == 7200
        assert answer.headers.get("Expires") == "7200"
        assert answer.headers.get("X-GB-Ver") == "3.0"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", answer.headers.get("Date") or "")


@pytest.mark.parametrize(("asked", "granted"), [(None, 3600), (1, 60), (60, 60), (86_400, 86_400), (9_999_999, 86_400)])
async def test_the_expiry_is_kept_within_bounds(asked: int | None, granted: int) -> None:
    async with Scene(record()) as scene:
        answer = await (await scene.device()).register(expires=asked)
        assert answer.headers.get("Expires") == str(granted)
        assert f"expires={granted}" in (answer.headers.get("Contact") or "")


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("unknown", {"code": CAMERA_2}, {}, 403),
    ("disabled", {"enabled": False}, {}, 403),
    ("no_password", {"password": ""}, {}, 403),
    ("wrong_password", {}, {"password": "guess"}, 403),
    ("wrong_realm", {}, {"realm": "3402000000"}, 403),
    ("wrong_user", {}, {"user": "admin"}, 403),
    ("is_upper", {"kind": "upper"}, {}, 403),
    ("bad_code", {}, {"code": "1234"}, 403),
]


@pytest.mark.parametrize(("reason", "changes", "device_changes", "status"), REFUSED, ids=[row[0] for row in REFUSED])
async def test_each_refusal_is_recorded_with_its_reason(
    reason: str, changes: dict[str, Any], device_changes: dict[str, Any], status: int
) -> None:
    async with Scene(record(**changes)) as scene:
        device = await scene.device()
        for name, value in device_changes.items():
            setattr(device, name, value)
        answer = await device.register()
        assert answer.status == status
        await scene.directory.until(lambda: scene.directory.refusals)
        (refusal,) = scene.directory.refusals
        assert (refusal.reason, refusal.host, refusal.port) == (reason, "127.0.0.1", device.endpoint.port)
        assert refusal.sentence.zh
        assert refusal.sentence.en
        assert PASSWORD not in repr(refusal)
        assert not scene.directory.transitions


async def test_the_same_refusal_is_written_down_once_a_minute() -> None:
    async with Scene() as scene:
        device = await scene.device()
        for _ in range(5):
            assert (await device.register()).status == 403
    assert len(scene.directory.refusals) == 1


async def test_what_cannot_be_written_is_not_acknowledged() -> None:
    async with Scene(record()) as scene:
        scene.directory.failing = True
        device = await scene.device()
        answer = await device.register()
        assert answer.status == 503
        assert answer.headers.get("Retry-After")
        assert scene.gateway.presence.get(CAMERA) is None
        scene.directory.failing = False
        assert (await device.register()).status == 200


async def test_a_rule_admits_a_code_without_a_record() -> None:
    async with Scene(record(rule="12")) as scene:
        assert (await (await scene.device()).register()).status == 200
        assert scene.directory.transitions[0].code == CAMERA


async def test_a_refresh_and_a_move_are_told_apart() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        await device.register()
        elsewhere = await scene.device(host="127.0.0.2")
        assert (await elsewhere.register()).status == 200
        assert [each.reason for each in scene.directory.transitions] == ["registered", "refreshed", "moved"]


async def test_signing_off_needs_the_password_too() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        device.password = "guess"
        assert (await device.register(expires=0)).status == 403
        assert scene.directory.transitions[-1].state == "online"
        device.password = PASSWORD
        answer = await device.register(expires=0)
        assert (answer.status, answer.headers.get("Expires")) == (200, "0")
        assert (scene.directory.transitions[-1].state, scene.directory.transitions[-1].reason) == (
            "offline",
            "unregistered",
        )
        assert (await device.keepalive()).status == 403


async def test_registrations_at_once_share_transactions() -> None:
    codes = [f"9901010100132{serial:07d}" for serial in range(60)]
    async with Scene(*(record(code) for code in codes)) as scene:
        devices = [await scene.device(code) for code in codes[:20]]
        answers = await asyncio.gather(*(device.register() for device in devices))
        assert {answer.status for answer in answers} == {200}
        assert sum(scene.directory.batches) == 20
        assert len(scene.directory.batches) < 20


async def test_what_a_register_breaks_is_noted() -> None:
    async with Scene(record()) as scene:
        device = await scene.device()
        assert (await device.register(expires=300, version=None)).status == 200
        await scene.directory.until(lambda: scene.directory.broken)
        assert scene.directory.broken[CAMERA] == ["register_expires_short", "register_without_version"]


async def test_one_who_guesses_passwords_is_slowed_down() -> None:
    async with Scene(record()) as scene:
        device = await scene.device()
        device.password = "guess"
        statuses = [(await device.register()).status for _ in range(40)]
        assert 503 in statuses
        assert await reasons(scene) >= {"wrong_password", "too_often"}


async def reasons(scene: Scene) -> set[str]:
    await scene.gateway._refusals.flush()
    return {each.reason for each in scene.directory.refusals}


STRANGERS = [("unknown", CAMERA_2), ("not_registered", CAMERA)]


@pytest.mark.parametrize(("reason", "code"), STRANGERS)
async def test_a_keepalive_of_one_who_is_not_registered_makes_it_register_again(reason: str, code: str) -> None:
    async with Scene(record()) as scene:
        device: Device = await scene.device(code)
        assert (await device.keepalive()).status == 403
        assert await reasons(scene) == {reason}
        if code == CAMERA:
            assert (await device.register()).status == 200
            assert (await device.keepalive()).status == 200


async def test_a_message_from_another_address_is_refused_until_it_registers_there() -> None:
    async with Scene(record()) as scene:
        await scene.joined()
        forger = await scene.device(host="127.0.0.2")
        assert (await forger.keepalive()).status == 403
        assert await reasons(scene) == {"other_address"}
        assert (await forger.register()).status == 200
        assert (await forger.keepalive()).status == 200


async def test_over_tcp_too_and_a_lost_connection_is_not_offline() -> None:
    async with Scene(record(transport="tcp")) as scene:
        device = await scene.joined(transport="tcp")
        assert (await device.keepalive()).status == 200
        link = scene.gateway.presence.get(CAMERA)
        assert link is not None
        assert link.target.connection is not None
        await device.stop()
        again = await scene.device(transport="tcp")
        assert (await again.keepalive()).status == 200
        assert link.state == "online"


async def test_a_disabled_record_ends_the_link() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        scene.directory.records[CAMERA] = record(enabled=False)
        await scene.gateway.peers_changed([CAMERA])
        assert (await device.keepalive()).status == 403
        assert (await device.register()).status == 403
        await scene.directory.until(lambda: scene.directory.transitions[-1].reason == "disabled")


async def test_methods_outside_a_dialog() -> None:
    expected = {"OPTIONS": 200, "BYE": 481, "INFO": 481, "SUBSCRIBE": 489, "REFER": 405}
    async with Scene(record()) as scene:
        device = await scene.joined()
        assert {method: (await device.send(device.request(method))).status for method in expected} == expected
        assert (
            await device.endpoint.invite(device.request("INVITE"), device.server, timeout_s=PATIENCE_S)
        ).status == 488


async def test_a_platform_that_starts_anew_is_subscribed_and_asked_again() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.joined(LOWER)
        await platform.register()
        platform._call = "another"
        await platform.register()
        assert [each.reason for each in scene.directory.transitions] == ["registered", "refreshed", "restarted"]
        await platform.until("SUBSCRIBE", 2)
