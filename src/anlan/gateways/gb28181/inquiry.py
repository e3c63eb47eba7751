"""What a peer is and how it is: DeviceInfo and DeviceStatus, asked once after it joins (GB/T 28181-2022 annex A.2.4)."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.ports import Directory
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.protocols.manscdp import (
    Document,
    device_info_query,
    device_status_query,
    parse_device_info,
    parse_device_status,
)

log = structlog.get_logger(__name__)

MAX_AT_ONCE = 16
ANSWER_WAIT_S = 30.0
# A clock further off than this shows in recordings and confuses evidence; less is the way of the message.
CLOCK_TOLERANCE_S = 10.0
_INFO_FIELDS = ("manufacturer", "model", "firmware", "channels")


class Inquiries:
    """Asks after registration and takes the answers whenever they come."""

    def __init__(self, *, directory: Directory, clock: Clock, outgoing: Outgoing, violations: ViolationLog) -> None:
        self._directory = directory
        self._clock = clock
        self._outgoing = outgoing
        self._violations = violations
        self._turn = asyncio.Semaphore(MAX_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        # Only what was asked for is taken: the SNs by peer, and what was learnt so far (the directory keeps it as a whole).
        self._asked: dict[str, frozenset[int]] = {}
        self._learnt: dict[str, dict[str, Any]] = {}

    def schedule(self, link: Link, delay_s: float = 0.5) -> None:
        """Ask the peer soon."""
        if link.code in self._asked:
            return
        self._asked[link.code] = frozenset()
        task = asyncio.create_task(self._ask(link, delay_s), name=f"inquiry {link.code}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def take(self, link: Link, document: Document) -> None:
        """An answer. Raises ``ManscdpError`` where it is malformed."""
        if document.sn not in self._asked.get(link.code, ()):
            return
        info: dict[str, Any]
        if document.cmd_type == "DeviceInfo":
            device = parse_device_info(document)
            info = {name: getattr(device, name) for name in _INFO_FIELDS if getattr(device, name) is not None}
            if device.name is not None:
                info["reported_name"] = device.name
        else:
            status = parse_device_status(document)
            info = {}
            if status.device_time_utc is not None:
                # The answer was on its way for less than a second; the clock is told to the tenth.
                offset_s = (status.device_time_utc - self._clock.now_utc()).total_seconds()
                info["clock_offset_s"] = round(offset_s, 1)
                if abs(offset_s) > CLOCK_TOLERANCE_S:
                    self._violations.note(link.code, ["clock_off"])
            if status.ok is False and status.reason:
                info["fault"] = status.reason[:200]
        if info:
            learnt = self._learnt.setdefault(link.code, {})
            learnt.update(info)
            await self._directory.apply_device_info(link.code, dict(learnt))

    async def stop(self) -> None:
        """Give up what is on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ask(self, link: Link, delay_s: float) -> None:
        try:
            await self._clock.sleep(delay_s)
            async with self._turn:
                info_sn, status_sn = self._outgoing.next_sn(), self._outgoing.next_sn()
                self._asked[link.code] = frozenset((info_sn, status_sn))
                await self._outgoing.message(link, device_info_query(link.code, info_sn, charset_of(link)))
                await self._outgoing.message(link, device_status_query(link.code, status_sn, charset_of(link)))
            # Answers come in messages of their own; this is how long they are waited for.
            await self._clock.sleep(ANSWER_WAIT_S)
        except Unreached as error:
            log.info("inquiry_unanswered", peer=link.code, status=error.status, detail=error.detail)
        finally:
            self._asked.pop(link.code, None)
            self._learnt.pop(link.code, None)
