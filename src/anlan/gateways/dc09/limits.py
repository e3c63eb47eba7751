"""The receiver's bounds. Each tells in a metric when it bites (``anlan_dc09_dropped_total``)."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.foundation.config import Dc09Settings


@dataclass(frozen=True, slots=True)
class Dc09Limits:
    """Bounds of one receiver; those that a city may set come from ``[dc09]``."""

    max_connections: int = 20_000
    max_connections_per_address: int = 4_096
    idle_s: float = 3_600.0
    line_bytes: int = 1_024
    unknown_per_minute: int = 120
    # For the rest of a frame that has begun: a panel sends one in a packet.
    partial_s: float = 20.0
    # Noise on a connection; beyond it the other side is no panel.
    garbage_bytes: int = 4_096
    # Frames being served, in all and of one connection, whose further ones wait up to a number.
    max_pending: int = 20_000
    max_pending_per_connection: int = 32
    max_waiting_per_connection: int = 1_024
    # Half-received and waiting frames of all connections.
    max_buffered_bytes: int = 67_108_864
    # Answers of one connection that its peer does not read.
    max_write_buffer_bytes: int = 65_536
    # A panel asks again after 20 s; an answer later than this finds nobody.
    answer_s: float = 30.0
    address_datagrams_per_10_s: int = 60_000
    udp_receive_buffer_bytes: int = 8_388_608
    # Log lines about bad frames, of one address in a minute; all are counted.
    log_lines_per_minute: int = 10


def limits_of(settings: Dc09Settings) -> Dc09Limits:
    """The bounds a configuration sets."""
    return Dc09Limits(
        max_connections=settings.max_connections,
        max_connections_per_address=settings.max_connections_per_address,
        idle_s=settings.idle_s,
        line_bytes=settings.line_bytes_limit,
        unknown_per_minute=settings.unknown_per_minute,
    )
