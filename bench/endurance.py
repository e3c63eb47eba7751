"""An hour of keepalives: does what it costs stay what it was, and is nobody taken for dead who is not?

The hour is the platform's own: its clock is moved a step whenever all who are due in it have been answered, as fast as the machine
goes, or with the machine's clock where ``ANLAN_SOAK_REAL=1``. Each device registers, sends a keepalive every 60 s and prolongs its
registration once. At the end some fall silent, and come back.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure, figure
from bench.signalling import Devices, Platform

INTERVAL_S = 60
# Three missed keepalives and their tolerance of a tenth of the interval end before the fifth round.
SILENT_ROUNDS = 5
# Memory is compared from here on: pools and tables have their size by now.
WARM_ROUNDS = 10
COMPARED_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """How many devices for how many rounds of 60 s; so many of them fall silent at the end. ``step_s`` divides 60."""

    devices: int = 50_000
    rounds: int = 60
    dying: int = 500
    step_s: int = 1
    real_time: bool = field(default_factory=lambda: os.environ.get("ANLAN_SOAK_REAL") == "1")

    def due(self, step: int) -> range:
        """Who registers and sends keepalives in the so-manyth step of a round."""
        return range(step, self.devices, self.steps)

    @property
    def steps(self) -> int:
        """Steps of one round."""
        return INTERVAL_S // self.step_s

    @property
    def refreshing(self) -> range:
        """The rounds in which registrations are prolonged, each device's in one of them: neither the first nor the last ones."""
        return range(self.rounds // 3, self.rounds * 5 // 6)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round cost the platform and the process that plays the devices, and how the platform stood after it."""

    cpu_s: float
    devices_cpu_s: float
    resident_bytes: int
    online: int
    tasks: int
    deadlines: int
    transactions: int


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state as it was recorded; seconds since the last round before the silence began."""

    code: str
    state: str
    reason: str
    at_s: float


@dataclass(slots=True)
class Endured:
    """What was seen. ``rows``: by table, when all had joined and after the hour."""

    plan: Plan
    rounds: list[Round] = field(default_factory=list)
    joined: list[Transition] = field(default_factory=list)
    rows_joined: dict[str, int] = field(default_factory=dict)
    rows_after: dict[str, int] = field(default_factory=dict)
    silenced: list[Transition] = field(default_factory=list)
    returned: list[Transition] = field(default_factory=list)

    @property
    def cpu_drift(self) -> float:
        """CPU of the last ten rounds over that of the first ten, each by its median.

        Each round is taken as a share of what the devices' side, whose work never changes, used in the same round: a machine that is
        slower for a while, because others use it, is so for both.
        """
        first, last = (
            statistics.median(each.cpu_s / each.devices_cpu_s for each in rounds)
            for rounds in (self.rounds[:COMPARED_ROUNDS], self.rounds[-COMPARED_ROUNDS:])
        )
        return last / first

    @property
    def memory_growth(self) -> float:
        """Resident set after the last round over that after the tenth."""
        return self.rounds[-1].resident_bytes / self.rounds[WARM_ROUNDS - 1].resident_bytes


class _Run:
    """One platform, its devices, and the steps of time."""

    def __init__(self, plan: Plan, platform: Platform, devices: Devices) -> None:
        self.plan = plan
        self.platform = platform
        self.devices = devices
        self.next_s = time.monotonic()
        self.keepalives = 0
        self.told = 0

    def one_round(self, send: Callable[[Sequence[int]], object], silent: int = 0) -> None:
        """``send`` is called with those who are due in each step; the first ``silent`` of all are not."""
        for step in range(self.plan.steps):
            due = self.plan.due(step)
            send([serial for serial in due if serial >= silent] if silent else due)
            self._step()

    def keep_alive(self, serials: Sequence[int]) -> None:
        self.keepalives += 1
        self.devices.keep_alive_once(serials, self.keepalives)

    def measured_round(self, number: int) -> Round:
        before, devices_s = self.platform.usage(), time.process_time()

        def send(serials: Sequence[int]) -> None:
            self.keep_alive(serials)
            rounds = self.plan.refreshing
            if number in rounds:
                turn = number - rounds.start
                self.devices.register([each for each in serials if each // self.plan.steps % len(rounds) == turn])

        self.one_round(send)
        devices_s = time.process_time() - devices_s
        after = self.platform.usage()
        return Round(
            cpu_s=after["cpu_s"] - before["cpu_after_s"], devices_cpu_s=devices_s, resident_bytes=int(after["rss"]), online=int(after["online"]),
            tasks=int(after["tasks"]), deadlines=int(after["deadlines"]), transactions=int(after["transactions"]),
        )  # fmt: skip

    def transitions(self, since_utc: datetime) -> list[Transition]:
        """Those recorded since they were asked for last."""
        rows: list[dict[str, Any]] = self.platform.ask(f"transitions {self.told}")["transitions"]
        self.told = rows[-1]["id"] if rows else self.told
        return [
            Transition(
                row["code"], row["state"], row["reason"],
                (datetime.fromisoformat(row["at_utc"]) - since_utc).total_seconds(),
            )
            for row in rows
        ]  # fmt: skip

    def now_utc(self) -> datetime:
        return datetime.fromisoformat(self.platform.ask("usage")["at_utc"])

    def _step(self) -> None:
        if not self.plan.real_time:
            self.platform.ask(f"advance {self.plan.step_s}")
            return
        self.next_s += self.plan.step_s
        time.sleep(max(0.0, self.next_s - time.monotonic()))


def endure(plan: Plan) -> Endured:
    """Live through it. Raises ``RuntimeError`` where a device is refused or the platform ends."""
    with (
        tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder,
        Platform(Path(folder), plan.devices, manual_time=not plan.real_time) as platform,
        Devices(platform.port) as devices,
    ):
        run, seen = _Run(plan, platform, devices), Endured(plan)
        run.one_round(devices.register)
        seen.joined = run.transitions(run.now_utc())
        seen.rows_joined = platform.ask("records")
        for number in range(plan.rounds):
            seen.rounds.append(run.measured_round(number))
        seen.rows_after = platform.ask("records")
        began_utc = run.now_utc()
        for _ in range(SILENT_ROUNDS):
            run.one_round(run.keep_alive, silent=plan.dying)
        seen.silenced = run.transitions(began_utc)
        run.one_round(run.keep_alive)
        seen.returned = run.transitions(began_utc)
    return seen


def measure() -> list[Figure]:
    """How CPU and memory drift through the hour."""
    seen = endure(Plan())
    plan = seen.plan
    how = f"{plan.devices:,} devices, {plan.rounds} rounds of keepalives {INTERVAL_S} s apart"
    how += " in real time" if plan.real_time else ", the platform's clock moved as fast as the machine goes"
    return [
        figure(
            "keepalive_hour_cpu_drift", seen.cpu_drift, "ratio", goal=1.1, better="lower",
            how=f"{how}, each registration prolonged in between; CPU of the platform's process, as a multiple of what the devices' side used "
            f"in the same round, in the last ten rounds over the first ten, by the medians ({statistics.median(each.cpu_s for each in seen.rounds):.2f} s a round)",
        ),
        figure(
            "keepalive_hour_memory_growth", seen.memory_growth, "ratio", goal=1.02, better="lower",
            how=f"the same run; resident set after round {plan.rounds} over that after round {WARM_ROUNDS} "
            f"({seen.rounds[-1].resident_bytes / 1e6:.1f} MB)",
        ),
    ]  # fmt: skip
