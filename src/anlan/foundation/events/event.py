"""What an event is: something that happened, told after it was committed, with what it takes to decide who may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the past.

    ``kind`` is stable and dotted (``directory.channel_state``); ``division`` (2–8 digits, or "" for the whole platform)
    and ``permission`` decide who may receive it over the WebSocket; ``facts`` is JSON without secrets.
    ``id`` is unique for ever (consumers are idempotent by it); ``sequence`` orders the events of this platform and is
    the value by which a listener resumes.
    """

    id: str
    sequence: int
    kind: str
    occurred_utc: datetime
    division: str
    permission: str
    facts: dict[str, Any]
