"""Answers to a Catalog query from above: every part acknowledged, all of them or a failure that is told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import CATALOGS, PARTS
from anlan.gateways.gb28181.cascade.packing import Packing, parts
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import CatalogItem, catalog_response, item_xml

log = structlog.get_logger(__name__)

# A part that is not acknowledged is sent again so often, after so many seconds.
TRIES = 3
RETRY_S = 2.0


# Over TCP, which keeps their order, so many parts are under way at once: a thousand parts need not wait for a thousand round trips.
WINDOW_OVER_TCP = 4


class _GivenUp(Exception):  # noqa: N818  # named by what happened
    """The upper does not take the rest."""


class CatalogReply:
    """Sends whole catalogs upward."""

    def __init__(self, caller: Caller, clock: Clock, items_over_udp: int) -> None:
        self._caller = caller
        self._clock = clock
        self._items_over_udp = items_over_udp

    async def send(
        self, upper: PeerRecord, target: Target, sn: int, device_id: str, items: Sequence[CatalogItem]
    ) -> bool:
        """Send all of it; False where the upper stopped acknowledging (it then knows from SumNum what is missing)."""
        edition = Edition(self._caller.edition_towards(upper))
        charset = charset_of(upper)

        def write_item(item: CatalogItem) -> str:
            return item_xml(item, edition)

        def write(some: Sequence[str]) -> bytes:
            return catalog_response(sn, device_id, len(items), some, edition, charset)

        if not items:
            # An empty catalog is an answer too: SumNum 0 and no list (annex M).
            return await self._part(upper, target, write(()))
        packing = Packing.towards(target.transport, self._items_over_udp)
        window = WINDOW_OVER_TCP if target.transport == "tcp" else 1
        under_way: deque[tuple[int, asyncio.Task[bool]]] = deque()
        sent = 0
        try:
            for count, body in parts(items, packing, write_item, write):
                under_way.append((count, asyncio.create_task(self._part(upper, target, body), name="catalog part")))
                if len(under_way) == window:
                    sent += await self._acknowledged(under_way)
            while under_way:
                sent += await self._acknowledged(under_way)
        except _GivenUp:
            log.warning("cascade.catalog_unfinished", upper=upper.code, sn=sn, sent=sent, of=len(items))
            CATALOGS.labels("unfinished").inc()
            return False
        finally:
            for _, task in under_way:
                task.cancel()
        CATALOGS.labels("complete").inc()
        log.info("cascade.catalog_sent", upper=upper.code, sn=sn, items=len(items))
        return True

    @staticmethod
    async def _acknowledged(under_way: deque[tuple[int, asyncio.Task[bool]]]) -> int:
        """How many items the oldest part under way brought. Raises ``_GivenUp`` where it was given up."""
        count, task = under_way[0]
        if not await task:
            raise _GivenUp
        under_way.popleft()
        return count

    async def _part(self, upper: PeerRecord, target: Target, body: bytes) -> bool:
        for attempt in range(TRIES):
            if attempt:
                await self._clock.sleep(RETRY_S)
            try:
                response = await self._caller.message(upper, target, body)
            except (SipTimeout, SipTransportError):
                continue
            if 200 <= response.status < 300:
                PARTS.inc()
                return True
            if 400 <= response.status < 500:
                # It does not want this: not the query any more, or not from us.
                return False
        return False
