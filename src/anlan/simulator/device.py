"""A simulated camera or recorder: it joins a platform, answers it, and streams real video when called."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Literal

import msgspec
import structlog

from anlan.foundation.clock import Clock, SystemClock
from anlan.protocols.manscdp import CatalogItem, ManscdpError, decode
from anlan.protocols.sip import Request, Response, reply
from anlan.simulator.addresses import local_address_towards
from anlan.simulator.alarms import Alarms
from anlan.simulator.answers import Answers, misdeclare
from anlan.simulator.calls import Call, Calls
from anlan.simulator.faults import Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.media.feeds import Feed, VideoSource
from anlan.simulator.profile import ChannelProfile, DeviceProfile
from anlan.simulator.registration import Registration
from anlan.simulator.signalling.agent import SipAgent
from anlan.simulator.signalling.links import Link
from anlan.simulator.subscriptions import Subscriptions

log = structlog.get_logger(__name__)

State = Literal["stopped", "joining", "registered", "silent"]
ALLOW = "INVITE, ACK, INFO, CANCEL, BYE, OPTIONS, MESSAGE, SUBSCRIBE, NOTIFY"


class SimulatedDevice:
    """``start`` returns once the device tries to join; ``happenings`` tells what became of it."""

    def __init__(
        self, profile: DeviceProfile, source: VideoSource, faults: Faults | None = None, clock: Clock | None = None
    ) -> None:
        self.profile = profile
        self.faults = faults or Faults()
        self.happenings = Happenings()
        self.clock: Clock = clock or SystemClock()
        self._source = source
        self._feeds: dict[str, Feed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = False
        self.agent = SipAgent(clock=self.clock, handler=self._handle)
        self._registration = Registration(profile, self.agent, self.faults, self.happenings, self.clock, self._encoded)
        self.agent.on_connection_lost = self._connection_lost
        self._subscriptions = Subscriptions(profile, self.agent, self.happenings, self.clock, self._encoded)
        self._calls = Calls(
            profile, self.agent, self.faults, self.happenings, self.clock, self._feed_of, self._send_message
        )
        self.agent.on_unacknowledged = lambda call_id: self._do(self._calls.abandon(call_id))
        self.alarms = Alarms(
            profile,
            self._subscriptions,
            self.happenings,
            self.clock,
            has=lambda code: self.channel(code) is not None,
            send=self._send_message,
        )
        self._answers = Answers(
            profile,
            self.faults,
            self.happenings,
            items=self.catalog_items,
            device_time=lambda: self._registration.device_time,
            key_frame=self._calls.request_key_frame,
            obey=self.alarms.obey,
            send=self._send_message,
        )

    @property
    def state(self) -> State:
        """Where it stands; "silent" after its (simulated) death."""
        if not self._started:
            return "stopped"
        if self.agent.silent:
            return "silent"
        return "registered" if self._registration.registered else "joining"

    @property
    def calls(self) -> list[Call]:
        """The calls that stand."""
        return self._calls.live

    @property
    def last_register_status(self) -> int | None:
        """The platform's last answer to REGISTER."""
        return self._registration.last_status

    async def start(self) -> None:
        """Open the port and begin to join. Raises ``OSError``, or what the source cannot do."""
        await self._source.prepare()
        host = self.profile.local_host or local_address_towards(self.profile.server.host)
        await self.agent.open(host)
        self._started = True
        self._do(self._registration.keep())
        if self.faults.silent_after_s is not None:
            self._do(self._die_later(self.faults.silent_after_s))

    async def stop(self) -> None:
        """Hang up, unregister and release everything."""
        if not self._started:
            return
        await self._end_tasks()
        if not self.agent.silent:
            await self._calls.hang_up()
            await self._registration.leave()
        await self._release()

    async def kill(self) -> None:
        """Be gone without a word, as with the mains cut."""
        self.agent.silent = True
        await self._end_tasks()
        await self._release()

    async def fall_silent(self) -> None:
        """Stay up and neither answer nor send any more."""
        self.agent.silent = True
        await self._calls.drop_all()

    def wake(self) -> None:
        """Undo ``fall_silent``: keepalives and answers go on."""
        self.agent.silent = False

    def catalog_items(self, device_id: str) -> Sequence[CatalogItem]:
        """The entries below a code: all for the device's own, one for a channel's."""
        items = [channel.item(self.profile.code) for channel in self.profile.channels]
        return items if device_id == self.profile.code else [item for item in items if item.device_id == device_id]

    def channel(self, code: str) -> ChannelProfile | None:
        """A channel by its code; the device's own code means its first channel."""
        if code == self.profile.code and self.profile.channels:
            return self.profile.channels[0]
        return next((channel for channel in self.profile.channels if channel.code == code), None)

    async def set_online(self, code: str, online: bool) -> None:
        """A channel fails or comes back; subscribers are told."""
        channel = self.channel(code)
        if channel is None:
            raise KeyError(code)
        channel.online = online
        await self.tell([CatalogItem(device_id=code, event="ON" if online else "OFF")])

    async def add_channel(self, channel: ChannelProfile) -> None:
        """A channel is built in; subscribers are told."""
        self.profile.channels.append(channel)
        item = msgspec.structs.replace(channel.item(self.profile.code), event="ADD")
        await self.tell([item])

    async def remove_channel(self, code: str) -> None:
        """A channel is taken out; subscribers are told."""
        self.profile.channels = [channel for channel in self.profile.channels if channel.code != code]
        await self.tell([CatalogItem(device_id=code, event="DEL")])

    async def rename_channel(self, code: str, name: str) -> None:
        """A channel is called otherwise; subscribers are told."""
        channel = self.channel(code)
        if channel is None:
            raise KeyError(code)
        channel.name = name
        await self.tell([msgspec.structs.replace(channel.item(self.profile.code), event="UPDATE")])

    async def raise_alarm(
        self,
        code: str | None = None,
        *,
        method: int = 5,
        alarm_type: int | None = 2,
        priority: int = 1,
        description: str | None = None,
    ) -> bool:
        """An alarm of the device, a channel or an alarm input (AlarmMethod and AlarmType, the default is motion); whether it was taken."""
        return await self.alarms.raise_alarm(
            code or self.profile.code,
            method=method,
            alarm_type=alarm_type,
            priority=priority,
            description=description,
        )

    async def tell(self, changes: Sequence[CatalogItem]) -> None:
        """Notify every subscriber of changed entries."""
        await self._subscriptions.notify(changes)

    def _feed_of(self, code: str) -> Feed | None:
        channel = self.channel(code)
        if channel is None or not channel.online:
            return None
        feed = self._feeds.get(channel.code)
        if feed is None:
            feed = self._feeds[channel.code] = self._source.feed(channel, self.clock)
        return feed

    async def _handle(self, request: Request, link: Link) -> Response | None:
        self.agent.answer_from_other_port = self.faults.answer_from_other_port
        match request.method:
            case "MESSAGE":
                return self._message(request)
            case "INVITE":
                return await self._calls.invite(request, link)
            case "ACK":
                self._calls.acknowledge(request)
                return None
            case "BYE":
                return await self._calls.bye(request)
            case "CANCEL":
                return self._calls.cancel(request)
            case "SUBSCRIBE":
                return self._subscribe(request, link)
            case "OPTIONS":
                return reply(request, 200, headers=(("Allow", ALLOW), ("Accept", "application/sdp")))
            case "INFO" | "NOTIFY":
                return reply(request, 200)
            case _:
                return reply(request, 405, headers=(("Allow", ALLOW),))

    def _message(self, request: Request) -> Response:
        try:
            document = decode(request.body)
        except ManscdpError as error:
            log.warning("message not understood", device=self.profile.code, reason=error.code)
            return reply(request, 400)
        self._do(self._answers.answer(document))
        return reply(request, 200)

    def _subscribe(self, request: Request, link: Link) -> Response:
        if self.faults.subscribe_status is not None:
            self.happenings.record("subscription_refused")
            return reply(request, self.faults.subscribe_status)
        response = self._subscriptions.subscribe(request, link)
        if response.status == 200 and (request.headers.get("Expires") or "").strip() != "0":
            self._do(self._tell_who_is_off())
        return response

    async def _tell_who_is_off(self) -> None:
        """GB/T 28181-2022 annex N: a new subscriber is told at once which nodes are off."""
        off = [
            CatalogItem(device_id=item.device_id, event="OFF")
            for item in self.catalog_items(self.profile.code)
            if item.status == "OFF"
        ]
        await self.tell(off)

    def _encoded(self, body: bytes) -> bytes:
        return misdeclare(body, self.profile.charset, self.faults.charset_lie)

    async def _send_message(self, body: bytes) -> Response:
        return await self._registration.message(self._encoded(body))

    def _connection_lost(self) -> None:
        self.happenings.record("connection_lost")
        self._registration.connection_lost()

    def _do(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("simulated device failed", device=self.profile.code, error=repr(task.exception()))

    async def _die_later(self, seconds: float) -> None:
        await self.happenings.wait("registered", timeout_s=None)
        await self.clock.sleep(seconds)
        await self.fall_silent()

    async def _end_tasks(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _release(self) -> None:
        self._started = False
        await self._calls.drop_all()
        for feed in self._feeds.values():
            await feed.close()
        await self.agent.close()
