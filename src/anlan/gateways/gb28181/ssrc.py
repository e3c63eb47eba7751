"""The SSRCs of our domain: each in use once (GB/T 28181-2022 annex G, y=)."""

from __future__ import annotations

from anlan.protocols.sdp import Ssrc

SERIALS = 10_000


class SsrcExhausted(Exception):  # noqa: N818 - named by what happened
    """All ten thousand live SSRCs of the domain are in use."""


class SsrcPool:
    """Allots live SSRCs of one domain in turn, so that one just released is the last to come again.

    ``first_serial`` should be random at each start: streams that devices still send for a process that was killed then
    meet an SSRC that nobody expects, instead of a new stream's.
    """

    def __init__(self, platform_code: str, first_serial: int = 0) -> None:
        self._code = platform_code
        self._next = first_serial % SERIALS
        self._used: set[str] = set()

    def allot(self) -> Ssrc:
        """An SSRC that no running stream has. Raises ``SsrcExhausted``."""
        for _ in range(SERIALS):
            ssrc = Ssrc.allot(live=True, domain=self._code, serial=self._next)
            self._next = (self._next + 1) % SERIALS
            if ssrc not in self._used:
                self._used.add(ssrc)
                return ssrc
        raise SsrcExhausted

    def claim(self, ssrc: Ssrc) -> bool:
        """A sender answered with an SSRC of its own: keep it from being allotted. False where a running stream has it."""
        if ssrc in self._used:
            return False
        self._used.add(ssrc)
        return True

    def release(self, ssrc: Ssrc) -> None:
        """The stream is over."""
        self._used.discard(ssrc)

    def __len__(self) -> int:
        return len(self._used)
