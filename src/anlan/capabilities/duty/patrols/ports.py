"""What patrol rounds need of others: the trace of a picture, cameras, opening an alarm, somebody to tell of a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """What the platform itself knows of one attempt to look at a camera.

    ``first_picture_utc``: when the browser showed the first one, None where none came. ``ended_utc``: None while it runs.
    ``failure``: stable code, "" where it did not fail.
    """

    channel: str
    requester: str
    purpose: str
    started_utc: datetime
    first_picture_utc: datetime | None
    ended_utc: datetime | None
    failure: str


@dataclass(frozen=True, slots=True)
class PlacedChannel:
    """A camera as the directory has it. ``longitude`` and ``latitude``: None where not recorded."""

    code: str
    name: str
    division: str
    online: bool
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a camera that somebody saw. ``finding``: id of the finding it came from."""

    channel: PlacedChannel
    fault: str
    text: str
    finding: str


class WatchedPictures(Protocol):
    """Traces of pictures."""

    async def seen(self, attempt: str) -> SeenPicture | None:
        """One attempt; None where there is none of that id."""


class PatrolledChannels(Protocol):
    """Cameras by their codes."""

    async def channels(self, codes: Sequence[str]) -> Mapping[str, PlacedChannel]:
        """Those there are of these codes."""


class AlarmOpening(Protocol):
    """The alarm centre, as far as a finding needs it."""

    async def open_alarm(self, actor: Actor, channel: PlacedChannel, alarm_class: str, text: str) -> str:
        """Open an alarm at the camera's place by the actor's right to handle alarms there; its id."""


class FaultReports(Protocol):
    """Whoever keeps equipment in repair."""

    async def report(self, session: AsyncSession, actor: Actor, fault: Fault, at_utc: datetime) -> None:
        """Take a fault down in the caller's transaction; a repeat of one finding is taken once."""
