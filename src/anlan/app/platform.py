"""One platform put together: every part made, joined by its ports, started and stopped in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from anlan.api.application import create_app
from anlan.api.context import ApiContext
from anlan.api.server import HttpServer
from anlan.app.alarm_cameras import DirectoryCameras
from anlan.app.alarm_centre import alarm_rules, message_reception, vocabulary_of
from anlan.app.alarm_equipment import DirectoryEquipment
from anlan.app.duty_ports import DeskAlarms, DirectoryPatrolled, TracedPictures
from anlan.app.duty_situation import HouseSituation
from anlan.app.incident_sources import CentreAlarms, DirectorySights
from anlan.app.keys import load_key
from anlan.app.records import make_data_directory, open_database
from anlan.app.talk_down import DirectoryTalkDown
from anlan.app.viewer_tokens import ViewerTokenMint
from anlan.app.webhooks import notifications_of
from anlan.capabilities.alarms.buttons.service import Household
from anlan.capabilities.alarms.cases.outline import CaseOutlines
from anlan.capabilities.alarms.events import CASE
from anlan.capabilities.alarms.guard import GuardDesk
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.subscribers.service import Subscribers, load_secret_key
from anlan.capabilities.directory.faulty import FaultyPeers
from anlan.capabilities.directory.passwords import load_password_key, password_box
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.duty.routine import DutyRoutine
from anlan.capabilities.duty.service import DutyService
from anlan.capabilities.incidents.service import IncidentService
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import FIRST_ADMIN, AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.audit.anchors import Anchors
from anlan.foundation.clock import Clock, SystemClock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database
from anlan.foundation.database.migrations import migrate
from anlan.foundation.events import Outbox
from anlan.foundation.telemetry import configure_logging
from anlan.foundation.telemetry.health import Health
from anlan.gateways.dc09.gateway import Dc09Gateway
from anlan.gateways.feeds.gateway import FeedGateway
from anlan.gateways.gb28181.alarms import AlarmCentre
from anlan.gateways.gb28181.call_book import CallBook
from anlan.gateways.gb28181.cascade import Cascade
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.gateways.gb28181.progress import CatalogProgress
from anlan.gateways.gb28181.violations import explain
from anlan.gateways.messages.http import HttpMessenger
from anlan.gateways.mqtt import MqttGateway
from anlan.media import Core
from anlan.media.events import MediaEvent, MediaEvents

log = structlog.get_logger(__name__)

# Everything must be down five seconds after SIGTERM.
STOP_PART_S = 4.0
MEDIA_KEY_FILE = "keys/media-token.key"


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The account that the first start made; the password is shown once and kept nowhere."""

    name: str
    password: str


async def _ask(core: Core) -> None:
    """A media core whose threads hang does not answer; its lock must not hang the event loop as well."""
    await asyncio.to_thread(core.stream_statistics)


class StreamWatcher(Protocol):
    """A part that follows streams by the media core's events."""

    def media_event(self, name: str, subject: str, facts: Mapping[str, Any], at_utc: datetime, /) -> None: ...


def tell_streams(event: MediaEvent, watchers: tuple[StreamWatcher, ...]) -> None:
    """Hand an event to each part in order: who fetched the stream, who looks at it, who passes it on."""
    for watcher in watchers:
        watcher.media_event(event.name, event.id, event.facts, event.at_utc)


