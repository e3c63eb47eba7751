"""A receiver that does what a test tells it, and panels that dial it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from tests.patience import PATIENCE_S
from tests.simulator.panels.receiver import ScriptedReceiver

from anlan.simulator.panels import Panel, PanelFaults, PanelProfile

StartPanel = Callable[..., Awaitable[Panel]]
ACCOUNT = "0101A1"


@pytest.fixture
async def receiver() -> AsyncIterator[ScriptedReceiver]:
    scripted = ScriptedReceiver()
    await scripted.start()
    yield scripted
    await scripted.stop()


@pytest.fixture
async def start_panel(receiver: ScriptedReceiver) -> AsyncIterator[StartPanel]:
    """Starts a panel with the given faults and profile; unless told otherwise it waits for an answer as long as tests do."""
    async with AsyncExitStack() as stack:

        async def start(faults: PanelFaults | None = None, **changes: Any) -> Panel:
            values: dict[str, Any] = {
                "account": ACCOUNT,
                "host": "127.0.0.1",
                "port": receiver.port,
                "retry_s": PATIENCE_S,
            }
            clock, sequence = changes.pop("clock", None), changes.pop("sequence", None)
            panel = Panel(PanelProfile(**(values | changes)), faults, clock, sequence)
            await panel.start()
            stack.push_async_callback(panel.stop)
            return panel

        yield start
