"""How much one address may send in ten seconds."""

from __future__ import annotations

_WINDOW_S = 10.0
_MAX_PEERS = 200_000  # forged UDP sources must not fill the memory


class PeerRates:
    """Counts by address in fixed windows: one dictionary look-up a message, forgotten as a whole."""

    __slots__ = ("_counts", "_limit", "_window_end_s")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[str, int] = {}
        self._window_end_s = 0.0

    def admit(self, host: str, now_s: float) -> bool:
        """May one more message of this address pass?"""
        counts = self._counts
        if now_s >= self._window_end_s or len(counts) > _MAX_PEERS:
            counts.clear()
            self._window_end_s = now_s + _WINDOW_S
        seen = counts.get(host, 0)
        if seen >= self._limit:
            return False
        counts[host] = seen + 1
        return True
