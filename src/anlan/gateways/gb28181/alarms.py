"""Alarms of devices and lower platforms: committed by the alarm centre first, acknowledged then (GB/T 28181-2022 §9.4)."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass

import structlog
from lxml import etree

from anlan.capabilities.alarms.ports import MAX_RAW, MAX_TEXT, Signal, SignalIntake, SourceKey
from anlan.capabilities.alarms.vocabulary import Vocabulary
from anlan.capabilities.directory.ports import AlarmOrigin
from anlan.foundation.clock import Clock
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.ports import Directory
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.rates import RateBound
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.protocols.manscdp import Alarm, Document, parse_alarm, result_response
from anlan.protocols.sip import Request, Response, reply

log = structlog.get_logger(__name__)

# Of one device in the long run; a camera whose motion detection flickers tells one or two.
DEVICE_PER_S = 2.0
DEVICE_BURST = 40.0
# A platform speaks for thousands.
PLATFORM_FACTOR = 25
RETRY_AFTER = [("Retry-After", "10")]
# Answers under way at once; beyond it an alarm has its 200 OK and no Response/Alarm.
MAX_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class AlarmCentre:
    """Where alarms go, and what their codes mean."""

    intake: SignalIntake
    vocabulary: Vocabulary


class Alarms:
    """Takes Notify/Alarm by MESSAGE or NOTIFY. Without a ``centre`` every alarm is refused: nobody shall believe it kept."""

    def __init__(
        self, *, directory: Directory, clock: Clock, outgoing: Outgoing, violations: ViolationLog, centre: AlarmCentre | None
    ) -> None:  # fmt: skip
        self.centre = centre
        self._directory = directory
        self._clock = clock
        self._outgoing = outgoing
        self._violations = violations
        self._device_rate = RateBound(DEVICE_PER_S, DEVICE_BURST)
        self._platform_rate = RateBound(PLATFORM_FACTOR * DEVICE_PER_S, PLATFORM_FACTOR * DEVICE_BURST)
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, link: Link, request: Request, document: Document) -> Response:
        """The answer to the request. Response/Alarm follows an alarm by MESSAGE; a NOTIFY has only its 200 (§9.11).

        Raises ``ManscdpError`` where it is malformed, and whatever keeps the alarm from being committed.
        """
        alarm = parse_alarm(document)
        if self.centre is None:
            return self._refuse(link, request, document, 501, "no_centre")
        rate = self._device_rate if link.record.kind == "device" else self._platform_rate
        if not rate.allows(link.code, self._clock.monotonic_s()):
            metrics.ALARMS.labels("too_many").inc()
            return reply(request, 503, headers=RETRY_AFTER)
        origin = await self._directory.alarm_origin(link.code, alarm.device_id)
        if origin is None:
            log.warning("alarm_of_another", peer=link.code, code=alarm.device_id)
            return self._refuse(link, request, document, 403, "not_its_own")
        try:
            receipt = await self.centre.intake.receive(self._signal(self.centre.vocabulary, alarm, origin, document))
        except Unavailable:
            # The sender has to send it again; an ERROR would tell it that there is no use in that.
            metrics.ALARMS.labels("full").inc()
            return reply(request, 503, headers=RETRY_AFTER)
        metrics.ALARMS.labels("repeated" if receipt.repeated else "taken").inc()
        violations = [*alarm.violations, *([] if origin.listed else ["alarm_code_unlisted"])]
        if violations:
            self._violations.note(link.code, violations)
        if request.method == "MESSAGE":
            self._answer(link, document, "OK")
        return reply(request, 200)

    async def stop(self) -> None:
        """Give up what is on its way."""
        for task in list(self._answers):
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)

    def _signal(self, vocabulary: Vocabulary, alarm: Alarm, origin: AlarmOrigin, document: Document) -> Signal:
        original = str(alarm.method or 0) + (f"/{alarm.alarm_type}" if alarm.alarm_type else "")
        meaning = vocabulary.meaning("gb28181", original)
        written = alarm.time_utc.isoformat() if alarm.time_utc else ""
        # The digest is the alarm's name: the same one by MESSAGE and by NOTIFY, or sent again under another SN, is one.
        digest = hashlib.sha256(f"{alarm.device_id}|{written}|{original}|{alarm.event_type or ''}".encode()).hexdigest()
        unlisted = "" if origin.listed or not alarm.device_id else f"[{alarm.device_id[:20]}] "
        has_place = alarm.longitude is not None
        return Signal(
            source=SourceKey("gb28181", "", "", origin.code), sequence=digest[:32] if written else f"sn{alarm.sn}", digest=digest,
            kind=meaning.kind, original=original, qualifier=meaning.qualifier, partition="", zone="", user="",
            text=(unlisted + (alarm.description or ""))[:MAX_TEXT], occurred_utc=alarm.time_utc, received_utc=self._clock.now_utc(),
            longitude=alarm.longitude if has_place else origin.longitude, latitude=alarm.latitude if has_place else origin.latitude,
            path="", encrypted=False, raw=etree.tostring(document.root, encoding="unicode")[:MAX_RAW], priority=alarm.priority,
        )  # fmt: skip

    def _refuse(self, link: Link, request: Request, document: Document, status: int, outcome: str) -> Response:
        metrics.ALARMS.labels(outcome).inc()
        if request.method == "MESSAGE":
            self._answer(link, document, "ERROR")
        return reply(request, status)

    def _answer(self, link: Link, document: Document, result: str) -> None:
        if len(self._answers) >= MAX_ANSWERS:
            metrics.BOUNDS.labels("alarm_answers").inc()
            return
        body = result_response("Alarm", document.device_id, document.sn, result, charset_of(link))
        task = asyncio.create_task(self._send(link, body), name=f"alarm answer {link.code}")
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _send(self, link: Link, body: bytes) -> None:
        try:
            await self._outgoing.message(link, body)
        except Unreached as error:
            log.info("alarm_answer_untaken", peer=link.code, status=error.status, detail=error.detail)
