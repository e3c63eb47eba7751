"""The endpoint's bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from anlan.protocols.sip import MessageLimits, Timers


@dataclass(frozen=True, slots=True)
class SipLimits:
    """Bounds of one endpoint. Each tells in a metric when it bites (``anlan_sip_dropped_total``)."""

    message: MessageLimits = field(default_factory=MessageLimits)
    timers: Timers = field(default_factory=Timers)
    # Requests being served at once, in all and of one address. A city's devices may come together after a power cut.
    max_pending: int = 16_384
    max_pending_per_peer: int = 12_288
    handler_timeout_s: float = 60.0  # no device waits longer; a hung handler gives its place back
    # Messages of one address in ten seconds; a NAT or a load test stands behind one address.
    peer_messages_per_10_s: int = 60_000
    # Answered and logged malformed messages of one address in ten seconds; more are only counted.
    peer_malformed_per_10_s: int = 100
    max_server_transactions: int = 100_000
    max_client_transactions: int = 50_000
    max_connections: int = 20_000
    max_connections_per_peer: int = 4_096
    connect_timeout_s: float = 5.0
    connection_idle_s: float = 900.0  # without a byte received; keepalives come every 60 s
    partial_message_s: float = 30.0  # for the rest of a message that has begun
    max_buffered_bytes: int = 268_435_456  # half-received messages of all connections
    max_write_buffer_bytes: int = 4_194_304  # of one connection whose peer does not read
    udp_queue: int = 8_192  # datagrams waiting for a full socket
    udp_receive_buffer_bytes: int = 8_388_608


STANDARD_LIMITS = SipLimits()
