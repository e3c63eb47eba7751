"""Subscriptions of uppers (GB/T 28181-2022 §9.11, RFC 6665): taken, refreshed, bounded, served until they end; each its own task."""

from __future__ import annotations

import asyncio
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.cascade.calling import MESSAGE_TIMEOUT_S, Caller
from anlan.gateways.gb28181.cascade.metrics import NOTIFIES
from anlan.gateways.gb28181.cascade.ports import Directory
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.manscdp import CONTENT_TYPE, Document, ManscdpError, decode
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, reply

log = structlog.get_logger(__name__)

MAX_PER_UPPER = 16
DEFAULT_EXPIRES_S = 600  # of a subscription that names none
SHORTEST_EXPIRES_S = 60
LONGEST_EXPIRES_S = 86_400
EVENTS = "Catalog, Alarm, presence"
# "presence" is by what most platforms subscribe to alarms.
_EVENT = re.compile(r"\s*(catalog|alarm|presence)\s*(;.{0,64})?", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Standing:
    """What every subscription has: whose it is, where it goes, until when."""

    upper: PeerRecord
    target: Target
    dialog: Dialog
    event: str
    expires_at_s: float
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Subscription(ABC):
    """One upper's wish to be told something. ``standing`` is set before it is served."""

    standing: Standing

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock

    @abstractmethod
    async def begin(self) -> bool:
        """Send the first notification. False ends the subscription, here and below."""

    @abstractmethod
    async def tell(self) -> bool:
        """Send what has come up since."""

    @abstractmethod
    def parting(self) -> bytes:
        """Body of the last notification."""

    async def notify(self, body: bytes, state: str = "active") -> bool:
        """One NOTIFY; False ends the subscription: the upper is gone or knows nothing of it (RFC 6665 §4.2.2)."""
        own = self.standing
        if state == "active":
            state = f"active;expires={max(0, int(own.expires_at_s - self._clock.monotonic_s()))}"
        headers = [("Event", own.event), ("Subscription-State", state)]
        headers += [("Content-Type", CONTENT_TYPE)] if body else []
        try:
            request = own.dialog.request("NOTIFY", headers, body)
            response = await self._caller.send(request, own.target, timeout_s=MESSAGE_TIMEOUT_S)
        except (SipTimeout, SipTransportError, SipSyntaxError) as error:
            NOTIFIES.labels("unanswered").inc()
            log.info("cascade.notify_unanswered", upper=own.upper.code, why=str(error))
            return False
        NOTIFIES.labels(str(response.status)).inc()
        return 200 <= response.status < 300


# Makes the subscription that a body asks for. Raises ``ManscdpError``.
Maker = Callable[[PeerRecord, Document], Subscription]


class Subscriptions:
    """All subscriptions of all uppers. ``makers``: by CmdType in lower case, who makes a subscription of a body."""

    def __init__(self, *, caller: Caller, clock: Clock, directory: Directory, makers: dict[str, Maker]) -> None:
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._makers = makers
        self._by_dialog: dict[str, Subscription] = {}

    def __len__(self) -> int:
        return len(self._by_dialog)

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._by_dialog.values()))

    async def subscribe(self, upper: PeerRecord, target: Target, request: Request) -> Response:
        """Take a SUBSCRIBE: a new one, a refresh inside its dialog, or the end of it (Expires 0)."""
        event = request.headers.get("Event") or "Catalog"
        if not _EVENT.fullmatch(event):
            return _bad_event(request)
        expires_s = _expires(request)
        if expires_s is None:
            return reply(request, 400)
        known = self._by_dialog.get(request.headers.get("Call-ID") or "")
        if known is not None:
            standing = known.standing
            if standing.upper.code == upper.code and standing.dialog.accepts(request):
                return self._refresh(standing, target, request, expires_s)
        if ";tag=" in (request.headers.get("To") or ""):
            return reply(request, 481)
        return await self._open(upper, target, request, event, expires_s)

    async def _open(self, upper: PeerRecord, target: Target, request: Request, event: str, expires_s: int) -> Response:
        try:
            document = decode(request.body)
            maker = self._makers.get(document.cmd_type.lower())
            subscription = maker(upper, document) if maker is not None else None
        except ManscdpError:
            return reply(request, 400)
        if subscription is None or not _fits(event, document.cmd_type):
            return _bad_event(request)
        if not self._is_ours(document.device_id) and not await self._directory.shared_catalog(
            upper.code, document.device_id
        ):
            return reply(request, 404)
        if sum(1 for each in self._by_dialog.values() if each.standing.upper.code == upper.code) >= MAX_PER_UPPER:
            return reply(request, 503, headers=[("Retry-After", "60")])
        tag = secrets.token_hex(8)
        contact = self._caller.contact(target)
        dialog = Dialog.as_server(request, tag, contact)
        subscription.standing = Standing(upper, target, dialog, event, self._clock.monotonic_s() + expires_s)
        if expires_s:
            self._by_dialog[dialog.call_id] = subscription
        subscription.standing.task = asyncio.create_task(
            self._serve(subscription), name=f"cascade-subscription-{upper.code}"
        )
        headers = [("Expires", str(expires_s)), ("Contact", contact), ("Event", event)]
        return reply(request, 200, headers=headers, to_tag=tag)

    def _is_ours(self, device_id: str) -> bool:
        # The text on alarm subscriptions names the alarm centre by the first ten digits as well.
        return device_id in (self._caller.own_code, self._caller.own_code[:10])

    def _refresh(self, standing: Standing, target: Target, request: Request, expires_s: int) -> Response:
        standing.target = target
        standing.expires_at_s = self._clock.monotonic_s() + expires_s
        standing.wake.set()
        headers = [
            ("Expires", str(expires_s)),
            ("Contact", self._caller.contact(target)),
            ("Event", standing.event),
        ]
        return reply(request, 200, headers=headers)

    def drop(self, upper: str) -> None:
        """The link is gone, and with it every subscription: an upper that comes back subscribes anew."""
        for standing in [each.standing for each in self if each.standing.upper.code == upper]:
            del self._by_dialog[standing.dialog.call_id]
            if standing.task is not None:
                standing.task.cancel()

    async def close(self) -> None:
        """End all."""
        tasks = [each.standing.task for each in self if each.standing.task is not None]
        for upper in {each.standing.upper.code for each in self}:
            self.drop(upper)
        if tasks:
            await asyncio.wait(tasks)

    async def _serve(self, subscription: Subscription) -> None:
        """One subscription from its first notification to its last."""
        standing = subscription.standing
        try:
            alive = await subscription.begin()
            while alive and (left_s := standing.expires_at_s - self._clock.monotonic_s()) > 0:
                await self._wait(standing, left_s)
                alive = await subscription.tell()
            if alive:
                await subscription.notify(subscription.parting(), "terminated;reason=timeout")
        except Exception:
            log.exception("cascade.subscription_failed", upper=standing.upper.code)
        finally:
            if self._by_dialog.get(standing.dialog.call_id) is subscription:
                del self._by_dialog[standing.dialog.call_id]

    async def _wait(self, standing: Standing, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        waking = asyncio.ensure_future(standing.wake.wait())
        try:
            await asyncio.wait((sleeping, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()
        standing.wake.clear()


def _fits(event: str, cmd_type: str) -> bool:
    """Whether the Event header names what the body asks for; ``presence`` stands for alarms."""
    name = event.partition(";")[0].strip().lower()
    return name == cmd_type.lower() or (name == "presence" and cmd_type.lower() == "alarm")


def _bad_event(request: Request) -> Response:
    return reply(request, 489, headers=[("Allow-Events", EVENTS)])


def _expires(request: Request) -> int | None:
    """Seconds, within our bounds; 0 ends it; None where it cannot be read."""
    text = (request.headers.get("Expires") or str(DEFAULT_EXPIRES_S)).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    seconds = int(text)
    return 0 if seconds == 0 else min(max(seconds, SHORTEST_EXPIRES_S), LONGEST_EXPIRES_S)
