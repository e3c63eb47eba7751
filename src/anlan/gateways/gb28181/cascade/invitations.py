"""Calls from above: an upper platform's INVITE, answered with the same stream that local viewers look at."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.capabilities.live.ports import Failure, StreamFailed
from anlan.foundation.clock import Clock
from anlan.foundation.errors import DomainError
from anlan.gateways.gb28181.cascade.actors import as_actor
from anlan.gateways.gb28181.cascade.answers import FAILURE_HEADER, cause_of_error, refuse, root_cause, told_from_above
from anlan.gateways.gb28181.cascade.calling import Caller
from anlan.gateways.gb28181.cascade.metrics import FORWARDS, INVITATIONS
from anlan.gateways.gb28181.cascade.ports import Directory, ForwardCore, Lease, Live, SsrcAllotter, Transport
from anlan.gateways.gb28181.ports import RunningCalls
from anlan.gateways.sip import IncomingRequest, SipTimeout, SipTransportError, Target
from anlan.protocols.sdp import SdpError, SessionDescription, Setup, Ssrc, parse_sdp
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, parse_name_address, reply

log = structlog.get_logger(__name__)

# The caller has this long to acknowledge our 200 (RFC 3261 §13.3.1.4: 64 × T1).
ACK_TIMEOUT_S = 32.0
BYE_TIMEOUT_S = 3.0
# At the end of the process; with the leave of the links it must fit into four seconds.
CLOSE_S = 2.0
MARGIN_S = 1.0
PROBE_S = 30.0
PROBE_TIMEOUT_S = 8.0
# Requests that may have been sent inside a call when it is found again after a crash; CSeq may leave gaps (RFC 3261 §12.2.1.1).
MAX_PROBES = 1_000_000


@dataclass(slots=True, eq=False)
class Forward:
    """One picture being sent to an upper."""

    id: str
    upper: PeerRecord
    target: Target
    dialog: Dialog
    lease: Lease
    ssrc: Ssrc
    allotted: bool
    sender_tag: str
    wire_code: str
    acknowledged: bool = False
    # Waits for the ACK, then asks now and then whether the upper still knows of the call.
    timer: asyncio.Task[None] | None = None


class Invitations:
    """All forwards to all uppers, bounded for each."""

    def __init__(
        self,
        *,
        caller: Caller,
        clock: Clock,
        directory: Directory,
        live: Live,
        core: ForwardCore,
        ssrcs: SsrcAllotter,
        advertised_host: str,
        max_per_upper: int,
        calls: RunningCalls,
    ) -> None:
        self._caller = caller
        self._clock = clock
        self._directory = directory
        self._live = live
        self._core = core
        self._ssrcs = ssrcs
        self._advertised_host = advertised_host
        self._max_per_upper = max_per_upper
        self._calls = calls
        self._forwards: dict[str, Forward] = {}
        self._by_call: dict[str, Forward] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._forwards)

    async def invite(self, upper: PeerRecord, target: Target, incoming: IncomingRequest) -> Response:
        """Answer a call. A CANCEL cancels the task that runs this, which gives back all it took."""
        request = incoming.request
        call_id = request.headers.get("Call-ID") or ""
        if call_id in self._by_call:
            # A re-INVITE inside the dialog: nothing about a running picture can be renegotiated.
            return refuse(request, "not_acceptable_488")
        try:
            offer = _acceptable(parse_sdp(request.body))
        except SdpError:
            offer = None
        if offer is None:
            return self._refused(request, "not_acceptable_488")
        if sum(1 for each in self._forwards.values() if each.upper.code == upper.code) >= self._max_per_upper:
            return self._refused(request, "capacity")
        try:
            return await self._serve(upper, target, request, offer)
        except StreamFailed as error:
            return self._refused(request, root_cause(error.failure))
        except DomainError as error:
            return self._refused(request, cause_of_error(error))

    async def _serve(self, upper: PeerRecord, target: Target, request: Request, offer: SessionDescription) -> Response:
        wire_code = _called(request, self._caller.own_code)
        channel = await self._directory.resolve_shared(upper.code, wire_code)
        if channel is None:
            return self._refused(request, "device_unknown")
        self._hang_up_predecessor(upper, request)
        identity = f"c-{secrets.token_hex(8)}"
        try:
            async with asyncio.timeout(_patience_s(request)):
                lease = await self._live.open_forward(
                    as_actor(upper, target, "live.view"),
                    channel,
                    lost=lambda failed: self._stream_lost(identity, failed),
                    stream_number=offer.stream_number or 0,
                )
        except TimeoutError:
            return self._refused(request, "device_silent")
        # From here to the answer nothing waits, so that neither a CANCEL nor a loss can fall in between.
        try:
            return self._answer(identity, upper, target, request, offer, wire_code, lease)
        except Exception as error:
            log.exception("cascade.forward_failed", upper=upper.code, channel=channel)
            self._live.release(lease.consumer, "forward_failed")
            return self._refused(request, _cause_of_media_error(error))

    def _answer(
        self,
        identity: str,
        upper: PeerRecord,
        target: Target,
        request: Request,
        offer: SessionDescription,
        wire_code: str,
        lease: Lease,
    ) -> Response:
        tag = secrets.token_hex(8)
        contact = self._caller.contact(target)
        dialog = Dialog.as_server(request, tag, contact)
        # Annex G: across domains the called one allots the SSRC and the caller takes it over. Uppers that do not are marked
        # by ``check_ssrc`` off in their record, and get the SSRC of their own INVITE echoed.
        echo = offer.ssrc if not upper.check_ssrc else None
        ssrc = echo or self._ssrcs.allot()
        transport, setup = _transport(offer)
        try:
            port = self._core.add_forward(
                identity, lease.stream, ssrc=ssrc.number, transport=transport, host=offer.host, port=offer.port
            )
        except Exception:
            if echo is None:
                self._ssrcs.release(ssrc)
            raise
        forward = Forward(identity, upper, target, dialog, lease, ssrc, echo is None, _sender_tag(request), wire_code)
        self._forwards[identity] = self._by_call[dialog.call_id] = forward
        self._calls.began(identity, upper.code, dialog, spare_cseq=MAX_PROBES)
        FORWARDS.inc()
        forward.timer = self._spawn(self._expect_ack(forward))
        answer = SessionDescription(
            origin_user=wire_code,
            host=self._advertised_host or self._caller.own_host(target),
            port=port,
            transport=offer.transport,
            setup=setup,
            direction="sendonly",
            ssrc=ssrc,
            stream_number=offer.stream_number,
        )
        headers = [("Contact", contact), ("Content-Type", "application/sdp")]
        INVITATIONS.labels("200").inc()
        return reply(request, 200, headers=headers, body=answer.serialize(), to_tag=tag)

    def _refused(self, request: Request, cause: str) -> Response:
        INVITATIONS.labels(cause).inc()
        return refuse(request, cause)

    def acknowledged(self, upper: str, request: Request) -> None:
        """The ACK: only who got our 200 knows its tag, so the picture goes where it was truly asked for."""
        forward = self._by_call.get(request.headers.get("Call-ID") or "")
        if (
            forward is None
            or forward.upper.code != upper
            or forward.acknowledged
            or not forward.dialog.matches(request)
        ):
            return
        forward.acknowledged = True
        if forward.timer is not None:
            forward.timer.cancel()
        forward.timer = self._spawn(self._probe(forward))
        try:
            self._core.start_forward(forward.id)
        except Exception:
            log.exception("cascade.forward_not_started", upper=upper, forward=forward.id)
            self._end(forward, "forward_failed", bye_cause="internal")

    def bye(self, upper: str, request: Request) -> Response:
        """The upper hangs up."""
        forward = self._by_call.get(request.headers.get("Call-ID") or "")
        if forward is None or forward.upper.code != upper or not forward.dialog.accepts(request):
            return reply(request, 481)
        self._end(forward, "closed", bye_cause=None, failed=told_from_above(request))
        return reply(request, 200)

    def media_event(self, name: str, subject: str, facts: Mapping[str, Any]) -> None:
        """``forward_failed`` of the media core: nothing arrives above any more, so the call is over."""
        forward = self._forwards.get(subject)
        # stream_ended: the stream's own end tells its true cause in a moment.
        if name == "forward_failed" and forward is not None and facts.get("reason") != "stream_ended":
            log.info("cascade.forward_broken", upper=forward.upper.code, **facts)
            self._end(forward, str(facts.get("reason")), bye_cause="port_closed")

    def _stream_lost(self, identity: str, failed: Failure | None) -> None:
        forward = self._forwards.get(identity)
        if forward is not None:
            self._end(forward, "", bye_cause=root_cause(failed) if failed else "stopped_by_device")

    def _hang_up_predecessor(self, upper: PeerRecord, request: Request) -> None:
        """The same sender asked for anew: its old call is a leftover of a caller that lost its memory (annex K)."""
        tag = _sender_tag(request)
        for forward in list(self._forwards.values()):
            if tag and forward.upper.code == upper.code and forward.sender_tag == tag:
                self._end(forward, "replaced", bye_cause="cancelled")

    async def _expect_ack(self, forward: Forward) -> None:
        await self._clock.sleep(ACK_TIMEOUT_S)
        self._end(forward, "never_acknowledged", bye_cause="cancelled")

    async def _probe(self, forward: Forward) -> None:
        """Ask inside the dialog: an upper that was restarted has forgotten the call and says so (481, RFC 3261 §12.2.1.2).

        Without this the picture of a call that nobody remembers would be sent for ever. Any other answer, or none, keeps it:
        many platforms do not know OPTIONS, and a dead one is found by its keepalives.
        """
        while True:
            await self._clock.sleep(PROBE_S)
            try:
                request = forward.dialog.request("OPTIONS")
                response = await self._caller.send(request, forward.target, timeout_s=PROBE_TIMEOUT_S)
            except (SipTimeout, SipTransportError):
                continue
            if response.status == 481:
                self._end(forward, "forgotten_by_upper", bye_cause=None)
                return

    def _end(self, forward: Forward, reason: str, *, bye_cause: str | None, failed: Failure | None = None) -> None:
        """Give back all that a forward holds; ``bye_cause`` None: the upper has hung up itself, ``failed`` where it said why."""
        if self._forwards.pop(forward.id, None) is None:
            return
        self._by_call.pop(forward.dialog.call_id, None)
        FORWARDS.dec()
        if forward.timer is not None and forward.timer is not asyncio.current_task():
            forward.timer.cancel()
        try:
            self._core.remove_forward(forward.id)
        except Exception as error:  # noqa: BLE001 - the core may have ended it first, which is as good
            log.debug("cascade.forward_gone", forward=forward.id, why=str(error))
        if forward.allotted:
            self._ssrcs.release(forward.ssrc)
        self._live.release(forward.lease.consumer, reason, failed)
        if bye_cause is None:
            self._calls.ended(forward.id)
        else:
            self._spawn(self._hang_up(forward, bye_cause))

    async def _hang_up(self, forward: Forward, cause: str) -> None:
        request = forward.dialog.request("BYE", [(FAILURE_HEADER, cause)])
        try:
            await self._caller.send(request, forward.target, timeout_s=BYE_TIMEOUT_S)
        except (SipTimeout, SipTransportError) as error:
            log.info("cascade.bye_unanswered", upper=forward.upper.code, why=str(error))
        self._calls.ended(forward.id)

    def end_all(self, upper: str | None = None) -> None:
        """Hang up every call, or those of one upper (its link is gone, or its rights)."""
        for forward in list(self._forwards.values()):
            if upper is None or forward.upper.code == upper:
                self._end(forward, "link_ended", bye_cause="cancelled")

    async def recheck(self, upper: PeerRecord) -> None:
        """What is shared was changed: calls for what the upper may not see any more are ended."""
        for forward in [each for each in self._forwards.values() if each.upper.code == upper.code]:
            if await self._directory.resolve_shared(upper.code, forward.wire_code) is None:
                self._end(forward, "not_shared", bye_cause="refused_403")

    async def close(self) -> None:
        """Hang up everywhere and wait for the answers, briefly."""
        self.end_all()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=CLOSE_S)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _acceptable(offer: SessionDescription) -> SessionDescription | None:
    """The offer where it can be served: live video in PS, to a real port."""
    has_ps = any("PS/90000" in name.upper() for name in offer.payloads.values()) or 96 in offer.payloads
    return offer if offer.is_live and offer.media == "video" and has_ps and 0 < offer.port < 65_536 else None


def _transport(offer: SessionDescription) -> tuple[Transport, Setup | None]:
    """How the core sends, and our ``a=setup`` (from our view). Without one, the receiver is the TCP server between platforms."""
    if offer.transport == "udp":
        return "udp", None
    return ("tcp_passive", "passive") if offer.setup == "active" else ("tcp_active", "active")


def _called(request: Request, own_code: str) -> str:
    """The channel called for: in the request line, else in To, else the sender of the Subject (platforms differ)."""
    for address in (request.uri, request.headers.get("To") or ""):
        try:
            user = parse_name_address(address).uri.user or ""
        except SipSyntaxError:
            continue
        if user and user != own_code:
            return user
    return _sender_tag(request).partition(":")[0]


def _patience_s(request: Request) -> float | None:
    """How long the caller waits (Expires of the INVITE, RFC 3261 §13.2.1) less a second, so that our reason reaches it before
    its patience ends; else it would call us silent and nobody would learn who truly was. None: it does not say."""
    text = (request.headers.get("Expires") or "").strip()
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 5 and int(text) > 0):
        return None
    return max(int(text) - MARGIN_S, int(text) / 2)


def _sender_tag(request: Request) -> str:
    """``<sender id>:<sender sequence>`` of the Subject; empty where there is none."""
    return (request.headers.get("Subject") or "").partition(",")[0].strip()[:64]


def _cause_of_media_error(error: Exception) -> str:
    code = error.args[0] if error.args else ""
    return {"too_many": "capacity", "unknown_stream": "stopped_by_device", "bad_argument": "not_acceptable_488"}.get(
        str(code), "internal"
    )
