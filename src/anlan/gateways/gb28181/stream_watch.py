"""What the media core tells of the streams that were called, and what follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from anlan.capabilities.live.failures import Fact, failure
from anlan.capabilities.live.ports import Failure
from anlan.capabilities.live.sessions import STANDS_STILL_MS
from anlan.foundation.clock import Clock
from anlan.gateways.gb28181.failures import of_closed, of_undecodable
from anlan.gateways.gb28181.invitation import Invitations, verdict_margin_s
from anlan.gateways.gb28181.invite_session import InviteSession
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.ports import MediaCore, MediaFacts
from anlan.gateways.gb28181.presence import Link
from anlan.media import MediaError
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import iframe

log = structlog.get_logger(__name__)

# After the core has called a stream silent it may come back within this time; then it is given up.
SILENCE_LOST_S = 5.0
# A wrong SSRC seen this often (once a second) from the very port the device named is no leftover of an earlier stream.
WRONG_SSRC_PROOF = 2
MAX_SOURCE_CHANGES = 2


class StreamWatch:
    """Follows media events of called streams."""

    def __init__(
        self,
        *,
        clock: Clock,
        invitations: Invitations,
        core: MediaCore,
        outgoing: Outgoing,
        first_key_frame_timeout_s: float,
    ) -> None:
        self._clock = clock
        self._invitations = invitations
        self._core = core
        self._outgoing = outgoing
        self._key_frame_timeout_s = first_key_frame_timeout_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[InviteSession, MediaFacts, datetime], None]] = {
            "stream_first_packet": self._first_packet,
            "stream_first_key_frame": self._first_key_frame,
            "stream_parameters": self._parameters,
            "stream_wrong_ssrc": self._wrong_ssrc,
            "stream_wrong_source": self._wrong_source,
            "stream_silent": self._silent,
            "stream_resumed": self._resumed,
            "stream_undecodable": self._undecodable,
            "stream_closed": self._closed,
        }

    def media_event(self, name: str, stream: str, facts: MediaFacts, at_utc: datetime) -> None:
        """Take one event of the media core; those of other streams are not ours."""
        handler = self._handlers.get(name)
        session = self._invitations.session(stream) if handler is not None else None
        if handler is not None and session is not None and not session.closed:
            handler(session, facts, at_utc)

    def tick(self) -> None:
        """Judge streams whose time is up. Call about once a second."""
        now_s = self._clock.monotonic_s()
        for session in self._invitations.sessions():
            if not session.running:
                continue
            margin_s = verdict_margin_s(session.link)
            if session.suspect_since_s >= 0:
                self._judge_suspect(session, now_s)
            elif session.silent_since_s >= 0 and now_s - session.silent_since_s >= SILENCE_LOST_S + margin_s:
                self._invitations.lose(session, self._silence_failure(session, now_s - session.silent_since_s))
            elif session.undecodable is not None and now_s - session.undecodable_since_s >= margin_s:
                self._invitations.lose(session, session.undecodable)
            elif not session.key_frame_seen and session.first_packet_s >= 0:
                waited_s = now_s - session.first_packet_s
                if waited_s >= self._key_frame_timeout_s + margin_s:
                    self._invitations.lose(session, failure("no_key_frame", {"waited_s": round(waited_s, 1)}))
                elif waited_s >= self._key_frame_timeout_s / 3 and not session.key_frame_asked:
                    session.key_frame_asked = True
                    self._ask_key_frame(session)

    def peer_began_anew(self, link: Link) -> None:
        """The peer registered as if for the first time: what it sent before and sends no more will not come back."""
        now_s = self._clock.monotonic_s()
        for session in self._invitations.sessions():
            if session.link is link and session.running:
                session.suspect_since_s = now_s
                self._judge_suspect(session, now_s)

    def _judge_suspect(self, session: InviteSession, now_s: float) -> None:
        """A stream that stands still is the end of it; one with packets from after the new beginning is beyond suspicion."""
        suspect_s = now_s - session.suspect_since_s
        silent_ms = self._core.silent_ms(session.stream)
        silent_s = suspect_s if silent_ms is None else silent_ms / 1000
        if silent_s * 1000 >= STANDS_STILL_MS:
            self._invitations.lose(session, self._silence_failure(session, silent_s))
        elif silent_s < suspect_s:
            session.suspect_since_s = -1.0

    async def stop(self) -> None:
        """End what is on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _first_packet(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        swapped_with = self._sender_of_another(session, str(facts.get("source_host", "")), facts.get("source_port"))
        if swapped_with is not None:
            told: dict[str, Fact] = {**facts, "belongs_to": swapped_with.wire_code}
            self._invitations.lose(session, failure("wrong_ssrc", told))
            if swapped_with.first_packet_s < 0:
                # Its sender uses the other's SSRC, so what comes under its own is the other's picture.
                self._invitations.lose(swapped_with, failure("wrong_ssrc", {**facts, "belongs_to": session.wire_code}))
            return
        session.first_packet_s = self._clock.monotonic_s()
        session.silent_since_s = -1.0
        session.trace.step("first_packet", dict(facts), at_utc)
        if not session.arrived.done():
            session.arrived.set_result(None)

    def _sender_of_another(self, session: InviteSession, host: str, port: object) -> InviteSession | None:
        """The other session whose declared sending address this is: channels of one recorder with their SSRCs swapped."""
        own = session.answer
        if own is None or session.transport != "udp" or (own.host, own.port) == (host, port) or own.host != host:
            return None
        for other in self._invitations.sessions():
            answer = other.answer
            if (
                other is not session
                and answer is not None
                and (answer.host, answer.port) == (host, port)
                and other.transport == "udp"
            ):
                return other
        return None

    def _first_key_frame(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        if not session.key_frame_seen:
            session.key_frame_seen = True
            if session.undecodable is not None and session.undecodable.code == "no_key_frame":
                session.undecodable = None
            session.trace.step("first_key_frame", dict(facts), at_utc)

    def _parameters(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        log.info("stream_parameters", stream=session.stream, channel=session.request.channel, **facts)

    def _wrong_ssrc(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        session.wrong_ssrc = facts
        if session.answer is not None and facts.get("source_port") == session.answer.port:
            session.wrong_ssrc_count += 1
            if session.wrong_ssrc_count >= WRONG_SSRC_PROOF:
                self._invitations.lose(session, failure("wrong_ssrc", dict(facts)))

    def _wrong_source(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        session.wrong_source = facts
        # A platform's media may come from another machine than its signalling, as its answer says, or through an address
        # translation from the signalling's address although its answer names an inner one. Both are vouched for; no third is.
        source = str(facts.get("source_host", ""))
        vouched = {session.target.host} | ({session.answer.host} if session.answer is not None else set())
        movable = session.transport != "tcp_active" and session.link.record.check_ssrc
        if (
            source not in vouched
            or source == session.expected_host
            or session.source_changes >= MAX_SOURCE_CHANGES
            or not movable
        ):
            return
        session.source_changes += 1
        session.expected_host = source
        try:
            self._core.close_stream(session.stream)
            self._invitations.open(session)
        except MediaError as error:
            self._invitations.lose(session, failure("internal", {"detail": str(error.args)}))

    def _silent(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        session.silent_since_s = self._clock.monotonic_s()

    def _resumed(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        session.silent_since_s = -1.0

    def _undecodable(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        # A stream that broke off after some packets is silent, not unreadable.
        if session.silent_since_s >= 0:
            return
        session.undecodable, session.undecodable_since_s = of_undecodable(facts), self._clock.monotonic_s()
        if verdict_margin_s(session.link) == 0.0:
            self._invitations.lose(session, session.undecodable)

    def _closed(self, session: InviteSession, facts: MediaFacts, at_utc: datetime) -> None:
        # "stopped" is what we did ourselves.
        if facts.get("reason") != "stopped":
            self._invitations.lose(session, of_closed(facts, began=session.first_packet_s >= 0))

    def _silence_failure(self, session: InviteSession, silent_s: float) -> Failure:
        facts: dict[str, Fact] = {"silent_s": round(silent_s, 1)}
        if not session.link.reachable:
            return failure("device_offline", {"peer": session.link.code, **facts})
        return failure("stopped_by_device", {"by": "silence", **facts})

    def _ask_key_frame(self, session: InviteSession) -> None:
        task = asyncio.create_task(self._send_iframe(session), name=f"key frame {session.stream}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_iframe(self, session: InviteSession) -> None:
        link = session.link
        body = iframe(session.wire_code, self._outgoing.next_sn(), Edition(link.edition), charset_of(link))
        try:
            await self._outgoing.message(link, body)
        except Unreached as error:
            log.info("key_frame_not_asked", stream=session.stream, status=error.status)
