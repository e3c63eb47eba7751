"""What the incident desk needs of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from anlan.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What is known of a camera's place and view.

    ``bearing``: degrees from north of the axis; ``field_degrees``: whole horizontal angle; ``range_m``: how far it sees; each
    None where nobody told. ``turns``: it can be turned. ``status``: ON, OFF or a fault.
    """

    channel: str
    name: str
    division: str
    status: str
    longitude: float | None = None
    latitude: float | None = None
    bearing: float | None = None
    field_degrees: float | None = None
    range_m: float | None = None
    turns: bool = False


class Cameras(Protocol):
    """The part of the directory that knows where cameras are and which way they look."""

    async def around(
        self, longitude: float, latitude: float, radius_m: float, divisions: Sequence[str], limit: int
    ) -> Sequence[CameraFacts]:
        """Cameras within the radius that lie in the divisions (roots of subtrees), nearest first."""

    async def facts(self, channels: Sequence[str]) -> Mapping[str, CameraFacts]:
        """What is known of each channel that there is."""


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """What an incident takes over from an alarm."""

    id: str
    title: str
    kind: str
    division: str
    place: str
    longitude: float | None
    latitude: float | None
    description: str
    channels: Sequence[str] = ()


class Alarms(Protocol):
    """The part of the alarm centre that is used here."""

    async def alarm(self, actor: Actor, alarm: str) -> AlarmFacts:
        """An alarm that the actor may see. Raises ``NotFound``."""
