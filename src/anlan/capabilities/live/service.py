"""Looking at cameras: opened through the gate, traced step by step, one stream shared by all who look."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.capabilities.live import events
from anlan.capabilities.live.entitlement import EntitlementWatch
from anlan.capabilities.live.failures import Fact, failure
from anlan.capabilities.live.journal import AttemptFilter, AttemptPage, EventRecorder, Journal
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.pictures import PictureWatch
from anlan.capabilities.live.ports import (
    ChannelDirectory,
    Decision,
    Failure,
    MediaPlane,
    Rights,
    StreamFailed,
    StreamSource,
    ViewedChannel,
)
from anlan.capabilities.live.sessions import ChannelStream, Consumer, Session, SessionPool
from anlan.capabilities.live.tickets import TicketOffice, ViewerTicket
from anlan.capabilities.live.traces import Attempt, Wanted
from anlan.foundation.access import Actor, Permit, Resource
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, NotFound, TooMany
from anlan.protocols.wording import Sentence

MAX_STREAM_NUMBER = 9


@dataclass(frozen=True, slots=True)
class ForwardLease:
    """The hold of an upper platform on a stream; ``consumer`` is what ``release`` takes."""

    consumer: str
    stream: str
    attempt: Attempt


class LiveService:
    """Opens pictures for people and for upper platforms; ``live.ports.StreamListener`` for the source."""

    def __init__(
        self,
        *,
        database: Database,
        outbox: EventRecorder,
        clock: Clock,
        gate: Decision,
        rights: Rights,
        directory: ChannelDirectory,
        source: StreamSource,
        media: MediaPlane,
        tickets: TicketOffice,
        limits: LiveLimits,
    ) -> None:
        self._clock = clock
        self._gate = gate
        self._directory = directory
        self._media = media
        self._tickets = tickets
        self._limits = limits
        self._journal = Journal(database, outbox, clock)
        self._sessions = SessionPool(
            source=source,
            clock=clock,
            grace_s=limits.grace_s,
            max_streams=limits.max_streams,
            silent_ms=media.silent_ms,
            changed=self._session_changed,
        )
        self._pictures = PictureWatch(self._sessions, clock, self.release)
        self._viewers_of: dict[str, set[str]] = {}
        self.entitlement = EntitlementWatch(
            rights=rights, gate=gate, clock=clock, viewers=self._open_viewers, end=self._end_viewer
        )

    async def start(self) -> None:
        """Take up work; attempts that a crash left open are closed."""
        await self._journal.start()
        self.entitlement.start()

    async def stop(self) -> None:
        """End every stream and write down what is left."""
        await self.entitlement.stop()
        await self._sessions.close()
        self._pictures.close()
        await self._journal.stop()

    # -- people -----------------------------------------------------------------------------------------------------

    async def open_viewer(self, actor: Actor, channel: str, purpose: str, *, stream_number: int = 0) -> ViewerTicket:
        """Let a person look; return as soon as the media core expects the stream, with a token good for one connection.

        What goes wrong later reaches the viewer by the events ``live.attempt`` and by the core's ``ended``. Raises
        ``NotFound``, ``Forbidden`` (audited), ``TooMany`` and ``StreamFailed`` where it failed before the token was made.
        """
        requested_utc = self._clock.now_utc()
        route, permit = await self._permit(actor, channel, purpose, stream_number)
        if len(self._viewers_of.get(actor.id, ())) >= self._limits.max_viewers_per_user:
            raise _too_many(self._limits.max_viewers_per_user)
        attempt = self._begin(route, permit, stream_number, requested_utc)
        viewer = f"v-{secrets.token_hex(8)}"
        consumer = Consumer(viewer, "viewer", attempt, lambda failed: self._viewer_lost(consumer, failed))
        self._viewers_of.setdefault(actor.id, set()).add(viewer)
        try:
            session = await self._join(route, stream_number, consumer)
        except BaseException:
            self._forget_viewer(consumer)
            raise
        try:
            # The viewer is told the attempt's id: from then on it is found again, whatever happens to this process.
            await self._journal.flush()
        except BaseException:
            self.release(viewer)
            raise
        self._pictures.expect_viewer(viewer, self._limits.token_lifetime_s)
        return self._tickets.issue(
            permit, stream=session.stream, viewer=viewer, attempt=attempt.id, now=self._clock.now_utc()
        )

    async def close_viewer(self, actor: Actor, viewer: str) -> None:
        """The person closed the picture; quiet where it is gone. Raises ``NotFound`` for another's viewer."""
        held = self._sessions.by_consumer(viewer)
        if held is None:
            return
        _session, consumer = held
        if consumer.kind != "viewer" or consumer.attempt.wanted.requester != actor.id:
            raise _no_such_attempt()
        self.release(viewer, "closed")
        self._media.drop_viewer(viewer, "closed")

    def report(self, actor: Actor, attempt_id: str, step: str, detail: str, elapsed_ms: int | None) -> None:
        """What the browser saw: its first frame, or that it cannot play this codec. Raises ``NotFound`` for another's attempt."""
        attempt = self._journal.running(attempt_id)
        if attempt is None or attempt.wanted.requester != actor.id:
            raise _no_such_attempt()
        facts: dict[str, str | int] = {"reported_by": "browser"}
        if elapsed_ms is not None:
            facts["browser_elapsed_ms"] = elapsed_ms
        if step == "first_frame":
            if not attempt.has("first_frame"):
                attempt.step("first_frame", facts)
            return
        attempt.fail(failure(_browser_failure(detail), {**facts, "detail": detail[:200]}))

    # -- upper platforms ----------------------------------------------------------------------------------------------

    async def open_forward(
        self, actor: Actor, channel: str, *, lost: Callable[[Failure | None], None], stream_number: int = 0
    ) -> ForwardLease:
        """Let an upper platform look; return when the device has accepted. ``lost`` is called once, when the stream breaks
        (with the failure) or this platform ends it (None).

        Raises ``NotFound``, ``Forbidden`` (audited), ``TooMany`` and ``StreamFailed``.
        """
        requested_utc = self._clock.now_utc()
        route, permit = await self._permit(actor, channel, "cascade", stream_number)
        attempt = self._begin(route, permit, stream_number, requested_utc)
        identity = f"f-{secrets.token_hex(8)}"

        def ended(failed: Failure | None) -> None:
            _close(attempt, failed)
            lost(failed)

        consumer = Consumer(identity, "forward", attempt, ended)
        session = await self._join(route, stream_number, consumer)
        with _failing(attempt):
            await self._sessions.wait_answered(session, consumer)
        return ForwardLease(identity, session.stream, attempt)

    def release(self, consumer: str, reason: str = "", failed: Failure | None = None) -> None:
        """A viewer or forward needs its stream no longer; the last one's going starts the grace time. Quiet where it is gone.

        ``failed`` where it goes because something went wrong for it; a forward given up before a packet came was cancelled.
        """
        held = self._sessions.leave(consumer)
        if held is None:
            return
        if held.kind == "viewer":
            self._forget_viewer(held)
        facts: dict[str, Fact] = {"reason": reason} if reason else {}
        if failed is None and held.kind == "forward" and not held.attempt.has("first_packet"):
            failed = failure("cancelled", facts)
        if failed is None:
            held.attempt.end(facts)
        else:
            held.attempt.fail(failed)

    # -- what is told from below --------------------------------------------------------------------------------------

    async def stream_lost(self, stream: str, failure: Failure) -> None:
        """A running stream ended by itself: viewers and upper platforms are told; opening it again works at once."""
        await self._sessions.stream_lost(stream, failure)

    def media_event(self, name: str, subject: str, facts: Mapping[str, Fact], at_utc: datetime) -> None:
        """An event of the media core (see ``anlan.media``), in order; those that are not about viewers may come too."""
        self._pictures.media_event(name, subject, facts, at_utc)

    # -- what is asked ------------------------------------------------------------------------------------------------

    async def attempt(self, actor: Actor, attempt_id: str) -> dict[str, Any]:
        """One trace: the asker's own, or any of the divisions seen with ``live.traces``. Raises ``NotFound``."""
        found = await self._journal.get(attempt_id)
        if found is None:
            raise _no_such_attempt()
        own = found["requester"] == actor.id
        if not own and not (actor.may_in("live.traces", found["division"])):
            raise _no_such_attempt()
        return found

    async def attempts(self, wanted: AttemptFilter, *, cursor: str | None, limit: int) -> AttemptPage:
        """Traces, newest first."""
        return await self._journal.page(wanted, cursor=cursor, limit=limit)

    def streams(self, actor: Actor) -> list[dict[str, Any]]:
        """The streams of the actor's divisions with the media core's statistics, and their viewers."""
        viewers: dict[str, list[dict[str, Any]]] = {}
        for row in self._media.viewer_statistics():
            viewers.setdefault(str(row["stream"]), []).append(dict(row))
        shown = []
        for row in self._media.stream_statistics():
            session = self._sessions.by_stream(str(row["id"]))
            if session is not None and actor.may_in("live.view", session.division):
                shown.append(
                    {
                        **row,
                        "channel": session.key.channel,
                        "channel_name": session.name,
                        "stream_number": session.key.stream_number,
                        "division": session.division,
                        "state": session.state,
                        "watchers": viewers.get(session.stream, []),
                    }
                )
        return shown

    @property
    def viewer_port(self) -> int:
        """Where viewers connect."""
        return self._media.viewer_port

    def totals(self) -> dict[str, int]:
        """Streams, viewers, forwards and kbit/s of the whole platform, for the overview."""
        streams = self._media.stream_statistics()
        return {
            "active": len(streams),
            "viewers": len(self._media.viewer_statistics()),
            "forwards": len(self._media.forward_statistics()),
            "bitrate_kbps": int(sum(float(row["bitrate_kbps"]) for row in streams)),
        }

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _permit(
        self, actor: Actor, channel: str, purpose: str, stream_number: int
    ) -> tuple[ViewedChannel, Permit]:
        if not 0 <= stream_number <= MAX_STREAM_NUMBER:
            sentence = Sentence(
                f"码流编号应为 0 至 {MAX_STREAM_NUMBER}。", f"The stream number is 0 to {MAX_STREAM_NUMBER}."
            )
            raise Invalid("live.stream_number", sentence, fields={"stream_number": sentence})
        route = await self._directory.channel_route(channel)
        if route is None:
            raise _no_such_channel()
        resource = Resource("channel", route.channel, route.division, route.name)
        permit = await self._gate.authorize(actor, "live.view", resource, purpose, unseen=_no_such_channel())
        return route, permit

    def _begin(self, route: ViewedChannel, permit: Permit, stream_number: int, requested_utc: datetime) -> Attempt:
        actor = permit.actor
        wanted = Wanted(
            channel=route.channel,
            channel_name=route.name,
            peer=route.peer.code,
            division=route.division,
            stream_number=stream_number,
            requester=actor.id,
            requester_kind=actor.kind,
            requester_name=actor.name,
            organisation=actor.organisation,
            purpose=permit.purpose,
            credential=actor.credential,
        )
        return self._journal.begin(wanted, requested_utc=requested_utc, audit_sequence=permit.audit_sequence)

    async def _join(self, route: ViewedChannel, stream_number: int, consumer: Consumer) -> Session:
        with _failing(consumer.attempt):
            if self._sessions.consumers() >= self._limits.max_consumers:
                raise StreamFailed(failure("capacity", {"max_consumers": self._limits.max_consumers}))
            session = await self._sessions.join(ChannelStream(route.channel, stream_number), consumer)
        consumer.attempt.stream = session.stream
        return session

    def _viewer_lost(self, viewer: Consumer, failed: Failure | None) -> None:
        self._forget_viewer(viewer)
        _close(viewer.attempt, failed)

    def _open_viewers(self) -> Iterator[Consumer]:
        for viewer in [each for held in self._viewers_of.values() for each in held]:
            found = self._sessions.by_consumer(viewer)
            if found is not None:
                yield found[1]

    def _end_viewer(self, viewer: Consumer) -> None:
        self.release(viewer.id, "not_entitled")
        self._media.drop_viewer(viewer.id, "not_entitled")

    def _forget_viewer(self, viewer: Consumer) -> None:
        self._pictures.forget_viewer(viewer.id)
        user = viewer.attempt.wanted.requester
        open_viewers = self._viewers_of.get(user, set())
        open_viewers.discard(viewer.id)
        if not open_viewers:
            self._viewers_of.pop(user, None)

    def _session_changed(self, session: Session) -> None:
        facts = {
            "stream": session.stream,
            "channel": session.key.channel,
            "state": session.state,
            "viewers": len(session.consumers),
        }
        self._journal.tell(events.STREAM, facts, session.division)


