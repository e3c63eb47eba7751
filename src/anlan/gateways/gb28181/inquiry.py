"""What a peer is and how it is: DeviceInfo and DeviceStatus, asked once after it joins (GB/T 28181-2022 annex A.2.4)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
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

# Answers come in messages of their own; this is how long they are taken.
ANSWER_WAIT_S = 60.0
# A clock further off than this shows in recordings and confuses evidence; less is the way of the message.
CLOCK_TOLERANCE_S = 10.0
_INFO_FIELDS = ("manufacturer", "model", "firmware", "channels")


@dataclass(slots=True)
class Asked:
    """What was asked of a peer and what it has told so far (the directory keeps it as a whole)."""

    until_s: float
    numbers: tuple[int, int]
    learnt: dict[str, Any] = field(default_factory=dict)


class Inquiries:
    """Asks after registration and takes the answers whenever they come."""

    def __init__(self, *, directory: Directory, clock: Clock, outgoing: Outgoing, violations: ViolationLog) -> None:
        self._directory = directory
        self._clock = clock
        self._outgoing = outgoing
        self._violations = violations
        self._asked: OrderedDict[str, Asked] = OrderedDict()

    async def ask(self, link: Link) -> None:
        """Send both queries; a peer that does not take them has none of it told."""
        asked = Asked(self._clock.monotonic_s() + ANSWER_WAIT_S, (self._outgoing.next_sn(), self._outgoing.next_sn()))
        self._forget()
        self._asked[link.code] = asked
        self._asked.move_to_end(link.code)
        try:
            await self._outgoing.message(link, device_info_query(link.code, asked.numbers[0], charset_of(link)))
            await self._outgoing.message(link, device_status_query(link.code, asked.numbers[1], charset_of(link)))
        except Unreached as error:
            log.info("inquiry_unanswered", peer=link.code, status=error.status, detail=error.detail)

    async def take(self, link: Link, document: Document) -> None:
        """An answer. Raises ``ManscdpError`` where it is malformed."""
        asked = self._asked.get(link.code)
        if asked is None or document.sn not in asked.numbers:
            return
        info = self._of_info(document) if document.cmd_type == "DeviceInfo" else self._of_status(link, document)
        if info:
            asked.learnt.update(info)
            await self._directory.apply_device_info(link.code, dict(asked.learnt))

    def _of_info(self, document: Document) -> dict[str, Any]:
        device = parse_device_info(document)
        info = {name: getattr(device, name) for name in _INFO_FIELDS if getattr(device, name) is not None}
        return info | ({"reported_name": device.name} if device.name is not None else {})

    def _of_status(self, link: Link, document: Document) -> dict[str, Any]:
        status = parse_device_status(document)
        info: dict[str, Any] = {}
        if status.device_time_utc is not None:
            # The answer was on its way for less than a second; the clock is told to the tenth.
            offset_s = (status.device_time_utc - self._clock.now_utc()).total_seconds()
            info["clock_offset_s"] = round(offset_s, 1)
            if abs(offset_s) > CLOCK_TOLERANCE_S:
                self._violations.note(link.code, ["clock_off"])
        if status.ok is False and status.reason:
            info["fault"] = status.reason[:200]
        return info

    def _forget(self) -> None:
        now_s = self._clock.monotonic_s()
        while self._asked and next(iter(self._asked.values())).until_s < now_s:
            self._asked.popitem(last=False)
