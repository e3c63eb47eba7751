"""What this receiver counts for ``/metrics``. Labels come from closed sets of ours, never from a panel."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

# acknowledged, repeated, polled, heartbeat, clock, clear, no_key, key, token, empty, body; and met with silence: crc, length, format,
# answer, unknown_rate, unavailable, late, failed.
FRAMES = Counter("anlan_dc09_frames", "DC-09 frames, by what became of them", ["outcome"])
SIGNALS = Counter("anlan_dc09_signals", "Events received by DC-09, by class", ["alarm_class"])
DROPPED = Counter("anlan_dc09_dropped", "Frames or connections dropped because a bound bit, by bound", ["bound"])
CONNECTIONS = Gauge("anlan_dc09_connections", "Open TCP connections of panels")
PENDING = Gauge("anlan_dc09_pending", "DC-09 frames being served now")
ANSWER_SECONDS = Histogram(
    "anlan_dc09_answer_seconds",
    "From an event's frame to its acknowledgement, commit included",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
