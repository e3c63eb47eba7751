"""What a simulated device answers to the platform's MESSAGEs: Catalog, DeviceInfo, DeviceStatus, control."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from anlan.protocols.manscdp import (
    AlarmReset,
    CatalogItem,
    Charset,
    DeviceInfo,
    DeviceStatus,
    Document,
    GuardCommand,
    ManscdpError,
    catalog_response,
    device_info_response,
    device_status_response,
    parse_device_control,
    parse_guarding,
    result_response,
)
from anlan.protocols.sip import Response
from anlan.simulator.faults import CharsetLie, Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.profile import DeviceProfile
from anlan.simulator.signalling.agent import NoAnswer

log = structlog.get_logger(__name__)

# Commands that have a business answer; the others have none (GB/T 28181-2022 §9.3.1).
_ANSWERED = frozenset({"RecordCmd", "HomePosition", "DeviceUpgrade"})


class Answers:
    """Answers travel in MESSAGEs of their own, one after the other, each waiting for the platform's 200."""

    def __init__(
        self,
        profile: DeviceProfile,
        faults: Faults,
        happenings: Happenings,
        *,
        items: Callable[[str], Sequence[CatalogItem]],
        device_time: Callable[[], datetime],
        key_frame: Callable[[str], bool],
        obey: Callable[[GuardCommand | AlarmReset], bool],
        send: Callable[[bytes], Awaitable[Response]],
    ) -> None:
        self._profile = profile
        self._faults = faults
        self._happenings = happenings
        self._items = items
        self._device_time = device_time
        self._key_frame = key_frame
        self._obey = obey
        self._send = send

    async def answer(self, document: Document) -> None:
        """Do what a Query or Control asks."""
        try:
            if document.kind == "Control":
                await self._control(document)
            elif document.kind == "Query":
                await self._query(document)
            elif document.kind == "Response" and document.cmd_type.lower() == "alarm":
                self._happenings.record("alarm_answered")
        except NoAnswer:
            log.info("platform did not take the answer", device=self._profile.code, command=document.cmd_type)

    async def _query(self, document: Document) -> None:
        command = document.cmd_type.lower()
        if command == "catalog":
            await self._catalog(document)
        elif command == "deviceinfo":
            await self._send(device_info_response(self._info(document), self._profile.charset))
            self._happenings.record("info_answered")
        elif command == "devicestatus":
            await self._send(device_status_response(self._status(document), self._profile.charset))
            self._happenings.record("status_answered")
        else:
            await self._send(
                result_response(document.cmd_type, document.device_id, document.sn, "ERROR", self._profile.charset)
            )

    async def _control(self, document: Document) -> None:
        try:
            control = parse_device_control(document)
            guarding = parse_guarding(document)
        except ManscdpError as error:
            log.info("control not understood", device=self._profile.code, reason=error.code)
            return
        self._happenings.record("control")
        if guarding is not None:
            result = "OK" if not self._faults.refuse_guarding and self._obey(guarding) else "ERROR"
            await self._send(
                result_response("DeviceControl", control.device_id, control.sn, result, self._profile.charset)
            )
        elif control.command == "IFrameCmd":
            self._key_frame(control.device_id)
        elif control.command in _ANSWERED:
            await self._send(
                result_response("DeviceControl", control.device_id, control.sn, "OK", self._profile.charset)
            )

    async def _catalog(self, document: Document) -> None:
        items = self._items(document.device_id)
        batch = self._profile.catalog_batch
        sum_num = max(0, len(items) + self._faults.sum_num_off)
        slices = [items[begin : begin + batch] for begin in range(0, len(items), batch)] or [[]]
        for number in self._order(len(slices)):
            body = catalog_response(
                document.sn, document.device_id, sum_num, slices[number], self._profile.edition, self._profile.charset
            )
            await self._send(body)
        self._happenings.record("catalog_answered")

    def _order(self, count: int) -> list[int]:
        """Which parts go out, in which order, how often."""
        faults = self._faults
        order = [number for number in range(count) if number not in faults.missing_parts]
        if faults.parts_reversed:
            order.reverse()
        return [number for number in order for _ in range(2 if number in faults.duplicated_parts else 1)]

    def _info(self, document: Document) -> DeviceInfo:
        profile = self._profile
        return DeviceInfo(
            sn=document.sn,
            device_id=document.device_id,
            name=profile.name,
            manufacturer=profile.manufacturer,
            model=profile.model,
            firmware=profile.firmware,
            channels=len(self._items(profile.code)),
        )

    def _status(self, document: Document) -> DeviceStatus:
        return DeviceStatus(
            sn=document.sn,
            device_id=document.device_id,
            online=True,
            ok=True,
            encoding=True,
            recording=False,
            device_time_utc=self._device_time(),
        )


_DECLARATION = re.compile(rb"<\?xml[^>]*\?>\s*")


def misdeclare(body: bytes, charset: Charset, lie: CharsetLie | None) -> bytes:
    """The same body with a declaration that does not fit its bytes."""
    if lie is None:
        return body
    text = _DECLARATION.sub(b"", body, count=1).decode(charset.codec)
    declared, codec = {
        "declares_gb2312_sends_utf8": ("GB2312", "utf-8"),
        "declares_utf8_sends_gb2312": ("UTF-8", "gb18030"),
        "declares_nothing_sends_gb2312": ("", "gb18030"),
    }[lie]
    head = f'<?xml version="1.0" encoding="{declared}"?>\r\n' if declared else ""
    return (head + text).encode(codec)
