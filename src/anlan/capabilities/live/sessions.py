"""One stream per channel, shared by all who look: started once, held while somebody needs it, ended after a grace time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import structlog

from anlan.capabilities.live.failures import failure
from anlan.capabilities.live.ports import Failure, StepName, StreamFailed, StreamRequest, StreamSource
from anlan.capabilities.live.traces import Attempt, SharedTrace
from anlan.foundation.clock import Clock

log = structlog.get_logger(__name__)

SessionState = Literal["starting", "running", "stopping", "ended"]

# A device that does not answer a BYE must not hold up the next one who wants to look.
STOP_LIMIT_S = 3.2
# Cameras send several pictures a second: a stream without a packet for this long stands still.
STANDS_STILL_MS = 1_000


@dataclass(frozen=True, slots=True, order=True)
class ChannelStream:
    """What a session is shared by: the channel and which of its streams."""

    channel: str
    stream_number: int


@dataclass(slots=True, eq=False)
class Consumer:
    """A viewer or a forward that needs a stream.

    ``lost`` is called, once, when the stream ended without its asking: with the failure, or None where this platform ended it.
    """

    id: str
    kind: Literal["viewer", "forward"]
    attempt: Attempt
    lost: Callable[[Failure | None], None]


@dataclass(slots=True, eq=False)
class Session:
    """A stream and those who hold it."""

    key: ChannelStream
    stream: str
    trace: SharedTrace
    name: str
    division: str
    state: SessionState = "starting"
    consumers: dict[str, Consumer] = field(default_factory=dict)
    # The media core expects the stream; the other side has said yes; it is over.
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Failure | None = None
    start_task: asyncio.Task[None] | None = None
    grace_task: asyncio.Task[None] | None = None
    stop_task: asyncio.Task[None] | None = None


class SessionPool:
    """All sessions. A channel's stream has at most one session at a time, so that a device is never asked twice."""

    def __init__(
        self,
        *,
        source: StreamSource,
        clock: Clock,
        grace_s: float,
        max_streams: int,
        silent_ms: Callable[[str], int | None],
        changed: Callable[[Session], None] = lambda _session: None,
    ) -> None:
        self._source = source
        self._clock = clock
        self._grace_s = grace_s
        self._max_streams = max_streams
        self._silent_ms = silent_ms
        self._changed = changed
        self._sessions: dict[ChannelStream, Session] = {}
        self._by_stream: dict[str, Session] = {}
        self._by_consumer: dict[str, Session] = {}
        self._closing = False

    def __len__(self) -> int:
        return len(self._sessions)

    def by_stream(self, stream: str) -> Session | None:
        """The session of a stream id, or None."""
        return self._by_stream.get(stream)

    def by_consumer(self, consumer: str) -> tuple[Session, Consumer] | None:
        """The session that a consumer holds, or None."""
        session = self._by_consumer.get(consumer)
        return None if session is None else (session, session.consumers[consumer])

    def consumers(self) -> int:
        """How many viewers and forwards there are."""
        return len(self._by_consumer)

    async def join(self, key: ChannelStream, consumer: Consumer) -> Session:
        """Take part in the channel's stream, starting it where nobody has; return once the media core expects it.

        Raises ``StreamFailed`` where it failed before that; then the consumer holds nothing.
        """
        session = await self._usable(key)
        if self._closing:
            raise StreamFailed(failure("cancelled"))
        if session is None:
            session = self._open(key, consumer)
        session.consumers[consumer.id] = consumer
        self._by_consumer[consumer.id] = session
        _cancel(session.grace_task)
        session.trace.join(consumer.attempt)
        self._changed(session)
        await self._wait(session, session.opened, consumer)
        return session

    async def _usable(self, key: ChannelStream) -> Session | None:
        """The session to take part in. One that is being ended, or whose stream stands still and is nobody's, is waited out."""
        while (session := self._sessions.get(key)) is not None:
            self._end_if_idle_and_still(session)
            if session.state != "stopping":
                return session
            # The device must see the BYE of the old session before the INVITE of the new one.
            await session.ended.wait()
        return None

    async def wait_answered(self, session: Session, consumer: Consumer) -> None:
        """Return when the other side has accepted. Raises ``StreamFailed`` as ``join``."""
        await self._wait(session, session.answered, consumer)

    async def _wait(self, session: Session, event: asyncio.Event, consumer: Consumer) -> None:
        try:
            await event.wait()
        except asyncio.CancelledError:
            self.leave(consumer.id)
            raise
        if session.failure is not None:
            raise StreamFailed(session.failure)
        if session.state == "ended":
            raise StreamFailed(failure("cancelled"))

    def _open(self, key: ChannelStream, consumer: Consumer) -> Session:
        if len(self._sessions) >= self._max_streams:
            raise StreamFailed(failure("capacity", {"max_streams": self._max_streams}))
        stream = f"{key.channel}-{key.stream_number}-{secrets.token_hex(4)}"
        wanted = consumer.attempt.wanted
        trace = SharedTrace(self._clock, lambda name: _notice(session, name))
        session = Session(key, stream, trace, wanted.channel_name, wanted.division)
        self._sessions[key] = self._by_stream[stream] = session
        request = StreamRequest(stream, consumer.attempt.id, key.channel, key.stream_number)
        session.start_task = asyncio.create_task(self._start(session, request), name=f"live-start-{stream}")
        return session

    async def _start(self, session: Session, request: StreamRequest) -> None:
        try:
            await self._source.start(request, session.trace)
        except StreamFailed as error:
            self._end(session, session.failure or error.failure)
        except asyncio.CancelledError:
            # The source cleans up when it is cancelled; asking again is quiet and covers the moment between its success and ours.
            await self._stop_source(session, "cancelled")
            self._end(session, session.failure)
        except Exception:
            log.exception("live.start_failed", stream=session.stream)
            await self._stop_source(session, "internal")
            self._end(session, session.failure or failure("internal"))
        else:
            if session.state == "starting":
                session.state = "running"
                session.opened.set()
                session.answered.set()
                self._changed(session)

    def leave(self, consumer_id: str) -> Consumer | None:
        """A consumer needs the stream no longer; the last one's going starts the grace time. None where it held nothing."""
        session = self._by_consumer.pop(consumer_id, None)
        if session is None:
            return None
        consumer = session.consumers.pop(consumer_id)
        session.trace.leave(consumer.attempt)
        if not session.consumers and session.state in ("starting", "running"):
            _cancel(session.grace_task)
            session.grace_task = asyncio.create_task(self._grace(session), name=f"live-grace-{session.stream}")
        self._end_if_idle_and_still(session)
        self._changed(session)
        return consumer

    def stream_silent(self, stream: str) -> None:
        """The media core gets nothing of a stream: where nobody looks, it has no grace time to wait for."""
        session = self._by_stream.get(stream)
        if session is not None:
            self._end_if_idle_and_still(session)

    def _end_if_idle_and_still(self, session: Session) -> None:
        # Its last picture would be shown to who comes next as if it were of now.
        if session.state != "running" or session.consumers:
            return
        silent_ms = self._silent_ms(session.stream)
        if silent_ms is not None and silent_ms >= STANDS_STILL_MS:
            self._begin_stop(session, "silent")

    async def _grace(self, session: Session) -> None:
        await self._clock.sleep(self._grace_s)
        if not session.consumers:
            # From here on it must run to its end, whoever joins: a task of its own that no join cancels.
            self._begin_stop(session, "no_viewers")

    def _begin_stop(self, session: Session, reason: str) -> None:
        if session.state in ("stopping", "ended"):
            return
        started = session.state == "running"
        session.state = "stopping"
        self._changed(session)
        session.stop_task = asyncio.create_task(
            self._stop(session, started, reason), name=f"live-stop-{session.stream}"
        )

    async def _stop(self, session: Session, started: bool, reason: str) -> None:
        if started:
            await self._stop_source(session, reason)
            self._end(session, session.failure)
        elif session.start_task is not None:
            session.start_task.cancel()
            await asyncio.wait([session.start_task])
            # A start that completed in the very moment of being cancelled leaves a stream to end.
            if session.state != "ended":
                await self._stop_source(session, reason)
                self._end(session, session.failure)

    async def _stop_source(self, session: Session, reason: str) -> None:
        try:
            async with asyncio.timeout(STOP_LIMIT_S):
                await self._source.stop(session.stream, reason)
        except TimeoutError:
            log.warning("live.stop_unanswered", stream=session.stream, limit_s=STOP_LIMIT_S)
        except Exception:
            log.exception("live.stop_failed", stream=session.stream)

    async def stream_lost(self, stream: str, failure: Failure) -> None:
        """The source says that a running stream ended by itself: tell all who hold it. Opening it again works at once."""
        session = self._by_stream.get(stream)
        if session is None:
            return
        session.failure = session.failure or failure
        if session.state == "running":
            self._end(session, failure)
        elif session.state == "starting":
            self._begin_stop(session, "lost")

    def end(self, stream: str, failure: Failure) -> None:
        """End a stream that is of no use to anybody, telling why."""
        session = self._by_stream.get(stream)
        if session is not None:
            session.failure = session.failure or failure
            self._begin_stop(session, failure.code)

    def _end(self, session: Session, failure: Failure | None) -> None:
        if session.state == "ended":
            return
        session.state = "ended"
        session.failure = failure
        if self._sessions.get(session.key) is session:
            del self._sessions[session.key]
        del self._by_stream[session.stream]
        _cancel(session.grace_task)
        consumers = list(session.consumers.values())
        session.consumers.clear()
        for event in (session.opened, session.answered, session.ended):
            event.set()
        for consumer in consumers:
            self._by_consumer.pop(consumer.id, None)
            session.trace.leave(consumer.attempt)
            _tell_lost(consumer, failure)
        self._changed(session)

    async def close(self) -> None:
        """End every stream and wait until each is ended."""
        self._closing = True
        sessions = list(self._sessions.values())
        for session in sessions:
            self._begin_stop(session, "shutdown")
        await asyncio.gather(*(session.ended.wait() for session in sessions))


def _tell_lost(consumer: Consumer, failed: Failure | None) -> None:
    try:
        consumer.lost(failed)
    except Exception:
        log.exception("live.consumer_not_told", consumer=consumer.id)


def _notice(session: Session, name: StepName) -> None:
    if name == "signalled":
        session.opened.set()
    elif name in ("answered", "first_packet"):
        session.opened.set()
        session.answered.set()


def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None and task is not asyncio.current_task():
        task.cancel()
