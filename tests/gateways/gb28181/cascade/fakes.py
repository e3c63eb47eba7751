"""What stands around the cascade in its tests: a directory, live viewing, the core, and an upper platform over loopback."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.patience import PATIENCE_S

from anlan.capabilities.alarms.ports import CaseOutline
from anlan.capabilities.directory.ports import PeerRecord, PeerTransition
from anlan.capabilities.live.ports import Failure, StreamFailed
from anlan.foundation.access import Actor
from anlan.foundation.clock import SystemClock
from anlan.gateways.gb28181.cascade.ports import Period
from anlan.gateways.sip import IncomingRequest, SipEndpoint, Target
from anlan.protocols.manscdp import CONTENT_TYPE, CatalogAssembly, CatalogItem, decode, parse_catalog
from anlan.protocols.sdp import SessionDescription, Ssrc, parse_sdp
from anlan.protocols.sip import (
    Dialog,
    DigestAuthority,
    Headers,
    Request,
    Response,
    parse_name_address,
    reply,
)

OWN = "99010000002000000001"
UPPER = "99000000002000000001"
CHANNEL = "99010100001310000001"
WIRE = "99010000001310000777"
PASSWORD = "a-password"


def upper_record(host: str = "127.0.0.1", port: int = 5060, **changes: Any) -> PeerRecord:
    record = PeerRecord(
        code=UPPER, kind="upper", name="市级平台", password=PASSWORD, edition="2022", charset="GB2312", transport="udp",
        media_transport="udp", division="99", host=host, port=port, register_expires_s=3600, keepalive_interval_s=60,
    )  # fmt: skip
    return replace(record, **changes)


class FakeDirectory:
    def __init__(self, *uppers: PeerRecord) -> None:
        self.records = list(uppers)
        self.transitions: list[PeerTransition] = []
        self.items: list[CatalogItem] = []
        self.shared: dict[str, str] = {WIRE: CHANNEL}
        # Code here, or division, by which alarms are told.
        self.told_codes: dict[str, str] = {CHANNEL: WIRE}
        self.changes: list[CatalogItem] = []
        self.changed_within: list[CatalogItem] = []
        self.periods: list[Period | None] = []
        self.broken: dict[str, list[str]] = {}
        self.told = asyncio.Event()

    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None:
        self.broken |= {code: list(violations) for code, violations in found.items()}
        self.told.set()

    async def peers(self) -> list[PeerRecord]:
        return list(self.records)

    async def apply_transitions(self, batch: Sequence[PeerTransition]) -> None:
        self.transitions += batch
        self.told.set()

    async def shared_catalog(
        self, upper: str, under: str | None = None, period: Period | None = None
    ) -> list[CatalogItem]:
        self.periods.append(period)
        if period is not None:
            return list(self.changed_within)
        if under is None:
            return list(self.items)
        return [item for item in self.items if item.device_id == under or item.parent_id == under]

    async def shared_count(self, upper: str) -> int:
        return len(self.items)

    async def resolve_shared(self, upper: str, wire_code: str) -> str | None:
        return self.shared.get(wire_code)

    async def changes_for(self, upper: str, channel_codes: Sequence[str]) -> list[CatalogItem]:
        return [item for item in self.changes if item.device_id in channel_codes]

    async def code_for_upper(self, upper: str, code: str, division: str) -> str | None:
        return self.told_codes.get(code or division)

    async def guarded_by_upper(self, upper: str, wire_code: str) -> str | None:
        return self.shared.get(wire_code)

    def reasons(self) -> list[tuple[str, str]]:
        return [(each.state, each.reason) for each in self.transitions]


@dataclass(frozen=True)
class FakeLease:
    consumer: str
    stream: str


class FakeLive:
    def __init__(self) -> None:
        self.failure: Failure | None = None
        self.held: dict[str, Callable[[Failure | None], None]] = {}
        self.actors: list[Actor] = []
        self.waits = asyncio.Event()
        self.waits.set()
        self.waiting = 0
        # Reason and failure of each that was given back.
        self.released: list[tuple[str, str]] = []
        self._serial = itertools.count(1)

    async def open_forward(
        self, actor: Actor, channel: str, *, lost: Callable[[Failure | None], None], stream_number: int = 0
    ) -> FakeLease:
        self.actors.append(actor)
        self.waiting += 1
        try:
            await self.waits.wait()
        finally:
            self.waiting -= 1
        if self.failure is not None:
            raise StreamFailed(self.failure)
        lease = FakeLease(f"f-{next(self._serial)}", f"{channel}-{stream_number}")
        self.held[lease.consumer] = lost
        return lease

    def release(self, consumer: str, reason: str = "", failed: Failure | None = None) -> None:
        if self.held.pop(consumer, None) is not None:
            self.released.append((reason, failed.code if failed else ""))


class FakeCases:
    """The cases there are."""

    def __init__(self) -> None:
        self.outlines: dict[str, CaseOutline] = {}

    async def outline(self, case: str) -> CaseOutline | None:
        return self.outlines.get(case)


class FakeGuard:
    """Obeys, or raises what it is told to."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, object]] = []
        self.error: Exception | None = None

    async def set_guard(self, actor: Actor, code: str, *, on: bool) -> None:
        if self.error is not None:
            raise self.error
        self.done.append((actor.id, code, on))

    async def reset_alarm(
        self, actor: Actor, code: str, methods: Sequence[int] = (), alarm_type: int | None = None
    ) -> None:
        if self.error is not None:
            raise self.error
        self.done.append((actor.id, code, (tuple(methods), alarm_type)))


