"""How long to wait before trying again: exponential with full jitter, so that a city's platforms do not come all at once."""

from __future__ import annotations

from collections.abc import Callable


class Backoff:
    """Waits of a row of failures. ``uniform(low, high)`` gives the chance."""

    def __init__(self, uniform: Callable[[float, float], float], *, first_s: float, cap_s: float) -> None:
        self._uniform = uniform
        self._first_s = first_s
        self._cap_s = cap_s
        self._failures = 0

    def next_s(self) -> float:
        """Seconds to wait after one more failure: between nothing and a ceiling that doubles up to the cap."""
        ceiling_s = min(self._cap_s, self._first_s * 2.0 ** min(self._failures, 32))
        self._failures += 1
        return self._uniform(0.0, ceiling_s)

    def reset(self) -> None:
        """It worked."""
        self._failures = 0
