"""What the media core tells, as typed events handed to subscribers on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from anlan.media._core import Core

EventName = Literal[
    "stream_first_packet",
    "stream_first_key_frame",
    "stream_parameters",
    "stream_wrong_ssrc",
    "stream_wrong_source",
    "stream_silent",
    "stream_resumed",
    "stream_undecodable",
    "stream_closed",
    "stray_packets",
    "viewer_joined",
    "viewer_first_byte",
    "viewer_left",
    "viewer_refused",
    "forward_started",
    "forward_failed",
    "events_lost",
]
EVENT_NAMES: frozenset[str] = frozenset(get_args(EventName))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MediaEvent:
    """One event of the core; ``facts`` by name as listed at ``Core.take_events``.

    ``id`` is the id of the stream, viewer or forward, by the first word of ``name``; empty where nobody's.
    """

    at_us: int
    name: EventName
    id: str
    facts: dict[str, str | int | float | bool]

    @property
    def at_utc(self) -> datetime:
        """When it happened."""
        return _EPOCH + timedelta(microseconds=self.at_us)

    def text(self, fact: str) -> str:
        """A fact as text; empty where the event does not carry it."""
        return str(self.facts.get(fact, ""))

    def number(self, fact: str) -> int:
        """A fact as a whole number; 0 where the event does not carry it."""
        return int(self.facts.get(fact, 0))


Subscriber = Callable[[MediaEvent], None]


class MediaEvents:
    """Hands each event to all subscribers, in order, as soon as the core has it; nothing is polled.

    Subscribers are plain functions on the event loop and must not wait; one that raises is logged and hurts no other.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._subscribers: list[Subscriber] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Add a subscriber; call what is returned to remove it."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def start(self) -> None:
        """Begin handing out on the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._core.event_fd, self._dispatch)

    def stop(self) -> None:
        """Hand out what still waits, then no more. Call it before the core is closed and dropped."""
        if self._loop is None:
            return
        self._loop.remove_reader(self._core.event_fd)
        self._loop = None
        self._dispatch()

    def _dispatch(self) -> None:
        for at_us, name, identifier, facts in self._core.take_events():
            if name not in EVENT_NAMES:
                _log.error("media core told an unknown event %s", name)
                continue
            event = MediaEvent(at_us, name, identifier, facts)  # type: ignore[arg-type]  # checked on the line above
            for subscriber in tuple(self._subscribers):
                try:
                    subscriber(event)
                except Exception:  # noqa: BLE001  # one subscriber's fault must not reach the others
                    _log.exception("a subscriber failed on media event %s", name)
