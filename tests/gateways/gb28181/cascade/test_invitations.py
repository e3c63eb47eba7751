"""Calls from above: answered with our SSRC, sent only after the ACK, ended with nothing left over."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import CHANNEL, OWN, UPPER, WIRE, upper_record
from tests.patience import PATIENCE_S

from anlan.capabilities.live.failures import failure
from anlan.gateways.gb28181.cascade import invitations as module
from anlan.protocols.sdp import PCMA, Ssrc


async def eventually(joined: Joined, condition: Any) -> None:
    """Wait for what follows from a message that has no answer; each turn is one round trip."""
    for _ in range(200):
        if condition():
            return
        await joined.upper.ask("OPTIONS", OWN)
    raise AssertionError("it did not come about")


async def test_a_call_is_answered_with_our_ssrc_and_sent_after_the_ack(either: Joined) -> None:
    response, dialog, answer = await either.upper.call(acknowledge=False)
    assert response.status == 200
    assert answer is not None
    assert dialog is not None
    (forward,) = either.core.forwards.values()
    assert answer.ssrc == Ssrc.allot(live=True, domain=OWN, serial=1)
    assert forward == {
        "stream": f"{CHANNEL}-0",
        "ssrc": answer.ssrc.number,
        "transport": "udp",
        "host": "127.0.0.1",
        "port": 20_000,
    }
    assert (answer.host, answer.port, answer.direction, answer.origin_user) == ("127.0.0.1", 30_001, "sendonly", WIRE)
    assert either.core.started == []
    await either.upper.endpoint.acknowledge(dialog.request("ACK"), either.upper.lower)  # type: ignore[arg-type]
    await eventually(either, lambda: len(either.core.started) == 1)


async def test_the_gate_is_asked_in_the_uppers_name(joined: Joined) -> None:
    await joined.upper.call()
    (actor,) = joined.live.actors
    assert (actor.id, actor.kind, actor.name) == (UPPER, "platform", "市级平台")
    assert actor.permissions == {"live.view"}


@pytest.mark.parametrize(
    ("offered", "transport", "setup"),
    [("passive", "tcp_active", "active"), ("active", "tcp_passive", "passive"), (None, "tcp_active", "active")],
)
async def test_over_tcp_the_other_side_of_what_is_offered(
    joined: Joined, offered: Any, transport: str, setup: str
) -> None:
    _response, _dialog, answer = await joined.upper.call(transport="tcp", setup=offered)
    assert answer is not None
    assert (answer.transport, answer.setup) == ("tcp", setup)
    assert next(iter(joined.core.forwards.values()))["transport"] == transport


async def test_an_upper_that_cannot_take_our_ssrc_gets_its_own_echoed() -> None:
    joined = await Joined.build(check_ssrc=False)
    await joined.online()
    _response, _dialog, answer = await joined.upper.call()
    assert answer is not None
    assert answer.ssrc == "0100000001"
    assert joined.ssrcs.used == set()
    await joined.close()


async def test_bye_from_above_gives_everything_back(joined: Joined) -> None:
    _response, dialog, _answer = await joined.upper.call()
    assert dialog is not None
    assert len(joined.live.held) == joined.cascade.forwards() == len(joined.ssrcs.used) == 1
    bye = await joined.upper.endpoint.request(dialog.request("BYE"), joined.upper.lower, timeout_s=PATIENCE_S)  # type: ignore[arg-type]
    assert bye.status == 200
    assert joined.core.forwards == joined.live.held == {}
    assert joined.ssrcs.used == set()
    again = await joined.upper.endpoint.request(dialog.request("BYE"), joined.upper.lower, timeout_s=PATIENCE_S)  # type: ignore[arg-type]
    assert again.status == 481
    assert joined.upper.byes == []


@pytest.mark.parametrize(
    ("said", "noted"), [("no_packet", "no_packet"), ("no_viewers", ""), ("", "")], ids=["cause", "no_cause", "nothing"]
)
async def test_what_went_wrong_above_is_noted_below(joined: Joined, said: str, noted: str) -> None:
    _response, dialog, _answer = await joined.upper.call()
    assert dialog is not None
    bye = dialog.request("BYE", [("X-Anlan-Failure", said)] if said else [])
    assert (await joined.upper.endpoint.request(bye, joined.upper.lower, timeout_s=5)).status == 200  # type: ignore[arg-type]
    assert joined.live.released == [("closed", noted)]


async def test_a_running_call_is_kept_for_who_must_hang_up_after_a_crash(joined: Joined) -> None:
    assert [code for code, _target in joined.reached] == [UPPER]
    _response, dialog, _answer = await joined.upper.call()
    assert dialog is not None
    ((upper, kept),) = joined.calls.running.values()
    assert (upper, kept.call_id, kept.local_tag) == (UPPER, dialog.call_id, dialog.remote_tag)
    await joined.upper.endpoint.request(dialog.request("BYE"), joined.upper.lower, timeout_s=5)  # type: ignore[arg-type]
    assert joined.calls.running == {}
    await joined.upper.call()
    (lost,) = joined.live.held.values()
    lost(failure("stopped_by_device"))
    await joined.calls.until_ended(next(iter(joined.calls.running)))
    assert len(joined.upper.byes) == 1


async def test_a_stream_that_breaks_below_is_a_bye_above_with_its_cause(joined: Joined) -> None:
    await joined.upper.call()
    (lost,) = joined.live.held.values()
    lost(failure("lower_platform", {"cause": "device_silent"}))
    await joined.upper.until(lambda: len(joined.upper.byes) == 1)
    assert joined.upper.byes[0].headers.get("X-Anlan-Failure") == "device_silent"
    assert joined.core.forwards == {}
    assert joined.ssrcs.used == set()


@pytest.mark.parametrize(
    ("code", "facts", "status", "cause"),
    [
        ("device_offline", {}, 480, "device_offline"),
        ("capacity", {}, 486, "capacity"),
        ("busy_486", {}, 486, "busy_486"),
        ("not_acceptable_488", {}, 488, "not_acceptable_488"),
        ("refused_403", {}, 403, "refused_403"),
        ("device_silent", {}, 504, "device_silent"),
        ("no_packet", {}, 504, "no_packet"),
        ("lower_platform", {"cause": "busy_486"}, 486, "busy_486"),
        ("lower_platform", {"cause": "of-another-make"}, 502, "of-another-make"),
        ("internal", {}, 500, "internal"),
    ],
)
async def test_a_failure_below_is_told_above_with_its_true_cause(
    joined: Joined, code: str, facts: dict[str, Any], status: int, cause: str
) -> None:
    joined.live.failure = failure(code, facts)
    response = (await joined.upper.call())[0]
    assert (response.status, response.headers.get("X-Anlan-Failure")) == (status, cause)
    assert joined.core.forwards == {}
    assert joined.ssrcs.used == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"session_name": "Playback", "time_start": 1, "time_end": 2},
        {"payloads": {98: "H264/90000"}},
        {"media": "audio", "payloads": PCMA},
    ],
)
async def test_what_cannot_be_sent_is_not_acceptable(joined: Joined, changes: dict[str, Any]) -> None:
    response = (await joined.upper.call(**changes))[0]
    assert (response.status, response.headers.get("X-Anlan-Failure")) == (488, "not_acceptable_488")
    assert joined.live.actors == []


async def test_what_is_not_shared_is_not_found_and_no_stream_is_touched(joined: Joined) -> None:
    for code in ("99010000001310009999", CHANNEL):
        response = (await joined.upper.call(code))[0]
        assert (response.status, response.headers.get("X-Anlan-Failure")) == (404, "device_unknown")
    assert joined.live.actors == []


async def test_a_cancelled_call_leaves_nothing_behind(joined: Joined) -> None:
    joined.live.waits.clear()
    calling = asyncio.create_task(joined.upper.call())
    await eventually(joined, lambda: joined.live.waiting == 1)
    calling.cancel()
    await asyncio.wait([calling])
    await eventually(joined, lambda: joined.live.waiting == 0)
    assert joined.live.held == joined.core.forwards == {}


async def test_the_reason_goes_up_before_the_callers_patience_ends(joined: Joined) -> None:
    joined.live.waits.clear()
    response = (await joined.upper.call(expires="1"))[0]
    assert (response.status, response.headers.get("X-Anlan-Failure")) == (504, "device_silent")
    assert joined.live.held == {}


async def test_a_call_that_is_never_acknowledged_is_ended(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ACK_TIMEOUT_S", 0.05)
    await joined.upper.call(acknowledge=False)
    await joined.upper.until(lambda: len(joined.upper.byes) == 1)
    assert joined.core.started == []
    assert joined.live.held == {}


async def test_a_call_that_the_upper_has_forgotten_is_found_and_ended(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROBE_S", 0.05)
    await joined.upper.call()
    await joined.upper.until(lambda: len(joined.upper.options) == 1)
    await eventually(joined, lambda: joined.live.held == {})
    assert joined.upper.byes == []


async def test_the_same_sender_asked_for_anew_replaces_its_leftover(joined: Joined) -> None:
    await joined.upper.call(subject=f"{WIRE}:0000000000,{UPPER}:0")
    await joined.upper.call(subject=f"{WIRE}:0000000000,{UPPER}:0", port=20_002)
    await joined.upper.until(lambda: len(joined.upper.byes) == 1)
    assert [each["port"] for each in joined.core.forwards.values()] == [20_002]
    await joined.upper.call(subject=f"{WIRE}:0000000001,{UPPER}:0", port=20_004)
    assert len(joined.core.forwards) == 2


async def test_a_forward_that_breaks_is_hung_up(joined: Joined) -> None:
    await joined.upper.call()
    (identity,) = joined.core.forwards
    from datetime import UTC, datetime

    joined.cascade.media_event("forward_failed", identity, {"reason": "stream_ended"}, datetime.now(UTC))
    assert len(joined.core.forwards) == 1
    joined.cascade.media_event("forward_failed", identity, {"reason": "connect_failed"}, datetime.now(UTC))
    await joined.upper.until(lambda: len(joined.upper.byes) == 1)
    assert joined.live.held == {}


async def test_a_core_that_refuses_costs_nothing_else(joined: Joined) -> None:
    joined.core.refuses = RuntimeError("too_many", "forwards")
    response = (await joined.upper.call())[0]
    assert (response.status, response.headers.get("X-Anlan-Failure")) == (486, "capacity")
    assert joined.live.held == {}
    assert joined.ssrcs.used == set()


async def test_what_is_no_longer_shared_is_ended_at_once(joined: Joined) -> None:
    await joined.upper.call()
    joined.directory.shared.clear()
    joined.directory.records = [upper_record(port=joined.upper.endpoint.port)]
    await joined.cascade.peers_changed([UPPER])
    await joined.upper.until(lambda: len(joined.upper.byes) == 1)
    assert joined.core.forwards == {}


async def test_stopping_hangs_up_and_unregisters() -> None:
    joined = await Joined.build()
    await joined.online()
    await joined.upper.call()
    await joined.cascade.stop()
    assert len(joined.upper.byes) == 1
    assert joined.upper.registrations[-1].headers.get("Expires") == "0"
    await joined.close()
