"""One conversation with a neighbour, over whatever carries it: cases out and in, acknowledgements, asks, signs of life."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from anlan.capabilities.alarms.levels.ports import Neighbour
from anlan.foundation.clock import Clock
from anlan.foundation.errors import Unavailable
from anlan.gateways.feeds.links import Link
from anlan.gateways.feeds.metrics import ASKS, RECEIVED, REFUSED, SENT
from anlan.gateways.feeds.outgoing import Packing
from anlan.gateways.feeds.ports import Cases, FeedTransport, TransportClosed
from anlan.gateways.feeds.queue import FeedQueue, Mark
from anlan.gateways.gb28181.waiting import wait_for
from anlan.protocols.feed import (
    MAX_BATCH,
    Ack,
    Answer,
    Ask,
    Events,
    Frame,
    FrameError,
    Hello,
    Message,
    Refused,
    State,
    decode,
    encode,
    encode_batch,
)
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.feeds")

ASK_S: Final = 10.0
MAX_ASKS: Final = 64
# Without a frame for so many of its intervals the other side is gone.
SILENT_INTERVALS: Final = 4
MAX_KNOWN: Final = 20_000
_ANSWERED: Final = 1_000


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A message that was sent. ``mark`` is None for a part that is not its case's last."""

    alarm: str
    newest_step: int
    mark: Mark | None