@contextmanager
def _failing(attempt: Attempt) -> Iterator[None]:
    """Whatever goes wrong in here is the end of the attempt, and written down as such."""
    try:
        yield
    except StreamFailed as error:
        attempt.fail(error.failure)
        # One failure is told to all who wait; each gets it with the attempt of its own.
        told = StreamFailed(error.failure)
        told.attempt = attempt.id
        raise told from error
    except BaseException:
        attempt.fail(failure("cancelled"))
        raise


def _close(attempt: Attempt, failed: Failure | None) -> None:
    if failed is None:
        attempt.end({"reason": "shutdown"})
    else:
        attempt.fail(failed)


# What a player says went wrong, before the colon of its report. The rest is a fault of the page.
_BROWSER_FAILURES = {
    "not_supported": "codec_unsupported",
    "codec": "codec_unsupported",
    "element": "codec_unsupported",
    "decode": "codec_unsupported",
    "overrun": "bandwidth",
}


def _browser_failure(detail: str) -> str:
    return _BROWSER_FAILURES.get(detail.partition(":")[0].strip(), "internal")


def _no_such_channel() -> NotFound:
    return NotFound("live.channel_unknown", Sentence("没有这个通道。", "There is no such channel."))


def _no_such_attempt() -> NotFound:
    return NotFound("live.attempt_unknown", Sentence("没有这条点播记录。", "There is no such attempt."))


def _too_many(limit: int) -> TooMany:
    return TooMany(
        "live.too_many_viewers",
        Sentence(f"每个用户最多同时打开 {limit} 路画面。", f"A user may open at most {limit} pictures at once."),
        remedy=Sentence("请关闭不用的画面后再试。", "Close pictures that you do not need and try again."),
    )
