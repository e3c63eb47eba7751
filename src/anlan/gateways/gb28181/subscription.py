"""Subscriptions: platforms and recorders are asked to tell catalog changes or alarms, and asked again before it runs out (GB/T 28181-2022 §9.11, RFC 6665)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.presence import Link
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import CONTENT_TYPE, AlarmQuery, alarm_query, subscribe_catalog
from anlan.protocols.sip import Dialog, Request, SipSyntaxError

log = structlog.get_logger(__name__)

EXPIRES_S = 3600
# Refreshed well before its end; a peer that grants less is refreshed by what it grants.
REFRESH_SHARE = 0.8
MIN_GRANTED_S = 60
RETRY_S = 300.0
# Devices that know no SUBSCRIBE often stay silent instead of refusing it: after so many askings without answer they are left in peace.
SILENT_TRIES = 3
# Equipment with channels of its own to tell of (annex E: front-end main devices). A camera tells all it has by registering.
_RECORDERS = range(111, 131)


# The peer knows no such event package (RFC 6665 §7.2).
BAD_EVENT = 489


@dataclass(frozen=True, slots=True)
class Topic:
    """What is subscribed to. ``events``: values of the Event header, the next where a peer knows the one before not."""

    name: str
    events: tuple[Callable[[], str], ...]
    body: Callable[[Link, int], bytes]


def _alarms(link: Link, sn: int) -> bytes:
    edition = Edition.GB2016 if link.edition == "2016" else Edition.GB2022
    return alarm_query(AlarmQuery(sn=sn, device_id=link.code), edition, charset_of(link))


CATALOG: Final = Topic(
    "catalog",
    (lambda: f"Catalog;id={secrets.randbelow(9999) + 1}",),
    lambda link, sn: subscribe_catalog(link.code, sn, charset=charset_of(link)),
)
# The event that RFC 3856 names is what nearly all products know for alarms; some go by the name of the message.
ALARMS: Final = Topic("alarms", (lambda: "presence", lambda: "Alarm"), _alarms)


@dataclass(slots=True, eq=False)
class Subscription:
    """One running subscription."""

    link: Link
    # Which of the topic's events the peer is asked by.
    event: int = 0
    task: asyncio.Task[None] | None = None
    dialog: Dialog | None = None
    # None: not known yet. False: the peer refused, and is not asked again until it registers anew.
    supported: bool | None = None
    unanswered: int = 0


class Subscriptions:
    """One subscription a peer, all to one topic."""

    def __init__(self, *, clock: Clock, outgoing: Outgoing, topic: Topic = CATALOG) -> None:
        self._topic = topic
        self._clock = clock
        self._outgoing = outgoing
        self._subscriptions: dict[str, Subscription] = {}

    def supported(self, code: str) -> bool | None:
        """Whether the peer tells changes; None while that is not known."""
        found = self._subscriptions.get(code)
        return None if found is None else found.supported

    def begin(self, link: Link, delay_s: float = 0.0) -> None:
        """Subscribe after ``delay_s``, in place of what stood before."""
        old = self._subscriptions.pop(link.code, None)
        if old is not None and old.task is not None:
            old.task.cancel()
        subscription = Subscription(link)
        self._subscriptions[link.code] = subscription
        subscription.task = asyncio.create_task(
            self._keep(subscription, delay_s), name=f"{self._topic.name} {link.code}"
        )

    def end(self, code: str) -> None:
        """The peer is gone."""
        found = self._subscriptions.pop(code, None)
        if found is not None and found.task is not None:
            found.task.cancel()

    def terminated(self, link: Link, request: Request) -> None:
        """A NOTIFY said ``Subscription-State: terminated``: subscribe anew."""
        found = self._subscriptions.get(link.code)
        if found is not None and found.dialog is not None and found.dialog.matches(request):
            self.begin(link)

    async def stop(self) -> None:
        """Tell the peers to stop and end."""
        found = list(self._subscriptions.values())
        self._subscriptions.clear()
        for subscription in found:
            if subscription.task is not None:
                subscription.task.cancel()
        await asyncio.gather(*(self._leave(each) for each in found if each.dialog is not None and each.link.reachable))

    async def _leave(self, subscription: Subscription) -> None:
        try:
            await self._subscribe(subscription, 0)
        except Unreached as error:
            log.info("unsubscribe_unanswered", peer=subscription.link.code, detail=error.detail)

    async def _keep(self, subscription: Subscription, delay_s: float) -> None:
        await self._clock.sleep(delay_s)
        while True:
            granted_s = await self._ask(subscription) if subscription.link.reachable else 0
            if subscription.supported is False:
                return
            wait_s = max(MIN_GRANTED_S, granted_s) * REFRESH_SHARE if granted_s else RETRY_S
            await self._clock.sleep(wait_s)

    async def _ask(self, subscription: Subscription) -> int:
        """Subscribe or refresh; seconds granted, 0 where it has to be tried anew or, with ``supported`` False, not any more."""
        link = subscription.link
        try:
            granted_s = await self._subscribe(subscription, EXPIRES_S)
        except Unreached as error:
            subscription.dialog = None
            if error.status == BAD_EVENT and subscription.supported is None and self._next_event(subscription):
                return await self._ask(subscription)
            subscription.unanswered = 0 if error.status else subscription.unanswered + 1
            silent = link.record.kind == "device" and subscription.unanswered >= SILENT_TRIES
            if subscription.supported is None and (error.status or silent):
                log.info("subscription_refused", topic=self._topic.name, peer=link.code, status=error.status)
                subscription.supported = False
            return 0
        subscription.supported, subscription.unanswered = True, 0
        return granted_s

    def _next_event(self, subscription: Subscription) -> bool:
        if subscription.event + 1 >= len(self._topic.events):
            return False
        subscription.event += 1
        return True

    async def _subscribe(self, subscription: Subscription, expires_s: int) -> int:
        link = subscription.link
        headers = [
            ("Expires", str(expires_s)),
            ("Event", self._topic.events[subscription.event]()),
            ("Content-Type", CONTENT_TYPE),
        ]
        body = self._topic.body(link, self._outgoing.next_sn())
        if subscription.dialog is None:
            headers.append(("Contact", self._outgoing.contact(link.target)))
            request = self._outgoing.request("SUBSCRIBE", link, headers=headers, body=body)
        else:
            request = subscription.dialog.request("SUBSCRIBE", headers, body)
        response = await self._outgoing.send(request, link.target)
        if subscription.dialog is None:
            try:
                subscription.dialog = Dialog.as_client(request, response)
            except SipSyntaxError as error:
                raise Unreached(response.status, str(error)) from error
        text = (response.headers.get("Expires") or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else expires_s


def tells_changes(link: Link) -> bool:
    """Whether a peer is worth asking: a platform, or a device with channels of its own."""
    return link.record.kind == "lower" or int(link.code[10:13]) in _RECORDERS
