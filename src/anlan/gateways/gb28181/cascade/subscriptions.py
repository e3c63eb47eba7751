"""Catalog changes told to uppers that subscribed (GB/T 28181-2022 §9.11, RFC 6665): batched, in order, each subscription its own."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import MESSAGE_TIMEOUT_S, Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import NOTIFIES
from anlan.gateways.gb28181.cascade.packing import Packing, parts
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import CONTENT_TYPE, CatalogItem, ManscdpError, catalog_notify, decode, item_xml
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, reply

log = structlog.get_logger(__name__)

MAX_PER_UPPER = 16
DEFAULT_EXPIRES_S = 600  # of a catalog subscription that names none
SHORTEST_EXPIRES_S = 60
LONGEST_EXPIRES_S = 86_400
# Changes are gathered this long before they are told: a recorder that goes offline takes all its channels with it.
GATHER_S = 1.0
# Changed channels that may wait; beyond it the whole is compared instead.
MAX_WAITING = 10_000
_EVENT = re.compile(r"\s*(catalog)\s*(;.{0,64})?", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Subscription:
    """One upper's wish to hear of changes below ``device_id``. ``known`` is what it knows to exist, by code."""

    upper: PeerRecord
    target: Target
    dialog: Dialog
    event: str
    sn: int
    device_id: str
    expires_at_s: float
    known: set[str] = field(default_factory=set)
    waiting: dict[str, None] = field(default_factory=dict)
    # Instead of single changes: "shares" tells what came and what went, "all" tells everything anew.
    compare: Literal["", "shares", "all"] = ""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Subscriptions:
    """All subscriptions of all uppers."""

    def __init__(self, *, caller: Caller, clock: Clock, directory: Directory, items_over_udp: int) -> None:
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._items_over_udp = items_over_udp
        self._by_dialog: dict[str, Subscription] = {}

    def __len__(self) -> int:
        return len(self._by_dialog)

    async def subscribe(self, upper: PeerRecord, target: Target, request: Request) -> Response:
        """Take a SUBSCRIBE: a new one, a refresh inside its dialog, or the end of it (Expires 0)."""
        event = request.headers.get("Event") or "Catalog"
        if not _EVENT.fullmatch(event):
            return reply(request, 489, headers=[("Allow-Events", "Catalog")])
        expires_s = _expires(request)
        if expires_s is None:
            return reply(request, 400)
        known = self._by_dialog.get(request.headers.get("Call-ID") or "")
        if known is not None and known.upper.code == upper.code and known.dialog.accepts(request):
            return self._refresh(known, target, request, expires_s)
        if ";tag=" in (request.headers.get("To") or ""):
            return reply(request, 481)
        return await self._open(upper, target, request, event, expires_s)

    async def _open(self, upper: PeerRecord, target: Target, request: Request, event: str, expires_s: int) -> Response:
        try:
            document = decode(request.body)
        except ManscdpError:
            return reply(request, 400)
        if document.cmd_type.lower() != "catalog":
            return reply(request, 489, headers=[("Allow-Events", "Catalog")])
        if document.device_id != self._caller.own_code and not await self._directory.shared_catalog(
            upper.code, document.device_id
        ):
            return reply(request, 404)
        if sum(1 for each in self._by_dialog.values() if each.upper.code == upper.code) >= MAX_PER_UPPER:
            return reply(request, 503, headers=[("Retry-After", "60")])
        tag = secrets.token_hex(8)
        contact = self._caller.contact(target)
        dialog = Dialog.as_server(request, tag, contact)
        until_s = self._clock.monotonic_s() + expires_s
        subscription = Subscription(upper, target, dialog, event, document.sn, document.device_id, until_s)
        if expires_s:
            self._by_dialog[dialog.call_id] = subscription
        subscription.task = asyncio.create_task(self._serve(subscription), name=f"cascade-subscription-{upper.code}")
        headers = [("Expires", str(expires_s)), ("Contact", contact), ("Event", event)]
        return reply(request, 200, headers=headers, to_tag=tag)

    def _refresh(self, subscription: Subscription, target: Target, request: Request, expires_s: int) -> Response:
        subscription.target = target
        subscription.expires_at_s = self._clock.monotonic_s() + expires_s
        subscription.wake.set()
        headers = [
            ("Expires", str(expires_s)),
            ("Contact", self._caller.contact(target)),
            ("Event", subscription.event),
        ]
        return reply(request, 200, headers=headers)

    def changed(self, channels: Sequence[str]) -> None:
        """Channels of ours were changed: tell whoever may know."""
        for subscription in self._by_dialog.values():
            if len(subscription.waiting) + len(channels) > MAX_WAITING:
                subscription.waiting.clear()
                subscription.compare = "all"
            else:
                subscription.waiting.update(dict.fromkeys(channels))
            subscription.wake.set()

    def shares_changed(self, upper: PeerRecord) -> None:
        """What the upper may see was changed: compare and tell what came and went."""
        for subscription in self._by_dialog.values():
            if subscription.upper.code == upper.code:
                subscription.upper = upper
                subscription.compare = subscription.compare or "shares"
                subscription.wake.set()

    def drop(self, upper: str) -> None:
        """The link is gone, and with it every subscription: an upper that comes back subscribes anew."""
        for subscription in [each for each in self._by_dialog.values() if each.upper.code == upper]:
            del self._by_dialog[subscription.dialog.call_id]
            if subscription.task is not None:
                subscription.task.cancel()

    async def close(self) -> None:
        """End all."""
        tasks = [each.task for each in self._by_dialog.values() if each.task is not None]
        for upper in {each.upper.code for each in self._by_dialog.values()}:
            self.drop(upper)
        if tasks:
            await asyncio.wait(tasks)

    async def _serve(self, subscription: Subscription) -> None:
        """One subscription from its first notification to its last."""
        try:
            alive = await self._tell(subscription, await self._initial(subscription))
            while alive and (left_s := subscription.expires_at_s - self._clock.monotonic_s()) > 0:
                await self._wait(subscription, left_s)
                if subscription.waiting or subscription.compare:
                    await self._clock.sleep(GATHER_S)
                    items = await self._gather(subscription)
                    alive = not items or await self._tell(subscription, items)
            if alive:
                await self._notify(subscription, self._body(subscription, ()), "terminated;reason=timeout")
        except Exception:
            log.exception("cascade.subscription_failed", upper=subscription.upper.code)
        finally:
            if self._by_dialog.get(subscription.dialog.call_id) is subscription:
                del self._by_dialog[subscription.dialog.call_id]

    async def _wait(self, subscription: Subscription, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        waking = asyncio.ensure_future(subscription.wake.wait())
        try:
            await asyncio.wait((sleeping, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()
        subscription.wake.clear()

    async def _shared(self, subscription: Subscription) -> dict[str, CatalogItem]:
        under = None if subscription.device_id == self._caller.own_code else subscription.device_id
        items = await self._directory.shared_catalog(subscription.upper.code, under)
        return {item.device_id: item for item in items}

    async def _initial(self, subscription: Subscription) -> list[CatalogItem]:
        """What is offline now, so that the upper need not ask for it (§9.11.1)."""
        shared = await self._shared(subscription)
        subscription.known = set(shared)
        return [replace_event(item, "OFF") for item in shared.values() if item.status == "OFF"]

    async def _gather(self, subscription: Subscription) -> list[CatalogItem]:
        """The changes to tell: by channel, or by comparison where shares or very many channels changed."""
        channels, subscription.waiting = list(subscription.waiting), {}
        if not subscription.compare:
            items = await self._directory.changes_for(subscription.upper.code, channels)
            if subscription.device_id == self._caller.own_code:
                return self._noted(subscription, items)
            if all(item.device_id in subscription.known for item in items):
                return self._noted(subscription, items)
            # Something new somewhere: whether it lies below the node subscribed to, only the tree can tell.
            shared = await self._shared(subscription)
            return self._noted(
                subscription, [i for i in items if i.device_id in shared or i.device_id in subscription.known]
            )
        everything, subscription.compare = subscription.compare == "all", ""
        shared = await self._shared(subscription)
        gone = [CatalogItem(device_id=code, event="DEL") for code in sorted(subscription.known - set(shared))]
        told = [
            replace_event(item, "UPDATE" if code in subscription.known else "ADD")
            for code, item in shared.items()
            if everything or code not in subscription.known
        ]
        return self._noted(subscription, [*gone, *told])

    @staticmethod
    def _noted(subscription: Subscription, items: list[CatalogItem]) -> list[CatalogItem]:
        """Keep in mind what the upper will know after these."""
        for item in items:
            if item.event == "DEL":
                subscription.known.discard(item.device_id)
            else:
                subscription.known.add(item.device_id)
        return items

    def _body(self, subscription: Subscription, items: Sequence[str]) -> bytes:
        edition = Edition(self._caller.edition_towards(subscription.upper))
        charset = charset_of(subscription.upper)
        return catalog_notify(subscription.sn, subscription.device_id, items, edition, charset)

    async def _tell(self, subscription: Subscription, items: Sequence[CatalogItem]) -> bool:
        if not items:
            return await self._notify(subscription, self._body(subscription, ()), "active")
        packing = Packing.towards(subscription.target.transport, self._items_over_udp)
        edition = Edition(self._caller.edition_towards(subscription.upper))
        written = parts(
            items, packing, lambda item: item_xml(item, edition), lambda some: self._body(subscription, some)
        )
        for _count, body in written:
            if not await self._notify(subscription, body, "active"):
                return False
        return True

    async def _notify(self, subscription: Subscription, body: bytes, state: str) -> bool:
        """One NOTIFY; False ends the subscription: the upper is gone or knows nothing of it (RFC 6665 §4.2.2)."""
        if state == "active":
            state = f"active;expires={max(0, int(subscription.expires_at_s - self._clock.monotonic_s()))}"
        headers = [("Event", subscription.event), ("Subscription-State", state), ("Content-Type", CONTENT_TYPE)]
        try:
            request = subscription.dialog.request("NOTIFY", headers, body)
            response = await self._caller.send(request, subscription.target, timeout_s=MESSAGE_TIMEOUT_S)
        except (SipTimeout, SipTransportError, SipSyntaxError) as error:
            NOTIFIES.labels("unanswered").inc()
            log.info("cascade.notify_unanswered", upper=subscription.upper.code, why=str(error))
            return False
        NOTIFIES.labels(str(response.status)).inc()
        return 200 <= response.status < 300


def replace_event(item: CatalogItem, event: str) -> CatalogItem:
    """The item as a change of that kind."""
    changed: CatalogItem = msgspec.structs.replace(item, event=event)
    return changed


def _expires(request: Request) -> int | None:
    """Seconds, within our bounds; 0 ends it; None where it cannot be read."""
    text = (request.headers.get("Expires") or str(DEFAULT_EXPIRES_S)).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    seconds = int(text)
    return 0 if seconds == 0 else min(max(seconds, SHORTEST_EXPIRES_S), LONGEST_EXPIRES_S)
