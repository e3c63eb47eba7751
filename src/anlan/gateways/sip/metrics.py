"""The endpoint's counters. Children are looked up once: a label lookup costs more than the count."""

from __future__ import annotations

from functools import cache

from prometheus_client import Counter, Gauge

REQUESTS = Counter(
    "anlan_sip_requests_total", "SIP requests received, by method; repetitions are not counted.", ["method"]
)
RESPONSES = Counter(
    "anlan_sip_responses_total", "SIP responses sent to requests, by status; repetitions are not counted.", ["status"]
)
REPEATED = Counter("anlan_sip_repeated_total", "Repeated messages absorbed, by kind.", ["kind"])
RESENT = Counter("anlan_sip_resent_total", "Messages we sent again for want of an answer, by kind.", ["kind"])
MALFORMED = Counter(
    "anlan_sip_malformed_total", "Messages that are not SIP, by the status that answers them.", ["status"]
)
DROPPED = Counter(
    "anlan_sip_dropped_total", "Messages or connections dropped because a bound bit, by bound.", ["bound"]
)
SENT = Counter("anlan_sip_sent_requests_total", "SIP requests sent, by method.", ["method"])
TIMEOUTS = Counter("anlan_sip_timeouts_total", "SIP requests that nobody answered in time, by method.", ["method"])
CONNECTIONS = Gauge("anlan_sip_connections", "Open TCP connections.")
PENDING = Gauge("anlan_sip_pending_requests", "Requests being served now.")


@cache
def _child(counter: Counter, label: str) -> Counter:
    return counter.labels(label)


def count(counter: Counter, label: str) -> None:
    """One more. ``label`` comes from a closed set of ours, never from a peer."""
    _child(counter, label).inc()
