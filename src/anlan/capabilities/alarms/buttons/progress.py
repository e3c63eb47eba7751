"""How far a call has come, in the few words that a household needs; never who works on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from anlan.capabilities.alarms.models import AlarmStep

Stage = Literal["received", "claimed", "on_the_way", "arrived", "finished", "cancelled"]

_STAGES: Final[dict[str, Stage]] = {
    "claim": "claimed", "take_over": "claimed", "dispatch": "on_the_way", "forward": "on_the_way", "attend_going": "on_the_way",
    "arrive": "arrived", "attend_arrived": "arrived",
}  # fmt: skip
_ORDER: Final[tuple[Stage, ...]] = ("received", "claimed", "on_the_way", "arrived", "finished")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage, and when it was first reached."""

    stage: Stage
    at_utc: datetime


def milestones(received_utc: datetime, steps: Iterable[AlarmStep], phone: str) -> list[Milestone]:
    """What was reached, in the order of the stages.

    ``phone``: id of its account. After its cancellation nothing further is told, whatever word came with it: who forced the household to cancel and holds the
    phone must not learn that help is on its way all the same.
    """
    reached: dict[Stage, datetime] = {"received": received_utc}
    for step in steps:
        if step.action == "cancelled" and step.actor == phone and step.at_utc >= received_utc:
            return [Milestone("received", received_utc), Milestone("cancelled", step.at_utc)]
        stage = _STAGES.get(step.action) or ("finished" if step.to_state in ("closed", "archived") else None)
        if stage is not None:
            reached.setdefault(stage, step.at_utc)
    return [Milestone(stage, reached[stage]) for stage in _ORDER if stage in reached]
