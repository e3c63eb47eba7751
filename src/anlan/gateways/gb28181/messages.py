"""What registered peers send by MESSAGE and NOTIFY, each kind to whom it concerns (GB/T 28181-2022 annex A)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.alarms import Alarms
from anlan.gateways.gb28181.catalog import Catalogs
from anlan.gateways.gb28181.guarding import Guarding
from anlan.gateways.gb28181.inquiry import Inquiries
from anlan.gateways.gb28181.invitation import Invitations
from anlan.gateways.gb28181.ports import Directory
from anlan.gateways.gb28181.presence import Link
from anlan.gateways.gb28181.refusals import RefusalLog
from anlan.gateways.gb28181.subscription import Subscriptions
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.sip import IncomingRequest
from anlan.protocols.manscdp import (
    MEDIA_FINISHED,
    Document,
    ManscdpError,
    decode,
    parse_catalog,
    parse_keepalive,
    parse_media_status,
)
from anlan.protocols.sip import Request, Response, reply

log = structlog.get_logger(__name__)

# A notification that cannot be kept now is worth sending again, by who sent it.
RETRY_AFTER = [("Retry-After", "10")]
# By far the most frequent message, exactly as the standard prints it: what matches whole is well-formed and tells nothing more.
PLAIN_KEEPALIVE = re.compile(
    rb"\s*(?:<\?xml[ \w.=\"'-]{0,80}\?>\s*)?<Notify>\s*<CmdType>Keepalive</CmdType>\s*<SN>[1-9]\d{0,17}</SN>\s*"
    rb"<DeviceID>\d{20}</DeviceID>\s*<Status>OK</Status>\s*(?:<Info>\s*</Info>\s*|<Info/>\s*)?</Notify>\s*"
)


@dataclass(frozen=True, slots=True)
class Receivers:
    """To whom messages go."""

    directory: Directory
    catalogs: Catalogs
    inquiries: Inquiries
    invitations: Invitations
    subscriptions: tuple[Subscriptions, ...]
    alarms: Alarms
    guarding: Guarding


class Messages:
    """Reads the body and hands it on; the answer says whether it could be read and was taken."""

    def __init__(self, receivers: Receivers, violations: ViolationLog, refusals: RefusalLog) -> None:
        self._to = receivers
        self._violations = violations
        self._refusals = refusals
        # Responses to what was not asked are confirmed and left; everything else that is not served gets 501,
        # so that nobody believes something to be kept that is not.
        self._kinds: dict[tuple[str, str], Callable[[Link, Request, Document], Awaitable[Response | None]]] = {
            ("Notify", "alarm"): self._to.alarms.take,
            ("Notify", "keepalive"): self._keepalive,
            ("Notify", "catalog"): self._catalog_changes,
            ("Notify", "mediastatus"): self._media_status,
            ("Response", "catalog"): self._catalog,
            ("Response", "devicecontrol"): self._outcome,
            ("Response", "deviceinfo"): self._inquiry,
            ("Response", "devicestatus"): self._inquiry,
        }

    async def handle(self, link: Link, incoming: IncomingRequest) -> Response:
        """The final answer to a MESSAGE or NOTIFY of a registered peer."""
        request = incoming.request
        if request.method == "NOTIFY" and not request.body:
            self._subscription_state(link, request)
            return reply(request, 200)
        try:
            document = decode(request.body)
            # Some write a notification's body as a Response; the method says what it is.
            kind = "Notify" if request.method == "NOTIFY" else document.kind
            handler = self._kinds.get((kind, document.cmd_type.lower()))
            if handler is None:
                return reply(request, 200 if document.kind == "Response" else 501)
            answer = await handler(link, request, document)
        except ManscdpError as error:
            return self._unreadable(link, incoming, error)
        except Exception as error:  # noqa: BLE001 - the peer is told to send it again, and the neighbours go on
            log.error("message_not_kept", peer=link.code, error=repr(error))
            return reply(request, 503, headers=RETRY_AFTER)
        if document.violations:
            self._violations.note(link.code, document.violations)
        if request.method == "NOTIFY":
            self._subscription_state(link, request)
        return answer or reply(request, 200)

    def _unreadable(self, link: Link, incoming: IncomingRequest, error: ManscdpError) -> Response:
        metrics.MALFORMED.labels(error.code).inc()
        log.info("body_malformed", peer=link.code, code=error.code, bytes=len(incoming.request.body))
        self._refusals.note(link.code, incoming.source, "malformed")
        return reply(incoming.request, 400, headers=[("Warning", f'399 anlan "{error.code}"')])

    def _subscription_state(self, link: Link, request: Request) -> None:
        if (request.headers.get("Subscription-State") or "").lower().startswith("terminated"):
            for subscriptions in self._to.subscriptions:
                subscriptions.terminated(link, request)

    async def _keepalive(self, link: Link, request: Request, document: Document) -> None:
        metrics.KEEPALIVES.inc()
        status = parse_keepalive(document)
        if status.faulty or status.status != "OK":
            log.info("keepalive_tells_faults", peer=link.code, status=status.status, faulty=len(status.faulty))

    async def _catalog(self, link: Link, request: Request, document: Document) -> None:
        self._to.catalogs.take(link.code, parse_catalog(document))

    async def _catalog_changes(self, link: Link, request: Request, document: Document) -> None:
        part = parse_catalog(document)
        await self._to.directory.apply_catalog_notify(link.code, part.items)
        self._violations.note_catalog(link, part.items, part.violations)

    async def _outcome(self, link: Link, request: Request, document: Document) -> None:
        self._to.guarding.take(link, document)

    async def _inquiry(self, link: Link, request: Request, document: Document) -> None:
        await self._to.inquiries.take(link, document)

    async def _media_status(self, link: Link, request: Request, document: Document) -> None:
        status = parse_media_status(document)
        if status.notify_type == MEDIA_FINISHED:
            self._to.invitations.media_finished(link, status.device_id, request.headers.get("Call-ID") or "")
