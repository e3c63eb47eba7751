"""What a simulated device is: its codes, names, server and habits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from anlan.protocols.gbcode import Edition, NodeKind, node_kind
from anlan.protocols.manscdp import CatalogItem, Charset

Transport = Literal["udp", "tcp"]


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The platform a device joins: its 20-digit code, its SIP domain, where it listens."""

    code: str
    domain: str
    host: str
    port: int


@dataclass(slots=True, kw_only=True)
class ChannelProfile:
    """One camera. Coordinates are WGS-84 degrees; ``online`` may be changed through the device only."""

    code: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    civil_code: str | None = None
    address: str | None = None
    parent: str | None = None
    manufacturer: str = "Anlan"
    model: str = "SIM-1"
    point_type: int = 9
    online: bool = True

    def item(self, device_code: str) -> CatalogItem:
        """The catalog entry."""
        return CatalogItem(
            device_id=self.code,
            name=self.name,
            manufacturer=self.manufacturer,
            model=self.model,
            owner="Anlan",
            civil_code=self.civil_code or device_code[:6],
            address=self.address or self.name,
            parental=0,
            parent_id=self.parent or device_code,
            safety_way=0,
            register_way=1,
            secrecy=0,
            status="ON" if self.online else "OFF",
            longitude=self.longitude,
            latitude=self.latitude,
            ptz_type=3 if node_kind(self.code) is NodeKind.CHANNEL else None,
            grassroots_code="000000",
            point_type=self.point_type,
        )


@dataclass(slots=True, kw_only=True)
class DeviceProfile:
    """A camera or recorder. Times in seconds.

    ``register_retry_s`` is the pause after a failed registration (the standard says 60 s or more; demos take less),
    ``missed_keepalives`` unanswered ones make it register anew (GB/T 28181-2022 §9.6.1), ``catalog_batch`` is the number of
    entries in one MESSAGE, ``local_host`` the address to send from (default: the one that leads to the server).
    """

    code: str
    name: str
    password: str
    server: ServerAddress
    transport: Transport = "udp"
    edition: Edition = Edition.GB2022
    charset: Charset = Charset.GB2312
    channels: list[ChannelProfile] = field(default_factory=list)
    register_expires_s: int = 3600
    register_retry_s: float = 60.0
    keepalive_s: float = 60.0
    missed_keepalives: int = 3
    request_timeout_s: float = 8.0
    catalog_batch: int = 4
    max_sessions: int = 64
    manufacturer: str = "Anlan"
    model: str = "SIM-N"
    firmware: str = "1.0"
    local_host: str | None = None
