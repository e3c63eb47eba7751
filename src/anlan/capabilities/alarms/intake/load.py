"""A wave of signals driven through a running intake, and what it took: for the bench and for whoever sizes a machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from anlan.capabilities.alarms.ports import Receipt, Signal, SignalIntake


@dataclass(frozen=True, slots=True)
class LoadReport:
    """``latencies_s``: from handing a signal in until its receipt, in the order of handing in; ``cpu_s``: of this process."""

    receipts: list[Receipt]
    latencies_s: list[float]
    elapsed_s: float
    cpu_s: float

    def percentile_s(self, percent: float) -> float:
        """Nearest rank of the latencies."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


async def drive(intake: SignalIntake, make: Callable[[int], Signal], *, count: int, rate: float) -> LoadReport:
    """Hand in ``count`` signals at ``rate`` a second (0: all at once), each by itself, and wait for every receipt."""
    begun, cpu = time.perf_counter(), time.process_time()
    latencies = [0.0] * count

    async def one(number: int) -> Receipt:
        handed = time.perf_counter()
        receipt = await intake.receive(make(number))
        latencies[number] = time.perf_counter() - handed
        return receipt

    tasks: list[asyncio.Task[Receipt]] = []
    while len(tasks) < count:
        due = count if not rate else min(count, int((time.perf_counter() - begun) * rate) + 1)
        tasks += [asyncio.create_task(one(number)) for number in range(len(tasks), due)]
        await asyncio.sleep(0.002 if rate else 0)
    receipts = await asyncio.gather(*tasks)
    return LoadReport(receipts, latencies, time.perf_counter() - begun, time.process_time() - cpu)
