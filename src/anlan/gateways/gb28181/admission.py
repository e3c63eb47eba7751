"""Who may send anything but REGISTER: a registered peer, from where it registered; everybody else is turned away with the reason."""

from __future__ import annotations

from collections.abc import Callable

from anlan.capabilities.directory.ports import PeerTransition
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181 import identity, metrics
from anlan.gateways.gb28181.peers import PeerBook
from anlan.gateways.gb28181.presence import Link, Presence
from anlan.gateways.gb28181.rates import RateBound
from anlan.gateways.gb28181.refusals import RefusalLog
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.sip import IncomingRequest, Target
from anlan.protocols.sip import Response, reply

# A platform speaks for thousands of devices: this many times a device's bound.
PLATFORM_FACTOR = 25


class Admission:
    """Finds the link a request belongs to."""

    def __init__(
        self, *, clock: Clock, book: PeerBook, presence: Presence, write: Callable[[PeerTransition], None], refusals: RefusalLog,
        violations: ViolationLog, requests_per_s: float,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._book = book
        self._presence = presence
        self._write = write
        self._refusals = refusals
        self._violations = violations
        self._device_rate = RateBound(requests_per_s, 2 * requests_per_s)
        self._platform_rate = RateBound(PLATFORM_FACTOR * requests_per_s, 2 * PLATFORM_FACTOR * requests_per_s)

    async def admit(self, incoming: IncomingRequest, *, keepalive: bool) -> Link | Response:
        """The sender's link, brought up to date, or the answer that turns it away."""
        request, source = incoming.request, incoming.source
        code = identity.sender(request)
        link = self._presence.get(code)
        if link is None:
            # Some devices put a channel or another name into From; where they stand tells who they are.
            link = self._presence.at(source)
            if link is None:
                return await self._stranger(incoming, code)
            self._violations.note(link.code, ["sender_not_itself"])
        rate = self._device_rate if link.record.kind == "device" else self._platform_rate
        if not rate.allows(link.code, incoming.received_s):
            metrics.BOUNDS.labels("requests_of_peer").inc()
            return reply(request, 503, headers=[("Retry-After", "1")])
        reason = self._out_of_place(link, source, incoming.received_s)
        if reason is not None:
            self._refusals.note(code, source, reason)
            return reply(request, 403)
        if link.target != source:
            self._presence.moved(link, source)
        change = self._presence.heard(link, incoming.received_s, self._clock.now_utc(), keepalive=keepalive)
        if change is not None:
            self._write(change)
        return link

    def heard_at_sight(self, code: str, source: Target, now_s: float) -> bool:
        """Note a keepalive that changes nothing: its sender is online, where it is known to be and within its rate. False otherwise."""
        link = self._presence.get(code)
        if (
            link is None
            or link.state != "online"
            or link.target != source
            or not self._presence.may_return(link, now_s)
        ):
            return False
        rate = self._device_rate if link.record.kind == "device" else self._platform_rate
        if not rate.allows(code, now_s):
            return False
        return self._presence.heard(link, now_s, self._clock.now_utc(), keepalive=True) is None

    def _out_of_place(self, link: Link, source: Target, now_s: float) -> str | None:
        if not self._presence.may_return(link, now_s):
            return "not_registered"
        # Nothing but the address vouches for a MESSAGE; one from elsewhere must register, and prove itself, first.
        if source.host != link.target.host:
            return "other_address"
        return None

    async def _stranger(self, incoming: IncomingRequest, code: str) -> Response:
        # 403 to a keepalive makes a device register again (GB/T 28181-2022 §9.6.1).
        known = identity.is_code(code) and await self._book.find(code) is not None
        self._refusals.note(code, incoming.source, "not_registered" if known else "unknown")
        return reply(incoming.request, 403)