class Platform:
    """A running copy of Anlan. ``start`` once, ``stop`` once."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._running = AsyncExitStack()
        self._http: HttpServer | None = None
        # Parts that did not stop in their time; the process then ends with status 1.
        self.unstopped: list[str] = []

    @property
    def console_url(self) -> str:
        """Where the console is reached from this machine."""
        assert self._http is not None
        http = self.settings.http
        scheme = "https" if http.tls_certificate else "http"
        host = "127.0.0.1" if http.host in ("0.0.0.0", "::") else http.host  # noqa: S104 - compared, not bound
        return http.public_url or f"{scheme}://{host}:{self._http.port}/"

    async def start(self) -> FirstAdmin | None:
        """Bring everything up, records first, doors last. Raises ``OSError`` where a port is taken.

        Returns the first administrator where this start made one.
        """
        settings, clock = self.settings, self._clock
        configure_logging(settings.log)
        make_data_directory(settings)
        records = AsyncExitStack()
        database = await records.enter_async_context(open_database(settings))
        self._stop_later(records.aclose, "the database")
        await migrate(database)
        anchors = Anchors.for_settings(settings, clock)
        await self._keep(anchors.start, anchors.stop)
        audit = AuditLog(database, clock, on_written=anchors.note)
        self._stop_later(audit.close)
        gate = Gate(database, audit, clock)
        outbox = Outbox(database, clock, keep_events=settings.events.keep_events, keep_hours=settings.events.keep_hours)
        access = AccessService(database, clock, audit, gate, settings)
        password = await access.ensure_first_admin()

        core = self._media_core()
        self._running.callback(core.close)
        media_events = MediaEvents(core)
        directory = DirectoryService(database, outbox, clock, password_key=load_password_key(settings.data_directory))
        own = settings.platform
        await directory.keep_own_platform(OwnPlatform(own.code, own.name, own.level, own.division, own.edition))
        calls = CallBook(database, clock)
        cameras = DirectoryCameras(directory)
        secret_key = load_secret_key(settings.data_directory)
        subscribers = Subscribers(database, outbox, clock, cameras, secret_key=secret_key)
        messenger = HttpMessenger(settings.messages, clock) if settings.messages.url else None
        if messenger is not None:
            self._stop_later(messenger.close)
        feeds = FeedGateway(
            settings=settings.feed, own=own.code, database=database, clock=clock, directory=directory, outbox=outbox,
            box=password_box(load_password_key(settings.data_directory)),
        )  # fmt: skip
        alarms = AlarmService(
            database=database, outbox=outbox, clock=clock, gate=gate, accounts=subscribers.book, premises=subscribers.book,
            cameras=cameras, rules=alarm_rules(settings), evidence_folder=settings.data_directory / "evidence",
            talk_down=DirectoryTalkDown(directory),
            messenger=messenger,
            feed=feeds,
            own_code=own.code,
        )  # fmt: skip
        assert alarms.levels is not None
        feeds.attach(alarms.levels)
        household = Household(database, clock, alarms.intake, alarms.additions, subscribers.records)
        vocabulary = vocabulary_of(settings)
        device_messages = message_reception(settings, database, clock, alarms, subscribers.book, vocabulary)
        gateway = Gb28181Gateway(
            settings, clock, directory, core, calls, progress=CatalogProgress(database, outbox),
            alarm_centre=AlarmCentre(alarms.intake, vocabulary),
        )  # fmt: skip
        guard = GuardDesk(
            gate=gate, control=gateway.guarding, equipment=DirectoryEquipment(directory), accounts=subscribers.book,
            premises=subscribers.book,
        )  # fmt: skip
        duty = DutyService(
            database=database, outbox=outbox, clock=clock, gate=gate, cases=alarms.shift, signatures=access.confirmation,
            situations=HouseSituation(alarms.shift, FaultyPeers(database), clock),
        )  # fmt: skip
        incidents = IncidentService(
            database=database, outbox=outbox, clock=clock, gate=gate, temporary=access.temporary, cameras=DirectorySights(directory),
            alarms=CentreAlarms(alarms, subscribers.book), unit=own.name, division_name=directory.divisions.name_of,
        )  # fmt: skip
        live = self._live(database, outbox, gate, access, directory, gateway, core)
        routine = DutyRoutine(
            database=database, outbox=outbox, clock=clock, gate=gate, channels=DirectoryPatrolled(directory),
            pictures=TracedPictures(live), alarms=DeskAlarms(alarms),
        )  # fmt: skip
        cascade = Cascade(
            settings=settings,
            clock=clock,
            directory=directory,
            live=live,
            core=core,
            endpoint=gateway.endpoint,
            ssrcs=gateway.ssrcs,
            calls=calls,
            cases=CaseOutlines(database),
            guard=guard,
            joined=gateway.left_over.peer_here,
            fed=feeds.replaces_notices,
        )
        outbox.subscribe(CASE, cascade.alarm_case, "gb28181-uppers")
        gateway.attach_listener(live)
        gateway.attach_upper_side(cascade)
        directory.connect(gateway, explain)
        media_events.subscribe(lambda event: tell_streams(event, (gateway, live, cascade)))

        health = Health()
        await self._keep(outbox.start, outbox.stop)
        media_events.start()
        self._running.callback(media_events.stop)
        await subscribers.start()
        # Before anything changes a case.
        await feeds.load()
        await self._keep(alarms.start, alarms.stop)
        await self._keep(duty.start, duty.stop)
        await self._keep(routine.start, routine.stop)
        if settings.dc09.enabled:
            panels = Dc09Gateway(settings.dc09, alarms.intake, subscribers.book, vocabulary, clock)
            await self._keep(panels.start, panels.stop)
            health.add("dc09", panels.check)
        notifications = notifications_of(settings, clock, database, gate, access, outbox)
        await self._keep(notifications.start, notifications.stop)
        mqtt: MqttGateway | None = None
        if settings.mqtt.enabled:
            mqtt = MqttGateway(settings.mqtt, own.code, settings.mqtt_prefix, device_messages, clock)
            await self._keep(mqtt.start, mqtt.stop)
            health.add("mqtt", mqtt.check)
        await self._keep(gateway.start, gateway.stop)
        await self._keep(live.start, live.stop)
        await self._keep(cascade.start, cascade.stop)
        await self._keep(feeds.start, feeds.stop)
        health.add("database", database.ping)
        health.add("events", outbox.check)
        health.add("sip", gateway.endpoint.check)
        health.add("media", lambda: _ask(core))
        context = ApiContext(
            settings=settings, clock=clock, database=database, outbox=outbox, access=access, gate=gate, audit=audit, health=health,
            anchors=anchors, viewer_port=core.viewer_port, division_name=await directory.divisions.name_of(own.division),
            directory=directory, live=live, subscribers=subscribers, alarms=alarms, guard=guard, feeds=feeds,
            device_messages=device_messages,
            duty=duty,
            routine=routine,
            notifications=notifications,
            household=household,
            mqtt=mqtt,
            incidents=incidents,
        )  # fmt: skip
        self._http = HttpServer(settings, create_app(context))
        await self._keep(self._http.start, self._http.stop)
        log.info("platform_started", code=own.code, level=own.level)
        return FirstAdmin(FIRST_ADMIN, password) if password else None

    async def stop(self) -> None:
        """Close the doors first, then leave uppers, hang up, write out; safe after a start that failed half-way."""
        await self._running.aclose()
        log.info("platform_stopped", code=self.settings.platform.code)

    async def _keep(self, start: Callable[[], Awaitable[None]], stop: Callable[[], Awaitable[None]]) -> None:
        """Start a part and have it stopped in its turn."""
        self._stop_later(stop)
        await start()

    def _stop_later(self, stop: Callable[[], Awaitable[None]], name: str = "") -> None:
        """Have a part stopped in its turn; one that hangs in stopping does not keep the others from it."""

        async def stopping() -> None:
            await stop()

        async def stop_in_time() -> None:
            task = asyncio.create_task(stopping())
            # Not asyncio.timeout: it waits for what it cancelled, and what hangs may not heed that.
            await asyncio.wait({task}, timeout=STOP_PART_S)
            if task.done():
                task.result()
                return
            task.cancel()
            part = name or getattr(stop, "__qualname__", repr(stop))
            self.unstopped.append(part)
            log.error("part_did_not_stop", part=part)

        self._running.push_async_callback(stop_in_time)

    def _media_core(self) -> Core:
        media, http = self.settings.media, self.settings.http
        return Core(
            receive_host=media.receive_host,
            receive_port=media.receive_port,
            viewer_host=media.viewer_host,
            viewer_port=media.viewer_port,
            token_key=load_key(self.settings.data_directory / MEDIA_KEY_FILE),
            allowed_origins=list(http.allowed_origins) + ([http.public_url] if http.public_url else []),
            own_port_first=media.own_port_first,
            own_port_last=media.own_port_last,
            tls_certificate=http.tls_certificate or None,
            tls_key=http.tls_key or None,
            max_streams=media.max_streams,
            max_viewers=media.max_viewers,
            reorder_window_ms=media.reorder_window_ms,
            silence_ms=media.silence_ms,
            gop_bytes_limit=media.gop_bytes_limit,
            worker_threads=media.worker_threads,
        )

    def _live(
        self,
        database: Database,
        outbox: Outbox,
        gate: Gate,
        access: AccessService,
        directory: DirectoryService,
        gateway: Gb28181Gateway,
        core: Core,
    ) -> LiveService:
        settings = self.settings
        mint = ViewerTokenMint(load_key(settings.data_directory / MEDIA_KEY_FILE))
        limits = LiveLimits(
            grace_s=settings.live.grace_s,
            token_lifetime_s=settings.live.token_lifetime_s,
            max_viewers_per_user=settings.live.max_viewers_per_user,
            max_consumers=settings.media.max_viewers,
            max_streams=settings.media.max_streams,
        )
        return LiveService(
            database=database, outbox=outbox, clock=self._clock, gate=gate, rights=access, directory=directory, source=gateway.invitations, media=core,
            tickets=TicketOffice(mint, limits.token_lifetime_s), limits=limits,
        )  # fmt: skip
