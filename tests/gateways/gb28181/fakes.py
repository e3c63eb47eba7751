"""A gateway with everything around it played: a directory in memory, a media core that is told what to see, devices on real sockets."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.patience import PATIENCE_S

from anlan.capabilities.directory.ports import AlarmOrigin, CatalogOutcome, PeerRecord, PeerTransition, Refusal
from anlan.capabilities.live.ports import Failure, StreamRequest
from anlan.foundation.clock import Clock, SystemClock
from anlan.foundation.config import Settings
from anlan.gateways.gb28181.alarms import AlarmCentre
from anlan.gateways.gb28181.call_book import LeftOver
from anlan.gateways.gb28181.gateway import Gb28181Gateway
from anlan.gateways.gb28181.ports import LeftOverBook
from anlan.gateways.sip import IncomingRequest, SipEndpoint, Target
from anlan.media import MediaError
from anlan.protocols import manscdp
from anlan.protocols.manscdp import CatalogItem
from anlan.protocols.sdp import SessionDescription, Ssrc, parse_sdp
from anlan.protocols.sip import Dialog, Headers, Request, Response, answer_challenge, reply

OWN = "99010101002000000001"
DOMAIN = OWN[:10]
CAMERA = "99010101001320000001"
CAMERA_2 = "99010101001320000002"
LOWER = "99010102002000000001"
PASSWORD = "correct-horse"


def record(code: str = CAMERA, **changes: Any) -> PeerRecord:
    values: dict[str, Any] = {
        "code": code, "kind": "device", "name": "camera", "password": PASSWORD, "edition": "2022", "charset": "GB2312", "transport": "udp",
        "media_transport": "udp", "division": code[:8],
    }  # fmt: skip
    return PeerRecord(**(values | changes))


def item_on(code: str, parent: str = LOWER) -> CatalogItem:
    """A channel that works."""
    return CatalogItem(device_id=code, name=f"通道{code[-3:]}", parental=0, parent_id=parent, status="ON")


@dataclass
class Route:
    peer: PeerRecord
    wire_code: str


@dataclass
class FakeDirectory:
    """Keeps what it is told."""

    records: dict[str, PeerRecord] = field(default_factory=dict)
    channels: dict[str, tuple[str, str]] = field(default_factory=dict)
    transitions: list[PeerTransition] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    catalogs: list[tuple[str, list[CatalogItem], bool]] = field(default_factory=list)
    notices: list[tuple[str, list[CatalogItem]]] = field(default_factory=list)
    info: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)
    # Codes that belong to somebody else, and those that a peer's catalog lists, with their codes here.
    foreign: set[str] = field(default_factory=set)
    origins: dict[str, str] = field(default_factory=dict)
    failing: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def peers(self) -> list[PeerRecord]:
        return list(self.records.values())

    async def peer(self, code: str) -> PeerRecord | None:
        return self.records.get(code)

    async def apply_transitions(self, batch: Sequence[PeerTransition]) -> None:
        if self.failing:
            raise OSError("disk full")
        self.batches.append(len(batch))
        self.transitions += batch
        self.changed.set()

    async def record_refusals(self, batch: Sequence[Refusal]) -> None:
        self.refusals += batch
        self.changed.set()

    async def apply_device_info(self, code: str, info: Mapping[str, Any]) -> None:
        self.info[code] = dict(info)
        self.changed.set()

    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None:
        self.broken |= {code: list(violations) for code, violations in found.items()}
        self.changed.set()

    async def apply_catalog(self, peer: str, items: Sequence[CatalogItem], *, complete: bool) -> CatalogOutcome:
        self.catalogs.append((peer, list(items), complete))
        self.changed.set()
        return CatalogOutcome(len(items), 0, 0, 0, 0)

    async def apply_catalog_notify(self, peer: str, items: Sequence[CatalogItem]) -> CatalogOutcome:
        if self.failing:
            raise OSError("disk full")
        self.notices.append((peer, list(items)))
        self.changed.set()
        return CatalogOutcome(0, len(items), 0, 0, 0)

    async def alarm_origin(self, peer: str, wire_code: str) -> AlarmOrigin | None:
        if wire_code in self.foreign:
            return None
        found = self.origins.get(wire_code)
        return AlarmOrigin(
            found or peer,
            listed=bool(found) or wire_code == peer,
            longitude=110.5 if found else None,
            latitude=30.5 if found else None,
        )

    async def channel_route(self, channel_code: str) -> Route | None:
        found = self.channels.get(channel_code)
        return None if found is None else Route(self.records[found[0]], found[1])

    async def until(self, true: Callable[[], Any], seconds: float = PATIENCE_S) -> None:
        """Wait until it was told something that makes the condition hold."""
        async with asyncio.timeout(seconds):
            while not true():
                self.changed.clear()
                await self.changed.wait()


@dataclass
class FakeBook:
    """Remembers which calls run; tests say what is left over from before."""

    running: dict[str, tuple[str, Dialog]] = field(default_factory=dict)
    ended_calls: list[str] = field(default_factory=list)
    before: list[LeftOver] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def began(self, call: str, peer: str, dialog: Dialog, *, spare_cseq: int = 0) -> None:
        self.running[call] = (peer, dialog)

    def ended(self, call: str) -> None:
        self.running.pop(call, None)
        self.ended_calls.append(call)
        self.changed.set()

    async def until_ended(self, call: str) -> None:
        """Wait until the call is over."""
        async with asyncio.timeout(PATIENCE_S):
            while call not in self.ended_calls:
                self.changed.clear()
                await self.changed.wait()

    async def left_over(self) -> list[LeftOver]:
        return self.before

    async def flush(self) -> None:
        pass


@dataclass
class FakeCore:
    """Opens what it is asked to open; tests tell what arrives."""

    open: dict[str, dict[str, Any]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    connected: list[tuple[str, str, int]] = field(default_factory=list)
    receive_port: int = 10_000
    refuse: str = ""
    # How long a stream stands still; those that are not here flow.
    still_ms: dict[str, int] = field(default_factory=dict)

    def silent_ms(self, stream: str) -> int | None:
        return self.still_ms.get(stream, 0) if stream in self.open else None

    def open_stream(self, stream: str, **options: Any) -> int:
        if self.refuse:
            raise MediaError(self.refuse, "")
        self.open[stream] = options
        return 9 if options["transport"] == "tcp_active" else self.receive_port

    def rebind(self, stream: str, ssrc: int) -> None:
        if any(each["ssrc"] == ssrc for name, each in self.open.items() if name != stream):
            raise MediaError("ssrc_taken", "")
        self.open[stream]["ssrc"] = ssrc

    def connect(self, stream: str, host: str, port: int) -> None:
        self.connected.append((stream, host, port))

    def close_stream(self, stream: str) -> None:
        self.open.pop(stream, None)
        self.closed.append(stream)


class Steps:
    """A trace that remembers."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, dict[str, Any]]] = []

    def step(self, name: str, facts: Mapping[str, Any] | None = None, at_utc: datetime | None = None) -> None:
        self.steps.append((name, dict(facts or {})))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.steps]

    def facts(self, name: str) -> dict[str, Any]:
        return next(facts for step, facts in self.steps if step == name)


