"""Stand-ins for what live viewing stands on: a source of streams that a test drives, a gate that remembers, a quiet core."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.capabilities.directory.ports import PeerRecord
from anlan.capabilities.live.limits import LiveLimits
from anlan.capabilities.live.ports import Failure, StreamFailed, StreamRequest, Trace
from anlan.capabilities.live.service import LiveService
from anlan.capabilities.live.tickets import TicketOffice
from anlan.foundation.access import Actor, Credential, Permit, Resource
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.errors import Forbidden, Invalid, NotFound
from anlan.protocols.wording import Sentence

CHANNEL = "99010100001310000001"
DEVICE = "99010100001180000001"


def peer(code: str = DEVICE) -> PeerRecord:
    return PeerRecord(
        code=code, kind="device", name="NVR", password="x", edition="2022", charset="GB2312", transport="udp",
        media_transport="udp", division="990101",
    )  # fmt: skip


@dataclass(frozen=True)
class Route:
    channel: str
    name: str
    division: str
    peer: PeerRecord


class FakeDirectory:
    def __init__(self) -> None:
        self.routes = {CHANNEL: Route(CHANNEL, "人民广场东侧", "990101", peer())}

    async def channel_route(self, channel_code: str) -> Route | None:
        return self.routes.get(channel_code)


class FakeGate:
    """Decides as the real one does: permission, division, purpose; and writes down both outcomes. Hides nothing."""

    def __init__(self) -> None:
        self.audited: list[tuple[str, str, str, str]] = []

    async def authorize(
        self,
        actor: Actor,
        action: str,
        resource: Resource,
        purpose: str = "",
        *,
        unseen: NotFound | Invalid | None = None,
    ) -> Permit:
        if not purpose:
            raise Invalid("access.purpose_required", Sentence("须选择调阅目的。", "A purpose is required."))
        allowed = actor.may(action) and actor.covers(resource.division)
        self.audited.append((actor.id, action, resource.id, "allowed" if allowed else "refused"))
        await asyncio.sleep(0)
        if not allowed:
            raise Forbidden("access.forbidden", Sentence("无权操作。", "Not entitled."))
        return Permit(actor, action, resource, purpose, len(self.audited))


@dataclass(eq=False)
class Call:
    """One start of the source, waiting for the test to say how it goes."""

    request: StreamRequest
    trace: Trace
    result: asyncio.Future[None]


class FakeSource:
    """Starts streams when told to; knows at any time what is open."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.open: dict[str, StreamRequest] = {}
        self.stopped: list[tuple[str, str]] = []
        self.most_per_channel = 0
        # What to do at once with each start; None leaves it waiting.
        self.script: Callable[[Call], None] | None = None
        # Cleared while devices are slow to hang up.
        self.hangs_up = asyncio.Event()
        self.hangs_up.set()

    async def start(self, request: StreamRequest, trace: Trace) -> None:
        self.open[request.stream] = request
        same = sum(1 for each in self.open.values() if each.channel == request.channel)
        self.most_per_channel = max(self.most_per_channel, same)
        call = Call(request, trace, asyncio.get_running_loop().create_future())
        self.calls.append(call)
        if self.script is not None:
            self.script(call)
        try:
            await call.result
        except BaseException:
            self.open.pop(request.stream, None)
            raise

    async def stop(self, stream: str, reason: str) -> None:
        await self.hangs_up.wait()
        if self.open.pop(stream, None) is not None:
            self.stopped.append((stream, reason))


def plays(call: Call) -> None:
    """A device that does what it should."""
    for name in ("signalled", "trying", "answered", "first_packet"):
        call.trace.step(name)
    call.result.set_result(None)


def answers(call: Call) -> None:
    """The device says yes, and sends nothing until the test decides."""
    call.trace.step("signalled")
    call.trace.step("answered")


def rings(call: Call) -> None:
    """Signalled, and then nothing until the test decides."""
    call.trace.step("signalled")


def refuses(failure: Failure) -> Callable[[Call], None]:
    """A device that turns the call down."""

    def script(call: Call) -> None:
        call.trace.step("signalled")
        call.result.set_exception(StreamFailed(failure))

    return script


