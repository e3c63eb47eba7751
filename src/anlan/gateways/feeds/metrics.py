"""Figures of the feed."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

CONNECTED = Gauge("anlan_feed_connected", "Whether the feed with a platform is up", ["platform"])
WAITING = Gauge("anlan_feed_waiting", "Cases that a platform does not have as they are", ["platform"])
SENT = Counter("anlan_feed_sent_total", "Cases sent and acknowledged", ["platform"])
RECEIVED = Counter("anlan_feed_received_total", "Cases received, by what became of them", ["platform", "outcome"])
REFUSED = Counter("anlan_feed_refused_total", "Conversations refused or broken off for what was said", ["reason"])
ASKS = Counter("anlan_feed_asks_total", "Asks to neighbours, by what became of them", ["outcome"])
OVERFLOWS = Counter("anlan_feed_overflows_total", "Queues given up for their size", ["platform"])
