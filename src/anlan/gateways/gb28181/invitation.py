"""Calling streams: INVITE to BYE, each step traced, each failure with its reason. Implements ``live.ports.StreamSource``.

The rules are explained in ``docs/design/invitation.md``.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from anlan.capabilities.live.failures import CODES, Fact, failure
from anlan.capabilities.live.ports import Failure, StreamFailed, StreamListener, StreamRequest, Trace
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.failures import CAUSE_HEADER, no_first_packet, of_answer, of_bye
from anlan.gateways.gb28181.invite_session import InviteSession
from anlan.gateways.gb28181.offer import live_offer, subject
from anlan.gateways.gb28181.outgoing import Outgoing
from anlan.gateways.gb28181.ports import Directory, MediaCore, RunningCalls
from anlan.gateways.gb28181.presence import Link, Presence
from anlan.gateways.gb28181.ssrc import SsrcExhausted, SsrcPool
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.gb28181.waiting import wait_for
from anlan.gateways.sip import SipEndpoint, SipTimeout, SipTransportError
from anlan.media import MediaError
from anlan.protocols.sdp import SdpError, SessionDescription, parse_sdp
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError
from anlan.protocols.wording import Sentence

log = structlog.get_logger(__name__)

BYE_TIMEOUT_S = 3.0
# Beyond the time for a device: levels below, each answering a second before the one above gives up.
LOWER_PATIENCE_S = 4
# The level that has the device at its side judges what does not come, or comes no more, first; those above wait so much longer, so
# that its reason reaches them: by a tick (1 s) and a BYE through two levels on loaded machines.
LOWER_VERDICT_S = 3.0


@dataclass(frozen=True, slots=True)
class InviteSettings:
    """Names and bounds; times in seconds."""

    own_code: str
    answer_timeout_s: float
    first_packet_timeout_s: float
    media_host: str = ""


def verdict_margin_s(link: Link) -> float:
    """How much longer than a platform with the device at its side we wait with our own verdict on a stream of this peer."""
    return LOWER_VERDICT_S if link.record.kind == "lower" else 0.0


class Invitations:
    """Every stream that this platform has called from below."""

    def __init__(
        self, settings: InviteSettings, *, clock: Clock, directory: Directory, presence: Presence, endpoint: SipEndpoint, outgoing: Outgoing,
        core: MediaCore, ssrcs: SsrcPool, violations: ViolationLog, calls: RunningCalls,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._clock = clock
        self._directory = directory
        self._presence = presence
        self._endpoint = endpoint
        self._outgoing = outgoing
        self._core = core
        self._ssrcs = ssrcs
        self._violations = violations
        self._calls = calls
        self._sessions: dict[str, InviteSession] = {}
        self._by_call: dict[str, InviteSession] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Told when a running stream ends by itself; the live capability sets it.
        self.listener: StreamListener | None = None

    def __len__(self) -> int:
        return len(self._sessions)

    def session(self, stream: str) -> InviteSession | None:
        """The session of a stream."""
        return self._sessions.get(stream)

    def sessions(self) -> list[InviteSession]:
        """All sessions, those being called included."""
        return list(self._sessions.values())

    # --- StreamSource

    async def start(self, request: StreamRequest, trace: Trace) -> None:
        """Call the channel's stream into the media core; see ``StreamSource.start``."""
        try:
            session = await self._prepare(request, trace)
        except StreamFailed as error:
            metrics.INVITATIONS.labels(error.failure.code).inc()
            raise
        try:
            await self._call(session)
            await self._await_packets(session)
        except BaseException as error:
            code = error.failure.code if isinstance(error, StreamFailed) else "cancelled"
            metrics.INVITATIONS.labels(code).inc()
            self._release(session)
            self._background(self._hang_up(session, code))
            raise
        session.running = True
        metrics.INVITATIONS.labels("playing").inc()

    async def stop(self, stream: str, reason: str) -> None:
        """End a stream (BYE); quiet when it is gone already."""
        session = self._sessions.get(stream)
        if session is None:
            return
        session.fail(failure("cancelled", {"reason": reason}))
        self._release(session)
        await self._hang_up(session, reason)

    # --- what comes from the peer

    def owns(self, request: Request) -> bool:
        """Whether a request inside a dialog belongs to one of our calls."""
        return (request.headers.get("Call-ID") or "") in self._by_call

    def hung_up(self, request: Request) -> int:
        """A BYE of the peer's; the status to answer with."""
        session = self._by_call.get(request.headers.get("Call-ID") or "")
        if session is None or session.dialog is None or not session.dialog.accepts(request):
            return 481
        reason = (request.headers.get("Reason") or "")[:200]
        facts: dict[str, Fact] = {"by": "BYE", "reason": reason} if reason else {"by": "BYE"}
        session.dialog = None  # nothing more to end at the other side
        self._calls.ended(session.stream)
        self.lose(session, of_bye(request, facts))
        return 200

    def media_finished(self, link: Link, channel: str, call_id: str) -> None:
        """MediaStatus 121: the sender has sent all there is. The receiver says BYE (GB/T 28181-2022 §9.8)."""
        session = self._by_call.get(call_id)
        if session is None:
            # Some send it under another code than the channel's; then only a peer's single stream can be meant.
            own = [each for each in self._sessions.values() if each.link is link]
            named = [each for each in own if each.wire_code == channel]
            session = named[0] if len(named) == 1 else (own[0] if len(own) == 1 else None)
        if session is not None:
            self.lose(session, failure("stopped_by_device", {"by": "MediaStatus"}))

    # --- endings

    def lose(self, session: InviteSession, why: Failure) -> None:
        """A stream ended by itself, or while it was being called."""
        if session.closed:
            return
        if not session.running:
            session.fail(why)
            return
        log.info("stream_lost", stream=session.stream, channel=session.request.channel, code=why.code)
        metrics.INVITATIONS.labels(f"lost_{why.code}").inc()
        self._release(session)
        self._background(self._hang_up(session, why.code))
        if self.listener is not None:
            self._background(self.listener.stream_lost(session.stream, why))

    def peer_gone(self, code: str, why: Callable[[], Failure]) -> None:
        """The peer's record was disabled or removed: nothing of it is to be seen any more."""
        for session in self.sessions():
            if session.link.code == code:
                self.lose(session, why())

    async def stop_all(self) -> None:
        """BYE to every sender (at the end of the process)."""
        await asyncio.gather(*(self.stop(stream, "shutdown") for stream in list(self._sessions)))
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hang_up(self, session: InviteSession, reason: str) -> None:
        # Also for a stream that was stopped while its answer was on the way.
        dialog, session.dialog = session.dialog, None
        if dialog is None:
            return
        # A platform below learns what went wrong here; that nobody looks any more is no failure.
        why = [(CAUSE_HEADER, reason)] if reason in CODES else []
        try:
            await self._endpoint.request(dialog.request("BYE", why), session.target, timeout_s=BYE_TIMEOUT_S)
        except (SipTimeout, SipTransportError) as error:
            log.info("bye_unanswered", stream=session.stream, peer=session.link.code, reason=reason, detail=str(error))
        self._calls.ended(session.stream)

    def _release(self, session: InviteSession) -> None:
        if session.closed:
            return
        session.closed = True
        session.running = False
        if self._sessions.get(session.stream) is session:
            del self._sessions[session.stream]
        self._by_call = {call: each for call, each in self._by_call.items() if each is not session}
        metrics.STREAMS.set(len(self._sessions))
        for ssrc in session.held:
            self._ssrcs.release(ssrc)
        if session.opened:
            try:
                self._core.close_stream(session.stream)
            except MediaError as error:
                log.info("stream_not_closed", stream=session.stream, detail=str(error.args))

    def _background(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- beginnings

    async def _prepare(self, request: StreamRequest, trace: Trace) -> InviteSession:
        route = await self._directory.channel_route(request.channel)
        if route is None:
            raise StreamFailed(failure("device_unknown", {"channel": request.channel}))
        link = self._presence.get(route.peer.code)
        if link is None or not link.reachable:
            facts: dict[str, Fact] = {"peer": route.peer.code}
            if link is not None and link.since_utc is not None:
                facts["since"] = link.since_utc.isoformat(timespec="seconds")
            raise StreamFailed(failure("device_offline", facts))
        try:
            ssrc = self._ssrcs.allot()
        except SsrcExhausted:
            raise StreamFailed(failure("capacity", {"bound": "ssrc"})) from None
        arrived: asyncio.Future[Failure | None] = asyncio.get_running_loop().create_future()
        transport = route.peer.media_transport
        session = InviteSession(
            request, link, route.wire_code, trace, transport, link.target, ssrc, arrived, held=[ssrc]
        )
        session.expected_host = None if route.peer.any_source else link.target.host
        try:
            self.open(session)
        except MediaError as error:
            self._ssrcs.release(ssrc)
            code = "capacity" if error.args and error.args[0] in ("too_many", "port_in_use") else "internal"
            raise StreamFailed(failure(code, {"detail": str(error.args)})) from error
        self._sessions[session.stream] = session
        metrics.STREAMS.set(len(self._sessions))
        return session

    def open(self, session: InviteSession) -> None:
        """Let the media core expect the stream. Raises ``MediaError``."""
        record = session.link.record
        session.port = self._core.open_stream(
            session.stream, ssrc=session.ssrc.number, transport=session.transport, expected_host=session.expected_host,
            own_port=not record.check_ssrc, check_ssrc=record.check_ssrc, any_source=record.any_source,
        )  # fmt: skip
        session.opened = True

    async def _call(self, session: InviteSession) -> None:
        settings = self._settings
        link, target = session.link, session.target
        offer = live_offer(
            own_code=settings.own_code, host=settings.media_host or self._endpoint.local_host_for(target), port=session.port,
            transport=session.transport, ssrc=session.ssrc, edition=link.edition, stream_number=session.request.stream_number,
        )  # fmt: skip
        waited_s, patience = settings.answer_timeout_s, []
        if link.record.kind == "lower":
            # It waits for its own device, or platform, as long as we would for ours. Told how long we wait (RFC 3261 §13.2.1),
            # it gives its reason before that; else we could only call it silent.
            waited_s = math.ceil(settings.answer_timeout_s) + LOWER_PATIENCE_S
            patience = [("Expires", str(waited_s))]
        invite = self._outgoing.request(
            "INVITE", link, to=session.wire_code, body=offer.serialize(),
            headers=[
                ("Contact", self._outgoing.contact(target)),
                ("Subject", subject(session.wire_code, settings.own_code, session.request.stream_number)),
                ("Content-Type", "application/sdp"),
                *patience,
            ],
        )  # fmt: skip
        self._by_call[invite.headers.get("Call-ID") or ""] = session
        session.trace.step("signalled", {
            "peer": link.code, "to": f"{target.transport}:{target.host}:{target.port}", "media": session.transport,
            "receive": f"{offer.host}:{offer.port}", "ssrc": str(session.ssrc),
        })  # fmt: skip
        called_s = self._clock.monotonic_s()
        try:
            response = await self._endpoint.invite(
                invite,
                target,
                on_provisional=lambda each: self._trying(session, each),
                timeout_s=waited_s,
            )
        except SipTimeout:
            raise StreamFailed(failure("device_silent", {"trying": session.trying, "waited_s": waited_s})) from None
        except SipTransportError as error:
            raise StreamFailed(failure("device_silent", {"detail": str(error)[:200]})) from error
        metrics.ANSWER_SECONDS.observe(self._clock.monotonic_s() - called_s)
        if response.status >= 300:
            raise StreamFailed(of_answer(response))
        await self._answered(session, invite, response)

    def _trying(self, session: InviteSession, response: Response) -> None:
        if not session.trying:
            session.trying = True
            session.trace.step("trying", {"status": response.status})

    async def _answered(self, session: InviteSession, invite: Request, response: Response) -> None:
        try:
            session.dialog = Dialog.as_client(invite, response)
        except SipSyntaxError as error:
            raise StreamFailed(failure("bad_answer", {"detail": str(error)[:200]})) from error
        self._calls.began(session.stream, session.link.code, session.dialog)
        problem: Failure | None = None
        try:
            answer = parse_sdp(response.body)
        except SdpError as error:
            problem = failure("bad_answer", {"detail": str(error)[:200]})
        else:
            session.answer = answer
            # Before the ACK, after which packets come.
            problem = failure("cancelled") if session.closed else self._take_answer(session, answer)
        await self._endpoint.acknowledge(session.dialog.request("ACK"), session.target)
        if problem is not None:
            raise StreamFailed(problem)

    def _take_answer(self, session: InviteSession, answer: SessionDescription) -> Failure | None:
        offered = "udp" if session.transport == "udp" else "tcp"
        if answer.transport != offered or answer.port == 0:
            detail = Sentence(
                "设备的应答不接受所要求的媒体传输方式。",
                "The device's answer does not accept the media transport that was asked for.",
            )
            return failure(
                "not_acceptable_488",
                {"offered": offered, "answered": answer.transport, "port": answer.port},
                detail=detail,
            )
        facts: dict[str, Fact] = {
            "status": 200,
            "sender": f"{answer.host}:{answer.port}",
            "ssrc": str(answer.ssrc or session.ssrc),
        }
        if answer.ssrc is None:
            self._violations.note(session.link.code, ["answer_without_ssrc", *answer.violations])
        elif answer.ssrc != session.ssrc:
            # From a device against the rule, from a lower platform by the rule: the called domain allots (annex G).
            if session.link.record.kind == "device":
                self._violations.note(session.link.code, ["answer_other_ssrc"])
            if session.link.record.check_ssrc:
                problem = self._rebind(session, answer)
                if problem is not None:
                    return problem
            facts["rebound"] = True
        session.trace.step("answered", facts)
        if session.transport == "tcp_active":
            self._core.connect(session.stream, answer.host, answer.port)
        return None

    def _rebind(self, session: InviteSession, answer: SessionDescription) -> Failure | None:
        assert answer.ssrc is not None
        facts: dict[str, Fact] = {"expected": str(session.ssrc), "received": str(answer.ssrc)}
        taken = Sentence(
            "设备应答的 SSRC 已被另一路码流占用，已拒收以防串流。",
            "The SSRC of the answer belongs to another stream; refused, lest pictures be swapped.",
        )
        if not self._ssrcs.claim(answer.ssrc):
            return failure("wrong_ssrc", facts, detail=taken)
        session.held.append(answer.ssrc)
        try:
            self._core.rebind(session.stream, answer.ssrc.number)
        except MediaError:
            return failure("wrong_ssrc", facts, detail=taken)
        session.ssrc = answer.ssrc
        return None

    async def _await_packets(self, session: InviteSession) -> None:
        timeout_s = self._settings.first_packet_timeout_s + verdict_margin_s(session.link)
        began_s = self._clock.monotonic_s()
        if not await wait_for(self._clock, session.arrived, timeout_s):
            facts: dict[str, Fact] = {"waited_s": timeout_s, "media": session.transport}
            raise StreamFailed(no_first_packet(session.wrong_ssrc, session.wrong_source, facts))
        problem = session.arrived.result()
        if problem is not None:
            raise StreamFailed(problem)
        metrics.FIRST_PACKET_SECONDS.observe(self._clock.monotonic_s() - began_s)
