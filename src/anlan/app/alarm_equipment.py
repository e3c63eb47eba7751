"""The directory's equipment as the alarm centre commands it."""

from __future__ import annotations

from anlan.capabilities.alarms.guard import Guarded
from anlan.capabilities.directory.service import DirectoryService


class DirectoryEquipment:
    """``Equipment`` of the alarm centre, from the directory."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def guarded(self, code: str) -> Guarded | None:
        """A channel or alarm input, else a device or lower platform of that code."""
        route = await self._directory.channel_route(code)
        if route is not None:
            return Guarded("channel", route.name, route.division)
        peer = await self._directory.peer(code)
        # What a registration rule would admit is on no record yet.
        if peer is None or peer.kind == "upper" or (peer.rule is not None and peer.state == "unknown"):
            return None
        return Guarded("device" if peer.kind == "device" else "platform", peer.name, peer.division)
