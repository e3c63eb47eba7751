"""What the incident desk asks of the directory and of the alarm centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anlan.app.alarm_cameras import BEARINGS
from anlan.capabilities.alarms.ports import Premises
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.sights import CameraSight
from anlan.capabilities.incidents.ports import AlarmFacts, CameraFacts
from anlan.foundation.access.actor import Actor

# Class of an alarm → kind of incident; everything else is "other" until somebody says better.
KINDS: Final = {"fire": "fire", "hold_up": "robbery", "intrusion": "robbery", "confirmed_intrusion": "robbery"}


class DirectorySights:
    """``Cameras`` of the incident desk, from the directory."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def around(
        self, longitude: float, latitude: float, radius_m: float, divisions: Sequence[str], limit: int
    ) -> list[CameraFacts]:
        """Cameras near a spot, nearest first."""
        return [
            _facts(each)
            for each in await self._directory.sights.around(longitude, latitude, radius_m, divisions, limit)
        ]

    async def facts(self, channels: Sequence[str]) -> Mapping[str, CameraFacts]:
        """What is known of each channel that there is."""
        return {code: _facts(each) for code, each in (await self._directory.sights.of(channels)).items()}


class CentreAlarms:
    """``Alarms`` of the incident desk, from the alarm centre."""

    def __init__(self, alarms: AlarmService, premises: Premises) -> None:
        self._alarms = alarms
        self._premises = premises

    async def alarm(self, actor: Actor, alarm: str) -> AlarmFacts:
        """An alarm that the actor may see. Raises ``NotFound``."""
        row = await self._alarms.reading.row(actor, alarm)
        protected = self._premises.premises(row.subscriber) if row.subscriber else None
        longitude, latitude = row.longitude, row.latitude
        if longitude is None and protected is not None:
            longitude, latitude = protected.longitude, protected.latitude
        title = " ".join(part for part in (row.subscriber_name, row.kind_zh) if part)
        said = "；".join(part for part in (row.zone_name, row.text) if part)
        return AlarmFacts(
            row.id, title[:128], KINDS.get(row.alarm_class, "other"), row.division, row.address, longitude, latitude, said[:2000],
            protected.channels if protected else (),
        )  # fmt: skip


def _facts(sight: CameraSight) -> CameraFacts:
    return CameraFacts(
        sight.code, sight.name, sight.division, sight.status, sight.longitude, sight.latitude, BEARINGS.get(sight.direction or 0),
        sight.field_degrees, sight.range_m, sight.turns,
    )  # fmt: skip
