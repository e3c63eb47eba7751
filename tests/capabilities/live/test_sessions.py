"""Whatever viewers, devices and time do: never two INVITEs for one channel, never a stream that nobody needs for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.capabilities.live.fakes import FakeSource, plays

from anlan.capabilities.live.failures import failure
from anlan.capabilities.live.ports import StreamFailed
from anlan.capabilities.live.sessions import ChannelStream, Consumer, SessionPool
from anlan.capabilities.live.traces import Attempt, Wanted
from anlan.foundation.clock import ManualClock

GRACE_S = 10.0
CHANNELS = ("99010100001310000001", "99010100001310000002")


class Sessions(RuleBasedStateMachine):
    """Consumers come and go, starts succeed, fail or hang, streams get lost, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.source = FakeSource()
        self.pool = self.in_loop(self._pool)
        self.serial = 0
        self.joining: dict[str, asyncio.Task[Any]] = {}
        self.held: dict[str, str] = {}
        self.lost: dict[str, int] = {}
        self.idle_since: dict[str, float] = {}
        self.still_ms = 0

    async def _pool(self) -> SessionPool:
        return SessionPool(
            source=self.source,
            clock=self.clock,
            grace_s=GRACE_S,
            max_streams=10,
            silent_ms=lambda _stream: self.still_ms,
        )

    def in_loop(self, act: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        async def run() -> Any:
            result = await act()
            await self.clock.advance(0)
            return result

        return self.loop.run_until_complete(run())

    @rule(channel=st.sampled_from(CHANNELS))
    def someone_comes(self, channel: str) -> None:
        self.serial += 1
        identity = f"c{self.serial}"
        wanted = Wanted(channel, "", "", "", 0, "u", "user", "", "", "duty_patrol")
        attempt = Attempt(identity, wanted, self.clock, self.clock.now_utc(), lambda _attempt: None)
        self.lost[identity] = 0

        def lost(_failed: object) -> None:
            self.lost[identity] += 1
            self.held.pop(identity, None)

        async def join() -> None:
            consumer = Consumer(identity, "viewer", attempt, lost)
            self.held[identity] = channel
            task = asyncio.create_task(self.pool.join(ChannelStream(channel, 0), consumer))
            self.joining[identity] = task
            task.add_done_callback(lambda done: self._joined(identity, done))

        self.in_loop(join)

    def _joined(self, identity: str, done: asyncio.Task[Any]) -> None:
        if done.cancelled() or done.exception() is not None:
            assert done.cancelled() or isinstance(done.exception(), StreamFailed)
            self.held.pop(identity, None)
        self.joining.pop(identity, None)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def someone_leaves(self, data: st.DataObject) -> None:
        identity = data.draw(st.sampled_from(sorted(self.held)))

        async def leave() -> None:
            if identity in self.joining:
                self.joining[identity].cancel()
            else:
                self.pool.leave(identity)
            self.held.pop(identity, None)

        self.in_loop(leave)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), outcome=st.sampled_from(["signalled", "plays", "fails", "breaks"]))
    def the_device_answers(self, data: st.DataObject, outcome: str) -> None:
        call = data.draw(st.sampled_from(self.waiting()))

        async def answer() -> None:
            if outcome == "signalled":
                call.trace.step("signalled")
            elif outcome == "plays":
                plays(call)
            elif outcome == "fails":
                call.result.set_exception(StreamFailed(failure("busy_486")))
            else:
                call.result.set_exception(RuntimeError("a fault of ours"))

        self.in_loop(answer)

    def waiting(self) -> list[Any]:
        return [call for call in self.source.calls if not call.result.done()]

    @precondition(lambda self: self.source.open)
    @rule(data=st.data())
    def a_stream_gets_lost(self, data: st.DataObject) -> None:
        stream = data.draw(st.sampled_from(sorted(self.source.open)))

        async def lose() -> None:
            session = self.pool.by_stream(stream)
            if session is not None and session.state == "running":
                # The source has released what it held before it tells.
                self.source.open.pop(stream, None)
            await self.pool.stream_lost(stream, failure("stopped_by_device"))

        self.in_loop(lose)

    @rule(seconds=st.sampled_from([0.5, 3.0, GRACE_S, 3 * GRACE_S]))
    def time_passes(self, seconds: float) -> None:
        self.in_loop(lambda: self.clock.advance(seconds))

    @rule(slow=st.booleans())
    def devices_hang_up_slowly(self, slow: bool) -> None:
        async def change() -> None:
            (self.source.hangs_up.clear if slow else self.source.hangs_up.set)()

        self.in_loop(change)

    @rule(still_ms=st.sampled_from([0, 3000]))
    def streams_stand_still_or_flow(self, still_ms: int) -> None:
        self.still_ms = still_ms

    @invariant()
    def one_invite_per_channel(self) -> None:
        assert self.source.most_per_channel <= 1

    @invariant()
    def told_at_most_once(self) -> None:
        assert all(times <= 1 for times in self.lost.values())

    @invariant()
    def open_streams_are_the_pools(self) -> None:
        assert all(self.pool.by_stream(stream) is not None for stream in self.source.open)
        assert self.pool.consumers() <= len(self.held)

    @invariant()
    def no_stream_outlives_its_grace(self) -> None:
        needed = set(self.held.values())
        for request in self.source.open.values():
            if request.channel in needed or not self.source.hangs_up.is_set():
                self.idle_since.pop(request.channel, None)
            else:
                since = self.idle_since.setdefault(request.channel, self.clock.monotonic_s())
                assert self.clock.monotonic_s() - since <= GRACE_S
        for channel in set(self.idle_since) - {request.channel for request in self.source.open.values()}:
            del self.idle_since[channel]

    def teardown(self) -> None:
        async def end() -> None:
            self.source.hangs_up.set()
            closing = asyncio.create_task(self.pool.close())
            await self.clock.advance(0)
            await closing
            for task in self.joining.values():
                task.cancel()

        self.in_loop(end)
        assert self.source.open == {}
        assert len(self.pool) == 0
        assert self.pool.consumers() == 0
        self.loop.close()


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


async def test_who_comes_while_the_stream_is_being_ended_waits_and_gets_a_new_one() -> None:
    clock, source = ManualClock(), FakeSource()
    source.script = plays
    pool = SessionPool(source=source, clock=clock, grace_s=GRACE_S, max_streams=10, silent_ms=lambda _stream: 0)
    source.hangs_up.clear()
    wanted = Wanted(CHANNELS[0], "", "", "", 0, "u", "user", "", "", "duty_patrol")

    def consumer(identity: str) -> Consumer:
        attempt = Attempt(identity, wanted, clock, clock.now_utc(), lambda _attempt: None)
        return Consumer(identity, "viewer", attempt, lambda _failed: None)

    first = await pool.join(ChannelStream(CHANNELS[0], 0), consumer("a"))
    pool.leave("a")
    await clock.advance(GRACE_S + 1)
    joining = asyncio.create_task(pool.join(ChannelStream(CHANNELS[0], 0), consumer("b")))
    await clock.advance(0)
    assert len(source.calls) == 1
    source.hangs_up.set()
    second = await joining
    assert second.stream != first.stream
    assert source.most_per_channel == 1
    await pool.close()
