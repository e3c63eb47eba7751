"""Catalog subscriptions a simulated device grants, and the notifications it sends (RFC 6665, GB/T 28181-2022 annex N)."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from anlan.foundation.clock import Clock
from anlan.protocols.manscdp import CONTENT_TYPE, CatalogItem, ManscdpError, catalog_notify, decode, parse_catalog_query
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
    """Who wants to hear of catalog changes, and until when (monotonic seconds)."""

    dialog: Dialog
    link: Link
    event: str
    device_id: str
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
        if event.split(";")[0].strip().lower() not in ("catalog", "presence"):
            return reply(request, 489)
        try:
            device_id = parse_catalog_query(decode(request.body)).device_id if request.body else self._profile.code
        except ManscdpError:
            return reply(request, 400)
        expires_s = _expires(request)
        call_id = request.headers.get("Call-ID") or ""
        tag = secrets.token_hex(4)
        known = self._subscriptions.get(call_id)
        try:
            if known is None:
                dialog = Dialog.as_server(request, tag, contact(self._profile.code, link))
                known = Subscription(dialog, link, event, device_id, 0)
            elif not known.dialog.accepts(request):
                return reply(request, 481)
        except SipSyntaxError:
            return reply(request, 400)
        known.until_s = self._clock.monotonic_s() + expires_s
        if expires_s:
            self._subscriptions[call_id] = known
            self._happenings.record("subscribed")
        else:
            self._subscriptions.pop(call_id, None)
        headers = (("Expires", str(expires_s)), ("Contact", contact(self._profile.code, link)), ("Event", event))
        return reply(request, 200, headers=headers, to_tag=known.dialog.local_tag)

    async def notify(self, items: Sequence[CatalogItem]) -> None:
        """Tell every subscriber of changed entries, each with its ``event``."""
        now_s = self._clock.monotonic_s()
        self._subscriptions = {key: one for key, one in self._subscriptions.items() if one.until_s > now_s}
        for subscription in list(self._subscriptions.values()):
            for begin in range(0, len(items), _BATCH):
                await self._notify_one(subscription, items[begin : begin + _BATCH])

    async def _notify_one(self, subscription: Subscription, items: Sequence[CatalogItem]) -> None:
        left_s = max(0, int(subscription.until_s - self._clock.monotonic_s()))
        body = catalog_notify(
            next(self._sn), subscription.device_id, items, self._profile.edition, self._profile.charset
        )  # fmt: skip
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
            return
        self._happenings.record("notified")
        if response.status == 481:
            self._subscriptions.pop(subscription.dialog.call_id, None)


def _expires(request: Request) -> int:
    text = (request.headers.get("Expires") or "").strip()
    return int(text) if text.isdigit() and len(text) < 9 else DEFAULT_EXPIRES_S
