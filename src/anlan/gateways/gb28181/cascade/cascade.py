"""The cascade upward as a whole: one link per upper platform, and what comes from above to whoever answers it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

from anlan.capabilities.alarms.ports import CaseReader
from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import Clock
from anlan.foundation.config import Settings
from anlan.foundation.events.event import Event
from anlan.gateways.gb28181.cascade.alarm_notices import AlarmSubscription
from anlan.gateways.gb28181.cascade.alarms import Alarms
from anlan.gateways.gb28181.cascade.answers import refuse
from anlan.gateways.gb28181.cascade.calling import Caller
from anlan.gateways.gb28181.cascade.catalog_changes import CatalogSubscription, catalog_subscriptions
from anlan.gateways.gb28181.cascade.commands import Commands
from anlan.gateways.gb28181.cascade.invitations import Invitations
from anlan.gateways.gb28181.cascade.messages import Messages
from anlan.gateways.gb28181.cascade.metrics import REFUSED
from anlan.gateways.gb28181.cascade.ports import Directory, Endpoint, ForwardCore, Guard, Live, SsrcAllotter
from anlan.gateways.gb28181.cascade.queries import Queries
from anlan.gateways.gb28181.cascade.subscriptions import Subscriptions
from anlan.gateways.gb28181.cascade.uplink import Uplink, UplinkTimes
from anlan.gateways.gb28181.ports import RunningCalls
from anlan.gateways.gb28181.violations import ViolationLog
from anlan.gateways.sip import IncomingRequest, Target
from anlan.protocols.manscdp import Document, parse_alarm_query
from anlan.protocols.sip import Response, SipSyntaxError, parse_name_address, reply

log = structlog.get_logger(__name__)

# Uppers are few: the platforms one level up, and a peer or two.
MAX_UPPERS = 64
MAX_FORWARDS_PER_UPPER = 1_000
ALLOW = "INVITE, ACK, CANCEL, BYE, INFO, OPTIONS, MESSAGE, SUBSCRIBE"


class Cascade:
    """The lower role. It owns no socket: the gateway's endpoint carries it, the gateway hands it what comes from uppers.

    ``joined`` is told each time an upper has taken our registration as that of a platform that begins; ``fed`` says whether an upper
    hears of cases in another way.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        directory: Directory,
        live: Live,
        core: ForwardCore,
        endpoint: Endpoint,
        ssrcs: SsrcAllotter,
        calls: RunningCalls,
        cases: CaseReader | None = None,
        guard: Guard | None = None,
        joined: Callable[[str, Target], None] = lambda _code, _target: None,
        fed: Callable[[str], bool] = lambda _code: False,
        uniform: Callable[[float, float], float] = random.uniform,
        times: UplinkTimes | None = None,
    ) -> None:
        self._clock = clock
        self._directory = directory
        self._uniform = uniform
        self._joined = joined
        self._times = times or UplinkTimes()
        self._caller = Caller(
            endpoint,
            own_code=settings.platform.code,
            domain=settings.sip.domain,
            advertised_host=settings.sip.advertised_host,
            edition=settings.platform.edition,
        )
        items_over_udp = settings.gb28181.catalog_items_per_message
        # What uppers break and is tolerated; the gateway's own log is of those below us.
        self._violations = ViolationLog(directory)
        self._queries = Queries(
            caller=self._caller,
            clock=clock,
            directory=directory,
            violations=self._violations,
            platform_name=settings.platform.name,
            items_over_udp=items_over_udp,
        )
        caller = self._caller
        self._subscriptions = Subscriptions(
            caller=caller,
            clock=clock,
            directory=directory,
            makers={
                "catalog": lambda _upper, document: CatalogSubscription(
                    document, caller=caller, clock=clock, directory=directory, items_over_udp=items_over_udp
                ),
                "alarm": self._alarm_subscription,
            },
        )
        self._alarms = Alarms(
            caller=caller, clock=clock, directory=directory, subscriptions=self._subscriptions, cases=cases,
            uplinks=lambda: [uplink for code, uplink in self._uplinks.items() if not fed(code)],
        )  # fmt: skip
        self._commands = Commands(caller=caller, directory=directory, guard=guard)
        self._messages = Messages(self._queries, self._commands, self._alarms)
        self._invitations = Invitations(
            caller=self._caller,
            clock=clock,
            directory=directory,
            live=live,
            core=core,
            ssrcs=ssrcs,
            advertised_host=settings.media.advertised_host,
            max_per_upper=MAX_FORWARDS_PER_UPPER,
            calls=calls,
        )
        self._uplinks: dict[str, Uplink] = {}
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        """Register with every enabled upper; returns without waiting for their answers."""
        async with self._changing:
            await self._take_over(await self._uppers())

    async def stop(self) -> None:
        """Hang up, unregister everywhere, forget."""
        async with self._changing:
            await self._invitations.close()
            await self._subscriptions.close()
            await self._queries.close()
            await self._alarms.close()
            await self._commands.close()
            await asyncio.gather(*(uplink.stop() for uplink in self._uplinks.values()))
            self._uplinks.clear()
        await self._violations.flush()

    def states(self) -> dict[str, str]:
        """The state of each link, by the upper's code."""
        return {code: uplink.state for code, uplink in self._uplinks.items()}

    def forwards(self) -> int:
        """Pictures being sent up."""
        return len(self._invitations)

    def upper_for(self, incoming: IncomingRequest) -> str | None:
        """The upper whose request this is: by the code in From *and* by where it comes from; None for everyone else.

        A name alone opens nothing: what comes in an upper's name from another address is counted and is not that upper.
        """
        try:
            code = parse_name_address(incoming.request.headers.get("From") or "").uri.user
        except SipSyntaxError:
            return None
        upper = next((each for each in self._uplinks if self._caller.server_of(each) == code), None)
        uplink = self._uplinks.get(upper or "")
        if uplink is None or uplink.target is None:
            return None
        # The port is left open: platforms send requests of their own from other ports than the one they listen on, and a
        # TCP connection comes from any. Pictures go nowhere before an ACK has proved who asked (see docs/design/cascade.md).
        if incoming.source.host != uplink.target.host:
            REFUSED.labels("other_address").inc()
            log.warning(
                "cascade.other_address", upper=upper, source=incoming.source.host, method=incoming.request.method
            )
            return None
        return upper

    async def handle(self, upper: str, incoming: IncomingRequest) -> Response | None:
        """Serve a request of an upper's; ``upper`` is what ``upper_for`` gave."""
        request = incoming.request
        uplink = self._uplinks.get(upper)
        if uplink is None or uplink.target is None:
            return None if request.method == "ACK" else reply(request, 403)
        if request.method == "ACK":
            self._invitations.acknowledged(upper, request)
            return None
        if request.method == "BYE":
            return self._invitations.bye(upper, request)
        if request.method == "OPTIONS":
            return reply(request, 200, headers=[("Allow", ALLOW)])
        if uplink.state != "online":
            # Before the registration stands neither side owes the other anything.
            REFUSED.labels("not_registered").inc()
            return refuse(request, "device_offline") if request.method == "INVITE" else reply(request, 403)
        if request.method == "INVITE":
            return await self._invitations.invite(uplink.record, uplink.target, incoming)
        if request.method == "MESSAGE":
            return await self._messages.handle(uplink.record, uplink.target, request)
        if request.method == "SUBSCRIBE":
            return await self._subscriptions.subscribe(uplink.record, uplink.target, request)
        return reply(request, 405, headers=[("Allow", ALLOW)])

    def connection_lost(self, target: Target) -> None:
        """A TCP connection of the endpoint has ended."""
        for uplink in self._uplinks.values():
            uplink.connection_lost(target)

    def media_event(self, name: str, subject: str, facts: Mapping[str, Any], at_utc: datetime) -> None:
        """An event of the media core, in order; those that are not about forwards may come too."""
        self._invitations.media_event(name, subject, facts)

    async def peers_changed(self, codes: list[str]) -> None:
        """Records or shares of peers were changed: join, leave, register anew, tell subscribers, end what is not shared any more."""
        async with self._changing:
            uppers = await self._uppers()
            concerned = {code for code in codes if code in uppers or code in self._uplinks}
            for code in sorted(concerned):
                uplink, record = self._uplinks.get(code), uppers.get(code)
                if uplink is not None and (record is None or _link_of(record) != _link_of(uplink.record)):
                    await self._leave(code, "unregistered" if record is None else "changed")
                elif uplink is not None and record is not None:
                    uplink.record = record
                    for subscription in catalog_subscriptions(self._subscriptions):
                        if subscription.standing.upper.code == code:
                            subscription.shares_changed(record)
                    await self._invitations.recheck(record)
            if concerned:
                await self._take_over(uppers)

    async def catalog_changed(self, channels: list[str]) -> None:
        """Channels were changed: tell the uppers that subscribed."""
        for subscription in catalog_subscriptions(self._subscriptions):
            subscription.changed(channels)

    async def alarm_case(self, event: Event) -> None:
        """An ``alarms.case`` event: the uppers that may know are told."""
        await self._alarms.case(event.facts, event.occurred_utc)

    def _alarm_subscription(self, upper: PeerRecord, document: Document) -> AlarmSubscription:
        query = parse_alarm_query(document)
        self._violations.note(upper.code, query.violations)
        return AlarmSubscription(
            query, caller=self._caller, clock=self._clock, directory=self._directory, left=self._alarms.send
        )

    async def _uppers(self) -> dict[str, PeerRecord]:
        records = await self._directory.peers()
        uppers = {record.code: record for record in records if record.kind == "upper" and record.enabled}
        if len(uppers) > MAX_UPPERS:
            log.error("cascade.too_many_uppers", uppers=len(uppers), served=MAX_UPPERS)
        return dict(sorted(uppers.items())[:MAX_UPPERS])

    async def _take_over(self, uppers: dict[str, PeerRecord]) -> None:
        for code, record in uppers.items():
            if code not in self._uplinks:
                uplink = Uplink(
                    record,
                    caller=self._caller,
                    clock=self._clock,
                    directory=self._directory,
                    uniform=self._uniform,
                    times=self._times,
                    silent=self._invitations.end_all,
                    joined=self._joined,
                )
                self._uplinks[code] = uplink
                uplink.start()

    async def _leave(self, code: str, reason: Any) -> None:
        self._invitations.end_all(code)
        self._subscriptions.drop(code)
        self._queries.drop(code)
        self._alarms.drop(code)
        self._commands.drop(code)
        await self._uplinks.pop(code).stop(reason)
        self._caller.send_on(code, code)


def _link_of(record: PeerRecord) -> tuple[Any, ...]:
    """What of a record the link stands on; the rest may change while it stands."""
    return (
        record.host, record.port, record.transport, record.username, record.password, record.domain, record.register_expires_s,
        record.keepalive_interval_s, record.keepalive_misses,
    )  # fmt: skip
