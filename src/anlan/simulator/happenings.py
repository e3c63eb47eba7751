"""What happened to a simulated device, counted, so that tests and the CLI wait for events instead of sleeping."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Literal

Happening = Literal[
    "register_sent", "registered", "register_refused", "register_unanswered", "unregistered", "keepalive_answered", "keepalive_failed",
    "catalog_answered", "info_answered", "status_answered", "control", "subscribed", "subscription_refused", "notified", "alarms_subscribed", "alarm_taken", "alarm_untaken", "alarm_answered",
    "alarm_reset", "guarded", "unguarded",
    "invited", "refused", "answered", "acknowledged", "streaming", "bye", "cancelled", "media_failed", "media_dropped", "media_ended",
    "call_offered", "packet_received", "connection_lost",
]  # fmt: skip


class Happenings:
    """Counts by name; waiters wake when a count is reached."""

    def __init__(self) -> None:
        self.counts: Counter[Happening] = Counter()
        self._waiters: list[tuple[Happening, int, asyncio.Future[None]]] = []

    def record(self, name: Happening) -> None:
        """It happened once more."""
        self.counts[name] += 1
        for wanted, count, future in self._waiters:
            if wanted == name and self.counts[name] >= count and not future.done():
                future.set_result(None)
        self._waiters = [waiter for waiter in self._waiters if not waiter[2].done()]

    async def wait(self, name: Happening, count: int = 1, timeout_s: float | None = 30.0) -> None:
        """Return once it has happened ``count`` times in all; None waits for ever. Raises ``TimeoutError``."""
        if self.counts[name] >= count:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((name, count, future))
        await asyncio.wait_for(future, timeout_s)
