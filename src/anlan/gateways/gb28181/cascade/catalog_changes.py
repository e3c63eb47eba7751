"""Catalog changes told to uppers that subscribed: batched, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.packing import Packing, parts
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.gb28181.cascade.subscriptions import Subscription
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import CatalogItem, Document, catalog_notify, item_xml

# Changes are gathered this long before they are told: a recorder that goes offline takes all its channels with it.
GATHER_S = 1.0
# Changed channels that may wait; beyond it the whole is compared instead.
MAX_WAITING = 10_000


class CatalogSubscription(Subscription):
    """One upper's wish to hear of changes below a node. ``known`` is what it knows to exist, by code."""

    def __init__(
        self, document: Document, *, caller: Caller, clock: Clock, directory: Directory, items_over_udp: int
    ) -> None:
        super().__init__(caller, clock)
        self._directory = directory
        self._items_over_udp = items_over_udp
        self._sn = document.sn
        self._device_id = document.device_id
        self._known: set[str] = set()
        self._waiting: dict[str, None] = {}
        # Instead of single changes: "shares" tells what came and what went, "all" tells everything anew.
        self._compare: Literal["", "shares", "all"] = ""

    def changed(self, channels: Sequence[str]) -> None:
        """Channels of ours were changed."""
        if len(self._waiting) + len(channels) > MAX_WAITING:
            self._waiting.clear()
            self._compare = "all"
        else:
            self._waiting.update(dict.fromkeys(channels))
        self.standing.wake.set()

    def shares_changed(self, upper: PeerRecord) -> None:
        """What the upper may see was changed: compare and tell what came and went."""
        self.standing.upper = upper
        self._compare = self._compare or "shares"
        self.standing.wake.set()

    async def begin(self) -> bool:
        """What is offline now, so that the upper need not ask for it (§9.11.1)."""
        shared = await self._shared()
        self._known = set(shared)
        return await self._send([replace_event(item, "OFF") for item in shared.values() if item.status == "OFF"])

    async def tell(self) -> bool:
        """The changes of the last moment."""
        if not (self._waiting or self._compare):
            return True
        await self._clock.sleep(GATHER_S)
        items = await self._gather()
        return not items or await self._send(items)

    def parting(self) -> bytes:
        """No change any more."""
        return self._body(())

    async def _shared(self) -> dict[str, CatalogItem]:
        under = None if self._device_id == self._caller.own_code else self._device_id
        items = await self._directory.shared_catalog(self.standing.upper.code, under)
        return {item.device_id: item for item in items}

    async def _gather(self) -> list[CatalogItem]:
        """The changes to tell: by channel, or by comparison where shares or very many channels changed."""
        channels, self._waiting = list(self._waiting), {}
        if not self._compare:
            items = await self._directory.changes_for(self.standing.upper.code, channels)
            if self._device_id == self._caller.own_code:
                return self._noted(items)
            if all(item.device_id in self._known for item in items):
                return self._noted(items)
            # Something new somewhere: whether it lies below the node subscribed to, only the tree can tell.
            shared = await self._shared()
            return self._noted([i for i in items if i.device_id in shared or i.device_id in self._known])
        everything, self._compare = self._compare == "all", ""
        shared = await self._shared()
        gone = [CatalogItem(device_id=code, event="DEL") for code in sorted(self._known - set(shared))]
        told = [
            replace_event(item, "UPDATE" if code in self._known else "ADD")
            for code, item in shared.items()
            if everything or code not in self._known
        ]
        return self._noted([*gone, *told])

    def _noted(self, items: list[CatalogItem]) -> list[CatalogItem]:
        """Keep in mind what the upper will know after these."""
        for item in items:
            if item.event == "DEL":
                self._known.discard(item.device_id)
            else:
                self._known.add(item.device_id)
        return items

    def _body(self, items: Sequence[str]) -> bytes:
        upper = self.standing.upper
        edition = Edition(self._caller.edition_towards(upper))
        return catalog_notify(self._sn, self._device_id, items, edition, charset_of(upper))

    async def _send(self, items: Sequence[CatalogItem]) -> bool:
        if not items:
            return await self.notify(self._body(()))
        packing = Packing.towards(self.standing.target.transport, self._items_over_udp)
        edition = Edition(self._caller.edition_towards(self.standing.upper))
        for _count, body in parts(items, packing, lambda item: item_xml(item, edition), self._body):
            if not await self.notify(body):
                return False
        return True


def catalog_subscriptions(subscriptions: Iterable[Subscription]) -> list[CatalogSubscription]:
    """Those to catalog changes."""
    return [each for each in subscriptions if isinstance(each, CatalogSubscription)]


def replace_event(item: CatalogItem, event: str) -> CatalogItem:
    """The item as a change of that kind."""
    changed: CatalogItem = msgspec.structs.replace(item, event=event)
    return changed