class Listener:
    def __init__(self) -> None:
        self.lost: list[tuple[str, Failure]] = []
        self.told = asyncio.Event()

    async def stream_lost(self, stream: str, why: Failure) -> None:
        self.lost.append((stream, why))
        self.told.set()


Answer = Callable[["Device", Request], "Response | None"]


class Device:
    """A camera or platform on a socket of its own: registers, lives, answers as it is told to."""

    def __init__(self, code: str, server: Target, host: str = "127.0.0.1") -> None:
        self.code = code
        self.server = server
        self.host = host
        self.endpoint = SipEndpoint(host=host, port=0, handler=self, clock=SystemClock(), user_agent="Test camera")
        self.received: list[Request] = []
        self.arrived = asyncio.Event()
        self.password = PASSWORD
        self.realm: str | None = None
        self.user: str | None = None
        self.on_invite: Answer = playing()
        self.on_message: Callable[[Device, manscdp.Document], list[bytes]] = lambda _device, _document: []
        self.message_status = 200
        # A method that is never answered.
        self.deaf_to = ""
        self.subscribe_status = 489
        self.invites: list[Request] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._call = secrets.token_hex(8)
        self._cseq = 0

    async def start(self) -> None:
        await self.endpoint.start()

    async def stop(self) -> None:
        await self.endpoint.stop()

    def connection_lost(self, target: Target) -> None:
        pass

    async def handle(self, incoming: IncomingRequest) -> Response | None:
        request = incoming.request
        self.received.append(request)
        self.arrived.set()
        if request.method == "ACK":
            return None
        if request.method == self.deaf_to:
            await asyncio.sleep(3600)
        if request.method == "INVITE":
            self.invites.append(request)
            answer = self.on_invite(self, request)
            if answer is None:
                await asyncio.sleep(3600)
            return answer
        if request.method == "SUBSCRIBE":
            headers = [("Expires", request.headers.get("Expires") or "0")] if self.subscribe_status == 200 else []
            return reply(request, self.subscribe_status, headers=headers)
        if request.method == "MESSAGE":
            document = manscdp.decode(request.body)
            for body in self.on_message(self, document):
                task = asyncio.create_task(self.message(body))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return reply(request, self.message_status)
        return reply(request, 200)

    def request(
        self, method: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"", sender: str | None = None
    ) -> Request:
        self._cseq += 1
        own = f"<sip:{sender or self.code}@{DOMAIN}>"
        fields = [
            ("From", f"{own};tag={secrets.token_hex(4)}"),
            ("To", own if method == "REGISTER" else f"<sip:{OWN}@{DOMAIN}>"),
            ("Call-ID", self._call if method == "REGISTER" else secrets.token_hex(8)),
            ("CSeq", f"{self._cseq} {method}"),
        ]
        return Request(method, f"sip:{OWN}@{DOMAIN}", Headers([*fields, *headers]), body)

    def begin_anew(self) -> None:
        """Forget what it had: its next registration is under another Call-ID."""
        self._call = secrets.token_hex(8)

    async def send(self, request: Request) -> Response:
        return await self.endpoint.request(request, self.server, timeout_s=PATIENCE_S)

    async def register(self, expires: int | None = 3600, version: str | None = "3.0") -> Response:
        """The whole exchange; the last answer."""
        headers = [("Contact", f"<sip:{self.code}@{self.host}:{self.endpoint.port}>")]
        headers += [("Expires", str(expires))] if expires is not None else []
        headers += [("X-GB-Ver", version)] if version else []
        first = await self.send(self.request("REGISTER", headers))
        if first.status != 401:
            return first
        if self.realm is not None:
            first.headers.set("WWW-Authenticate", f'Digest realm="{self.realm}", nonce="abc", algorithm=MD5')
        uri = f"sip:{OWN}@{DOMAIN}"
        credentials = answer_challenge(
            first, "REGISTER", uri, self.user or self.code, self.password, secrets.token_hex(4)
        )
        return await self.send(self.request("REGISTER", [*headers, ("Authorization", credentials)]))

    async def message(
        self, body: bytes, method: str = "MESSAGE", sender: str | None = None, headers: Sequence[tuple[str, str]] = ()
    ) -> Response:
        return await self.send(self.request(method, [("Content-Type", manscdp.CONTENT_TYPE), *headers], body, sender))

    async def keepalive(self) -> Response:
        return await self.message(manscdp.keepalive(self.code, 1))

    async def until(self, method: str, number: int = 1, seconds: float = PATIENCE_S, body: bytes = b"") -> Request:
        """Wait for the so-manyth request of a method whose body holds these bytes."""
        async with asyncio.timeout(seconds):
            while (
                len(found := [each for each in self.received if each.method == method and body in each.body]) < number
            ):
                self.arrived.clear()
                await self.arrived.wait()
        return found[number - 1]


