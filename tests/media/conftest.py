from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core
from anlan.media.events import MediaEvent, MediaEvents

from .viewing import KEY


class Listener:
    """Keeps the core's events and lets a test wait for one."""

    def __init__(self, core: Core) -> None:
        self.events: list[MediaEvent] = []
        self._came = asyncio.Event()
        self._source = MediaEvents(core)
        self._source.subscribe(self._take)
        self._source.start()

    def _take(self, event: MediaEvent) -> None:
        self.events.append(event)
        self._came.set()

    def stop(self) -> None:
        self._source.stop()

    def named(self, name: str) -> list[MediaEvent]:
        return [event for event in self.events if event.name == name]

    async def wait(
        self, name: str, matches: Callable[[MediaEvent], bool] = lambda event: True, limit_s: float = PATIENCE_S
    ) -> MediaEvent:
        async with asyncio.timeout(limit_s):
            while True:
                self._came.clear()
                for event in self.named(name):
                    if matches(event):
                        return event
                await self._came.wait()


@pytest.fixture
def make_core() -> Iterator[Callable[..., Core]]:
    cores: list[Core] = []

    def make(**options: Any) -> Core:
        defaults: dict[str, Any] = {
            "receive_host": "127.0.0.1", "receive_port": 0, "viewer_host": "127.0.0.1", "viewer_port": 0, "token_key": KEY,
        }  # fmt: skip
        cores.append(Core(**(defaults | options)))
        return cores[-1]

    yield make
    for core in cores:
        core.close()


@pytest.fixture
def core(make_core: Callable[..., Core]) -> Core:
    return make_core()


@pytest.fixture
async def listener(core: Core) -> AsyncIterator[Listener]:
    heard = Listener(core)
    yield heard
    heard.stop()
