"""A simulated alarm panel: it dials a receiver over DC-09, waits for the answer, repeats, and is supervised by its polls."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog

from anlan.foundation.clock import Clock, SystemClock
from anlan.simulator.panels.faults import PanelFaults, spoil
from anlan.simulator.panels.lines import Line, TcpLine, UdpLine
from anlan.simulator.panels.profile import PanelProfile
from anlan.simulator.panels.sequence import Counting, Sequence
from anlan.simulator.panels.signals import PanelEvent, arming, disarming
from anlan.simulator.panels.wire import Answer, make_frame, read_answer

log = structlog.get_logger(__name__)

Outcome = Literal["acknowledged", "not understood", "unanswered"]
# What a panel counts. "frames" holds repetitions, "clock set" the NAKs that were heeded.
Count = Literal["frames", "repetitions", "acknowledged", "not understood", "unanswered", "refused", "clock set", "no line", "polls", "line lost"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message. ``seconds`` run from the first frame to the answer, or to giving up."""

    outcome: Outcome
    sequence: int
    attempts: int
    seconds: float


class Panel:
    """One message at a time, as in a real dialler: events and polls wait for their turn."""

    def __init__(
        self,
        profile: PanelProfile,
        faults: PanelFaults | None = None,
        clock: Clock | None = None,
        sequence: Sequence | None = None,
    ) -> None:
        self.profile = profile
        self.faults = faults or PanelFaults()
        self.counts: Counter[Count] = Counter()
        self.armed = False
        self._clock: Clock = clock or SystemClock()
        self._sequence: Sequence = sequence or Counting()
        # What a NAK corrected; the clock's own error comes on top until then.
        self._off_s = profile.clock_error_s
        self._turn = asyncio.Lock()
        self._line: Line = self._make_line()
        self._line_up = True
        self._silent = False
        self._awaited: asyncio.Future[Answer | None] | None = None
        self._awaited_sequence = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def last_sequence(self) -> int:
        """The number of the last message."""
        return self._sequence.last

    async def start(self) -> None:
        """Begin to poll, and what the faults do by the clock."""
        if self.profile.poll_s is not None:
            self._do(self._keep_polling(self.profile.poll_s))
        if self.faults.flapping_s is not None:
            self._do(self._flap(self.faults.flapping_s))
        if self.faults.silent_after_s is not None:
            self._do(self._die_later(self.faults.silent_after_s))

    async def stop(self) -> None:
        """Stop polling and close the line."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._line.close()

    async def send(self, event: PanelEvent) -> Delivery:
        """Send an event and wait for its fate; a silent panel's event is "unanswered" without an attempt."""
        if event.code.name == "open_close":
            self.armed = event.restore
        return await self._deliver(event)

    async def restore(self, event: PanelEvent) -> Delivery:
        """Send the end of an event."""
        return await self.send(event.restored())

    async def arm(self, user: str = "001", *, partition: str = "01", text: str = "") -> Delivery:
        """A user arms (布防)."""
        return await self.send(arming(user, partition=partition, text=text))

    async def disarm(self, user: str = "001", *, partition: str = "01", text: str = "") -> Delivery:
        """A user disarms (撤防)."""
        return await self.send(disarming(user, partition=partition, text=text))

    async def poll(self) -> Delivery:
        """Send one NULL message."""
        self.counts["polls"] += 1
        return await self._deliver(None)

    def fall_silent(self) -> None:
        """Be dead: nothing is sent any more."""
        self._silent = True

    def wake(self) -> None:
        """Undo ``fall_silent``."""
        self._silent = False

    def cut_line(self) -> None:
        """The line fails; the panel lives and tries."""
        self._line_up = False
        self._line.close()
        self.counts["line lost"] += 1

    def mend_line(self) -> None:
        """The line is back."""
        self._line_up = True

    def _make_line(self) -> Line:
        profile = self.profile
        if profile.transport == "udp":
            return UdpLine(profile.host, profile.port, self._hear)
        return TcpLine(profile.host, profile.port, self._hear)

    async def _deliver(self, event: PanelEvent | None) -> Delivery:
        async with self._turn:
            repeated = self.faults.replayed_sequence and self._sequence.last > 0
            sequence = self._sequence.last if repeated else self._sequence.take()
            begun_s = self._clock.monotonic_s()
            outcome, attempts = await self._insist(event, sequence)
            self.counts[outcome] += 1
            if outcome == "acknowledged" and self.faults.repeats_accepted and not self._silent:
                self.counts["repetitions"] += 1
                await self._ask(event, sequence)
            if self.profile.transport == "tcp_per_message":
                self._line.close()
            return Delivery(outcome, sequence, attempts, self._clock.monotonic_s() - begun_s)

    async def _insist(self, event: PanelEvent | None, sequence: int) -> tuple[Outcome, int]:
        """Send until an answer settles it or the attempts are used up."""
        attempts, clock_set = 0, False
        while attempts < self.profile.attempts and not self._silent:
            attempts += 1
            self.counts["repetitions"] += attempts > 1
            begun_s = self._clock.monotonic_s()
            answer = await self._ask(event, sequence)
            if answer is not None and answer.kind in ("ACK", "RSP"):
                return "acknowledged", attempts
            if answer is not None and answer.kind == "DUH":
                return "not understood", attempts
            if answer is not None:
                self.counts["refused"] += 1
                # The first NAK says what time it is; whoever is refused again has another fault, and waits.
                if not clock_set and self._set_clock(answer):
                    clock_set = True
                    continue
            elif self.profile.transport != "udp":
                # A connection that swallows frames may be half dead; the repetition takes a new one.
                self._line.close()
            waited_s = self._clock.monotonic_s() - begun_s
            if attempts < self.profile.attempts:
                await self._clock.sleep(self.profile.retry_s - waited_s)
        return "unanswered", attempts

    async def _ask(self, event: PanelEvent | None, sequence: int) -> Answer | None:
        """One frame and its answer; None when none came in time."""
        if not await self._connect():
            return None
        awaited: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._awaited, self._awaited_sequence = awaited, sequence
        timer = asyncio.create_task(self._time_out(awaited), name="panel retry timer")
        try:
            await self._transmit(self._frame(event, sequence))
            return await awaited
        finally:
            timer.cancel()
            self._awaited = None

    async def _time_out(self, awaited: asyncio.Future[Answer | None]) -> None:
        await self._clock.sleep(self.profile.retry_s)
        if not awaited.done():
            awaited.set_result(None)

    async def _connect(self) -> bool:
        if self._line_up:
            try:
                await self._line.open()
            except OSError as error:
                log.info("panel has no line", account=self.profile.account, reason=str(error))
            else:
                return True
        self.counts["no line"] += 1
        return False

    def _frame(self, event: PanelEvent | None, sequence: int) -> bytes:
        off_s = self._off_s + self.faults.clock_off_s
        now_utc = self._clock.now_utc() + timedelta(seconds=off_s)
        key = self.profile.key
        if key is not None and self.faults.wrong_key:
            key = bytes(byte ^ 0xFF for byte in key)
        frame = make_frame(self.profile, event, sequence, now_utc, key)
        if self.faults.wrong_token:
            frame = make_frame(self.profile, event, sequence, now_utc, key, token="ADM-XYZ")  # noqa: S106 - a message format
        return spoil(frame, self.faults)

    async def _transmit(self, frame: bytes) -> None:
        self.counts["frames"] += 1
        stream = self.profile.transport != "udp"
        if stream and self.faults.slow_bytes_s:
            for byte in frame:
                self._line.send(bytes((byte,)))
                await self._clock.sleep(self.faults.slow_bytes_s)
            return
        self._line.send(frame)
        if stream and self.faults.cut_mid_frame:
            self._line.close()

    def _hear(self, data: bytes) -> None:
        answer = read_answer(data, self.profile.key)
        if answer is None or self._awaited is None or self._awaited.done() or self._silent:
            return
        # A NAK carries number 0000; any other answer belongs to the message whose number it bears.
        if answer.kind == "NAK" or answer.sequence == self._awaited_sequence:
            self._awaited.set_result(answer)

    def _set_clock(self, answer: Answer) -> bool:
        """Take the receiver's time; whether that changed anything."""
        if answer.time_utc is None:
            return False
        self._off_s = (answer.time_utc - self._clock.now_utc()).total_seconds()
        self.counts["clock set"] += 1
        return True

    async def _keep_polling(self, interval_s: float) -> None:
        while True:
            if not self._silent:
                await self.poll()
            await self._clock.sleep(interval_s)

    async def _flap(self, interval_s: float) -> None:
        while True:
            await self._clock.sleep(interval_s)
            self.cut_line()
            await self._clock.sleep(interval_s)
            self.mend_line()

    async def _die_later(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self.fall_silent()

    def _do(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name=f"panel {self.profile.account}")
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("simulated panel failed", account=self.profile.account, error=repr(task.exception()))
