"""The keepalive state machine by the table: nobody falsely offline, nobody falsely online, every change with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gateways.gb28181.fakes import CAMERA, record

from anlan.capabilities.directory.ports import PeerRecord, PeerTransition
from anlan.foundation.timer_wheel import TimerWheel
from anlan.gateways.gb28181.presence import Link, Presence, TimerBounds
from anlan.gateways.gb28181.reasons import TRANSITIONS
from anlan.gateways.sip import Target

START = datetime(2026, 1, 1, tzinfo=UTC)
HOME = Target("udp", "10.0.0.7", 5060)


class World:
    """Presence with a clock that the test moves; one tick a second, as the gateway does it."""

    def __init__(self, peer: PeerRecord | None = None, bounds: TimerBounds | None = None) -> None:
        self.now_s = 0.0
        self.presence = Presence(bounds or TimerBounds(), 0.0)
        self.peer = peer or record()
        self.changes: list[tuple[int, str, str]] = []

    @property
    def now_utc(self) -> datetime:
        return START + timedelta(seconds=self.now_s)

    def register(self, expires_s: float = 3600.0) -> Link:
        transition = PeerTransition(
            self.peer.code, "device", "online", "registered", TRANSITIONS["registered"], self.now_utc,
            expires_utc=self.now_utc + timedelta(seconds=expires_s),
        )  # fmt: skip
        return self.presence.registered(transition, self.peer, HOME, expires_s, self.now_s)

    def keepalive(self) -> None:
        link = self.presence.get(self.peer.code)
        assert link is not None
        self._note(self.presence.heard(link, self.now_s, self.now_utc, keepalive=True))

    def run(self, seconds: float, keepalive_every_s: float | None = None) -> None:
        end_s = self.now_s + seconds
        next_s = self.now_s + (keepalive_every_s or 0)
        while self.now_s < end_s:
            self.now_s += 1.0
            for change in self.presence.tick(self.now_s, self.now_utc):
                self._note(change)
            if keepalive_every_s is not None and self.now_s >= next_s:
                next_s += keepalive_every_s
                self.keepalive()

    def _note(self, change: PeerTransition | None) -> None:
        if change is not None:
            assert change.sentence.zh
            self.changes.append((round(self.now_s), change.state, change.reason))


def test_one_missed_degrades_three_missed_end_it() -> None:
    world = World()
    world.register()
    world.run(300)
    assert world.changes == [(66, "degraded", "keepalive_missed"), (186, "offline", "keepalive_lost")]


def test_a_degraded_device_comes_back_by_its_next_keepalive() -> None:
    world = World()
    world.register()
    world.run(70)
    world.keepalive()
    world.run(50)
    assert world.changes == [(66, "degraded", "keepalive_missed"), (70, "online", "keepalive_back")]


def test_an_offline_device_comes_back_by_a_keepalive_while_its_registration_stands() -> None:
    world = World()
    link = world.register(expires_s=1000)
    world.run(400)
    assert link.state == "offline"
    assert world.presence.may_return(link, world.now_s)
    world.keepalive()
    assert world.changes[-1] == (400, "online", "keepalive_back")
    world.run(700)
    assert not world.presence.may_return(link, world.now_s)


def test_a_registration_that_is_not_prolonged_expires_in_spite_of_keepalives() -> None:
    world = World()
    world.register(expires_s=600)
    world.run(800, keepalive_every_s=60)
    assert world.changes[0] == (610, "offline", "expired")


@pytest.mark.parametrize("hours", [1, 24])
def test_never_falsely_offline_after_hours(hours: int) -> None:
    world = World()
    world.register(expires_s=90_000)
    world.run(hours * 3600, keepalive_every_s=60)
    assert world.changes == []


def test_jitter_within_the_tolerance_changes_nothing() -> None:
    world = World()
    world.register(expires_s=90_000)
    for gap in (55, 65, 61, 64, 54, 60) * 50:
        world.run(gap)
        world.keepalive()
    assert world.changes == []


def test_a_longer_heartbeat_of_the_device_is_followed_up_to_the_bound() -> None:
    world = World(bounds=TimerBounds(5, 300))
    link = world.register(expires_s=90_000)
    world.run(960, keepalive_every_s=120)
    learnt = len(world.changes)
    world.run(3600, keepalive_every_s=120)
    assert link.interval_s == pytest.approx(120)
    assert len(world.changes) == learnt, "it flapped on after its interval was known"


def test_a_repeated_keepalive_is_no_heartbeat_of_its_own() -> None:
    world = World(bounds=TimerBounds(5, 300))
    link = world.register(expires_s=90_000)
    for _ in range(8):
        world.run(120)
        for _ in range(3):
            world.keepalive()
            world.run(1)
    assert link.interval_s == pytest.approx(123)


def test_a_heartbeat_beyond_the_bound_is_not_followed() -> None:
    world = World(bounds=TimerBounds(5, 100))
    link = world.register(expires_s=90_000)
    world.run(3000, keepalive_every_s=400)
    assert link.interval_s == 60
    assert (186, "offline", "keepalive_lost") in world.changes


def test_a_shorter_heartbeat_does_not_make_the_record_stricter() -> None:
    world = World()
    world.register(expires_s=90_000)
    world.run(600, keepalive_every_s=10)
    world.run(55)
    assert world.changes == []


@pytest.mark.parametrize("interval", [1, 100_000])
def test_the_interval_of_a_record_is_bounded(interval: int) -> None:
    world = World(record(keepalive_interval_s=interval), TimerBounds(5, 300))
    assert world.register().interval_s == min(max(interval, 5), 300)


def test_any_sign_of_life_counts() -> None:
    world = World()
    link = world.register()
    for _ in range(10):
        world.run(50)
        world.presence.heard(link, world.now_s, world.now_utc)
    assert world.changes == []


def test_registering_again_makes_a_degraded_device_whole() -> None:
    world = World()
    link = world.register()
    world.run(70)
    world.register()
    assert (link.state, link.missed) == ("online", 0)
    world.run(60)
    assert world.changes == [(66, "degraded", "keepalive_missed")]


def restored(state: str, expires_s: float) -> World:
    world = World(record(state=state, host="10.0.0.7", port=5060, expires_utc=START + timedelta(seconds=expires_s)))
    change = world.presence.restore(world.peer, 0.0, START)
    world._note(change)
    return world


def test_after_a_restart_nobody_is_offline_before_keepalives_fail() -> None:
    world = restored("online", 3000)
    world.run(60)
    assert world.changes == []
    world.keepalive()
    world.run(59)
    assert world.changes == []


def test_after_a_restart_one_who_has_left_is_found_out() -> None:
    world = restored("online", 3000)
    world.run(300)
    assert [change[1:] for change in world.changes] == [("degraded", "keepalive_missed"), ("offline", "keepalive_lost")]


def test_after_a_restart_a_registration_that_ran_out_is_expired() -> None:
    assert restored("online", -100).changes == [(0, "offline", "expired")]


def test_after_a_restart_one_who_was_offline_may_return_while_its_registration_stands() -> None:
    world = restored("offline", 3000)
    link = world.presence.get(CAMERA)
    assert link is not None
    assert not link.reachable
    assert world.presence.may_return(link, 0.0)
    world.keepalive()
    assert world.changes == [(0, "online", "keepalive_back")]


def test_a_peer_is_found_by_its_place_until_it_moves() -> None:
    world = World()
    link = world.register()
    assert world.presence.at(HOME) is link
    over_tcp = Target("tcp", "10.0.0.7", 40_000, connection=3)
    world.presence.moved(link, over_tcp)
    assert world.presence.at(HOME) is None
    assert world.presence.at(over_tcp) is link
    world.presence.connection_lost(over_tcp)
    assert link.target == Target("tcp", "10.0.0.7", 40_000)
    assert link.state == "online"
    world.presence.forget(CAMERA)
    assert world.presence.at(link.target) is None


class Item:
    def __init__(self) -> None:
        self.wheel_slot = -1


@given(st.lists(st.floats(0, 500), min_size=1, max_size=50), st.floats(0.5, 40))
def test_the_wheel_gives_each_item_once_and_never_early(dues: list[float], step_s: float) -> None:
    wheel: TimerWheel[Item] = TimerWheel(0.0)
    due_of: dict[int, float] = {}
    items = []
    for due_s in dues:
        item = Item()
        items.append(item)
        wheel.schedule(item, due_s)
        due_of[id(item)] = due_s
    now_s = 0.0
    seen: set[int] = set()
    while len(wheel) and now_s < 2000:
        now_s += step_s
        for item in wheel.due(now_s):
            assert id(item) not in seen
            assert now_s >= due_of[id(item)]
            assert now_s - due_of[id(item)] <= step_s + 1.0 or due_of[id(item)] == 0
            seen.add(id(item))
    assert len(seen) == len(items)


def test_an_item_moved_earlier_comes_earlier_and_once() -> None:
    wheel: TimerWheel[Item] = TimerWheel(0.0)
    item = Item()
    wheel.schedule(item, 50)
    wheel.schedule(item, 10)
    assert list(wheel.due(20)) == [item]
    assert list(wheel.due(60)) == []
