"""Rows of steps: who did what, when, from where to where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """Where an actor stood; WGS-84 degrees."""

    longitude: float
    latitude: float


def step_row(
    actor: Actor, alarm: str, sequence: int, at_utc: datetime, action: str, states: tuple[str, str], facts: dict[str, Any],
    place: Place | None = None, platform: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The row of ``alarm_steps``; ``states``: from and to; ``platform``: whose desk acted, "" ours."""
    return {
        "alarm": alarm,
        "sequence": sequence,
        "at_utc": at_utc,
        "actor": actor.id[:64],
        "actor_kind": actor.kind,
        "actor_name": actor.shown[:255],
        "organisation": actor.organisation[:128],
        "platform": platform,
        "action": action,
        "from_state": states[0],
        "to_state": states[1],
        "facts": facts,
        "longitude": place.longitude if place else None,
        "latitude": place.latitude if place else None,
    }


# The centre's own rules: confirmation, age, timers, storm control, the archive.
RULES_ACTOR = Actor(
    id="rule", name="rule", kind="system", organisation="", permissions=frozenset(), divisions=()
)  # fmt: skip
