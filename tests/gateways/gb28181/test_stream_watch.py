"""Running streams that go wrong: silence, no key frame, a sender that began anew; time is moved."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, Device, Scene, Steps, record
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock
from anlan.gateways.gb28181.invitation import LOWER_VERDICT_S
from anlan.gateways.gb28181.stream_watch import SILENCE_LOST_S


class Watched:
    """A playing stream on a clock that stands."""

    def __init__(self, code: str = CAMERA, **changes: Any) -> None:
        self.code = code
        self.clock = ManualClock()
        self.scene = Scene(record(code, **changes), clock=self.clock)
        self.device: Device
        self.steps: Steps

    async def __aenter__(self) -> Watched:
        await self.scene.__aenter__()
        self.device = await self.scene.joined(self.code)
        self.steps = await self.scene.play(self.device)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.scene.__aexit__()

    @property
    def lost(self) -> list[str]:
        return [why.code for _, why in self.scene.listener.lost]


async def test_a_stream_without_a_key_frame_is_asked_for_one_and_then_given_up() -> None:
    async with Watched() as watched:
        await watched.clock.advance(3)
        await watched.device.until("MESSAGE", body=b"<IFrameCmd>Send</IFrameCmd>")
        assert watched.lost == []
        await watched.clock.advance(4)
        assert watched.lost == ["no_key_frame"]
        await watched.device.until("BYE")


async def test_the_platform_with_the_device_is_the_first_to_judge_that_no_key_frame_comes() -> None:
    async with Watched(LOWER, kind="lower") as watched:
        await watched.clock.advance(6 + LOWER_VERDICT_S - 1)
        assert watched.lost == []
        await watched.clock.advance(2)
        assert watched.lost == ["no_key_frame"]
        assert (await watched.device.until("BYE")).headers.get("X-Anlan-Failure") == "no_key_frame"


async def test_the_platform_with_the_device_is_the_first_to_judge_that_a_stream_stays_silent() -> None:
    async with Watched(LOWER, kind="lower") as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.scene.emit("stream_silent", "s1", silent_ms=5000)
        await watched.clock.advance(SILENCE_LOST_S + LOWER_VERDICT_S - 1)
        assert watched.lost == []
        await watched.clock.advance(2)
        assert watched.lost == ["stopped_by_device"]


@pytest.mark.parametrize(
    ("reason", "late_key_frame", "lost"),
    [("not_ps", False, ["not_ps"]), ("no_key_frame", False, ["no_key_frame"]), ("no_key_frame", True, [])],
)
async def test_the_platform_with_the_device_is_the_first_to_say_that_a_stream_cannot_be_read(
    reason: str, late_key_frame: bool, lost: list[str]
) -> None:
    async with Watched(LOWER, kind="lower") as watched:
        watched.scene.emit("stream_undecodable", "s1", reason=reason, detail="")
        await watched.clock.advance(LOWER_VERDICT_S - 1)
        assert watched.lost == []
        if late_key_frame:
            watched.scene.emit("stream_first_key_frame", "s1")
        await watched.clock.advance(2)
        assert watched.lost == lost


async def test_a_key_frame_in_time_is_all_it_needs() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        await watched.clock.advance(60)
        assert watched.lost == []


async def test_a_silent_stream_may_come_back() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        for _ in range(5):
            watched.scene.emit("stream_silent", "s1", silent_ms=5000)
            await watched.clock.advance(4)
            watched.scene.emit("stream_resumed", "s1")
            await watched.clock.advance(30)
        assert watched.lost == []


async def test_a_stream_that_stays_silent_is_given_up() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.scene.emit("stream_silent", "s1", silent_ms=5000)
        await watched.clock.advance(7)
        assert watched.lost == ["stopped_by_device"]
        assert dict(watched.scene.listener.lost[0][1].facts)["by"] == "silence"
        await watched.device.until("BYE")


async def test_silence_of_a_device_that_is_offline_says_so() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        await watched.clock.advance(250)
        link = watched.scene.gateway.presence.get(CAMERA)
        assert link is not None
        assert not link.reachable
        assert watched.lost == [], "a stream that flows is not cut because keepalives fail"
        watched.scene.emit("stream_silent", "s1", silent_ms=5000)
        await watched.clock.advance(7)
        assert watched.lost == ["device_offline"]


async def test_a_stream_that_stands_still_when_its_sender_begins_anew_is_lost_at_once() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.device.begin_anew()
        watched.scene.core.still_ms["s1"] = 1500
        assert (await watched.device.register()).status == 200
        await asyncio.wait_for(watched.scene.listener.told.wait(), PATIENCE_S)
        assert watched.lost == ["stopped_by_device"]


async def test_a_stream_of_a_sender_that_began_anew_is_lost_as_soon_as_it_is_seen_to_stand_still() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.device.begin_anew()
        watched.scene.core.still_ms["s1"] = 400
        assert (await watched.device.register()).status == 200
        assert watched.lost == []
        watched.scene.core.still_ms["s1"] = 1400
        await watched.clock.advance(1)
        await asyncio.wait_for(watched.scene.listener.told.wait(), PATIENCE_S)
        assert watched.lost == ["stopped_by_device"]


async def test_a_sender_that_began_anew_and_sends_on_is_judged_as_any_other() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.device.begin_anew()
        assert (await watched.device.register()).status == 200
        await watched.clock.advance(2)
        watched.scene.core.still_ms["s1"] = 3000
        await watched.clock.advance(2)
        assert watched.lost == []


async def test_a_refreshed_registration_says_nothing_of_a_stream_that_stands_still() -> None:
    async with Watched() as watched:
        watched.scene.emit("stream_first_key_frame", "s1")
        watched.scene.core.still_ms["s1"] = 3000
        assert (await watched.device.register()).status == 200
        await watched.clock.advance(2)
        assert watched.lost == []
