"""Thousands of supervised panels in one process and on few sockets: for load tests of receivers."""

from __future__ import annotations

import asyncio
import contextlib
import math
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from anlan.foundation.clock import Clock, SystemClock
from anlan.simulator.panels.lines import Line, TcpLine, UdpLine
from anlan.simulator.panels.profile import PanelProfile, Token
from anlan.simulator.panels.sequence import following
from anlan.simulator.panels.signals import PanelEvent, event
from anlan.simulator.panels.storm import StormReport
from anlan.simulator.panels.wire import make_frame, read_answer

log = structlog.get_logger(__name__)

MAX_PANELS = 100_000
MAX_ALARMS = 1_000_000
# Alarms that wait in one panel for the one before to be acknowledged; a real panel's memory holds a few hundred.
MAX_WAITING = 500
_TICK_S = 0.05
_POLL = -1

KeyOf = Callable[[str], bytes | None]


@dataclass(slots=True)
class FleetCounts:
    """What a fleet did since it was opened.

    Of ``polls``, ``unanswered`` were given up and ``superseded`` by an alarm before their answer; ``skipped_polls`` were due while
    a message was under way, and never sent.
    """

    frames: int = 0
    polls: int = 0
    polls_acknowledged: int = 0
    unanswered: int = 0
    repetitions: int = 0
    refused: int = 0
    not_understood: int = 0
    superseded: int = 0
    skipped_polls: int = 0


@dataclass(slots=True)
class _Message:
    """What a panel has under way: a storm's alarm by its number, or a poll."""

    alarm: int
    sequence: int
    event: PanelEvent | None
    repeat_s: float
    attempts: int


def one_account(first: str, index: int) -> str:
    """The account ``index`` places after ``first``, with as many digits."""
    return f"{int(first, 16) + index:0{len(first)}X}"


def zone_alarm(nth: int) -> PanelEvent:
    """The ``nth`` alarm of a panel: another zone each time, so that no two frames of a panel are alike."""
    return event("burglary", f"{nth % 999 + 1:03d}")