class Conversation:
    """Runs until the way is cut or the other side breaks the rules. ``state_s``: interval of the signs of life."""

    def __init__(
        self, *, link: Link, neighbour: Neighbour, transport: FeedTransport, queue: FeedQueue, cases: Cases, packing: Packing, clock: Clock,
        state_s: float,
    ) -> None:  # fmt: skip
        self._link = link
        self._neighbour = neighbour
        self._transport = transport
        self._queue = queue
        self._cases = cases
        self._packing = packing
        self._clock = clock
        self._state_s = state_s
        self._under_way: dict[str, _UnderWay] = {}
        self._known: OrderedDict[str, int] = OrderedDict()
        self._asks: dict[str, asyncio.Future[Answer]] = {}
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._answering: set[asyncio.Task[None]] = set()
        # Intervals since the other side was heard: counted, because a machine that slept has missed none of them.
        self._unheard = 0

    async def run(self) -> None:
        """Talk. Returns when the way is cut; raises whatever else ends it."""
        tasks = [asyncio.create_task(work) for work in (self._receive(), self._send(), self._pulse())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in [*tasks, *self._answering]:
                task.cancel()
            await asyncio.gather(*tasks, *self._answering, return_exceptions=True)
            for future in self._asks.values():
                future.cancel()
            await self._transport.close()
        for task in done:
            error = None if task.cancelled() else task.exception()
            if error is not None and not isinstance(error, TransportClosed):
                raise error

    async def ask(self, ask: Ask) -> Answer:
        """Put a question. Raises ``Unavailable`` where the answer does not come."""
        if len(self._asks) >= MAX_ASKS:
            raise link_cut(self._link.code)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asks[ask.id] = future
        try:
            await self._transport.send(encode(ask), kept=False)
            answered = await wait_for(self._clock, future, ASK_S)
        except TransportClosed:
            raise link_cut(self._link.code) from None
        finally:
            del self._asks[ask.id]
        if not answered or future.cancelled():
            ASKS.labels("unanswered").inc()
            raise link_cut(self._link.code)
        answer = future.result()
        ASKS.labels("granted" if answer.granted else "refused").inc()
        return answer

    # Out

    async def _send(self) -> None:
        while True:
            self._link.wake.clear()
            if len(self._under_way) < MAX_BATCH:
                taken = {each.mark.stamp for each in self._under_way.values() if each.mark is not None}
                marks = await self._queue.take(self._link, MAX_BATCH, taken)
                if marks:
                    await self._send_cases(marks)
                    continue
                if not self._under_way and await self._queue.next_page(self._link):
                    continue
            await self._link.wake.wait()

    async def _send_cases(self, marks: Sequence[Mark]) -> None:
        packed = await self._packing.pack(self._link, marks, self._known)
        if packed.not_shown:
            await self._queue.acknowledge(self._link, [mark.stamp for mark in packed.not_shown])
        for batch in packed.batches:
            for message in batch:
                self._under_way[message.id] = _UnderWay(message.alarm, message.newest_step, message.mark)
            await self._transport.send(encode_batch([message.content for message in batch]), kept=True)

    async def _acknowledged(self, ack: Ack) -> None:
        stamps: list[str] = []
        for identity in ack.taken:
            sent = self._under_way.pop(identity, None)
            if sent is None:
                # Of a conversation before this one: the broker kept it. The stamp says which change it was.
                stamps.append(identity)
                continue
            self._know(sent.alarm, sent.newest_step)
            if sent.mark is not None:
                stamps.append(sent.mark.stamp)
        for refused in ack.refused:
            sent = self._under_way.pop(refused.id, None)
            log.error(
                "feed_case_refused", platform=self._link.code, alarm=sent.alarm if sent else "", reason=refused.code
            )
            stamps.append(refused.id)
        if ack.again:
            asked = set(ack.again)
            for alarm in asked:
                self._known.pop(alarm, None)
            for identity in [key for key, sent in self._under_way.items() if sent.alarm in asked]:
                del self._under_way[identity]
        SENT.labels(self._link.code).inc(len(ack.taken))
        await self._queue.acknowledge(self._link, stamps)
        self._link.wake.set()

    def _know(self, alarm: str, newest_step: int) -> None:
        self._known[alarm] = max(newest_step, self._known.pop(alarm, 0))
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    # In

    async def _receive(self) -> None:
        while True:
            delivery = await self._transport.receive()
            self._unheard = 0
            try:
                frame = decode(delivery.frame)
            except FrameError as error:
                REFUSED.labels("frame").inc()
                log.warning("feed_bad_frame", platform=self._link.code, error=str(error))
                # What a broker kept would come again for ever.
                await delivery.done()
                raise
            await self._take(frame)
            await delivery.done()

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Events():
                await self._apply(frame.messages)
            case Ack():
                await self._acknowledged(frame)
            case Ask():
                self._answer_beside(frame)
            case Answer():
                future = self._asks.get(frame.ask)
                if future is not None and not future.done():
                    future.set_result(frame)
            case State():
                self._link.theirs = frame
            case Hello():
                pass

    async def _apply(self, messages: Sequence[Message]) -> None:
        outcomes = await self._cases.apply(self._neighbour, [message.body for message in messages])
        taken, again, refused = [], [], []
        for message, outcome in zip(messages, outcomes, strict=True):
            RECEIVED.labels(self._link.code, outcome).inc()
            if outcome == "taken":
                taken.append(message.id)
            elif outcome == "again":
                again.append(message.key)
            else:
                log.warning("feed_case_not_taken", platform=self._link.code, alarm=message.key, reason=outcome)
                refused.append(Refused(message.id, outcome))
        await self._transport.send(encode(Ack(tuple(taken), tuple(again), tuple(refused))), kept=True)
        self._link.exchanged_utc = self._clock.now_utc()

    def _answer_beside(self, ask: Ask) -> None:
        """Beside the cases: an answer may have to be fetched from a third platform."""
        if ask.id in self._answered or ask.platform == "" or len(self._answering) >= MAX_ASKS:
            return
        self._answered[ask.id] = None
        if len(self._answered) > _ANSWERED:
            self._answered.popitem(last=False)
        task = asyncio.create_task(self._answer(self._cases.decide(self._neighbour, ask), ask))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, deciding: Awaitable[Answer], ask: Ask) -> None:
        try:
            answer = await deciding
        except Exception:
            log.exception("feed_ask_failed", platform=self._link.code, action=ask.action)
            answer = Answer(
                ask.id, granted=False, code="feeds.failed", zh="对方平台处理失败", en="the other platform failed"
            )
        try:
            await self._transport.send(encode(answer), kept=False)
        except TransportClosed:
            log.info("feed_answer_not_sent", platform=self._link.code, action=ask.action)

    # Life

    async def _pulse(self) -> None:
        while True:
            backlog = await self._queue.backlog(self._link)
            resync = self._link.resync_from_utc is not None
            await self._transport.send(encode(State(backlog.waiting, backlog.oldest_utc, resync)), kept=False)
            await self._clock.sleep(self._state_s)
            self._unheard += 1
            if self._unheard > SILENT_INTERVALS:
                log.warning("feed_silent", platform=self._link.code)
                return


def link_cut(platform: str) -> Unavailable:
    """What is told to whoever asks over a cut link."""
    return Unavailable(
        "feeds.link_cut",
        Sentence(
            f"与平台 {platform} 的联网中断或未及时应答，警情仍由原平台处置",
            f"the link to platform {platform} is cut or did not answer in time; the alarm stays where it was",
        ),
        remedy=Sentence("请稍后再试，或电话联系对方值班室。", "Try again later, or call the other duty room."),
    )
