"""What was turned away and why: written down in batches, the same thing once a minute, never more than the bound."""

from __future__ import annotations

from collections import OrderedDict

from anlan.capabilities.directory.ports import Refusal
from anlan.foundation.clock import Clock
from anlan.foundation.database import BatchWriter
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.ports import Directory
from anlan.gateways.gb28181.reasons import REFUSALS
from anlan.gateways.sip import Target

# A device that is refused comes again every minute or so for ever; one line a minute for each reason says it all.
REPEAT_S = 60.0
MAX_REMEMBERED = 10_000
MAX_WAITING = 5_000
MAX_CODE_LENGTH = 64


class RefusalLog:
    """Keeps refusals for the diagnosis, off the path of the answer."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._clock = clock
        self._commits: BatchWriter[Refusal] = BatchWriter(
            "refusals", directory.record_refusals, gather_s=0.2, max_waiting=MAX_WAITING
        )
        self._recent: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def note(self, code: str, source: Target, reason: str) -> None:
        """Write down that a sender was turned away; ``reason`` is one of ``REFUSALS``."""
        metrics.REFUSALS.labels(reason).inc()
        now_s = self._clock.monotonic_s()
        key = (code, source.host, reason)
        if self._recent.get(key, float("-inf")) + REPEAT_S > now_s:
            return
        self._recent[key] = now_s
        self._recent.move_to_end(key)
        if len(self._recent) > MAX_REMEMBERED:
            self._recent.popitem(last=False)
        refusal = Refusal(
            code=code[:MAX_CODE_LENGTH], host=source.host, port=source.port, transport=source.transport, reason=reason,
            sentence=REFUSALS[reason][0], at_utc=self._clock.now_utc(),
        )  # fmt: skip
        try:
            self._commits.put(refusal)
        except Unavailable:
            metrics.BOUNDS.labels("refusals").inc()

    async def flush(self) -> None:
        """Write what waits."""
        await self._commits.flush()
