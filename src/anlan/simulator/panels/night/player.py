"""Plays a night on panels: at its pace, or compressed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from anlan.foundation.clock import Clock, SystemClock
from anlan.simulator.panels.night.story import NightEvent
from anlan.simulator.panels.panel import Delivery, Panel

MAX_SPEED = 100_000.0

# Told of each event as it happens, and of what became of it (None for a line's failure and return).
Listener = Callable[[NightEvent, Delivery | None], None]


class NightPlayer:
    """``panels`` by account. ``speed`` 60 plays an hour in a minute; polls keep their own pace. ``begin_s`` is the moment of the night
    with which playing begins. ``outcomes`` counts as it goes."""

    def __init__(
        self,
        events: Sequence[NightEvent],
        panels: Mapping[str, Panel],
        *,
        speed: float = 1.0,
        begin_s: float = 0.0,
        listener: Listener | None = None,
        clock: Clock | None = None,
    ) -> None:
        if not 0 < speed <= MAX_SPEED:
            raise ValueError(f"a speed is above 0 and at most {MAX_SPEED:.0f}")
        missing = {event.account for event in events} - set(panels)
        if missing:
            raise ValueError(f"no panel for {', '.join(sorted(missing))}")
        self._events = sorted(events, key=lambda event: event.at_s)
        self._panels = panels
        self._speed = speed
        self._begin_s = begin_s
        self._listener = listener
        self._clock: Clock = clock or SystemClock()
        self.outcomes: Counter[str] = Counter()

    async def play(self) -> Counter[str]:
        """From dusk till every event has met its fate; a panel's own events stay in their order."""
        begun_s = self._clock.monotonic_s()
        async with asyncio.TaskGroup() as group:
            for event in self._events:
                wait_s = begun_s + (event.at_s - self._begin_s) / self._speed - self._clock.monotonic_s()
                if wait_s > 0:
                    await self._clock.sleep(wait_s)
                group.create_task(self._act(event))
        return self.outcomes

    async def _act(self, event: NightEvent) -> None:
        panel = self._panels[event.account]
        delivery = None
        if event.act == "line_down":
            panel.cut_line()
        elif event.act == "line_up":
            panel.mend_line()
        elif event.event is not None:
            delivery = await panel.send(event.event)
            self.outcomes[delivery.outcome] += 1
        if self._listener is not None:
            self._listener(event, delivery)
