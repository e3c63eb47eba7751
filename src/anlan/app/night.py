"""Plays a night of alarms on simulated panels, once or over and over, until it ends or is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from anlan.simulator.panels import KeptSequence, Panel
from anlan.simulator.panels.night import NightEvent, NightPlayer, Subscriber
from anlan.simulator.panels.night.player import Listener

Receiver = tuple[str, int]


@asynccontextmanager
async def panels_of(
    people: Iterable[Subscriber], receivers: Mapping[str, Receiver], data: Path
) -> AsyncIterator[dict[str, Panel]]:
    """A running panel for each, by account. ``receivers``: host and port by division. Message numbers are kept in ``data``."""
    panels: dict[str, Panel] = {}
    try:
        for one in people:
            kept = KeptSequence(data / "panels" / f"{one.account}.sequence")
            panels[one.account] = Panel(one.panel(*receivers[one.division]), sequence=kept)
            await panels[one.account].start()
        yield panels
    finally:
        await asyncio.gather(*(panel.stop() for panel in panels.values()))


async def play_nights(
    events: Sequence[NightEvent], panels: Mapping[str, Panel], *, speed: float, begin_s: float, repeat: bool, listener: Listener
) -> None:  # fmt: skip
    """Play from ``begin_s`` (seconds after dusk) to the morning, and with ``repeat`` one whole night after the other for ever."""
    while True:
        rest = [event for event in events if event.at_s >= begin_s]
        player = NightPlayer(rest, panels, speed=speed, begin_s=begin_s, listener=listener)
        await player.play()
        if not repeat:
            return
        begin_s = 0.0


async def unless_stopped(work: Coroutine[object, object, None]) -> None:
    """Do the work, but leave off at SIGTERM or Ctrl-C."""
    doing = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, doing.cancel)
    await asyncio.wait({doing})
    if not doing.cancelled():
        doing.result()
