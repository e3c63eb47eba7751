"""Follows pictures through the media core: who connected, who got bytes, which stream nobody can look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.capabilities.live.failures import UNDECODABLE, failure
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.ports import Failure, MediaPlane
from anlan.capabilities.live.sessions import Consumer, Session, SessionPool
from anlan.foundation.clock import Clock

# Beyond the token's life: the time in which the core tells of a viewer that came at the last moment.
JOIN_MARGIN_S = 5.0


class PictureWatch:
    """Turns the media core's events into steps of the attempts; ends viewers that never come or can never see anything."""

    def __init__(
        self,
        sessions: SessionPool,
        media: MediaPlane,
        clock: Clock,
        limits: LiveLimits,
        release: Callable[[str, str], None],
    ) -> None:
        self._sessions = sessions
        self._media = media
        self._clock = clock
        self._limits = limits
        self._release = release
        # Viewers that hold a token and have not connected; streams that have not shown a key frame.
        self._expected: dict[str, asyncio.Task[None]] = {}
        self._keyless: dict[str, asyncio.Task[None]] = {}
        self._unplayable: dict[str, Failure] = {}

    def close(self) -> None:
        """Forget all timers."""
        for task in (*self._expected.values(), *self._keyless.values()):
            task.cancel()
        self._expected.clear()
        self._keyless.clear()

    def unplayable(self, stream: str) -> Failure | None:
        """Why a stream cannot be looked at, where that is known by now."""
        return self._unplayable.get(stream)

    def expect_viewer(self, viewer: str, seconds: float) -> None:
        """Give the viewer up where it has not connected by the end of its token."""
        self.forget_viewer(viewer)
        self._expected[viewer] = asyncio.create_task(
            self._give_up(viewer, seconds + JOIN_MARGIN_S), name=f"live-expect-{viewer}"
        )

    def forget_viewer(self, viewer: str) -> None:
        """The viewer came, or is gone."""
        task = self._expected.pop(viewer, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def expect_key_frame(self, session: Session) -> None:
        """Tell the viewers where no key frame comes in time after the answer."""
        if (
            session.stream not in self._keyless
            and not session.trace.has("first_key_frame")
            and session.state != "ended"
        ):
            task = asyncio.create_task(self._await_key_frame(session), name=f"live-key-frame-{session.stream}")
            self._keyless[session.stream] = task

    def session_ended(self, stream: str) -> None:
        """Forget what was known of a stream."""
        self._unplayable.pop(stream, None)
        task = self._keyless.pop(stream, None)
        if task is not None:
            task.cancel()

    async def _give_up(self, viewer: str, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._release(viewer, "never_connected")

    async def _await_key_frame(self, session: Session) -> None:
        await session.answered.wait()
        await self._clock.sleep(self._limits.first_key_frame_timeout_s)
        if not session.trace.has("first_key_frame"):
            self._nothing_to_see(session, failure("no_key_frame", {"waited_s": self._limits.first_key_frame_timeout_s}))

    def media_event(self, at_utc: datetime, name: str, subject: str, facts: dict[str, Any]) -> None:
        """One event of the core, in order."""
        if name.startswith("viewer_"):
            self._viewer_event(at_utc, name, subject, facts)
        elif (session := self._sessions.by_stream(subject)) is not None:
            if name == "stream_first_key_frame":
                self._unplayable.pop(subject, None)
                session.trace.step("first_key_frame", facts, at_utc)
            elif name == "stream_parameters":
                self._unplayable.pop(subject, None)
            elif name == "stream_undecodable":
                self._nothing_to_see(session, failure(UNDECODABLE.get(str(facts.get("reason")), "not_ps"), facts))

    def _viewer_event(self, at_utc: datetime, name: str, viewer: str, facts: dict[str, Any]) -> None:
        held = self._sessions.by_consumer(viewer)
        if held is None:
            return
        attempt = held[1].attempt
        if name == "viewer_joined":
            self.forget_viewer(viewer)
        elif name == "viewer_first_byte":
            attempt.step("first_viewer_byte", facts, at_utc)
        elif name == "viewer_left":
            reason = str(facts.get("reason", ""))
            if reason == "stream_ended":
                # The source tells why in a moment; should it not, the viewer is given up like one that never came.
                self.expect_viewer(viewer, 0.0)
                return
            if reason == "too_slow":
                attempt.fail(failure("bandwidth", {"bytes_sent": int(facts.get("bytes_sent", 0))}))
            self._release(viewer, reason)

    def _nothing_to_see(self, session: Session, failed: Failure) -> None:
        """Viewers are told and dropped; upper platforms keep the stream, for they may be able to decode it."""
        self._unplayable[session.stream] = failed
        for consumer in [each for each in session.consumers.values() if each.kind == "viewer"]:
            self._drop(consumer, failed)

    def _drop(self, consumer: Consumer, failed: Failure) -> None:
        consumer.attempt.fail(failed)
        self._release(consumer.id, failed.code)
        self._media.drop_viewer(consumer.id, failed.code)