class PanelFleet:
    """``count`` panels with accounts counting up from ``first_account``, over ``lines`` shared sockets or connections.

    Each has one message under way, repeats it after ``retry_s`` and never gives an alarm up while a storm lasts. As several share a
    socket, a NAK names none of them (DC-09 answers account 0): it is counted, and the retry timer does the rest. ``key_of`` gives
    a panel's key by its account.
    """

    def __init__(
        self,
        host: str,
        port: int,
        count: int,
        *,
        first_account: str = "A00001",
        token: Token = "SIA-DCS",  # noqa: S107 - a message format
        transport: str = "udp",
        lines: int = 8,
        key_of: KeyOf = lambda account: None,
        receiver: str = "0",
        line: str = "0",
        retry_s: float = 5.0,
        poll_attempts: int = 3,
        clock: Clock | None = None,
    ) -> None:
        if not 1 <= count <= MAX_PANELS or not 1 <= lines <= 256 or transport not in ("udp", "tcp"):
            raise ValueError(f"a fleet has 1 to {MAX_PANELS} panels on 1 to 256 lines, udp or tcp")
        self._accounts = [one_account(first_account, index) for index in range(count)]
        if len(self._accounts[-1]) != len(first_account):
            raise ValueError("the accounts outgrow the digits of the first")
        self._index = {account: index for index, account in enumerate(self._accounts)}
        # One profile for all: only the account changes from frame to frame.
        self._profile = PanelProfile(
            account=first_account, host=host, port=port, receiver=receiver, line=line, token=token, retry_s=retry_s
        )
        self._key_of = key_of
        self._poll_attempts = poll_attempts
        self._clock: Clock = clock or SystemClock()
        make: type[UdpLine] | type[TcpLine] = UdpLine if transport == "udp" else TcpLine
        self._lines: list[Line] = [make(host, port, self._hear) for _ in range(lines)]
        self._sequence = array("H", bytes(2 * count))
        self._alarms = array("H", bytes(2 * count))
        self._silent = bytearray(count)
        self._under_way: dict[int, _Message] = {}
        self._waiting: dict[int, deque[int]] = {}
        self._storm: _Storm | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.counts = FleetCounts()

    @property
    def accounts(self) -> list[str]:
        """Every panel's account, in order."""
        return list(self._accounts)

    async def open(self) -> None:
        """Open the lines and start the retry timer. Raises ``OSError``."""
        if self._tasks:
            return
        for line in self._lines:
            await line.open()
        self._tasks.append(asyncio.create_task(self._repeat(), name="panel fleet repeats"))

    async def close(self) -> None:
        """End polls, repeats and lines; what is under way is forgotten."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        for line in self._lines:
            line.close()

    def fall_silent(self, indices: Iterable[int]) -> None:
        """These panels are dead: they neither poll nor repeat nor raise alarms."""
        for index in indices:
            self._silent[index] = True
            message = self._under_way.pop(index, None)
            lost = len(self._waiting.pop(index, ())) + (message is not None and message.alarm != _POLL)
            if self._storm is not None:
                self._storm.lose(lost)

    def wake(self, indices: Iterable[int]) -> None:
        """Undo ``fall_silent``."""
        for index in indices:
            self._silent[index] = False

    async def start_polling(self, interval_s: float) -> None:
        """Every panel polls at this interval from now on, spread evenly over it."""
        await self.open()
        self._tasks.append(asyncio.create_task(self._keep_polling(interval_s), name="panel fleet polls"))

    async def poll_round(self, seconds: float, patience_s: float) -> int:
        """Every living panel polls once, spread over ``seconds``; how many were acknowledged within ``patience_s`` after the last."""
        await self.open()
        before = self.counts.polls_acknowledged
        begun_s = self._clock.monotonic_s()
        for index in range(len(self._accounts)):
            await self._until(begun_s + seconds * index / len(self._accounts))
            self._poll(index)
        deadline_s = self._clock.monotonic_s() + patience_s
        while self._under_way and self._clock.monotonic_s() < deadline_s:
            await self._clock.sleep(_TICK_S)
        return self.counts.polls_acknowledged - before

    async def storm(
        self,
        rate: float,
        seconds: float,
        *,
        patience_s: float = 60.0,
        alarm: Callable[[int], PanelEvent] = zone_alarm,
        panels: range | None = None,
    ) -> StormReport:
        """Raise ``rate`` alarms a second for ``seconds``, panel after panel, and wait at most ``patience_s`` for the last answers.

        Alarms are raised by the clock whether or not those before were answered. ``alarm`` makes a panel's nth event; ``panels``
        confines the storm to some.
        """
        total = round(rate * seconds)
        if self._storm is not None or not 0 < total <= MAX_ALARMS:
            raise ValueError(f"one storm at a time, of at most {MAX_ALARMS} alarms")
        chosen = panels if panels is not None else range(len(self._accounts))
        await self.open()
        storm = self._storm = _Storm(alarm)
        report, begun_s = storm.report, self._clock.monotonic_s()
        repeated, refused, not_understood = self.counts.repetitions, self.counts.refused, self.counts.not_understood
        try:
            for number in range(total):
                due_s = begun_s + number / rate
                await self._until(due_s)
                report.behind_ms = max(report.behind_ms, (self._clock.monotonic_s() - due_s) * 1000)
                self._raise(storm, chosen[number % len(chosen)], due_s)
            # A storm's alarms are all in the hands of the retry timer now.
            with contextlib.suppress(TimeoutError):
                await self._within(storm.settled(), patience_s)
        finally:
            self._storm = None
            self._waiting.clear()
            self._under_way = {index: each for index, each in self._under_way.items() if each.alarm == _POLL}
            report.seconds = self._clock.monotonic_s() - begun_s
            report.repetitions = self.counts.repetitions - repeated
            report.refused = self.counts.refused - refused
            report.not_understood = self.counts.not_understood - not_understood
        return report

    async def _until(self, due_s: float) -> None:
        wait_s = due_s - self._clock.monotonic_s()
        if wait_s > 0:
            await self._clock.sleep(wait_s)

    async def _within(self, event_: asyncio.Event, seconds: float) -> None:
        waiting = asyncio.create_task(event_.wait())
        timer = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({waiting, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            timer.cancel()

    def _raise(self, storm: _Storm, index: int, due_s: float) -> None:
        number = storm.add(self._accounts[index], due_s)
        if self._silent[index]:
            storm.lose()
            return
        busy = self._under_way.get(index)
        if busy is None:
            self._send_alarm(storm, index, number)
            return
        if busy.alarm == _POLL and index not in self._waiting:
            # An alarm does not wait for the answer to a poll.
            del self._under_way[index]
            self.counts.superseded += 1
            self._send_alarm(storm, index, number)
            return
        queue = self._waiting.setdefault(index, deque())
        if len(queue) >= MAX_WAITING:
            storm.lose()
            return
        queue.append(number)

    def _send_alarm(self, storm: _Storm, index: int, number: int) -> None:
        made = storm.alarm(self._alarms[index])
        self._alarms[index] = (self._alarms[index] + 1) % 65_535
        sequence = self._send(index, number, made)
        storm.report.sequences[number] = sequence
        storm.report.numbers[number] = made.number

    def _poll(self, index: int) -> None:
        if self._silent[index]:
            return
        if index in self._under_way:
            self.counts.skipped_polls += 1
            return
        self.counts.polls += 1
        self._send(index, _POLL, None)

    def _send(self, index: int, alarm: int, event_: PanelEvent | None) -> int:
        sequence = self._sequence[index] = following(self._sequence[index])
        repeat_s = self._clock.monotonic_s() + self._profile.retry_s
        message = self._under_way[index] = _Message(alarm, sequence, event_, repeat_s, 1)
        self._transmit(index, message)
        return sequence

    def _transmit(self, index: int, message: _Message) -> None:
        # Written anew for each repetition: receivers refuse a sealed frame whose time is old.
        account = self._profile.account = self._accounts[index]
        data = make_frame(self._profile, message.event, message.sequence, self._clock.now_utc(), self._key_of(account))
        self.counts.frames += 1
        self._lines[index % len(self._lines)].send(data)

    def _hear(self, data: bytes) -> None:
        answer = read_answer(data)
        if answer is None:
            return
        if answer.kind == "NAK":
            self.counts.refused += 1
            return
        index = self._index.get(answer.account, -1)
        message = self._under_way.get(index)
        if message is None or message.sequence != answer.sequence:
            return
        del self._under_way[index]
        if answer.kind == "DUH":
            self.counts.not_understood += 1
        if message.alarm == _POLL:
            self.counts.polls_acknowledged += answer.kind != "DUH"
        elif self._storm is not None:
            latency_s = self._clock.monotonic_s() - self._storm.due_s[message.alarm]
            self._storm.settle(message.alarm, math.nan if answer.kind == "DUH" else latency_s * 1000)
        self._next_waiting(index)

    def _next_waiting(self, index: int) -> None:
        queue = self._waiting.get(index)
        if not queue or self._storm is None:
            return
        self._send_alarm(self._storm, index, queue.popleft())
        if not queue:
            del self._waiting[index]

    async def _repeat(self) -> None:
        """One timer for all: reopen lines that fell, repeat what is due, give up polls nobody answers."""
        while True:
            await self._clock.sleep(_TICK_S)
            for line in self._lines:
                if not line.is_open:
                    with contextlib.suppress(OSError):
                        await line.open()
            now_s = self._clock.monotonic_s()
            for index, message in list(self._under_way.items()):
                if now_s < message.repeat_s:
                    continue
                if message.alarm == _POLL and message.attempts >= self._poll_attempts:
                    self.counts.unanswered += 1
                    del self._under_way[index]
                    continue
                self._again(index, message, now_s)

    def _again(self, index: int, message: _Message, now_s: float) -> None:
        message.attempts += 1
        message.repeat_s = now_s + self._profile.retry_s
        self.counts.repetitions += 1
        self._transmit(index, message)

    async def _keep_polling(self, interval_s: float) -> None:
        count, begun_s, number = len(self._accounts), self._clock.monotonic_s(), 0
        while True:
            # All that fell due since the last look, one after another; a machine that stood still does not poll twice.
            due = int((self._clock.monotonic_s() - begun_s) * count / interval_s)
            for turn in range(max(number, due - count + 1), due + 1):
                self._poll(turn % count)
            number = due + 1
            await self._clock.sleep(_TICK_S)


class _Storm:
    """A storm under way."""

    def __init__(self, alarm: Callable[[int], PanelEvent]) -> None:
        self.alarm = alarm
        self.report = StormReport()
        self.due_s = array("d")
        self._open = 0
        self._settled = asyncio.Event()

    def add(self, account: str, due_s: float) -> int:
        """One more alarm; its number."""
        report = self.report
        report.accounts.append(account)
        report.sequences.append(0)
        report.numbers.append("")
        report.latency_ms.append(math.nan)
        self.due_s.append(due_s)
        self._open += 1
        self._settled.clear()
        return len(self.due_s) - 1

    def settle(self, number: int, latency_ms: float) -> None:
        """An answer came."""
        self.report.latency_ms[number] = latency_ms
        self.lose()

    def lose(self, count: int = 1) -> None:
        """Nothing is awaited for so many of them any more."""
        self._open -= count
        if not self._open:
            self._settled.set()

    def settled(self) -> asyncio.Event:
        """Set while nothing is awaited."""
        return self._settled
