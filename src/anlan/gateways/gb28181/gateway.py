"""The GB/T 28181 gateway, upper role: one endpoint, every request to whom it concerns, started, restored and stopped as one."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from datetime import datetime

import structlog

from anlan.capabilities.directory.ports import PeerRecord, PeerTransition
from anlan.capabilities.live.failures import failure
from anlan.capabilities.live.ports import StreamListener
from anlan.foundation.clock import Clock
from anlan.foundation.config import Settings
from anlan.foundation.config.sections import SipSettings
from anlan.foundation.database import BatchWriter
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.admission import Admission
from anlan.gateways.gb28181.alarms import AlarmCentre, Alarms
from anlan.gateways.gb28181.catalog import Catalogs, CatalogTimeouts
from anlan.gateways.gb28181.followup import FollowUps
from anlan.gateways.gb28181.guarding import Guarding
from anlan.gateways.gb28181.inquiry import Inquiries
from anlan.gateways.gb28181.invitation import Invitations, InviteSettings
from anlan.gateways.gb28181.left_over import LeftOverCalls
from anlan.gateways.gb28181.messages import PLAIN_KEEPALIVE, Messages, Receivers
from anlan.gateways.gb28181.outgoing import Outgoing
from anlan.gateways.gb28181.peers import PeerBook
from anlan.gateways.gb28181.ports import Directory, LeftOverBook, MediaCore, MediaEvents, MediaFacts, UpperSide
from anlan.gateways.gb28181.presence import Link, Presence, TimerBounds
from anlan.gateways.gb28181.progress import CatalogProgress
from anlan.gateways.gb28181.refusals import RefusalLog
from anlan.gateways.gb28181.registrar import Registrar, RegistrarSettings, asked_expiry
from anlan.gateways.gb28181.ssrc import SsrcPool
from anlan.gateways.gb28181.stream_watch import StreamWatch
from anlan.gateways.gb28181.subscription import ALARMS, Subscriptions, tells_changes
from anlan.gateways.gb28181.violations import ViolationLog, of_registration
from anlan.gateways.sip import IncomingRequest, SipEndpoint, SipLimits, Target
from anlan.protocols.sip import DigestAuthority, MessageLimits, PlainMessage, Request, Response, reply
from anlan.protocols.wording import Sentence

log = structlog.get_logger(__name__)

TICK_S = 1.0
COUNT_EVERY_TICKS = 15
ALLOW = [("Allow", "REGISTER, MESSAGE, NOTIFY, INVITE, ACK, BYE, CANCEL, INFO, OPTIONS, SUBSCRIBE")]
# After a restart the platforms below are asked for their catalogs again, spread over this time.
RESTORE_SPREAD_S = 20.0
STOP_BYE_S = 2.0
STOP_WRITE_S = 1.5
_KEEPALIVE = b"<CmdType>Keepalive</CmdType>"


class Gb28181Gateway:
    """Devices and lower platforms below us. Implements ``directory.ports.PeerGateway``; its ``invitations`` are the ``live.ports.StreamSource``."""

    def __init__(
        self, settings: Settings, clock: Clock, directory: Directory, core: MediaCore, calls: LeftOverBook, *, media_events: MediaEvents | None = None,
        progress: CatalogProgress | None = None, alarm_centre: AlarmCentre | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._progress = progress
        if media_events is not None:
            media_events.subscribe(lambda event: self.media_event(event.name, event.id, event.facts, event.at_utc))
        gb, platform, sip = settings.gb28181, settings.platform, settings.sip
        bounds = TimerBounds(gb.keepalive_interval_min_s, gb.keepalive_interval_max_s)
        self.endpoint = SipEndpoint(
            host=sip.host, port=sip.port, handler=self, clock=clock, limits=limits_of(sip), at_sight=self._at_sight
        )
        self.presence = Presence(bounds, clock.monotonic_s())
        self.book = PeerBook(directory, clock)
        self._commits: BatchWriter[PeerTransition] = BatchWriter(
            "transitions", directory.apply_transitions, gather_s=0.005
        )
        self._refusals = RefusalLog(directory, clock)
        self.violations = ViolationLog(directory)
        self._outgoing = Outgoing(
            self.endpoint, own_code=platform.code, domain=sip.domain, advertised_host=sip.advertised_host
        )
        self._own_code = platform.code
        self._registrar = Registrar(
            RegistrarSettings(
                edition=platform.edition, expires_min_s=gb.register_expires_min_s, expires_max_s=gb.register_expires_max_s,
                expires_default_s=gb.register_expires_default_s, max_registered=gb.max_registered,
            ),
            clock=clock, book=self.book, presence=self.presence, commits=self._commits, refusals=self._refusals,
            authority=DigestAuthority(sip.realm, secrets.token_bytes(32), algorithms=sip.digest_algorithms), entropy=secrets.token_bytes, on_registered=self._registered,
        )  # fmt: skip
        self._admission = Admission(
            clock=clock, book=self.book, presence=self.presence, write=self._write, refusals=self._refusals,
            violations=self.violations, requests_per_s=sip.requests_per_second_per_peer,
        )  # fmt: skip
        self.catalogs = Catalogs(
            directory=directory, clock=clock, outgoing=self._outgoing, violations=self.violations, report=progress,
            timeouts=CatalogTimeouts(gb.catalog_first_part_timeout_s, gb.catalog_part_timeout_s),
        )  # fmt: skip
        self._inquiries = Inquiries(
            directory=directory, clock=clock, outgoing=self._outgoing, violations=self.violations
        )
        self._alarms = Alarms(
            directory=directory, clock=clock, outgoing=self._outgoing, violations=self.violations, centre=alarm_centre
        )
        # Nobody is asked for alarms that nobody here would keep.
        topics = (ALARMS,) if alarm_centre is not None else ()
        self._subscriptions = (
            Subscriptions(clock=clock, outgoing=self._outgoing),
            *(Subscriptions(clock=clock, outgoing=self._outgoing, topic=topic) for topic in topics),
        )
        self.guarding = Guarding(directory=directory, presence=self.presence, clock=clock, outgoing=self._outgoing)
        # Shared with the lower role: what we send up must not carry the SSRC of what we receive.
        self.ssrcs = SsrcPool(platform.code, secrets.randbelow(10_000))
        self.invitations = Invitations(
            InviteSettings(platform.code, gb.invite_timeout_s, gb.first_packet_timeout_s, settings.media.advertised_host),
            clock=clock, directory=directory, presence=self.presence, endpoint=self.endpoint, outgoing=self._outgoing, core=core,
            ssrcs=self.ssrcs, violations=self.violations, calls=calls,
        )  # fmt: skip
        self._calls = calls
        self.left_over = LeftOverCalls(calls, self.endpoint)
        self._watch = StreamWatch(
            clock=clock, invitations=self.invitations, core=core, outgoing=self._outgoing,
            first_key_frame_timeout_s=gb.first_key_frame_timeout_s,
        )  # fmt: skip
        receivers = Receivers(
            directory,
            self.catalogs,
            self._inquiries,
            self.invitations,
            self._subscriptions,
            self._alarms,
            self.guarding,
        )
        self._messages = Messages(receivers, self.violations, self._refusals)
        self._follow_ups = FollowUps(clock, self._follow_up)
        self._upper: UpperSide | None = None
        self._ticker: asyncio.Task[None] | None = None

    def attach_upper_side(self, upper: UpperSide) -> None:
        """Hand requests of platforms above us to the lower role. Call before ``start``."""
        self._upper = upper

    def attach_listener(self, listener: StreamListener) -> None:
        """Whom to tell when a running stream ends by itself. Call before ``start``."""
        self.invitations.listener = listener

    async def start(self) -> None:
        """Take up where we stopped and open the port. Raises ``OSError`` where it is taken."""
        records = await self.book.load()
        now_s, now_utc = self._clock.monotonic_s(), self._clock.now_utc()
        for record in records:
            if record.kind != "upper" and record.state != "unknown" and record.host:
                change = self.presence.restore(record, now_s, now_utc)
                if change is not None:
                    self._write(change)
        await self.left_over.load()
        await self.endpoint.start()
        self._ticker = asyncio.create_task(self._keep_time(), name="gb28181 time")
        self._count_links()
        for link in self.presence:
            if link.reachable:
                self.left_over.peer_here(link.code, link.target)
        below = [link for link in self.presence if link.record.kind == "lower" and link.reachable]
        for place, link in enumerate(below):
            self._begin_subscriptions(link)
            self.catalogs.schedule(link, RESTORE_SPREAD_S * place / len(below))
        recorders = [link for link in self.presence if link.record.kind == "device" and link.reachable]
        for place, link in enumerate(recorders):
            self._subscribe(link, RESTORE_SPREAD_S * place / len(recorders))
        log.info(
            "gb28181_started",
            port=self.endpoint.port,
            peers=len(records),
            restored=sum(link.reachable for link in self.presence),
        )

    async def stop(self) -> None:
        """BYE to every sender, everything written, the port closed; within five seconds."""
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_BYE_S):
                await asyncio.gather(self.invitations.stop_all(), *(each.stop() for each in self._subscriptions))
        await self._alarms.stop()
        await asyncio.gather(self._follow_ups.stop(), self.catalogs.stop(), self._watch.stop(), self.left_over.stop())
        try:
            async with asyncio.timeout(STOP_WRITE_S):
                await asyncio.gather(
                    self._commits.flush(), self._refusals.flush(), self.violations.flush(), self._calls.flush()
                )
                if self._progress is not None:
                    await self._progress.flush()
        except TimeoutError:
            log.error("records_left_unwritten", transitions=self._commits.waiting)
        await self.endpoint.stop()

    # --- SipHandler

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        """Answer a request; None for an ACK."""
        request = incoming.request
        method = request.method
        if method == "REGISTER":
            return await self._registrar.handle(incoming)
        if self.invitations.owns(request):
            return self._in_call(request)
        if self._upper is not None:
            upper = self._upper.upper_for(incoming)
            if upper is not None:
                return await self._upper.handle(upper, incoming)
        if method == "ACK":
            return None
        admitted = await self._admission.admit(incoming, keepalive=_KEEPALIVE in request.body)
        if isinstance(admitted, Response):
            return admitted
        if method in ("MESSAGE", "NOTIFY"):
            return await self._messages.handle(admitted, incoming)
        return _outside(request)

    def _at_sight(self, message: PlainMessage, source: Target, now_s: float) -> bool:
        """The keepalive of a peer that is online and where it was: nine tenths of all traffic, for which two numbers change."""
        if not PLAIN_KEEPALIVE.fullmatch(message.body):
            return False
        if not self._admission.heard_at_sight(message.sender, source, now_s):
            return False
        metrics.KEEPALIVES.inc()
        return True

    def connection_lost(self, target: Target) -> None:
        """A TCP connection ended."""
        self.presence.connection_lost(target)
        if self._upper is not None:
            self._upper.connection_lost(target)

    def _in_call(self, request: Request) -> Response | None:
        if request.method == "ACK":
            return None
        if request.method == "BYE":
            return reply(request, self.invitations.hung_up(request))
        # A change of the session (re-INVITE, UPDATE) is not agreed to; INFO and the like inside a call ask for nothing here.
        return reply(request, 488 if request.method in ("INVITE", "UPDATE") else 200)

    # --- PeerGateway

    async def refresh_catalog(self, code: str) -> None:
        """Ask a device or lower platform for its catalog again. Raises ``Unavailable`` while it is away."""
        link = self.presence.get(code)
        if link is None or not link.reachable:
            raise Unavailable(
                "gb28181.peer_offline",
                Sentence("设备或下级平台当前不在线。", "The device or lower platform is offline."),
            )
        self.catalogs.schedule(link)

    async def peers_changed(self, codes: list[str]) -> None:
        """Records were changed, disabled or removed."""
        for code, record in (await self.book.reload(codes)).items():
            link = self.presence.get(code)
            if link is not None:
                self._record_changed(link, record)
        if self._upper is not None:
            await self._upper.peers_changed(codes)

    async def catalog_changed(self, channels: list[str]) -> None:
        """Channels were changed here: the uppers that subscribed are told."""
        if self._upper is not None:
            await self._upper.catalog_changed(channels)

    # --- media core

    def media_event(self, name: str, stream: str, facts: MediaFacts, at_utc: datetime) -> None:
        """One event of the media core about a stream."""
        self._watch.media_event(name, stream, facts, at_utc)

    # --- inside

    def _registered(self, link: Link, request: Request, reason: str, another_call: bool) -> None:
        if another_call or reason != "refreshed":
            self._watch.peer_began_anew(link)
            self.left_over.peer_here(link.code, link.target)
        if reason == "refreshed":
            return
        self.violations.begin(link.code, of_registration(request, self._own_code, asked_expiry(request)))
        if link.record.kind == "lower":
            self._begin_subscriptions(link)
        elif reason == "moved":
            # What it tells has to reach us by the way it now comes.
            self._subscribe(link)
        if reason != "moved":
            self._follow_ups.add(link)

    async def _follow_up(self, link: Link) -> None:
        await self._inquiries.ask(link)
        await self.catalogs.schedule(link)
        # Devices in their turn, unlike the few platforms: a power cut brings them all back at once.
        if link.record.kind == "device":
            self._subscribe(link)

    def _subscribe(self, link: Link, delay_s: float = 0.0) -> None:
        if tells_changes(link):
            self._begin_subscriptions(link, delay_s)

    def _begin_subscriptions(self, link: Link, delay_s: float = 0.0) -> None:
        for subscriptions in self._subscriptions:
            subscriptions.begin(link, delay_s)

    def _record_changed(self, link: Link, record: PeerRecord | None) -> None:
        if record is not None and record.enabled and record.kind != "upper":
            link.record = record
            return
        change = self.presence.ended(link.code, "removed" if record is None else "disabled", self._clock.now_utc())
        if change is not None:
            self._write(change)
        for subscriptions in self._subscriptions:
            subscriptions.end(link.code)
        self.invitations.peer_gone(link.code, lambda: failure("device_offline", {"peer": link.code}))
        if record is None:
            self.presence.forget(link.code)
        else:
            link.record = record

    def _write(self, change: PeerTransition) -> None:
        metrics.TRANSITIONS.labels(change.reason).inc()
        try:
            self._commits.put(change)
        except Unavailable:
            metrics.BOUNDS.labels("transitions_waiting").inc()

    async def _keep_time(self) -> None:
        ticks = 0
        while True:
            await self._clock.sleep(TICK_S)
            ticks += 1
            try:
                for change in self.presence.tick(self._clock.monotonic_s(), self._clock.now_utc()):
                    self._write(change)
                self._watch.tick()
                if ticks % COUNT_EVERY_TICKS == 0:
                    self._count_links()
            except Exception:
                # Time must go on for all the others.
                log.exception("gb28181_tick_failed")

    def _count_links(self) -> None:
        counts = {"online": 0, "degraded": 0, "offline": 0}
        for link in self.presence:
            counts[link.state] = counts.get(link.state, 0) + 1
        for state, count in counts.items():
            metrics.LINKS.labels(state).set(count)


def limits_of(sip: SipSettings) -> SipLimits:
    """The endpoint's bounds as configured."""
    return SipLimits(
        message=MessageLimits(max_body_bytes=sip.max_message_bytes),
        max_connections=sip.max_tcp_connections,
        max_server_transactions=2 * sip.max_transactions,
        max_client_transactions=sip.max_transactions,
    )


def _outside(request: Request) -> Response:
    """What a registered peer asks outside any dialog and is not served."""
    method = request.method
    if method == "OPTIONS":
        return reply(request, 200, headers=ALLOW)
    if method in ("BYE", "INFO", "UPDATE", "PRACK"):
        return reply(request, 481)
    if method == "INVITE":
        return reply(request, 488)
    if method == "SUBSCRIBE":
        return reply(request, 489, headers=[("Allow-Events", "presence")])
    return reply(request, 405, headers=ALLOW)
