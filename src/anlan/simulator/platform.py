"""A simulated lower platform: it joins as one SIP client and answers for a whole tree of nodes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from anlan.foundation.clock import Clock
from anlan.protocols.gbcode import NodeKind, node_kind
from anlan.protocols.manscdp import CatalogItem
from anlan.simulator.device import SimulatedDevice
from anlan.simulator.faults import Faults
from anlan.simulator.media.feeds import VideoSource
from anlan.simulator.profile import ChannelProfile, DeviceProfile
from anlan.simulator.tree import below


class LowerPlatform(SimulatedDevice):
    """``items`` is its catalog (``tree.big_tree``); ``profile.code`` is of type 200 and ``profile.channels`` is not used."""

    def __init__(
        self,
        profile: DeviceProfile,
        items: Sequence[CatalogItem],
        source: VideoSource,
        faults: Faults | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(profile, source, faults, clock)
        self._entries = {item.device_id: item for item in items}

    def catalog_items(self, device_id: str) -> Sequence[CatalogItem]:
        """Everything for the platform's own code, the part below any other node."""
        items = list(self._entries.values())
        return items if device_id == self.profile.code else below(items, device_id)

    def channel(self, code: str) -> ChannelProfile | None:
        """A camera of the tree."""
        item = self._entries.get(code)
        if item is None or node_kind(code) is not NodeKind.CHANNEL:
            return None
        return ChannelProfile(code=code, name=item.name or code, online=item.status == "ON")

    async def set_online(self, code: str, online: bool) -> None:
        """A node fails or comes back; subscribers are told."""
        self._entries[code] = msgspec.structs.replace(self._entries[code], status="ON" if online else "OFF")
        await self.tell([CatalogItem(device_id=code, event="ON" if online else "OFF")])

    async def add(self, items: Sequence[CatalogItem]) -> None:
        """New nodes; subscribers are told."""
        self._entries.update({item.device_id: item for item in items})
        await self.tell([msgspec.structs.replace(item, event="ADD") for item in items])

    async def remove(self, codes: Sequence[str]) -> None:
        """Nodes go; subscribers are told."""
        for code in codes:
            del self._entries[code]
        await self.tell([CatalogItem(device_id=code, event="DEL") for code in codes])
