"""The bounds of live viewing, as the configuration sets them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """How long things are kept and how many there may be at once."""

    grace_s: float = 10.0
    # A token is good for one connection within this time (s, at most 30).
    token_lifetime_s: int = 30
    max_viewers_per_user: int = 64
    max_consumers: int = 5_000
    max_streams: int = 2_000
