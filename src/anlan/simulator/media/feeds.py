"""Feeds: one stream of pictures per channel, muxed once, shared by all its sessions, running only while somebody receives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from anlan.foundation.clock import Clock
from anlan.simulator.media.annexb import AccessUnit, Codec
from anlan.simulator.media.ps import PsFrame, PsMuxer
from anlan.simulator.profile import ChannelProfile

Receiver = Callable[[PsFrame, int], None]
# A viewer who looks away and back finds the source still running.
LINGER_S = 3.0
RATE_90K = 90_000


class VideoSource(Protocol):
    """Something that gives each channel its feed."""

    async def prepare(self) -> None:
        """Do what takes long once, before the first call."""

    def feed(self, channel: ChannelProfile, clock: Clock) -> Feed:
        """The channel's feed; the device keeps it."""


class Feed:
    """Starts with the first receiver, stops a little after the last one left."""

    def __init__(self, clock: Clock, codec: Codec) -> None:
        self.clock = clock
        self._muxer = PsMuxer(codec)
        self._receivers: list[Receiver] = []
        self._task: asyncio.Task[None] | None = None
        # The run before, which may still be putting its things away.
        self._before: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None

    def attach(self, receiver: Receiver) -> None:
        """Begin to receive frames with their 90 kHz times."""
        self._receivers.append(receiver)
        if self._stopping is not None:
            self._stopping.cancel()
            self._stopping = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run_after(self._before), name="simulated feed")

    def detach(self, receiver: Receiver) -> None:
        """Receive no more; the last one out lets the source stop."""
        if receiver in self._receivers:
            self._receivers.remove(receiver)
        if not self._receivers and self._task is not None and self._stopping is None:
            self._stopping = asyncio.create_task(self._stop_later(), name="simulated feed stopping")

    @property
    def running(self) -> bool:
        """Whether the source works."""
        return self._task is not None and not self._task.done()

    def request_key_frame(self) -> bool:
        """Make the next picture a key picture; False where the source cannot."""
        return False

    async def close(self) -> None:
        """Stop at once."""
        self._receivers.clear()
        for task in (self._stopping, self._task, self._before):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._stopping = self._task = self._before = None

    async def _stop_later(self) -> None:
        await self.clock.sleep(LINGER_S)
        if self._task is not None:
            self._task.cancel()
            # It takes a while to end; who attaches meanwhile must get another, not the rest of this one.
            self._before, self._task = self._task, None
        self._stopping = None

    async def _run_after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        await self._run()

    def _deliver(self, frame: PsFrame, time_90k: int) -> None:
        for receiver in tuple(self._receivers):
            receiver(frame, time_90k)

    def _mux(self, unit: AccessUnit) -> PsFrame:
        return self._muxer.mux(unit)

    async def _run(self) -> None:
        raise NotImplementedError
