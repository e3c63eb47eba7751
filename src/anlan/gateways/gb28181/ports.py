"""What this gateway needs of its neighbours, as narrow as it is used; the real ones fit by their shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from anlan.capabilities.directory.ports import AlarmOrigin, CatalogOutcome, PeerRecord, PeerTransition, Refusal
from anlan.gateways.gb28181.call_book import LeftOver
from anlan.gateways.sip import IncomingRequest, Target
from anlan.protocols.manscdp import CatalogItem
from anlan.protocols.sip import Dialog, Response

# Our part in the media connection: ``tcp_passive`` listens, ``tcp_active`` connects.
MediaTransport = Literal["udp", "tcp_passive", "tcp_active"]


class Route(Protocol):
    """How a channel is reached."""

    @property
    def peer(self) -> PeerRecord: ...
    @property
    def wire_code(self) -> str: ...


class Directory(Protocol):
    """The directory's signalling side."""

    async def peers(self) -> list[PeerRecord]: ...
    async def peer(self, code: str) -> PeerRecord | None: ...
    async def apply_transitions(self, batch: Sequence[PeerTransition]) -> None: ...
    async def record_refusals(self, batch: Sequence[Refusal]) -> None: ...
    async def apply_device_info(self, code: str, info: Mapping[str, Any]) -> None: ...
    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None: ...
    async def apply_catalog(self, peer: str, items: Sequence[CatalogItem], *, complete: bool) -> CatalogOutcome: ...
    async def apply_catalog_notify(self, peer: str, items: Sequence[CatalogItem]) -> CatalogOutcome: ...
    async def alarm_origin(self, peer: str, wire_code: str) -> AlarmOrigin | None: ...
    async def channel_route(self, channel_code: str) -> Route | None: ...


class MediaCore(Protocol):
    """The part of the media core that fetching a stream drives (``anlan.media.Core`` fits)."""

    @property
    def receive_port(self) -> int: ...
    def open_stream(
        self, stream: str, *, ssrc: int, transport: MediaTransport, expected_host: str | None = None, own_port: bool = False,
        check_ssrc: bool = True, any_source: bool = False,
    ) -> int: ...  # fmt: skip
    def rebind(self, stream: str, ssrc: int) -> None: ...
    def connect(self, stream: str, host: str, port: int) -> None: ...
    def close_stream(self, stream: str) -> None: ...
    def silent_ms(self, stream: str) -> int | None: ...


MediaFacts = Mapping[str, str | int | float | bool]


class MediaEvent(Protocol):
    """One thing the media core tells (``anlan.media.events.MediaEvent``)."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def facts(self) -> MediaFacts: ...
    @property
    def at_utc(self) -> datetime: ...


class MediaEvents(Protocol):
    """Where the media core tells (``anlan.media.events.MediaEvents``)."""

    def subscribe(self, subscriber: Callable[[Any], None]) -> Callable[[], None]: ...


class UpperSide(Protocol):
    """The lower role (``cascade.Cascade``): what comes from the platforms above us is its business."""

    def upper_for(self, incoming: IncomingRequest) -> str | None: ...
    async def handle(self, upper: str, incoming: IncomingRequest) -> Response | None: ...
    async def peers_changed(self, codes: list[str]) -> None: ...
    async def catalog_changed(self, channels: list[str]) -> None: ...
    def connection_lost(self, target: Target) -> None: ...


class RunningCalls(Protocol):
    """Where the dialogs of running calls are kept (``call_book.CallBook``)."""

    def began(self, call: str, peer: str, dialog: Dialog, *, spare_cseq: int = 0) -> None: ...
    def ended(self, call: str) -> None: ...


class LeftOverBook(RunningCalls, Protocol):
    """The same, with what processes before this one have left there."""

    async def left_over(self) -> list[LeftOver]: ...
    async def flush(self) -> None: ...


class CatalogReport(Protocol):
    """Told how the fetching of a catalog goes, for the console."""

    async def __call__(self, peer: str, state: str, received: int, expected: int, at_utc: datetime) -> None: ...
