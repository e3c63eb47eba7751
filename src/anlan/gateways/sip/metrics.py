"""The endpoint's counters, of all endpoints in the process together.

Plain integers that a collector shows when somebody scrapes: the library's own counters take a lock at each step, which is a tenth of the
cost of a request here. They change only in the event loop's thread.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Tally:
    """A counter with one label, whose values come from a closed set of ours, never from a peer."""

    __slots__ = ("counts", "label", "name", "text")

    def __init__(self, name: str, text: str, label: str) -> None:
        self.name = name
        self.text = text
        self.label = label
        self.counts: dict[str, int] = {}


class Level:
    """A number that rises and falls."""

    __slots__ = ("name", "text", "value")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.value = 0


REQUESTS = Tally("anlan_sip_requests", "SIP requests received, by method; repetitions are not counted.", "method")
RESPONSES = Tally(
    "anlan_sip_responses", "SIP responses sent to requests, by status; repetitions are not counted.", "status"
)
REPEATED = Tally("anlan_sip_repeated", "Repeated messages absorbed, by kind.", "kind")
RESENT = Tally("anlan_sip_resent", "Messages we sent again for want of an answer, by kind.", "kind")
MALFORMED = Tally("anlan_sip_malformed", "Messages that are not SIP, by the status that answers them.", "status")
DROPPED = Tally("anlan_sip_dropped", "Messages or connections dropped because a bound bit, by bound.", "bound")
SENT = Tally("anlan_sip_sent_requests", "SIP requests sent, by method.", "method")
TIMEOUTS = Tally("anlan_sip_timeouts", "SIP requests that nobody answered in time, by method.", "method")
CONNECTIONS = Level("anlan_sip_connections", "Open TCP connections.")
PENDING = Level("anlan_sip_pending_requests", "Requests being served now.")

TALLIES = (REQUESTS, RESPONSES, REPEATED, RESENT, MALFORMED, DROPPED, SENT, TIMEOUTS)
LEVELS = (CONNECTIONS, PENDING)


def count(tally: Tally, label: str) -> None:
    """One more."""
    counts = tally.counts
    counts[label] = counts.get(label, 0) + 1


class SipCollector(Collector):
    """Shows the numbers to Prometheus."""

    def collect(self) -> Iterator[Metric]:
        for tally in TALLIES:
            family = CounterMetricFamily(tally.name, tally.text, labels=[tally.label])
            for label, value in list(tally.counts.items()):
                family.add_metric([label], value)
            yield family
        for level in LEVELS:
            yield GaugeMetricFamily(level.name, level.text, value=level.value)


REGISTRY.register(SipCollector())
