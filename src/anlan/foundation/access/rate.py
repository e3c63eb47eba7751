"""How often: a bounded table of token buckets, one per key."""

from __future__ import annotations

from collections import OrderedDict

from anlan.foundation.clock import Clock


class RateLimiter:
    """``burst`` at once, refilled over ``window_s``. The table holds the ``max_keys`` seen last; the rest count as new."""

    def __init__(self, clock: Clock, burst: int, window_s: float, *, max_keys: int = 10_000) -> None:
        self._clock = clock
        self._burst = burst
        self._window_s = window_s
        self._max_keys = max_keys
        # key → tokens left, and when that was.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def allow(self, key: str) -> bool:
        """Take one; false where none is left."""
        now_s = self._clock.monotonic_s()
        left, at_s = self._buckets.pop(key, (float(self._burst), now_s))
        left = min(float(self._burst), left + (now_s - at_s) * self._burst / self._window_s)
        allowed = left >= 1.0
        self._buckets[key] = (left - 1.0 if allowed else left, now_s)
        while len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return allowed
