"""Queries from above: Catalog, DeviceInfo, DeviceStatus; about this platform or about anything shared."""

from __future__ import annotations

import asyncio
from importlib.metadata import PackageNotFoundError, version

import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.catalog_reply import CatalogReply
from anlan.gateways.gb28181.cascade.metrics import CATALOGS
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.manscdp import (
    CatalogItem,
    DeviceInfo,
    DeviceStatus,
    Document,
    device_info_response,
    device_status_response,
    parse_catalog_query,
)
from anlan.protocols.sip import Request, Response, reply

log = structlog.get_logger(__name__)

# Answers under way for one upper; a catalog each, so that a flood of queries cannot fill memory.
MAX_ANSWERS = 8


class Queries:
    """Answers queries: the request at once with 200, the answer in messages of its own (annex A: every MESSAGE gets its 200)."""

    def __init__(
        self, *, caller: Caller, clock: Clock, directory: Directory, violations: ViolationLog, platform_name: str,
        items_over_udp: int,
    ) -> None:  # fmt: skip
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._violations = violations
        self._platform_name = platform_name
        self._catalog = CatalogReply(caller, clock, items_over_udp)
        self._answering: dict[str, dict[tuple[str, int, str], asyncio.Task[None]]] = {}

    async def query(self, upper: PeerRecord, target: Target, request: Request, document: Document) -> Response:
        """Take a query of an upper's. Raises ``ManscdpError``."""
        kind = document.cmd_type.lower()
        if kind not in ("catalog", "deviceinfo", "devicestatus"):
            return reply(request, 501)
        own = document.device_id == self._caller.own_code
        found = None if own else await self._directory.shared_catalog(upper.code, document.device_id)
        if found == [] or (found and kind != "catalog" and found[0].device_id != document.device_id):
            return reply(request, 404)
        if kind == "catalog":
            self._violations.note(upper.code, parse_catalog_query(document).violations)
        return self._begin(upper, target, request, document, found)

    def _begin(
        self, upper: PeerRecord, target: Target, request: Request, document: Document, found: list[CatalogItem] | None
    ) -> Response:
        answering = self._answering.setdefault(upper.code, {})
        key = (document.cmd_type.lower(), document.sn, document.device_id)
        if key in answering:
            return reply(request, 200)
        if len(answering) >= MAX_ANSWERS:
            CATALOGS.labels("too_many").inc()
            return reply(request, 503, headers=[("Retry-After", "5")])
        work = self._answer(upper, target, document, found)
        task: asyncio.Task[None] = asyncio.create_task(work, name=f"cascade-answer-{upper.code}-{document.sn}")
        answering[key] = task
        task.add_done_callback(lambda _done: answering.pop(key, None))
        return reply(request, 200)

    async def _answer(
        self, upper: PeerRecord, target: Target, document: Document, found: list[CatalogItem] | None
    ) -> None:
        try:
            kind = document.cmd_type.lower()
            if kind == "catalog":
                items = await self._asked_for(upper, document, found)
                await self._catalog.send(upper, target, document.sn, document.device_id, items)
            elif kind == "deviceinfo":
                await self._send(
                    upper, target, device_info_response(await self._info(upper, document, found), charset_of(upper))
                )
            else:
                await self._send(
                    upper, target, device_status_response(self._status(document, found), charset_of(upper))
                )
        except Exception:
            log.exception("cascade.answer_failed", upper=upper.code, cmd_type=document.cmd_type, sn=document.sn)

    async def _asked_for(
        self, upper: PeerRecord, document: Document, found: list[CatalogItem] | None
    ) -> list[CatalogItem]:
        """The entries a Catalog query means; where it names times, what was added or changed between (annex A.2.4.3)."""
        period = parse_catalog_query(document).period
        if period is not None:
            under = document.device_id if found is not None else None
            return await self._directory.shared_catalog(upper.code, under, period)
        return found if found is not None else await self._directory.shared_catalog(upper.code)

    async def _info(self, upper: PeerRecord, document: Document, found: list[CatalogItem] | None) -> DeviceInfo:
        if found:
            item = found[0]
            return DeviceInfo(
                sn=document.sn,
                device_id=document.device_id,
                name=item.name,
                manufacturer=item.manufacturer,
                model=item.model,
            )
        return DeviceInfo(
            sn=document.sn,
            device_id=document.device_id,
            name=self._platform_name,
            manufacturer="Anlan",
            model="Anlan",
            firmware=_version(),
            channels=await self._directory.shared_count(upper.code),
        )

    def _status(self, document: Document, found: list[CatalogItem] | None) -> DeviceStatus:
        online = found is None or found[0].status == "ON"
        return DeviceStatus(
            sn=document.sn,
            device_id=document.device_id,
            online=online,
            ok=online,
            device_time_utc=self._clock.now_utc() if found is None else None,
        )

    async def _send(self, upper: PeerRecord, target: Target, body: bytes) -> None:
        try:
            await self._caller.message(upper, target, body)
        except (SipTimeout, SipTransportError) as error:
            log.info("cascade.answer_unacknowledged", upper=upper.code, why=str(error))

    def drop(self, upper: str) -> None:
        """The link is gone: nobody waits for these answers any more."""
        for task in list(self._answering.pop(upper, {}).values()):
            task.cancel()

    async def close(self) -> None:
        """Drop all."""
        tasks = [task for answering in self._answering.values() for task in answering.values()]
        for upper in list(self._answering):
            self.drop(upper)
        await gather_quietly(tasks)


async def gather_quietly(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for cancelled tasks to be over."""
    if tasks:
        await asyncio.wait(tasks)


def _version() -> str:
    try:
        return version("anlan")
    except PackageNotFoundError:
        return "dev"
