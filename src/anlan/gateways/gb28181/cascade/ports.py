"""What the cascade needs of its neighbours, as narrow as it is used; the real ones fit by their shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from anlan.capabilities.directory.ports import PeerRecord, PeerTransition
from anlan.capabilities.live.ports import Failure
from anlan.foundation.access import Actor
from anlan.gateways.sip import Target
from anlan.protocols.manscdp import CatalogItem
from anlan.protocols.sdp import Ssrc
from anlan.protocols.sip import Request, Response

# How the media core sends on (``anlan.media.Transport``).
Transport = Literal["udp", "tcp_passive", "tcp_active"]

# From and to, UTC, both included; None where it is open.
Period = tuple[datetime | None, datetime | None]


class Directory(Protocol):
    """The directory as it looks from above: uppers, what is shared with each, under which codes."""

    async def peers(self) -> list[PeerRecord]: ...
    async def apply_transitions(self, batch: Sequence[PeerTransition]) -> None: ...
    async def shared_catalog(
        self, upper: str, under: str | None = None, period: Period | None = None
    ) -> list[CatalogItem]: ...
    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None: ...
    async def shared_count(self, upper: str) -> int: ...
    async def resolve_shared(self, upper: str, wire_code: str) -> str | None: ...
    async def changes_for(self, upper: str, channel_codes: Sequence[str]) -> list[CatalogItem]: ...
    async def code_for_upper(self, upper: str, code: str, division: str) -> str | None: ...
    async def guarded_by_upper(self, upper: str, wire_code: str) -> str | None: ...


class Guard(Protocol):
    """Guard and alarm of devices as an upper may command them (``alarms.guard.GuardDesk``)."""

    async def set_guard(self, actor: Actor, code: str, *, on: bool) -> None: ...
    async def reset_alarm(
        self, actor: Actor, code: str, methods: Sequence[int] = (), alarm_type: int | None = None
    ) -> None: ...


class Endpoint(Protocol):
    """The part of ``SipEndpoint`` that is used here."""

    @property
    def port(self) -> int: ...
    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response: ...
    def local_host_for(self, target: Target) -> str: ...


class Lease(Protocol):
    """A hold on a stream (``live.ForwardLease``)."""

    @property
    def consumer(self) -> str: ...
    @property
    def stream(self) -> str: ...


class Live(Protocol):
    """Live viewing as it looks from above (``LiveService``)."""

    async def open_forward(
        self, actor: Actor, channel: str, *, lost: Callable[[Failure | None], None], stream_number: int = 0
    ) -> Lease: ...
    def release(self, consumer: str, reason: str = "", failed: Failure | None = None) -> None: ...


class ForwardCore(Protocol):
    """The part of the media core that sends on (``anlan.media.Core``)."""

    def add_forward(
        self, forward: str, stream: str, *, ssrc: int, transport: Transport, host: str, port: int, own_port: bool = True
    ) -> int: ...
    def start_forward(self, forward: str) -> None: ...
    def remove_forward(self, forward: str) -> None: ...


class SsrcAllotter(Protocol):
    """The SSRCs of our domain (``gb28181.ssrc``), shared with the streams we fetch."""

    def allot(self) -> Ssrc: ...
    def release(self, ssrc: Ssrc) -> None: ...
