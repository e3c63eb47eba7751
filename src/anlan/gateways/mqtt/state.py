"""How it stands with the broker, for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class MqttState:
    """``since_utc``: when the connection came or went; ``pending``: messages received and not yet acknowledged; ``fault``: why the
    last try to connect failed or the connection ended, "" while connected."""

    broker: str
    tls: bool
    connected: bool
    since_utc: datetime
    heard_utc: datetime | None = None
    received: int = 0
    pending: int = 0
    fault: str = ""
