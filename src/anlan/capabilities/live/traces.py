"""The trace of one attempt to look at a camera, while it runs: its steps, its outcome, why it failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from anlan.capabilities.live.ports import Failure, StepName
from anlan.foundation.access import Credential
from anlan.foundation.clock import Clock

Outcome = Literal["running", "playing", "failed", "ended"]
Facts = Mapping[str, str | int | float | bool]

# A trace tells a story of a dozen steps; more would be a loop somewhere.
MAX_STEPS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its time and what was known then."""

    name: StepName
    at_utc: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants to see which channel, and what for: what an attempt is born with."""

    channel: str
    channel_name: str
    peer: str
    division: str
    stream_number: int
    requester: str
    requester_kind: str
    requester_name: str
    organisation: str
    purpose: str
    # The session or token it was asked with; never written down. None for an upper platform.
    credential: Credential | None = None


@dataclass(slots=True, eq=False)
class Attempt:
    """An attempt in memory; ``changed`` is called after each change, so that it is written down and told."""

    id: str
    wanted: Wanted
    clock: Clock
    started_utc: datetime
    changed: Callable[[Attempt], None]
    outcome: Outcome = "running"
    stream: str = ""
    audit_sequence: int = 0
    ended_utc: datetime | None = None
    failure: Failure | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.outcome in ("failed", "ended")

    def step(self, name: StepName, facts: Facts | None = None, at_utc: datetime | None = None) -> None:
        """Note a step (``live.ports.Trace``); steps after the end are dropped, but for the browser's late first frame."""
        if len(self.steps) >= MAX_STEPS or (self.over and name != "first_frame"):
            return
        self.steps.append(Step(name, at_utc or self.clock.now_utc(), dict(facts or {})))
        if name in ("first_viewer_byte", "first_frame") and self.outcome == "running":
            self.outcome = "playing"
        self.changed(self)

    def has(self, name: StepName) -> bool:
        """Whether the step was noted."""
        return any(step.name == name for step in self.steps)

    def fail(self, failure: Failure) -> None:
        """Close it with the reason. Once it is over, the first reason stands."""
        if self.over:
            return
        self.failure = failure
        self._close("failed", "failed", {"code": failure.code, **failure.facts})

    def end(self, facts: Facts | None = None) -> None:
        """Close it without blame: the viewer left, or the upper platform hung up."""
        if not self.over:
            self._close("ended", "ended", facts or {})

    def _close(self, outcome: Outcome, name: StepName, facts: Facts) -> None:
        self.outcome = outcome
        self.ended_utc = self.clock.now_utc()
        self.steps.append(Step(name, self.ended_utc, dict(facts)))
        self.changed(self)

    def steps_as_json(self) -> list[dict[str, Any]]:
        """The steps as the API and the table hold them. What happened before this attempt joined a running stream counts 0 ms."""
        return [
            {
                "step": step.name,
                "at_utc": step.at_utc.isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "elapsed_ms": max(0, round((step.at_utc - self.started_utc).total_seconds() * 1000)),
                "facts": dict(step.facts),
            }
            for step in self.steps
        ]


def failure_as_json(failure: Failure) -> dict[str, Any]:
    """A failure as the API and the table hold it."""
    return {
        "code": failure.code,
        "zh": failure.sentence.zh,
        "en": failure.sentence.en,
        "remedy_zh": failure.remedy.zh,
        "remedy_en": failure.remedy.en,
        "facts": dict(failure.facts),
    }


class SharedTrace:
    """The trace that a stream's source writes to: every step goes to all attempts that share the stream.

    An attempt that joins later gets the earlier steps with their true times, so that each trace is whole.
    """

    def __init__(self, clock: Clock, noticed: Callable[[StepName], None]) -> None:
        self._clock = clock
        self._noticed = noticed
        self._steps: list[Step] = []
        self._attempts: list[Attempt] = []

    def step(self, name: StepName, facts: Facts | None = None, at_utc: datetime | None = None) -> None:
        """Note a step for all; never waits, never raises. Each of the firsts happens once, whoever sees it."""
        if name.startswith("first_") and self.has(name):
            return
        step = Step(name, at_utc or self._clock.now_utc(), dict(facts or {}))
        if len(self._steps) < MAX_STEPS:
            self._steps.append(step)
        for attempt in self._attempts:
            attempt.step(step.name, step.facts, step.at_utc)
        self._noticed(name)

    def has(self, name: StepName) -> bool:
        """Whether the step was noted."""
        return any(step.name == name for step in self._steps)

    def join(self, attempt: Attempt) -> None:
        """Let an attempt take part from here on."""
        for step in self._steps:
            attempt.step(step.name, {**step.facts, "shared": True}, step.at_utc)
        self._attempts.append(attempt)

    def leave(self, attempt: Attempt) -> None:
        """The attempt is over."""
        if attempt in self._attempts:
            self._attempts.remove(attempt)
