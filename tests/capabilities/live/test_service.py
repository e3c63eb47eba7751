"""Looking at cameras: one INVITE for all, a token only after the audit, every attempt with its story."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
from tests.capabilities.live.fakes import CHANNEL, Scene, answers, officer, platform, plays, refuses, rings

from anlan.capabilities.live.entitlement import REVIEW_S
from anlan.capabilities.live.failures import CODES, failure
from anlan.capabilities.live.journal import AttemptFilter
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.ports import StreamFailed
from anlan.foundation.access import Actor, Credential
from anlan.foundation.errors import Forbidden, Invalid, NotFound, TooMany


async def trace(scene: Scene, attempt: str) -> dict[str, Any]:
    return await scene.service.attempt(officer("x", ("",), "live.traces"), attempt)


def names(shown: dict[str, Any]) -> list[str]:
    return [step["step"] for step in shown["steps"]]


async def test_ten_viewers_at_once_cause_one_invite(scene: Scene) -> None:
    scene.source.script = rings
    opening = [
        asyncio.create_task(scene.service.open_viewer(officer(f"u{n}"), CHANNEL, "duty_patrol")) for n in range(10)
    ]
    tickets = await asyncio.gather(*opening)
    assert len(scene.source.calls) == 1
    assert len({ticket.stream for ticket in tickets}) == 1
    assert len({ticket.viewer for ticket in tickets}) == len({ticket.token for ticket in tickets}) == 10


async def test_the_ticket_comes_when_the_core_expects_the_stream_not_later(scene: Scene) -> None:
    opening = asyncio.create_task(scene.service.open_viewer(officer(), CHANNEL, "duty_patrol"))
    await scene.settle()
    assert not opening.done()
    scene.source.calls[0].trace.step("signalled")
    ticket = await opening
    assert ticket.stream == scene.source.calls[0].request.stream
    assert (ticket.expires_utc - scene.clock.now_utc()).total_seconds() == 30


async def test_a_token_is_bound_to_stream_viewer_user_purpose_and_address(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "incident_command")
    assert scene.minted == [
        {
            "stream": ticket.stream,
            "viewer": ticket.viewer,
            "user": "u1",
            "purpose": "incident_command",
            "remote_host": "192.0.2.7",
            "expires_utc": ticket.expires_utc,
        }
    ]


@pytest.mark.parametrize(
    ("actor", "channel", "purpose", "error"),
    [
        (officer(), CHANNEL, "", Invalid),
        (officer(divisions=("9902",)), CHANNEL, "duty_patrol", Forbidden),
        (officer(divisions=()), CHANNEL, "duty_patrol", Forbidden),
        (officer(), "99010100001310009999", "duty_patrol", NotFound),
    ],
)
async def test_who_is_not_entitled_gets_neither_token_nor_stream(
    scene: Scene, actor: Any, channel: str, purpose: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await scene.service.open_viewer(actor, channel, purpose)
    assert scene.minted == []
    assert scene.source.calls == []


async def test_a_refusal_is_audited(scene: Scene) -> None:
    with pytest.raises(Forbidden):
        await scene.service.open_viewer(officer(divisions=("9902",)), CHANNEL, "duty_patrol")
    assert scene.gate.audited == [("u1", "live.view", CHANNEL, "refused")]


async def test_failure_of_the_start_is_told_to_all_who_wait_and_kept(scene: Scene) -> None:
    first, second = (
        asyncio.create_task(scene.service.open_viewer(officer(f"u{n}"), CHANNEL, "duty_patrol")) for n in range(2)
    )
    await scene.settle()
    scene.source.calls[0].result.set_exception(StreamFailed(failure("device_offline")))
    for waiting in (first, second):
        with pytest.raises(StreamFailed) as caught:
            await waiting
        assert caught.value.failure.code == "device_offline"
    page = await scene.service.attempts(AttemptFilter(("",)), cursor=None, limit=10)
    assert [item["failure"]["code"] for item in page.items] == ["device_offline"] * 2
    assert all(item["outcome"] == "failed" and item["failure"]["remedy_zh"] for item in page.items)
    assert scene.source.open == {}


async def test_failure_after_the_ticket_reaches_the_viewer_by_its_trace(scene: Scene) -> None:
    scene.source.script = rings
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.source.calls[0].result.set_exception(StreamFailed(failure("busy_486", {"status": 486})))
    await scene.settle()
    shown = await trace(scene, ticket.attempt)
    assert (shown["outcome"], shown["failure"]["code"]) == ("failed", "busy_486")
    assert names(shown)[-1] == "failed"


async def test_after_a_failure_opening_again_works_at_once(scene: Scene) -> None:
    scene.source.script = refuses(failure("busy_486"))
    with pytest.raises(StreamFailed):
        await scene.service.open_forward(platform(), CHANNEL, lost=lambda _failed: None)
    scene.source.script = plays
    lease = await scene.service.open_forward(platform(), CHANNEL, lost=lambda _failed: None)
    assert lease.stream in scene.source.open


async def test_a_trace_tells_every_step_with_its_time(scene: Scene) -> None:
    scene.source.script = rings
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    call = scene.source.calls[0]
    for step in ("trying", "answered", "first_packet"):
        await scene.clock.advance(0.05)
        call.trace.step(step)  # type: ignore[arg-type]
    call.result.set_result(None)
    scene.tell("viewer_joined", ticket.viewer, stream=ticket.stream)
    await scene.clock.advance(0.01)
    scene.tell("stream_first_key_frame", ticket.stream)
    scene.tell("viewer_first_byte", ticket.viewer, stream=ticket.stream)
    await scene.clock.advance(0.01)
    scene.service.report(officer(), ticket.attempt, "first_frame", "", 170)
    await scene.settle()
    shown = await trace(scene, ticket.attempt)
    assert shown["outcome"] == "playing"
    assert [(step["step"], step["elapsed_ms"]) for step in shown["steps"]] == [
        ("requested", 0),
        ("authorized", 0),
        ("signalled", 0),
        ("trying", 50),
        ("answered", 100),
        ("first_packet", 150),
        ("first_key_frame", 160),
        ("first_viewer_byte", 160),
        ("first_frame", 170),
    ]


async def test_who_joins_a_running_stream_has_the_whole_story_too(scene: Scene) -> None:
    scene.source.script = plays
    await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.clock.advance(3)
    second = await scene.service.open_viewer(officer("u2"), CHANNEL, "duty_patrol")
    shown = await trace(scene, second.attempt)
    assert names(shown) == ["requested", "authorized", "signalled", "trying", "answered", "first_packet"]
    assert shown["steps"][-1]["facts"]["shared"] is True
    assert shown["steps"][-1]["elapsed_ms"] == 0


async def test_the_last_to_leave_ends_the_stream_after_the_grace_time(scene: Scene) -> None:
    scene.source.script = plays
    first = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    second = await scene.service.open_viewer(officer("u2"), CHANNEL, "duty_patrol")
    scene.tell("stream_first_key_frame", first.stream)
    for ticket in (first, second):
        scene.tell("viewer_joined", ticket.viewer)
    scene.tell("viewer_left", first.viewer, reason="closed")
    await scene.clock.advance(60)
    assert scene.source.stopped == []
    scene.tell("viewer_left", second.viewer, reason="closed")
    await scene.clock.advance(9.9)
    assert scene.source.stopped == []
    await scene.clock.advance(0.2)
    assert scene.source.stopped == [(first.stream, "no_viewers")]
    assert (await trace(scene, second.attempt))["outcome"] == "ended"


async def test_who_comes_back_within_the_grace_time_finds_the_stream(scene: Scene) -> None:
    scene.source.script = plays
    first = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("stream_first_key_frame", first.stream)
    await scene.service.close_viewer(officer(), first.viewer)
    assert scene.media.dropped == [(first.viewer, "closed")]
    await scene.clock.advance(9)
    again = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("viewer_joined", again.viewer)
    await scene.clock.advance(60)
    assert again.stream == first.stream
    assert len(scene.source.calls) == 1
    assert scene.source.stopped == []


async def test_who_comes_back_to_a_stream_that_stands_still_gets_a_new_one(scene: Scene) -> None:
    scene.source.script = plays
    first = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.service.close_viewer(officer(), first.viewer)
    await scene.clock.advance(3)
    scene.media.still_ms[first.stream] = 3000
    again = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    assert again.stream != first.stream
    assert scene.source.stopped == [(first.stream, "silent")]
    assert scene.source.most_per_channel == 1


async def test_a_stream_of_nobody_that_falls_silent_is_ended_without_grace(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.service.close_viewer(officer(), ticket.viewer)
    scene.media.still_ms[ticket.stream] = 5000
    scene.tell("stream_silent", ticket.stream, silent_ms=5000)
    await scene.settle()
    assert scene.source.stopped == [(ticket.stream, "silent")]


async def test_a_stream_that_somebody_looks_at_may_be_silent_and_has_no_grace_when_they_leave(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.media.still_ms[ticket.stream] = 5000
    scene.tell("stream_silent", ticket.stream, silent_ms=5000)
    await scene.settle()
    assert scene.source.stopped == []
    await scene.service.close_viewer(officer(), ticket.viewer)
    await scene.settle()
    assert scene.source.stopped == [(ticket.stream, "silent")]


async def test_a_viewer_that_never_connects_does_not_hold_the_stream(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("stream_first_key_frame", ticket.stream)
    await scene.clock.advance(34)
    assert scene.source.stopped == []
    await scene.clock.advance(12)
    assert scene.source.stopped == [(ticket.stream, "no_viewers")]
    shown = await trace(scene, ticket.attempt)
    assert (shown["outcome"], shown["steps"][-1]["facts"]) == ("ended", {"reason": "never_connected"})


async def test_a_lost_stream_is_told_to_all_and_opens_again_at_once(scene: Scene) -> None:
    scene.source.script = plays
    told: list[str] = []
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    lease = await scene.service.open_forward(
        platform(), CHANNEL, lost=lambda failed: told.append(failed.code if failed else "")
    )
    assert lease.stream == ticket.stream
    scene.source.open.clear()
    await scene.service.stream_lost(ticket.stream, failure("stopped_by_device"))
    assert told == ["stopped_by_device"]
    for attempt in (ticket.attempt, lease.attempt.id):
        assert (await trace(scene, attempt))["failure"]["code"] == "stopped_by_device"
    again = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    assert again.stream != ticket.stream
    assert len(scene.source.calls) == 2


async def test_a_forward_waits_for_the_answer_of_the_device_but_not_for_the_picture(scene: Scene) -> None:
    scene.source.script = rings
    opening = asyncio.create_task(scene.service.open_forward(platform(), CHANNEL, lost=lambda _failed: None))
    await scene.settle()
    assert not opening.done()
    scene.source.calls[0].trace.step("answered")
    lease = await opening
    assert lease.stream == scene.source.calls[0].request.stream
    assert ("99000000002000000001", "live.view", CHANNEL, "allowed") in scene.gate.audited


@pytest.mark.parametrize(
    ("packets", "told", "outcome", "code"),
    [
        (True, None, "ended", None),
        (True, "no_key_frame", "failed", "no_key_frame"),
        (False, "no_packet", "failed", "no_packet"),
        (False, None, "failed", "cancelled"),
    ],
)
async def test_a_forward_that_is_hung_up_from_above_says_why(
    scene: Scene, packets: bool, told: str | None, outcome: str, code: str | None
) -> None:
    scene.source.script = plays if packets else answers
    lease = await scene.service.open_forward(platform(), CHANNEL, lost=lambda _failed: None)
    scene.service.release(lease.consumer, "closed", failure(told) if told else None)
    shown = await trace(scene, lease.attempt.id)
    assert (shown["outcome"], (shown["failure"] or {}).get("code")) == (outcome, code)


async def test_a_cancelled_forward_leaves_nothing_open(scene: Scene) -> None:
    scene.source.script = rings
    opening = asyncio.create_task(scene.service.open_forward(platform(), CHANNEL, lost=lambda _failed: None))
    await scene.settle()
    opening.cancel()
    await asyncio.wait([opening])
    await scene.clock.advance(11)
    assert scene.source.open == {}
    page = await scene.service.attempts(AttemptFilter(("",)), cursor=None, limit=10)
    assert page.items[0]["outcome"] in ("ended", "failed")


async def test_a_viewer_that_is_too_slow_learns_that_its_network_is(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("viewer_joined", ticket.viewer)
    scene.tell("viewer_left", ticket.viewer, reason="too_slow", bytes_sent=1_000_000, seconds=9.0)
    assert (await trace(scene, ticket.attempt))["failure"]["code"] == "bandwidth"


async def test_when_the_core_ends_a_viewer_the_source_has_the_last_word_on_why(scene: Scene) -> None:
    scene.source.script = plays
    first = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("viewer_joined", first.viewer)
    scene.tell("viewer_left", first.viewer, reason="stream_ended")
    assert (await trace(scene, first.attempt))["outcome"] == "running"
    await scene.service.stream_lost(first.stream, failure("no_key_frame"))
    assert (await trace(scene, first.attempt))["failure"]["code"] == "no_key_frame"
    scene.source.open.clear()
    silent = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.tell("viewer_joined", silent.viewer)
    scene.tell("viewer_left", silent.viewer, reason="stream_ended")
    await scene.clock.advance(6)
    assert (await trace(scene, silent.attempt))["outcome"] == "ended"


async def test_the_browser_says_that_it_cannot_play_the_codec(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    with pytest.raises(NotFound):
        scene.service.report(officer("another"), ticket.attempt, "error", "not_supported: hvc1", None)
    scene.service.report(officer(), ticket.attempt, "error", "not_supported: video/mp4; codecs=hvc1.1.6.L93.B0", 80)
    assert (await trace(scene, ticket.attempt))["failure"]["code"] == "codec_unsupported"


async def test_viewers_of_one_user_are_bounded_and_a_place_comes_free(tmp_path: Any) -> None:
    scene = await Scene.build(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", LiveLimits(max_viewers_per_user=2))
    scene.source.script = plays
    tickets = [await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol") for _ in range(2)]
    with pytest.raises(TooMany):
        await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.service.open_viewer(officer("u2"), CHANNEL, "duty_patrol")
    scene.tell("viewer_left", tickets[0].viewer, reason="closed")
    await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.close()


@pytest.mark.parametrize(
    "now",
    [
        None,
        officer(divisions=("9902",)),
        dataclasses.replace(officer(), permissions=frozenset({"directory.read"})),
        dataclasses.replace(officer(), must_change_password=True),
    ],
    ids=["disabled", "moved to another division", "lost the right", "given another password"],
)
async def test_who_may_look_no_longer_loses_the_open_picture(scene: Scene, now: Actor | None) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    other = await scene.service.open_viewer(officer("u2"), CHANNEL, "duty_patrol")
    scene.tell("viewer_joined", ticket.viewer)
    scene.tell("viewer_joined", other.viewer)
    await scene.clock.advance(REVIEW_S)
    assert scene.media.dropped == []
    scene.rights.now["u1"] = now
    await scene.clock.advance(REVIEW_S)
    assert scene.media.dropped == [(ticket.viewer, "not_entitled")]
    attempt = await scene.service.attempt(officer(), ticket.attempt)
    assert (attempt["outcome"], attempt["steps"][-1]["facts"]) == ("ended", {"reason": "not_entitled"})


@pytest.mark.parametrize("kind", ["session", "token"])
async def test_what_was_opened_by_a_session_or_token_that_is_over_ends_and_nothing_else_of_that_user(
    scene: Scene, kind: Any
) -> None:
    scene.source.script = plays
    over, good = Credential(kind, "first"), Credential(kind, "second")
    tickets = [
        await scene.service.open_viewer(dataclasses.replace(officer(), credential=each), CHANNEL, "duty_patrol")
        for each in (over, good)
    ]
    for ticket in tickets:
        scene.tell("viewer_joined", ticket.viewer)
    scene.rights.over.add(over)
    assert REVIEW_S < 10
    await scene.clock.advance(REVIEW_S)
    assert scene.media.dropped == [(tickets[0].viewer, "not_entitled")]
    assert scene.gate.audited[-1] == ("u1", "live.view", CHANNEL, "refused")


async def test_another_users_viewer_cannot_be_closed(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    with pytest.raises(NotFound):
        await scene.service.close_viewer(officer("u2"), ticket.viewer)
    assert scene.media.dropped == []


async def test_traces_are_for_those_who_may_see_the_division(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    assert (await scene.service.attempt(officer(), ticket.attempt))["purpose"] == "duty_patrol"
    for stranger in (officer("u2"), officer("u2", ("9902",), "live.traces")):
        with pytest.raises(NotFound):
            await scene.service.attempt(stranger, ticket.attempt)
    assert (await scene.service.attempts(AttemptFilter(("9902",)), cursor=None, limit=10)).total == 0
    assert (await scene.service.attempts(AttemptFilter(()), cursor=None, limit=10)).total == 0
    assert (await scene.service.attempts(AttemptFilter(("9901",)), cursor=None, limit=10)).total == 1


async def test_pages_of_attempts_go_from_new_to_old_without_gap(scene: Scene) -> None:
    scene.source.script = plays
    tickets = []
    for _ in range(5):
        tickets.append(await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol"))
        await scene.clock.advance(0.001)
    cursor, seen = None, []
    while True:
        page = await scene.service.attempts(AttemptFilter(("",), channel=CHANNEL), cursor=cursor, limit=2)
        seen += [item["id"] for item in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [ticket.attempt for ticket in reversed(tickets)]
    assert page.total == 5


async def test_every_step_is_told_as_an_event_of_the_division(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await trace(scene, ticket.attempt)
    await scene.service.attempts(AttemptFilter(("",)), cursor=None, limit=1)
    told = [
        facts["step"]
        for kind, facts, division in scene.outbox.events
        if kind == "live.attempt" and division == "990101"
    ]
    assert told == ["requested", "authorized", "signalled", "trying", "answered", "first_packet"]
    states = [facts["state"] for kind, facts, _ in scene.outbox.events if kind == "live.stream"]
    assert states == ["starting", "running"]


async def test_what_a_crash_left_running_is_closed_at_the_next_start(tmp_path: Any) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'x.db'}"
    crashed = await Scene.build(url)
    crashed.source.script = plays
    ticket = await crashed.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await crashed.service.attempts(AttemptFilter(("",)), cursor=None, limit=1)
    restarted = await Scene.build(url)
    assert (await trace(restarted, ticket.attempt))["outcome"] == "ended"
    await restarted.close()
    await crashed.close()


async def test_stopping_ends_every_stream_and_writes_down_the_end(tmp_path: Any) -> None:
    scene = await Scene.build(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    await scene.service.stop()
    assert scene.source.open == {}
    assert (await trace(scene, ticket.attempt))["outcome"] == "ended"
    await scene.database.close()


async def test_streams_are_shown_within_the_actors_divisions(scene: Scene) -> None:
    scene.source.script = plays
    ticket = await scene.service.open_viewer(officer(), CHANNEL, "duty_patrol")
    scene.media.streams = [{"id": ticket.stream, "bitrate_kbps": 4000.0}, {"id": "somebody-else", "bitrate_kbps": 1.0}]
    scene.media.viewers = [{"id": ticket.viewer, "stream": ticket.stream}]
    shown = scene.service.streams(officer())
    assert [(row["channel"], row["state"], len(row["watchers"])) for row in shown] == [(CHANNEL, "running", 1)]
    assert scene.service.streams(officer(divisions=("9902",))) == []
    assert scene.service.totals() == {"active": 2, "viewers": 1, "forwards": 0, "bitrate_kbps": 4001}


def test_every_failure_of_the_port_has_its_sentences() -> None:
    stated = """device_unknown, device_offline, device_silent, refused_403, busy_486, not_acceptable_488, refused_other, bad_answer,
    no_packet, port_closed, wrong_ssrc, wrong_source, no_key_frame, not_ps, codec_unsupported, bandwidth, stopped_by_device,
    lower_platform, capacity, cancelled, internal"""
    assert {code.strip() for code in stated.split(",")} == CODES
    for code in CODES:
        told = failure(code)
        assert all((told.sentence.zh, told.sentence.en, told.remedy.zh, told.remedy.en))
