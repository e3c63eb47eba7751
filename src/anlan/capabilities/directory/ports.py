"""What the directory needs from outside, and the values that gateways hand to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from anlan.protocols.wording import Sentence

PeerKind = Literal["device", "lower", "upper"]
# What we know of a peer: never seen · registered and answering · registered but missing keepalives · gone · refused.
PeerState = Literal["unknown", "online", "degraded", "offline", "refused"]


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """A device or platform as signalling needs it. ``rule`` is set when it is admitted by a registration rule, not by a record."""

    code: str
    kind: PeerKind
    name: str
    password: str
    edition: Literal["2016", "2022"]
    charset: Literal["GB2312", "GB18030", "UTF-8"]
    transport: Literal["udp", "tcp"]
    media_transport: Literal["udp", "tcp_passive", "tcp_active"]
    division: str
    check_ssrc: bool = True
    any_source: bool = False
    state: PeerState = "unknown"
    host: str = ""
    port: int = 0
    expires_utc: datetime | None = None
    keepalive_interval_s: int = 60
    keepalive_misses: int = 3
    rule: str | None = None
    # Upper platforms only: how we register there.
    username: str = ""
    domain: str = ""
    register_expires_s: int = 3600
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PeerTransition:
    """A change of a peer's state, with its reason; kept for ever in its history and told as an event."""

    code: str
    kind: PeerKind
    state: PeerState
    reason: str  # stable code: registered, refreshed, unregistered, keepalive_lost, keepalive_back, expired, wrong_password, restarted …
    sentence: Sentence
    at_utc: datetime
    host: str = ""
    port: int = 0
    transport: Literal["udp", "tcp"] = "udp"
    expires_utc: datetime | None = None
    user_agent: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A registration that was turned away: kept (bounded) so that "why does it not join" has an answer."""

    code: str
    host: str
    port: int
    transport: Literal["udp", "tcp"]
    reason: str
    sentence: Sentence
    at_utc: datetime


@dataclass(frozen=True, slots=True)
class CatalogOutcome:
    """How taking a catalog went."""

    added: int
    changed: int
    removed: int
    unchanged: int
    violations: int


@dataclass(frozen=True, slots=True)
class ChannelRoute:
    """How a channel is reached: whom to ask, and by which code that peer knows it."""

    channel: str
    peer: PeerRecord
    wire_code: str
    status: Literal["ON", "OFF"]
    name: str
    division: str
    life_cycle: str = "active"


@dataclass(frozen=True, slots=True)
class AlarmOrigin:
    """Where an alarm comes from: the code here of what told it, and whether the peer's catalog lists it. WGS-84 degrees."""

    code: str
    listed: bool
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class OwnPlatform:
    """This platform, as it names itself to others."""

    code: str
    name: str
    level: str  # city, county, township or other
    division: str
    edition: Literal["2016", "2022"] = "2022"


class PeerGateway(Protocol):
    """What the directory asks of the signalling side."""

    async def refresh_catalog(self, code: str) -> None:
        """Ask a device or lower platform for its catalog again."""

    async def peers_changed(self, codes: list[str]) -> None:
        """Records of peers (password, transport, enabled, shares …) were changed: act on it (uppers: register or leave; shares: notify)."""

    async def catalog_changed(self, channels: list[str]) -> None:
        """Channels were changed here (state, name, shares): tell the uppers that subscribed."""