class FakeCore:
    def __init__(self) -> None:
        self.forwards: dict[str, dict[str, Any]] = {}
        self.started: list[str] = []
        self.refuses: Exception | None = None

    def add_forward(
        self, forward: str, stream: str, *, ssrc: int, transport: str, host: str, port: int, own_port: bool = True
    ) -> int:
        if self.refuses is not None:
            raise self.refuses
        self.forwards[forward] = {"stream": stream, "ssrc": ssrc, "transport": transport, "host": host, "port": port}
        return 30_000 + len(self.forwards)

    def start_forward(self, forward: str) -> None:
        self.started.append(forward)

    def remove_forward(self, forward: str) -> None:
        del self.forwards[forward]


class FakeSsrcs:
    def __init__(self) -> None:
        self.used: set[str] = set()
        self._serial = itertools.count(1)

    def allot(self) -> Ssrc:
        ssrc = Ssrc.allot(live=True, domain=OWN, serial=next(self._serial))
        self.used.add(ssrc)
        return ssrc

    def release(self, ssrc: Ssrc) -> None:
        self.used.remove(ssrc)


@dataclass
class ScriptedUpper:
    """A platform above us: takes registrations with digest, gathers what it is told, calls channels."""

    algorithms: tuple[str, ...] = ("SHA-256", "MD5")
    offer_qop: bool = True
    answers: dict[str, list[int]] = field(default_factory=dict)
    messages: list[Any] = field(default_factory=list)
    notifies: list[Request] = field(default_factory=list)
    registrations: list[Request] = field(default_factory=list)
    byes: list[Request] = field(default_factory=list)
    options: list[Request] = field(default_factory=list)
    lower: Target | None = None

    def __post_init__(self) -> None:
        self.changed = asyncio.Condition()
        self.endpoint = SipEndpoint(host="127.0.0.1", port=0, handler=self, clock=SystemClock(), user_agent="upper")
        self.authority = DigestAuthority(
            UPPER[:10], secrets.token_bytes(32), algorithms=self.algorithms, offer_qop=self.offer_qop
        )
        self.catalogs: dict[int, CatalogAssembly] = {}
        self.cseq = itertools.count(1)

    async def start(self) -> None:
        await self.endpoint.start()

    async def stop(self) -> None:
        await self.endpoint.stop()

    def connection_lost(self, target: Target) -> None:
        pass

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        request = incoming.request
        scripted = self.answers.get(request.method)
        response = reply(request, scripted.pop(0)) if scripted else self._answer(incoming)
        async with self.changed:
            self.changed.notify_all()
        return response

    def _answer(self, incoming: IncomingRequest) -> Response | None:
        request = incoming.request
        if request.method == "REGISTER":
            return self._register(incoming)
        if request.method == "MESSAGE":
            self.messages.append(decode(request.body))
        elif request.method == "NOTIFY":
            self.notifies.append(request)
        elif request.method == "BYE":
            self.byes.append(request)
        elif request.method == "OPTIONS":
            self.options.append(request)
            return reply(request, 481)
        return reply(request, 200)

    def _register(self, incoming: IncomingRequest) -> Response:
        request = incoming.request
        value = request.headers.get("Authorization")
        now_s = incoming.received_s
        if value is None:
            challenges = self.authority.challenges(now_s, secrets.token_bytes(16))
            return reply(request, 401, headers=[("WWW-Authenticate", each) for each in challenges])
        verdict = self.authority.check("REGISTER", request.uri, value, lambda _user: PASSWORD, now_s)
        if not verdict.ok:
            return reply(request, 403)
        self.registrations.append(request)
        self.lower = incoming.source
        return reply(request, 200, headers=[("Expires", request.headers.get("Expires") or "3600")])

    async def until(self, condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        async with self.changed, asyncio.timeout(timeout_s):
            await self.changed.wait_for(condition)

    def request(self, method: str, to: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> Request:
        fields = [
            ("From", f"<sip:{UPPER}@{UPPER[:10]}>;tag={secrets.token_hex(4)}"),
            ("To", f"<sip:{to}@{OWN[:10]}>"),
            ("Call-ID", secrets.token_hex(8)),
            ("CSeq", f"1 {method}"),
        ]
        return Request(method, f"sip:{to}@{OWN[:10]}", Headers([*fields, *headers]), body)

    async def ask(self, method: str, to: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> Response:
        assert self.lower is not None
        return await self.endpoint.request(self.request(method, to, headers, body), self.lower, timeout_s=PATIENCE_S)

    async def query(self, body: bytes) -> Response:
        return await self.ask("MESSAGE", OWN, [("Content-Type", CONTENT_TYPE)], body)

    def offer(self, **changes: Any) -> SessionDescription:
        values: dict[str, Any] = {
            "origin_user": UPPER, "host": "127.0.0.1", "port": 20_000, "direction": "recvonly", "ssrc": Ssrc.parse("0100000001"),
        }  # fmt: skip
        return SessionDescription(**{**values, **changes})

    async def call(
        self, channel: str = WIRE, *, subject: str = "", expires: str = "", acknowledge: bool = True, **changes: Any
    ) -> tuple[Response, Dialog | None, SessionDescription | None]:
        assert self.lower is not None
        headers = [("Contact", f"<sip:{UPPER}@127.0.0.1:{self.endpoint.port}>"), ("Content-Type", "application/sdp")]
        if subject:
            headers.append(("Subject", subject))
        if expires:
            headers.append(("Expires", expires))
        request = self.request("INVITE", channel, headers, self.offer(**changes).serialize())
        response = await self.endpoint.invite(request, self.lower, timeout_s=PATIENCE_S)
        if response.status != 200:
            return response, None, None
        dialog = Dialog.as_client(request, response)
        if acknowledge:
            await self.endpoint.acknowledge(dialog.request("ACK"), self.lower)
        return response, dialog, parse_sdp(response.body)

    def catalog_items(self, sn: int) -> list[CatalogItem]:
        parts = [parse_catalog(each) for each in self.messages if each.cmd_type == "Catalog" and each.sn == sn]
        return [item for part in parts for item in part.items]


class Handover:
    """The gateway's part: hands the cascade what comes from its uppers; everyone else is turned away."""

    def __init__(self) -> None:
        self.cascade: Any = None
        self.turned_away: list[str] = []

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        upper = self.cascade.upper_for(incoming)
        if upper is None:
            sender = parse_name_address(incoming.request.headers.get("From") or "").uri.user
            self.turned_away.append(f"{sender}@{incoming.source.host}")
            return None if incoming.request.method == "ACK" else reply(incoming.request, 403)
        answer: Response | None = await self.cascade.handle(upper, incoming)
        return answer

    def connection_lost(self, target: Target) -> None:
        self.cascade.connection_lost(target)
