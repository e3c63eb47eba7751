"""Follows pictures through the media core: who connected, who got bytes, who left; and gives up those that never came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from anlan.capabilities.live.failures import Fact, failure
from anlan.capabilities.live.sessions import SessionPool
from anlan.foundation.clock import Clock

# Beyond the token's life: the time in which the core tells of a viewer that came at the last moment.
JOIN_MARGIN_S = 5.0


class PictureWatch:
    """Turns the media core's events into steps of the attempts."""

    def __init__(self, sessions: SessionPool, clock: Clock, release: Callable[[str, str], None]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._release = release
        # Viewers that hold a token and have not connected.
        self._expected: dict[str, asyncio.Task[None]] = {}

    def close(self) -> None:
        """Forget all timers."""
        for task in self._expected.values():
            task.cancel()
        self._expected.clear()

    def expect_viewer(self, viewer: str, seconds: float) -> None:
        """Give the viewer up where it has not connected by the end of its token."""
        self.forget_viewer(viewer)
        work = self._give_up(viewer, seconds + JOIN_MARGIN_S)
        self._expected[viewer] = asyncio.create_task(work, name=f"live-expect-{viewer}")

    def forget_viewer(self, viewer: str) -> None:
        """The viewer came, or is gone."""
        task = self._expected.pop(viewer, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _give_up(self, viewer: str, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._release(viewer, "never_connected")

    def media_event(self, name: str, subject: str, facts: Mapping[str, Fact], at_utc: datetime) -> None:
        """One event of the core, in order."""
        if name.startswith("viewer_"):
            self._viewer_event(name, subject, facts, at_utc)
        elif name == "stream_first_key_frame" and (session := self._sessions.by_stream(subject)) is not None:
            session.trace.step("first_key_frame", facts, at_utc)
        elif name == "stream_silent":
            self._sessions.stream_silent(subject)

    def _viewer_event(self, name: str, viewer: str, facts: Mapping[str, Fact], at_utc: datetime) -> None:
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
