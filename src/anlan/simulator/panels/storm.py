"""What a fleet's storm of alarms did: per alarm its number, its time to the answer, and whether it ever got one."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SentAlarm:
    """One alarm of a storm: enough to find it in the receiver's records."""

    account: str
    sequence: int
    number: str


@dataclass(slots=True)
class StormReport:
    """``latency_ms`` runs from the moment an alarm was due to its acknowledgement, repetitions and waiting included; NaN for none.

    ``behind_ms`` is the most the driver itself was late: figures mean nothing where it is large.
    """

    accounts: list[str] = field(default_factory=list, repr=False)
    sequences: array[int] = field(default_factory=lambda: array("H"), repr=False)
    numbers: list[str] = field(default_factory=list, repr=False)
    latency_ms: array[float] = field(default_factory=lambda: array("d"), repr=False)
    repetitions: int = 0
    not_understood: int = 0
    refused: int = 0
    behind_ms: float = 0.0
    seconds: float = 0.0

    @property
    def raised(self) -> int:
        """How many alarms there were."""
        return len(self.latency_ms)

    @property
    def acknowledged(self) -> int:
        """How many were answered with ACK."""
        return sum(1 for value in self.latency_ms if not math.isnan(value))

    @property
    def per_second(self) -> float:
        """Acknowledgements a second, from the first alarm to the last answer."""
        return self.acknowledged / self.seconds if self.seconds else 0.0

    def percentile_ms(self, percent: float) -> float:
        """The latency that so many percent of the acknowledged stay under; NaN where nothing was acknowledged."""
        values = sorted(value for value in self.latency_ms if not math.isnan(value))
        return values[min(len(values) - 1, math.ceil(len(values) * percent / 100) - 1)] if values else math.nan

    def alarms(self) -> list[SentAlarm]:
        """Every alarm, in the order raised. ``sequence`` is 0 for one that never left."""
        return [SentAlarm(*each) for each in zip(self.accounts, self.sequences, self.numbers, strict=True)]

    def unacknowledged(self) -> list[SentAlarm]:
        """The alarms that never were."""
        return [alarm for alarm, value in zip(self.alarms(), self.latency_ms, strict=True) if math.isnan(value)]

    def by_account(self) -> Counter[str]:
        """How many of the acknowledged came from each account."""
        pairs = zip(self.accounts, self.latency_ms, strict=True)
        return Counter(account for account, value in pairs if not math.isnan(value))
