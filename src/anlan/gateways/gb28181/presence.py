"""Who is there: the state of each registered peer, moved by REGISTER, keepalives and time.

Free of I/O: time is passed in, transitions come out. One small record a peer and one wheel for all; a keepalive changes two
numbers and writes nothing. The rules are explained in ``docs/design/registration.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from anlan.capabilities.directory.ports import PeerRecord, PeerState, PeerTransition
from anlan.foundation.timer_wheel import TimerWheel
from anlan.gateways.gb28181.reasons import TRANSITIONS
from anlan.gateways.sip import Target

# A keepalive may be this much of its interval late before it counts as missed: senders count from the answer, networks queue.
TOLERANCE_SHARE = 0.1
TOLERANCE_MIN_S = 2.0
# A registration that was not prolonged on the second is not lost yet.
EXPIRY_TOLERANCE_S = 10.0
# Two gaps in a row that agree within this share are the device's own heartbeat interval.
SAME_GAP_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class TimerBounds:
    """Within which limits a device may set its own heartbeat interval, in seconds."""

    interval_min_s: float = 5.0
    interval_max_s: float = 300.0


class Link:
    """A registered peer. Times ending in ``_s`` are monotonic seconds."""

    __slots__ = (
        "call_id", "edition", "expires_s", "expires_utc", "gap_s", "heard_s", "interval_s", "keepalive_s", "missed", "record", "since_utc", "state",
        "target", "user_agent", "wheel_slot",
    )  # fmt: skip

    def __init__(self, record: PeerRecord, target: Target, now_s: float, interval_s: float) -> None:
        self.record = record
        self.target = target
        self.state: PeerState = "offline"
        self.since_utc: datetime | None = None
        self.interval_s = interval_s
        self.heard_s = now_s
        self.keepalive_s = -1.0
        self.gap_s = 0.0
        self.missed = 0
        self.expires_s = now_s
        self.expires_utc: datetime | None = None
        self.edition: str = record.edition
        self.user_agent = ""
        # Call-ID of its registrations: the same for all until it starts anew (RFC 3261 §10.2).
        self.call_id = ""
        self.wheel_slot = -1

    @property
    def code(self) -> str:
        return self.record.code

    @property
    def reachable(self) -> bool:
        """Whether it is worth sending it a request."""
        return self.state in ("online", "degraded")

    def tolerance_s(self) -> float:
        """How late a keepalive may be."""
        return max(TOLERANCE_MIN_S, self.interval_s * TOLERANCE_SHARE)


class Presence:
    """All registered peers of one platform."""

    def __init__(self, bounds: TimerBounds, now_s: float) -> None:
        self._bounds = bounds
        self._links: dict[str, Link] = {}
        self._places: dict[tuple[str | int, ...], Link] = {}
        self._wheel: TimerWheel[Link] = TimerWheel(now_s)

    def __len__(self) -> int:
        return len(self._links)

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links.values())

    def get(self, code: str) -> Link | None:
        """The peer's link, also when it is offline; None when it never registered."""
        return self._links.get(code)

    def at(self, place: Target) -> Link | None:
        """The peer registered at an address or on a connection, whatever name it gives in a message."""
        return self._places.get(_place(place))

    def moved(self, link: Link, target: Target) -> None:
        """It is reached elsewhere from now on: another port behind an address translation, another connection."""
        old = _place(link.target)
        if self._places.get(old) is link:
            del self._places[old]
        link.target = target
        self._places[_place(target)] = link

    def connection_lost(self, target: Target) -> None:
        """A connection ended. That alone is no reason to take its peer for gone: it opens another, or its keepalives fail to come."""
        link = self._places.get(_place(target))
        if link is not None:
            self.moved(link, Target(target.transport, target.host, target.port))

    def transition(self, link: Link, state: PeerState, reason: str, now_utc: datetime) -> PeerTransition:
        """The change of state as the directory keeps it."""
        return PeerTransition(
            code=link.code, kind=link.record.kind, state=state, reason=reason, sentence=TRANSITIONS[reason], at_utc=now_utc,
            host=link.target.host, port=link.target.port, transport=link.target.transport, expires_utc=link.expires_utc,
            user_agent=link.user_agent, edition=link.edition,
        )  # fmt: skip

    def restore(self, record: PeerRecord, now_s: float, now_utc: datetime) -> PeerTransition | None:
        """Take up a peer that had registered when we stopped: what it may miss counts from now on, so nobody is falsely offline.

        A transition where its registration ran out meanwhile.
        """
        left_s = (record.expires_utc - now_utc).total_seconds() if record.expires_utc else float("-inf")
        link = Link(record, Target(record.transport, record.host, record.port), now_s, self._own_interval(record))
        link.expires_utc = record.expires_utc
        link.expires_s = now_s + left_s
        link.since_utc = now_utc
        self._links[record.code] = link
        if record.host:
            self._places[_place(link.target)] = link
        if record.state not in ("online", "degraded"):
            return None
        if left_s <= -EXPIRY_TOLERANCE_S:
            return self.transition(link, "offline", "expired", now_utc)
        link.state = record.state
        self._schedule(link)
        return None

    def registered(
        self, transition: PeerTransition, record: PeerRecord, target: Target, expires_s: float, now_s: float
    ) -> Link:
        """A registration was accepted and is durable."""
        link = self._links.get(record.code)
        if link is None:
            link = self._links[record.code] = Link(record, target, now_s, self._own_interval(record))
        if link.state != "online":
            link.since_utc = transition.at_utc
        if record.keepalive_interval_s != link.record.keepalive_interval_s:
            link.interval_s = self._own_interval(record)
        link.record = record
        self.moved(link, target)
        link.state = "online"
        link.missed = 0
        link.heard_s = now_s
        link.keepalive_s = -1.0
        link.expires_s = now_s + expires_s
        link.expires_utc = transition.expires_utc
        link.edition = transition.edition or record.edition
        link.user_agent = transition.user_agent
        self._schedule(link)
        return link

    def ended(self, code: str, reason: str, now_utc: datetime) -> PeerTransition | None:
        """It signed off, or its record was disabled or removed. None where it was away already."""
        link = self._links.get(code)
        if link is None or not link.reachable:
            return None
        link.state = "offline"
        link.since_utc = now_utc
        link.expires_s = float("-inf")
        link.expires_utc = now_utc
        return self.transition(link, "offline", reason, now_utc)

    def forget(self, code: str) -> None:
        """The record is gone."""
        link = self._links.pop(code, None)
        if link is not None and self._places.get(_place(link.target)) is link:
            del self._places[_place(link.target)]

    def heard(self, link: Link, now_s: float, now_utc: datetime, *, keepalive: bool = False) -> PeerTransition | None:
        """A request of the peer's came from its own address; a transition where that brings it back.

        Any sign of life counts, so that a peer busy with a long catalog is never taken for dead.
        """
        if keepalive:
            self._learn_interval(link, now_s)
        link.heard_s = now_s
        link.missed = 0
        if link.state == "online":
            return None
        link.state = "online"
        link.since_utc = now_utc
        self._schedule(link)
        return self.transition(link, "online", "keepalive_back", now_utc)

    def may_return(self, link: Link, now_s: float) -> bool:
        """Whether a keepalive may bring it back: its registration still stands (else it has to register again)."""
        return now_s < link.expires_s + EXPIRY_TOLERANCE_S

    def tick(self, now_s: float, now_utc: datetime) -> list[PeerTransition]:
        """Judge every peer whose time has come. Call about once a second."""
        changes = []
        for link in self._wheel.due(now_s):
            if self._links.get(link.code) is not link or not link.reachable:
                continue
            change = self._judge(link, now_s, now_utc)
            if change is not None:
                changes.append(change)
            if link.reachable:
                self._schedule(link)
        return changes

    def _judge(self, link: Link, now_s: float, now_utc: datetime) -> PeerTransition | None:
        if now_s >= link.expires_s + EXPIRY_TOLERANCE_S:
            state: PeerState = "offline"
            reason = "expired"
        else:
            silent_s = now_s - link.heard_s
            missed = int((silent_s - link.tolerance_s()) // link.interval_s) if silent_s > link.tolerance_s() else 0
            link.missed = max(0, missed)
            if missed >= link.record.keepalive_misses:
                state, reason = "offline", "keepalive_lost"
            elif missed >= 1 and link.state == "online":
                state, reason = "degraded", "keepalive_missed"
            else:
                return None
        link.state = state
        link.since_utc = now_utc
        return self.transition(link, state, reason, now_utc)

    def _schedule(self, link: Link) -> None:
        misses = 1 if link.state == "online" else max(link.missed + 1, 2)
        misses = min(misses, link.record.keepalive_misses)
        silent_at_s = link.heard_s + misses * link.interval_s + link.tolerance_s()
        self._wheel.schedule(link, min(silent_at_s, link.expires_s + EXPIRY_TOLERANCE_S))

    def _own_interval(self, record: PeerRecord) -> float:
        return min(max(float(record.keepalive_interval_s), self._bounds.interval_min_s), self._bounds.interval_max_s)

    def _learn_interval(self, link: Link, now_s: float) -> None:
        # A device set to a longer heartbeat than its record says is followed up to the bound instead of flapping;
        # one set to a shorter is still judged by the record, so that it gains nothing and loses nothing.
        if link.keepalive_s >= 0:
            gap_s = now_s - link.keepalive_s
            if gap_s < self._bounds.interval_min_s:
                return  # the same one again: its answer was lost, or is late
            agrees = abs(gap_s - link.gap_s) <= SAME_GAP_SHARE * gap_s
            if agrees and link.interval_s * (1 + SAME_GAP_SHARE) < gap_s <= self._bounds.interval_max_s:
                link.interval_s = gap_s
            elif agrees and gap_s < link.interval_s * (1 - SAME_GAP_SHARE):
                link.interval_s = max(self._own_interval(link.record), gap_s)
            link.gap_s = gap_s
        link.keepalive_s = now_s


def _place(target: Target) -> tuple[str | int, ...]:
    return (target.connection,) if target.connection is not None else (target.transport, target.host, target.port)
