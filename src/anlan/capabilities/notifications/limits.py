"""Bounds of the webhooks, and the waits between tries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Between two tries; the last holds for all further ones, until the event is given up.
PAUSES_S: Final = (5, 30, 120, 600, 1800, 3600)


@dataclass(frozen=True, slots=True)
class WebhookLimits:
    """As configured in ``[webhooks]``. ``queue``: events that may wait, and as many that may be set aside, for one receiver."""

    queue: int = 10_000
    give_up_hours: int = 24
    keep_days: int = 30
    subscriptions: int = 50


def pause_s(failures: int, asked_s: int = 0) -> int:
    """How long to wait after so many failures in a row (from 1); a receiver may ask for more, within the longest."""
    return max(PAUSES_S[min(failures, len(PAUSES_S)) - 1], min(asked_s, PAUSES_S[-1]))
