"""The directory's cameras as the alarm centre asks for them: by place and direction, and by code with their state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anlan.capabilities.alarms.subscribers.proposals import PlacedCamera
from anlan.capabilities.directory.maps import Box
from anlan.capabilities.directory.service import DirectoryService

# DirectionType of GB/T 28181 (east, west, south, north, south-east, north-east, south-west, north-west) in degrees from north.
BEARINGS: Final = {1: 90.0, 2: 270.0, 3: 180.0, 4: 0.0, 5: 135.0, 6: 45.0, 7: 225.0, 8: 315.0}


class DirectoryCameras:
    """``PlacedCameras`` and ``CameraStates`` of the alarm centre, from the directory."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def within_box(
        self, west: float, south: float, east: float, north: float, divisions: Sequence[str], limit: int
    ) -> list[PlacedCamera]:
        """Cameras in a box that lie in the divisions."""
        points = await self._directory.maps.points_within(Box(west, south, east, north), divisions, limit)
        return [
            PlacedCamera(
                each.code, each.name, each.longitude, each.latitude, BEARINGS.get(each.direction or 0), each.status
            )
            for each in points
        ]

    async def cameras(self, channels: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Name and status of each channel that there is, by its code."""
        return await self._directory.channels.states(channels)