class FakeMedia:
    viewer_port = 8090

    def __init__(self) -> None:
        self.dropped: list[tuple[str, str]] = []
        self.streams: list[dict[str, str | int | float]] = []
        self.viewers: list[dict[str, str | int | float]] = []
        # How long a stream stands still; those that are not here flow.
        self.still_ms: dict[str, int] = {}

    def silent_ms(self, stream: str) -> int | None:
        return self.still_ms.get(stream, 0)

    def drop_viewer(self, viewer: str, reason: str) -> None:
        self.dropped.append((viewer, reason))

    def stream_statistics(self) -> list[dict[str, str | int | float]]:
        return self.streams

    def viewer_statistics(self) -> list[dict[str, str | int | float]]:
        return self.viewers

    def forward_statistics(self) -> list[dict[str, str | int | float]]:
        return []


class FakeOutbox:
    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any], str]] = []

    async def record(
        self, session: Any, kind: str, facts: dict[str, Any], *, division: str = "", permission: str = ""
    ) -> str:
        self.events.append((kind, facts, division))
        return str(len(self.events))


def officer(identity: str = "u1", divisions: tuple[str, ...] = ("9901",), *more: str) -> Actor:
    return Actor(
        id=identity, name="张警官", kind="user", organisation="org", permissions=frozenset({"live.view", *more}),
        divisions=divisions, remote_host="192.0.2.7",
    )  # fmt: skip


def platform(code: str = "99000000002000000001") -> Actor:
    return Actor(
        id=code, name="市级平台", kind="platform", organisation=code, permissions=frozenset({"live.view"}),
        divisions=("990101",),
    )  # fmt: skip


class FakeRights:
    """Everybody is an officer of the city until ``now`` says otherwise."""

    def __init__(self) -> None:
        self.now: dict[str, Actor | None] = {}
        self.over: set[Credential] = set()

    async def actor_now(self, user_id: str, credential: Credential | None = None) -> Actor | None:
        if credential in self.over:
            return None
        return self.now.get(user_id, officer(user_id))


@dataclass
class Scene:
    """A live service and all around it."""

    service: LiveService
    source: FakeSource
    media: FakeMedia
    gate: FakeGate
    outbox: FakeOutbox
    directory: FakeDirectory
    clock: ManualClock
    database: Database
    minted: list[dict[str, Any]] = field(default_factory=list)
    rights: FakeRights = field(default_factory=FakeRights)

    @classmethod
    async def build(cls, url: str = "sqlite+aiosqlite://", limits: LiveLimits | None = None) -> Scene:
        database = Database(DatabaseSettings(url))
        await database.create_all()
        clock, source, media, gate = ManualClock(), FakeSource(), FakeMedia(), FakeGate()
        outbox, directory = FakeOutbox(), FakeDirectory()
        minted: list[dict[str, Any]] = []
        rights = FakeRights()

        def mint(**claims: Any) -> str:
            # Audit before token: the line must stand when the token is made.
            assert gate.audited[-1][3] == "allowed"
            minted.append(claims)
            return f"token-{len(minted)}"

        limits = limits or LiveLimits()
        service = LiveService(
            database=database, outbox=outbox, clock=clock, gate=gate, rights=rights, directory=directory, source=source, media=media,
            tickets=TicketOffice(mint, limits.token_lifetime_s), limits=limits,
        )  # fmt: skip
        await service.start()
        return cls(service, source, media, gate, outbox, directory, clock, database, minted, rights)

    async def close(self) -> None:
        await self.service.stop()
        await self.database.close()

    async def settle(self) -> None:
        await self.clock.advance(0)

    def tell(self, name: str, subject: str, at: datetime | None = None, **facts: Any) -> None:
        """An event of the media core."""
        self.service.media_event(name, subject, facts, at or self.clock.now_utc())


def stream_row(stream: str, **figures: str | int | float) -> dict[str, str | int | float]:
    """The media core's figures of a stream, as ``anlan.media.Core.stream_statistics`` gives them."""
    text = {"id": stream, "transport": "udp", "video_codec": "h264"}
    numbers = (
        "ssrc", "packets", "bytes", "lost", "reordered", "duplicated", "late", "damaged_ps", "jitter_ms", "bitrate_kbps", "frame_rate",
        "key_frame_interval_ms", "gop_bytes", "viewers", "forwards", "width", "height", "last_packet_us", "opened_us",
    )  # fmt: skip
    return {**text, **dict.fromkeys(numbers, 0), **figures}
