"""Cases of the alarm centre told to the platforms above: to who subscribed by NOTIFY, to the others that the place is shared with by MESSAGE."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import structlog

from anlan.capabilities.alarms.ports import CaseOutline, CaseReader
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.alarm_notices import AlarmSubscription
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import ALARMS
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.gb28181.cascade.subscriptions import Subscriptions
from anlan.gateways.gb28181.cascade.uplink import Uplink
from anlan.gateways.gb28181.waiting import wait_for
from anlan.gateways.sip import SipTimeout, SipTransportError
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import Alarm, Document, alarm_notify, parse_outcome

log = structlog.get_logger(__name__)

# Pauses before each try: an upper that restarts is away for a minute or two.
PAUSES_S: Final = (0.0, 2.0, 10.0, 30.0, 60.0, 60.0)
RESPONSE_S = 10.0
# Uppers that never send Response/Alarm are not waited for after so many alarms in a row.
PATIENT_FOR = 3
AT_ONCE = 4
MAX_WAITING = 1_000
MAX_TOLD = 20_000
# What happened longer ago is no alarm any more: a first start finds all events that are kept.
LATEST_S = 900.0
# SIP answers that are about the moment and not about the alarm.
_PASSING = frozenset({408, 480, 500, 503, 504})
# AlarmMethod and AlarmPriority of a case that came by another protocol, by its class.
_METHODS: Final = {"hold_up": 2, "fire": 2, "confirmed_intrusion": 2, "intrusion": 2, "tamper": 2, "fault": 6}
_PRIORITIES: Final = {"hold_up": 1, "fire": 1, "confirmed_intrusion": 1, "intrusion": 2, "tamper": 3}


class Alarms:
    """Passes cases on. ``uplinks`` tells the links that stand; without ``cases`` nothing is passed on."""

    def __init__(
        self, *, caller: Caller, clock: Clock, directory: Directory, subscriptions: Subscriptions, cases: CaseReader | None,
        uplinks: Callable[[], Iterable[Uplink]],
    ) -> None:  # fmt: skip
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._subscriptions = subscriptions
        self._cases = cases
        self._uplinks = uplinks
        self._told: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._sending: dict[str, set[asyncio.Task[None]]] = defaultdict(set)
        self._places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._responses: dict[tuple[str, int], asyncio.Future[bool]] = {}
        self._without_response: dict[str, int] = defaultdict(int)

    async def case(self, facts: dict[str, Any], occurred_utc: datetime) -> None:
        """An ``alarms.case`` event: a case that waits is told once, and again when its class has been raised."""
        late_s = (self._clock.now_utc() - occurred_utc).total_seconds()
        if self._cases is None or facts.get("state") != "waiting" or late_s > LATEST_S:
            return
        links = [uplink for uplink in self._uplinks() if not self._knows(uplink, facts)]
        outline = await self._cases.outline(str(facts["id"])) if links else None
        if outline is None:
            return
        for uplink in links:
            await self._tell(uplink, outline)
            # After it: where telling fails, the event comes again.
            self._note(uplink, facts)

    def response(self, upper: str, document: Document) -> None:
        """A Response/Alarm of an upper's. Raises ``ManscdpError``; one that nobody waits for is left."""
        outcome = parse_outcome(document)
        self._without_response[upper] = 0
        future = self._responses.get((upper, outcome.sn))
        if future is not None and not future.done():
            future.set_result(outcome.ok)

    def drop(self, upper: str) -> None:
        """The link is gone for good."""
        for task in list(self._sending.pop(upper, ())):
            task.cancel()

    async def close(self) -> None:
        """Give up what is on its way."""
        tasks = [task for sending in self._sending.values() for task in sending]
        for upper in list(self._sending):
            self.drop(upper)
        if tasks:
            await asyncio.wait(tasks)

    def _knows(self, uplink: Uplink, facts: dict[str, Any]) -> bool:
        return (uplink.record.code, str(facts["id"]), str(facts.get("alarm_class"))) in self._told

    def _note(self, uplink: Uplink, facts: dict[str, Any]) -> None:
        self._told[uplink.record.code, str(facts["id"]), str(facts.get("alarm_class"))] = None
        if len(self._told) > MAX_TOLD:
            self._told.popitem(last=False)

    async def _tell(self, uplink: Uplink, outline: CaseOutline) -> None:
        upper = uplink.record.code
        account = outline.account if outline.protocol == "gb28181" else ""
        code = await self._directory.code_for_upper(upper, account, outline.division)
        if code is None:
            return
        alarm = _alarm(outline, code, self._caller.next_sn())
        subscribed = [
            each
            for each in self._subscriptions
            if isinstance(each, AlarmSubscription) and each.standing.upper.code == upper
        ]
        for subscription in subscribed:
            if await subscription.wants(alarm):
                subscription.put(alarm)
        if subscribed:
            return
        self.send(upper, alarm)

    def send(self, upper: str, alarm: Alarm) -> None:
        """Tell an upper an alarm by MESSAGE, again and again until it has it or time has passed it by."""
        uplink = next((each for each in self._uplinks() if each.record.code == upper), None)
        sending = self._sending[upper]
        if uplink is None or len(sending) >= MAX_WAITING:
            ALARMS.labels("too_many" if uplink else "left").inc()
            return
        task = asyncio.create_task(self._deliver(uplink, alarm), name=f"cascade-alarm-{upper}-{alarm.sn}")
        sending.add(task)
        task.add_done_callback(sending.discard)

    async def _deliver(self, uplink: Uplink, alarm: Alarm) -> None:
        upper = uplink.record.code
        async with self._places[upper]:
            outcome = "unanswered"
            for pause_s in PAUSES_S:
                if pause_s:
                    await self._clock.sleep(pause_s)
                if uplink.state != "online" or uplink.target is None:
                    continue
                outcome = await self._send(uplink, alarm)
                if outcome != "unanswered":
                    break
        ALARMS.labels(outcome).inc()
        if outcome not in ("confirmed", "taken"):
            log.warning("cascade.alarm_not_taken", upper=upper, code=alarm.device_id, outcome=outcome)

    async def _send(self, uplink: Uplink, alarm: Alarm) -> str:
        """Once: confirmed (Response/Alarm OK), taken (200 OK only), refused, or unanswered."""
        assert uplink.target is not None
        record = uplink.record
        key = (record.code, alarm.sn)
        future = self._responses[key] = asyncio.get_running_loop().create_future()
        body = alarm_notify(alarm, Edition(self._caller.edition_towards(record)), charset_of(record))
        try:
            answer = await self._caller.message(record, uplink.target, body)
            if not 200 <= answer.status < 300:
                return "unanswered" if answer.status in _PASSING else "refused"
            if self._without_response[record.code] >= PATIENT_FOR and not future.done():
                return "taken"
            if not await wait_for(self._clock, future, RESPONSE_S):
                self._without_response[record.code] += 1
                return "taken"
            return "confirmed" if future.result() else "refused"
        except (SipTimeout, SipTransportError):
            return "unanswered"
        finally:
            del self._responses[key]


def _alarm(outline: CaseOutline, code: str, sn: int) -> Alarm:
    method, alarm_type = _METHODS.get(outline.alarm_class, 7), None
    if outline.protocol == "gb28181":
        told, _, kind = outline.original.partition("/")
        method = int(told) if told in "1234567" and told else method
        alarm_type = int(kind) if kind.isdigit() else None
    # What a device below called urgent stays so above, and what we have found to be worse is told as worse.
    priority = min(_PRIORITIES.get(outline.alarm_class, 4), outline.priority or 4)
    return Alarm(
        sn=sn, device_id=code, priority=priority, method=method, time_utc=outline.occurred_utc,
        description=outline.text or None, longitude=outline.longitude, latitude=outline.latitude, alarm_type=alarm_type,
    )  # fmt: skip
