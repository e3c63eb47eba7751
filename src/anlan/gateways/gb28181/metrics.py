"""What this gateway counts for ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REGISTRATIONS = Counter("anlan_gb28181_registrations", "REGISTER requests by outcome", ["outcome"])
REFUSALS = Counter("anlan_gb28181_refusals", "Requests turned away, by reason", ["reason"])
KEEPALIVES = Counter("anlan_gb28181_keepalives", "Keepalives taken")
TRANSITIONS = Counter("anlan_gb28181_transitions", "Changes of peers' states, by reason", ["reason"])
LINKS = Gauge("anlan_gb28181_links", "Peers by state", ["state"])
CATALOGS = Counter("anlan_gb28181_catalogs", "Catalog queries by outcome", ["outcome"])
INVITATIONS = Counter(
    "anlan_gb28181_invitations", "Streams called, by outcome (playing or the failure's code)", ["outcome"]
)
STREAMS = Gauge("anlan_gb28181_streams", "Streams that are open")
ANSWER_SECONDS = Histogram(
    "anlan_gb28181_answer_seconds", "From INVITE to its final answer", buckets=(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8)
)
FIRST_PACKET_SECONDS = Histogram(
    "anlan_gb28181_first_packet_seconds",
    "From the answer to the first packet",
    buckets=(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8),
)
BOUNDS = Counter("anlan_gb28181_bounds", "How often a bound was met", ["bound"])
MALFORMED = Counter("anlan_gb28181_malformed", "Requests whose body could not be read", ["kind"])
ALARMS = Counter(
    "anlan_gb28181_alarms",
    "Alarms of devices and lower platforms by outcome (taken, repeated, or why not)",
    ["outcome"],
)
COMMANDS = Counter("anlan_gb28181_commands", "Guard commands and alarm resets by outcome", ["command", "outcome"])
