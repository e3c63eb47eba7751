"""INVITE to BYE against scripted devices: every step traced, every failure with its reason, nothing left open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import (
    CAMERA,
    CAMERA_2,
    LOWER,
    OWN,
    Answer,
    Scene,
    playing,
    record,
    silent,
)
from tests.patience import PATIENCE_S

from anlan.capabilities.live.ports import StreamFailed
from anlan.protocols import manscdp
from anlan.protocols.sdp import parse_sdp
from anlan.protocols.sip import Request


async def failed(task: asyncio.Task[None]) -> StreamFailed:
    with pytest.raises(StreamFailed) as caught:
        await task
    assert caught.value.failure.sentence.zh
    assert caught.value.failure.remedy.en
    return caught.value


def nothing_left(scene: Scene) -> bool:
    return not scene.core.open and not len(scene.gateway.invitations) and not len(scene.gateway.invitations._ssrcs)


async def test_a_call_from_invite_to_bye() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        steps = await scene.play(device)
        assert steps.names == ["signalled", "trying", "answered", "first_packet"]
        invite = device.invites[0]
        offer = parse_sdp(invite.body)
        assert invite.headers.get("Subject") == f"{CAMERA}:0000000000,{OWN}:0"
        assert (offer.origin_user, offer.port, offer.transport, offer.setup, offer.direction) == (
            OWN,
            10_000,
            "udp",
            None,
            "recvonly",
        )
        assert offer.payloads == {96: "PS/90000"}
        assert offer.ssrc is not None
        assert offer.ssrc.startswith("0" + OWN[3:8])
        assert scene.core.open["s1"]["ssrc"] == offer.ssrc.number
        assert scene.core.open["s1"]["expected_host"] == "127.0.0.1"
        scene.emit("stream_first_key_frame", "s1")
        assert steps.names[-1] == "first_key_frame"
        await scene.gateway.invitations.stop("s1", "last viewer gone")
        bye = await device.until("BYE")
        assert bye.headers.get("Call-ID") == invite.headers.get("Call-ID")
        assert nothing_left(scene)
        await scene.gateway.invitations.stop("s1", "again")
        assert not scene.listener.lost


TRANSPORTS: list[tuple[str, str, str | None]] = [
    ("udp", "udp", None),
    ("tcp_passive", "tcp", "passive"),
    ("tcp_active", "tcp", "active"),
]


@pytest.mark.parametrize(("media", "transport", "setup"), TRANSPORTS)
async def test_the_media_transport_is_that_of_the_record(media: str, transport: str, setup: str | None) -> None:
    async with Scene(record(media_transport=media)) as scene:
        device = await scene.joined()
        device.on_invite = playing(transport=transport, port=16_000)
        await scene.play(device)
        offer = parse_sdp(device.invites[0].body)
        assert (offer.transport, offer.setup) == (transport, setup)
        assert scene.core.open["s1"]["transport"] == media
        assert scene.core.connected == ([("s1", "127.0.0.1", 16_000)] if media == "tcp_active" else [])


ANSWERS: list[tuple[str, Answer, dict[str, Any]]] = [
    ("refused_403", playing(status=403), {"status": 403}),
    ("busy_486", playing(status=486), {"status": 486}),
    ("not_acceptable_488", playing(status=488), {"status": 488}),
    ("refused_other", playing(status=404), {"status": 404}),
    ("refused_other", playing(status=500), {"status": 500}),
    ("lower_platform", playing(status=486, headers=[("X-Anlan-Failure", "device_silent"), ("Warning", '399 anlan "device_silent no answer"')]),
     {"cause": "device_silent", "warning": "device_silent no answer"}),
    ("lower_platform", playing(status=500, headers=[("X-Anlan-Failure", "something_new")]), {"cause": "something_new"}),
    ("bad_answer", playing(body=b"not an sdp"), {}),
    ("not_acceptable_488", playing(transport="tcp"), {"answered": "tcp"}),
    ("not_acceptable_488", playing(port=0), {"port": 0}),
    ("device_silent", silent, {"trying": True}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "answer", "facts"), ANSWERS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ANSWERS)])
async def test_each_answer_becomes_its_failure(code: str, answer: Answer, facts: dict[str, Any]) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        device.on_invite = answer
        task, _ = await scene.call()
        error = await failed(task)
        assert error.failure.code == code
        assert facts.items() <= dict(error.failure.facts).items()
        assert nothing_left(scene)
        if code in ("bad_answer",) or "answered" in facts or "port" in facts:
            await device.until("BYE")
        if answer is silent:
            await device.until("INVITE")


async def test_the_cause_told_by_a_platform_below_is_told_in_words() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        device.on_invite = playing(status=480, headers=[("X-Anlan-Failure", "device_offline")])
        task, _ = await scene.call()
        failure = (await failed(task)).failure
        assert failure.sentence.zh.startswith("下级平台报告：")
        assert "offline" in failure.sentence.en


EVENTS: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    ("no_packet", []),
    (
        "wrong_ssrc",
        [("stream_wrong_ssrc", {"expected": 1, "received": 2, "source_host": "127.0.0.1", "source_port": 9})],
    ),
    (
        "wrong_ssrc",
        [("stream_wrong_ssrc", {"expected": 1, "received": 2, "source_host": "127.0.0.1", "source_port": 15_060})] * 2,
    ),
    (
        "wrong_source",
        [("stream_wrong_source", {"expected_host": "127.0.0.1", "source_host": "10.9.9.9", "source_port": 9})],
    ),
    ("not_ps", [("stream_undecodable", {"reason": "not_ps", "detail": ""})]),
    ("codec_unsupported", [("stream_undecodable", {"reason": "unsupported_codec", "detail": "SVAC"})]),
    ("port_closed", [("stream_closed", {"reason": "connect_failed", "detail": "refused"})]),
    ("not_ps", [("stream_closed", {"reason": "framing", "detail": ""})]),
]


@pytest.mark.parametrize(("code", "events"), EVENTS, ids=[f"{row[0]}-{n}" for n, row in enumerate(EVENTS)])
async def test_what_the_media_core_sees_becomes_the_failure(
    code: str, events: list[tuple[str, dict[str, Any]]]
) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        task, steps = await scene.call()
        await device.until("ACK")
        for name, facts in events:
            scene.emit(name, "s1", **facts)
        assert (await failed(task)).failure.code == code
        assert steps.names == ["signalled", "trying", "answered"]
        await device.until("BYE")
        assert nothing_left(scene)


async def test_the_answer_of_the_sender_with_its_own_ssrc_is_bound() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.joined(LOWER)
        platform.on_invite = playing(ssrc="0200000007")
        steps = await scene.play(platform)
        assert scene.core.open["s1"]["ssrc"] == 200_000_007
        assert steps.facts("answered")["rebound"] is True
        assert scene.gateway.violations.of(LOWER) == frozenset(), "the called domain allots: that breaks nothing"


@pytest.mark.parametrize(("answer", "violation"), [("0200000007", "answer_other_ssrc"), (None, "answer_without_ssrc")])
async def test_a_device_that_ignores_the_allotted_ssrc_is_noted(answer: str | None, violation: str) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        device.on_invite = playing(ssrc=answer)
        await scene.play(device)
        assert violation in scene.gateway.violations.of(CAMERA)


async def test_a_device_that_answers_with_the_ssrc_of_another_is_refused() -> None:
    async with Scene(record(), record(CAMERA_2)) as scene:
        first, second = await scene.joined(), await scene.joined(CAMERA_2)
        await scene.play(first)
        taken = parse_sdp(first.invites[0].body).ssrc
        second.on_invite = playing(ssrc=taken, port=15_062)
        task, _ = await scene.call(CAMERA_2, "s2")
        assert (await failed(task)).failure.code == "wrong_ssrc"
        await second.until("BYE")
        assert set(scene.core.open) == {"s1"}
        assert parse_sdp(first.invites[0].body).ssrc in scene.gateway.invitations._ssrcs._used


async def test_two_channels_of_one_recorder_with_each_others_ssrc_are_both_refused() -> None:
    async with Scene(record(), record(CAMERA_2)) as scene:
        first, second = await scene.joined(), await scene.joined(CAMERA_2)
        first.on_invite, second.on_invite = playing(port=15_060), playing(port=15_062)
        one, _ = await scene.call(CAMERA, "s1")
        two, _ = await scene.call(CAMERA_2, "s2")
        await first.until("ACK")
        await second.until("ACK")
        # The packets with the first one's SSRC come from the port that the second one named, and the other way round.
        scene.emit("stream_first_packet", "s1", source_host="127.0.0.1", source_port=15_062, ssrc=1, transport="udp")
        scene.emit("stream_first_packet", "s2", source_host="127.0.0.1", source_port=15_060, ssrc=2, transport="udp")
        for task in (one, two):
            assert (await failed(task)).failure.code == "wrong_ssrc"
        assert nothing_left(scene)


async def test_without_the_check_a_stream_gets_a_port_of_its_own() -> None:
    async with Scene(record(check_ssrc=False, any_source=True)) as scene:
        device = await scene.joined()
        device.on_invite = playing(ssrc="0000000000")
        await scene.play(device)
        opened = scene.core.open["s1"]
        assert (opened["own_port"], opened["check_ssrc"], opened["any_source"], opened["expected_host"]) == (
            True,
            False,
            True,
            None,
        )


async def test_media_from_the_machine_named_in_the_answer_is_taken() -> None:
    async with Scene(record(LOWER, kind="lower")) as scene:
        platform = await scene.joined(LOWER)
        platform.on_invite = playing(host="10.1.1.9")
        task, _ = await scene.call(LOWER)
        await platform.until("ACK")
        scene.emit("stream_wrong_source", "s1", expected_host="127.0.0.1", source_host="10.1.1.9", source_port=9)
        assert scene.core.open["s1"]["expected_host"] == "10.1.1.9"
        scene.emit("stream_closed", "s1", reason="stopped", detail="")
        scene.emit("stream_first_packet", "s1", source_host="10.1.1.9", source_port=15_060, ssrc=1, transport="udp")
        await task


@pytest.mark.parametrize(("code", "channel"), [("device_unknown", "99010101001329999999"), ("device_offline", CAMERA)])
async def test_what_cannot_be_called_is_said_at_once(code: str, channel: str) -> None:
    async with Scene(record()) as scene:
        task, _ = await scene.call(channel)
        assert (await failed(task)).failure.code == code


@pytest.mark.parametrize(("refuse", "code"), [("too_many", "capacity"), ("bad_argument", "internal")])
async def test_a_media_core_that_takes_no_more(refuse: str, code: str) -> None:
    async with Scene(record()) as scene:
        await scene.joined()
        scene.core.refuse = refuse
        task, _ = await scene.call()
        assert (await failed(task)).failure.code == code
        assert nothing_left(scene)


async def test_the_device_hangs_up() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        await scene.play(device)
        assert await bye(scene, device) == 200
        await asyncio.wait_for(scene.listener.told.wait(), PATIENCE_S)
        assert [(stream, why.code) for stream, why in scene.listener.lost] == [("s1", "stopped_by_device")]
        assert nothing_left(scene)
        assert await bye(scene, device) == 481
        assert not [each for each in device.received if each.method == "BYE"], (
            "a call that was hung up is not hung up again"
        )


async def bye(scene: Scene, device: Any) -> int:
    """The device ends its newest call."""
    ack = [each for each in device.received if each.method == "ACK"][-1]
    headers = ack.headers
    request = Request("BYE", f"sip:{OWN}@127.0.0.1")
    for name, value in (
        ("From", headers.get("To")),
        ("To", headers.get("From")),
        ("Call-ID", headers.get("Call-ID")),
        ("CSeq", "7 BYE"),
    ):
        request.headers.add(name, value or "")
    status: int = (await device.send(request)).status
    return status


async def test_the_device_hangs_up_before_the_first_packet() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        task, _ = await scene.call()
        await device.until("ACK")
        assert await bye(scene, device) == 200
        assert (await failed(task)).failure.code == "stopped_by_device"
        assert not scene.listener.lost
        assert nothing_left(scene)


LOSSES: list[tuple[str, str, dict[str, Any]]] = [
    ("stopped_by_device", "stream_closed", {"reason": "peer_closed", "detail": ""}),
    ("not_ps", "stream_undecodable", {"reason": "no_video", "detail": ""}),
]


@pytest.mark.parametrize(("code", "event", "facts"), LOSSES)
async def test_a_running_stream_that_ends_is_told_and_hung_up(code: str, event: str, facts: dict[str, Any]) -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        await scene.play(device)
        scene.emit(event, "s1", **facts)
        await device.until("BYE")
        assert [why.code for _, why in scene.listener.lost] == [code]
        assert nothing_left(scene)


async def test_media_finished_ends_the_stream() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        await scene.play(device)
        assert (await device.message(manscdp.media_status(CAMERA, 5))).status == 200
        await device.until("BYE")
        assert [why.code for _, why in scene.listener.lost] == ["stopped_by_device"]


async def test_who_stops_waiting_leaves_nothing_behind() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        task, _ = await scene.call()
        await device.until("ACK")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await device.until("BYE")
        assert nothing_left(scene)


async def test_a_stream_stopped_while_it_is_called_is_not_left_running() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        task, _ = await scene.call()
        await device.until("ACK")
        await scene.gateway.invitations.stop("s1", "nobody looks")
        assert (await failed(task)).failure.code == "cancelled"
        await device.until("BYE")
        assert nothing_left(scene)


async def test_stopping_hangs_up_every_call() -> None:
    scene = Scene(record(), record(CAMERA_2))
    async with scene:
        first, second = await scene.joined(), await scene.joined(CAMERA_2)
        await scene.play(first, "s1")
        await scene.play(second, "s2")
    for device in (first, second):
        assert [each.method for each in device.received].count("BYE") == 1
    assert nothing_left(scene)


async def test_a_disabled_device_loses_its_streams() -> None:
    async with Scene(record()) as scene:
        device = await scene.joined()
        await scene.play(device)
        scene.directory.records[CAMERA] = record(enabled=False)
        await scene.gateway.peers_changed([CAMERA])
        await device.until("BYE")
        assert [why.code for _, why in scene.listener.lost] == ["device_offline"]