def playing(*, ssrc: str | None = "echo", port: int = 15_060, host: str = "127.0.0.1", transport: str = "udp", status: int = 200,
            headers: Sequence[tuple[str, str]] = (), body: bytes | None = None) -> Answer:  # fmt: skip
    """An answer to INVITE; ``ssrc`` "echo" repeats the one offered, None leaves y= out."""

    def answer(device: Device, request: Request) -> Response:
        if status != 200:
            return reply(request, status, headers=headers)
        offer = parse_sdp(request.body)
        setup = {"active": "passive", "passive": "active"}.get(offer.setup or "")
        own = offer.ssrc if ssrc == "echo" else (None if ssrc is None else Ssrc(ssrc))
        sdp = SessionDescription(
            origin_user=device.code, host=host, port=port, transport="tcp" if transport == "tcp" else "udp",
            setup=setup, direction="sendonly", ssrc=own,  # type: ignore[arg-type]
        )  # fmt: skip
        contact = ("Contact", f"<sip:{device.code}@{device.host}:{device.endpoint.port}>")
        fields = [contact, ("Content-Type", "application/sdp")]
        return reply(request, 200, headers=fields, body=sdp.serialize() if body is None else body)

    return answer


def silent(device: Device, request: Request) -> None:
    """No answer to INVITE."""


