"""How often one sender may ask: a token bucket a key, in a table of bounded size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class RateBound:
    """Allows ``burst`` at once and ``per_s`` a second in the long run, for each key by itself.

    At most ``max_keys`` are remembered; the one that has asked least recently is forgotten first and starts full again.
    """

    def __init__(self, per_s: float, burst: float, max_keys: int = 100_000) -> None:
        self._per_s = per_s
        self._burst = burst
        self._max_keys = max_keys
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def allows(self, key: Hashable, now_s: float) -> bool:
        """Take one; False where the key has none left."""
        level, at_s = self._buckets.pop(key, (self._burst, now_s))
        level = min(self._burst, level + (now_s - at_s) * self._per_s)
        allowed = level >= 1.0
        self._buckets[key] = (level - 1.0 if allowed else level, now_s)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return allowed

    def __len__(self) -> int:
        return len(self._buckets)
