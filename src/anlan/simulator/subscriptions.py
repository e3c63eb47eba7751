"""Subscriptions to catalog changes and alarms that a simulated device grants, and the notifications it sends (RFC 6665, GB/T 28181-2022 annex N)."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from anlan.foundation.clock import Clock
from anlan.protocols.manscdp import (
    CONTENT_TYPE,
    Alarm,
    AlarmQuery,
    CatalogItem,
    ManscdpError,
    alarm_notify,
    catalog_notify,
    decode,
    parse_alarm_query,
    parse_catalog_query,
)
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, reply
from anlan.simulator.happenings import Happenings
from anlan.simulator.profile import DeviceProfile
from anlan.simulator.registration import contact
from anlan.simulator.signalling.agent import NoAnswer, SipAgent
from anlan.simulator.signalling.links import Link

log = structlog.get_logger(__name__)

DEFAULT_EXPIRES_S = 600
# Changes in one NOTIFY at most.
_BATCH = 20


@dataclass(slots=True)
class Subscription:
    """Who wants to hear of alarms (``query``) or of catalog changes (None), and until when (monotonic seconds)."""

    dialog: Dialog
    link: Link
    event: str
    device_id: str
    query: AlarmQuery | None
    until_s: float


class Subscriptions:
    """All subscriptions of a device."""

    def __init__(
        self,
        profile: DeviceProfile,
        agent: SipAgent,
        happenings: Happenings,
        clock: Clock,
        encode: Callable[[bytes], bytes],
    ) -> None:
        self._profile = profile
        self._agent = agent
        self._happenings = happenings
        self._clock = clock
        self._encode = encode
        self._sn = itertools.count(1)
        self._subscriptions: dict[str, Subscription] = {}

    def subscribe(self, request: Request, link: Link) -> Response:
        """Grant, refresh or end a subscription."""
        event = request.headers.get("Event") or ""
        if event.split(";")[0].strip().lower() not in ("catalog", "presence", "alarm"):
            return reply(request, 489)
        try:
            device_id, query = self._asked_for(request)
        except ManscdpError:
            return reply(request, 400)
        expires_s = _expires(request)
        call_id = request.headers.get("Call-ID") or ""
        tag = secrets.token_hex(4)
        known = self._subscriptions.get(call_id)
        try:
            if known is None:
                dialog = Dialog.as_server(request, tag, contact(self._profile.code, link))
                known = Subscription(dialog, link, event, device_id, query, 0)
            elif not known.dialog.accepts(request):
                return reply(request, 481)
        except SipSyntaxError:
            return reply(request, 400)
        known.until_s = self._clock.monotonic_s() + expires_s
        if expires_s:
            self._subscriptions[call_id] = known
            self._happenings.record("subscribed" if known.query is None else "alarms_subscribed")
        else:
            self._subscriptions.pop(call_id, None)
        headers = (("Expires", str(expires_s)), ("Contact", contact(self._profile.code, link)), ("Event", event))
        return reply(request, 200, headers=headers, to_tag=known.dialog.local_tag)

    def _asked_for(self, request: Request) -> tuple[str, AlarmQuery | None]:
        if not request.body:
            return self._profile.code, None
        document = decode(request.body)
        if document.cmd_type.lower() == "alarm":
            return document.device_id, parse_alarm_query(document)
        return parse_catalog_query(document).device_id, None

    async def notify(self, items: Sequence[CatalogItem]) -> None:
        """Tell every subscriber of changed entries, each with its ``event``."""
        profile = self._profile
        for subscription in self._standing():
            if subscription.query is None:
                for begin in range(0, len(items), _BATCH):
                    some = items[begin : begin + _BATCH]
                    sn = next(self._sn)
                    body = catalog_notify(sn, subscription.device_id, some, profile.edition, profile.charset)
                    await self._notify_one(subscription, body)

    async def alarm(self, alarm: Alarm) -> bool | None:
        """Tell subscribers of an alarm: whether all have it; None where nobody has subscribed to such."""
        body = alarm_notify(alarm, self._profile.edition, self._profile.charset)
        taken = [
            await self._notify_one(each, body)
            for each in self._standing()
            if each.query is not None and each.query.wants(alarm)
        ]
        return all(taken) if taken else None

    def _standing(self) -> list[Subscription]:
        now_s = self._clock.monotonic_s()
        self._subscriptions = {key: one for key, one in self._subscriptions.items() if one.until_s > now_s}
        return list(self._subscriptions.values())

    async def _notify_one(self, subscription: Subscription, body: bytes) -> bool:
        left_s = max(0, int(subscription.until_s - self._clock.monotonic_s()))
        headers = (
            ("Event", subscription.event),
            ("Subscription-State", f"active;expires={left_s}"),
            ("Content-Type", CONTENT_TYPE),
        )
        request = subscription.dialog.request("NOTIFY", headers, self._encode(body))
        try:
            response = await self._agent.request(request, subscription.link, self._profile.request_timeout_s)
        except NoAnswer:
            log.info("NOTIFY not answered", device=self._profile.code)
            return False
        self._happenings.record("notified")
        if response.status == 481:
            self._subscriptions.pop(subscription.dialog.call_id, None)
        return response.status == 200


def _expires(request: Request) -> int:
    text = (request.headers.get("Expires") or "").strip()
    return int(text) if text.isdigit() and len(text) < 9 else DEFAULT_EXPIRES_S
