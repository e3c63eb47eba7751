"""REGISTER: who may join, proved by digest, durable before its 200 OK (GB/T 28181-2022 §9.1, RFC 3261 §10.3, §22)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.capabilities.directory.ports import PeerRecord, PeerTransition
from anlan.foundation.clock import Clock
from anlan.foundation.database import BatchWriter
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181 import identity, metrics
from anlan.gateways.gb28181.peers import PeerBook
from anlan.gateways.gb28181.presence import Link, Presence
from anlan.gateways.gb28181.rates import RateBound
from anlan.gateways.gb28181.reasons import TRANSITIONS
from anlan.gateways.gb28181.refusals import RefusalLog
from anlan.gateways.sip import IncomingRequest
from anlan.protocols.manscdp import format_date_header
from anlan.protocols.sip import DigestAuthority, DigestReason, Request, Response, reply

VERSIONS = {"2016": "2.0", "2022": "3.0"}
# X-GB-Ver: 1.x is the edition of 2011, which speaks like 2016 in everything used here.
EDITIONS = {"1.0": "2016", "1.1": "2016", "2.0": "2016", "3.0": "2022"}
MAX_USER_AGENT = 128
# Attempts that fail, from one address: a password cannot be guessed faster than this.
FAILURES_PER_S = 2.0
FAILURES_BURST = 200.0
# Of one code, whoever sends it: a device that registers more often is out of order.
ASKED_PER_S = 2.0
ASKED_BURST = 30.0
_EXPIRES = re.compile(r";\s*expires\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RegistrarSettings:
    """Bounds and names; times in seconds."""

    edition: str
    expires_min_s: int
    expires_max_s: int
    expires_default_s: int
    max_registered: int


class Registrar:
    """Decides each REGISTER. ``on_registered(link, request, reason, another_call)`` is called once the answer is certain;
    ``another_call``: under another Call-ID than before, as who starts anew does (some do so at each refresh, RFC 3261 §10.2 notwithstanding).
    """

    def __init__(
        self, settings: RegistrarSettings, *, clock: Clock, book: PeerBook, presence: Presence, commits: BatchWriter[PeerTransition],
        refusals: RefusalLog, authority: DigestAuthority, entropy: Callable[[int], bytes], on_registered: Callable[[Link, Request, str, bool], None],
    ) -> None:  # fmt: skip
        self._settings = settings
        self._clock = clock
        self._book = book
        self._presence = presence
        self._commits = commits
        self._refusals = refusals
        self._authority = authority
        self._entropy = entropy
        self._on_registered = on_registered
        self._failures = RateBound(FAILURES_PER_S, FAILURES_BURST)
        self._asked = RateBound(ASKED_PER_S, ASKED_BURST)

    async def handle(self, incoming: IncomingRequest) -> Response:
        """The final answer to a REGISTER."""
        request = incoming.request
        code = identity.sender(request)
        if not identity.is_code(code):
            return self._refuse(incoming, code, "bad_code", 403)
        if not self._asked.allows(code, incoming.received_s):
            metrics.BOUNDS.labels("registrations_of_code").inc()
            return self._refuse(incoming, code, "too_often", 503)
        record = await self._book.find(code)
        reason = self._not_admitted(record)
        if reason is not None or record is None:
            return self._refuse(incoming, code, reason or "unknown", 403)
        verdict = self._authority.check(
            "REGISTER", request.uri, request.headers.get("Authorization"),
            lambda user: record.password if user in (record.code, record.username) else None, incoming.received_s,
        )  # fmt: skip
        if verdict.reason is DigestReason.MISSING or verdict.stale:
            return self._challenge(incoming, stale=verdict.stale)
        if not verdict.ok:
            return self._refuse(
                incoming, code, verdict.reason.value, 400 if verdict.reason is DigestReason.MALFORMED else 403
            )
        return await self._accept(incoming, record)

    def _not_admitted(self, record: PeerRecord | None) -> str | None:
        if record is None:
            return "unknown"
        if record.kind == "upper":
            return "is_upper"
        if not record.enabled:
            return "disabled"
        if not record.password:
            return "no_password"
        return None

    def _challenge(self, incoming: IncomingRequest, *, stale: bool) -> Response:
        metrics.REGISTRATIONS.labels("challenged").inc()
        values = self._authority.challenges(incoming.received_s, self._entropy(8), stale=stale)
        return reply(incoming.request, 401, headers=[("WWW-Authenticate", value) for value in values])

    def _refuse(self, incoming: IncomingRequest, code: str, reason: str, status: int) -> Response:
        metrics.REGISTRATIONS.labels("refused").inc()
        if not self._failures.allows(incoming.source.host, incoming.received_s):
            metrics.BOUNDS.labels("failed_registrations").inc()
            reason, status = "too_often", 503
        self._refusals.note(code, incoming.source, reason)
        return reply(incoming.request, status, headers=[("Retry-After", "60")] if status == 503 else [])

    async def _accept(self, incoming: IncomingRequest, record: PeerRecord) -> Response:
        asked_s = asked_expiry(incoming.request)
        if asked_s == 0:
            return await self._sign_off(incoming, record)
        settings = self._settings
        link = self._presence.get(record.code)
        if link is None and len(self._presence) >= settings.max_registered:
            return self._refuse(incoming, record.code, "full", 503)
        # RFC 3261 §10.2.8 would have 423 for too short a time; devices do not understand it, so ours is granted instead.
        expires_s = min(
            max(settings.expires_default_s if asked_s is None else asked_s, settings.expires_min_s),
            settings.expires_max_s,
        )
        now_utc = self._clock.now_utc()
        transition = self._transition(incoming, record, link, now_utc, now_utc + timedelta(seconds=expires_s))
        if not await self._durable(transition):
            return self._refuse(incoming, record.code, "database", 503)
        link = self._presence.registered(transition, record, incoming.source, expires_s, incoming.received_s)
        before, link.call_id = link.call_id, incoming.request.headers.get("Call-ID") or ""
        metrics.REGISTRATIONS.labels(transition.reason).inc()
        self._on_registered(link, incoming.request, transition.reason, link.call_id != before)
        return reply(incoming.request, 200, headers=self._granted(incoming.request, expires_s))

    async def _sign_off(self, incoming: IncomingRequest, record: PeerRecord) -> Response:
        transition = self._presence.ended(record.code, "unregistered", self._clock.now_utc())
        if transition is not None and not await self._durable(transition):
            return self._refuse(incoming, record.code, "database", 503)
        metrics.REGISTRATIONS.labels("unregistered").inc()
        return reply(incoming.request, 200, headers=self._granted(incoming.request, 0))

    async def _durable(self, transition: PeerTransition) -> bool:
        try:
            await self._commits.put(transition)
        except Unavailable:
            metrics.BOUNDS.labels("registrations_waiting").inc()
            return False
        except Exception:  # noqa: BLE001 - the writer has logged it; the device is told to come again
            return False
        metrics.TRANSITIONS.labels(transition.reason).inc()
        return True

    def _transition(
        self, incoming: IncomingRequest, record: PeerRecord, link: Link | None, now_utc: datetime, expires_utc: datetime
    ) -> PeerTransition:
        headers = incoming.request.headers
        source = incoming.source
        reason = "registered" if link is None or not link.reachable else _again(link, incoming)
        return PeerTransition(
            code=record.code, kind=record.kind, state="online", reason=reason, sentence=TRANSITIONS[reason], at_utc=now_utc,
            host=source.host, port=source.port, transport=source.transport, expires_utc=expires_utc,
            user_agent=(headers.get("User-Agent") or "")[:MAX_USER_AGENT], edition=EDITIONS.get((headers.get("X-GB-Ver") or "").strip(), ""),
        )  # fmt: skip

    def _granted(self, request: Request, expires_s: int) -> list[tuple[str, str]]:
        contact = (request.headers.get("Contact") or "").partition(",")[0]
        headers = [
            ("Date", format_date_header(self._clock.now_utc())),
            ("Expires", str(expires_s)),
            ("X-GB-Ver", VERSIONS[self._settings.edition]),
        ]
        if contact and contact != "*":
            headers.append(
                ("Contact", f"{contact.partition('>')[0]}>;expires={expires_s}" if "<" in contact else contact)
            )
        return headers


def asked_expiry(request: Request) -> int | None:
    """Seconds asked for, by Contact's parameter, else by Expires (RFC 3261 §10.2.1.1); None where neither is given or readable."""
    found = _EXPIRES.search(request.headers.get("Contact") or "")
    text = found.group(1) if found else (request.headers.get("Expires") or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def _again(link: Link, incoming: IncomingRequest) -> str:
    """What it means that a peer registers that is there already."""
    known, source = link.target, incoming.source
    # The port may change with each refresh behind an address translation.
    if known.host != source.host or known.transport != source.transport:
        return "moved"
    # A platform that starts anew has lost our subscription and its streams. Devices change the Call-ID at will.
    if link.record.kind == "lower" and link.call_id != (incoming.request.headers.get("Call-ID") or ""):
        return "restarted"
    return "refreshed"