def settings(**gb28181: Any) -> Settings:
    return Settings.model_validate(
        {
            "platform": {"code": OWN},
            "sip": {"host": "127.0.0.1", "port": 0},
            "gb28181": {"invite_timeout_s": 1, "first_packet_timeout_s": 1, "catalog_first_part_timeout_s": 1, "catalog_part_timeout_s": 1} | gb28181,
        }
    )  # fmt: skip


class Scene:
    """A running gateway and the devices around it."""

    def __init__(
        self, *records: PeerRecord, clock: Clock | None = None, book: LeftOverBook | None = None,
        centre: AlarmCentre | None = None, **gb28181: Any,
    ) -> None:  # fmt: skip
        self.directory = FakeDirectory({each.code: each for each in records})
        for each in records:
            self.directory.channels[each.code] = (each.code, each.code)
        self.core = FakeCore()
        self.listener = Listener()
        self.book = book or FakeBook()
        self.gateway = Gb28181Gateway(
            settings(**gb28181), clock or SystemClock(), self.directory, self.core, self.book, alarm_centre=centre
        )
        self.gateway.attach_listener(self.listener)
        self.devices: list[Device] = []

    async def __aenter__(self) -> Scene:
        await self.gateway.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for device in self.devices:
            device.on_invite = silent
        await self.gateway.stop()
        for device in self.devices:
            await device.stop()

    async def device(self, code: str = CAMERA, host: str = "127.0.0.1", transport: str = "udp") -> Device:
        server = Target("tcp" if transport == "tcp" else "udp", "127.0.0.1", self.gateway.endpoint.port)
        device = Device(code, server, host)
        await device.start()
        self.devices.append(device)
        return device

    async def joined(self, code: str = CAMERA, **options: Any) -> Device:
        device = await self.device(code, **options)
        assert (await device.register()).status == 200
        return device

    def emit(self, name: str, stream: str, **facts: Any) -> None:
        """The media core tells something."""
        self.gateway.media_event(name, stream, facts, self.gateway._clock.now_utc())

    async def call(self, channel: str = CAMERA, stream: str = "s1") -> tuple[asyncio.Task[None], Steps]:
        """Begin to call a stream."""
        steps = Steps()
        task = asyncio.create_task(
            self.gateway.invitations.start(StreamRequest(stream, f"attempt-{stream}", channel), steps)
        )
        return task, steps

    async def play(self, device: Device, stream: str = "s1", channel: str | None = None) -> Steps:
        """Call a stream and let its first packet arrive."""
        number = sum(each.method == "ACK" for each in device.received) + 1
        task, steps = await self.call(channel or device.code, stream)
        await device.until("ACK", number)
        self.emit("stream_first_packet", stream, source_host="127.0.0.1", source_port=15_060, ssrc=1, transport="udp")
        await task
        return steps
