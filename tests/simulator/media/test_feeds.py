"""A feed runs while somebody receives, also for who comes while it is being put away."""

from __future__ import annotations

import asyncio

from anlan.foundation.clock import ManualClock
from anlan.simulator.media.annexb import AccessUnit
from anlan.simulator.media.feeds import LINGER_S, Feed
from anlan.simulator.media.ps import PsFrame

PICTURE = AccessUnit(b"\x00\x00\x00\x01\x65\x88\x84", key=True)


class SlowToEnd(Feed):
    """One picture a second; ending takes until it is let go, as an encoder's process does."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock, "h264")
        self.let_go = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    async def _run(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while True:
                self._deliver(self._mux(PICTURE), 0)
                await self.clock.sleep(1.0)
        finally:
            await self.let_go.wait()
            self.at_once -= 1


async def test_who_comes_while_the_feed_is_being_put_away_gets_pictures() -> None:
    clock = ManualClock()
    feed = SlowToEnd(clock)
    first: list[PsFrame] = []
    second: list[PsFrame] = []

    def to_first(frame: PsFrame, _time_90k: int) -> None:
        first.append(frame)

    def to_second(frame: PsFrame, _time_90k: int) -> None:
        second.append(frame)

    feed.attach(to_first)
    await clock.advance(1)
    assert first
    feed.detach(to_first)
    await clock.advance(LINGER_S + 0.1)
    feed.attach(to_second)
    await clock.advance(0)
    assert second == []
    feed.let_go.set()
    await clock.advance(2)
    assert second
    assert feed.most_at_once == 1
    await feed.close()


async def test_who_comes_back_soon_finds_the_feed_running() -> None:
    clock = ManualClock()
    feed = SlowToEnd(clock)
    feed.let_go.set()
    frames: list[PsFrame] = []

    def receive(frame: PsFrame, _time_90k: int) -> None:
        frames.append(frame)

    feed.attach(receive)
    await clock.advance(1)
    feed.detach(receive)
    await clock.advance(LINGER_S - 1)
    feed.attach(receive)
    count = len(frames)
    await clock.advance(LINGER_S + 2)
    assert len(frames) > count
    assert feed.running
    await feed.close()
    assert not feed.running
