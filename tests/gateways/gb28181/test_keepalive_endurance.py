"""Keepalives round after round: nobody is taken for dead who is not, each who is exactly once, and nothing piles up."""

from __future__ import annotations

from collections import Counter

import pytest
from bench.endurance import INTERVAL_S, Endured, Plan, endure
from bench.signalling_server import device_code

# A device is taken for gone when its third keepalive is late by a tenth of the interval; looked at once a second.
LATE_S = 0.1 * INTERVAL_S
MISSES = 3
SOAK = Plan()


@pytest.fixture(scope="module")
def few_devices() -> Endured:
    """As many as keep an ordinary test run short; time moves in larger steps."""
    return endure(Plan(devices=120, rounds=6, dying=12, step_s=12, real_time=False))


def stays_as_it_is(seen: Endured) -> None:
    """Through the hour: all online, no change of state recorded, no table, task or timer more than there was."""
    plan = seen.plan
    assert Counter((each.code, each.state, each.reason) for each in seen.joined) == Counter(
        (device_code(serial), "online", "registered") for serial in range(plan.devices)
    )
    assert {each.online for each in seen.rounds} == {plan.devices}
    assert seen.rows_after == seen.rows_joined
    assert {each.deadlines for each in seen.rounds} == {plan.devices}
    assert seen.rounds[-1].transactions == 0
    # One more or less is at work at the moment when they are counted: a look into the database.
    assert seen.rounds[-1].tasks <= seen.rounds[0].tasks + 1


def the_silent_are_noticed_once(seen: Endured) -> None:
    """Each that falls silent is missed, then gone, then back: once each, when it is due, and nobody else is."""
    plan = seen.plan
    slack_s = plan.step_s + (2.0 if plan.real_time else 0.0)
    silent = {device_code(serial): serial for serial in range(plan.dying)}
    expected = Counter((code, state) for code in silent for state in ("degraded", "offline"))
    assert Counter((each.code, each.state) for each in seen.silenced) == expected
    for each in seen.silenced:
        heard_s = silent[each.code] % plan.steps * plan.step_s - INTERVAL_S
        due_s = heard_s + (MISSES if each.state == "offline" else 1) * INTERVAL_S + LATE_S
        assert due_s - slack_s < each.at_s <= due_s + slack_s, each
    assert Counter((each.code, each.reason) for each in seen.returned) == Counter(
        (code, "keepalive_back") for code in silent
    )


def test_everybody_stays_online_and_nothing_piles_up(few_devices: Endured) -> None:
    stays_as_it_is(few_devices)


def test_devices_that_fall_silent_are_noticed_once_and_in_time(few_devices: Endured) -> None:
    the_silent_are_noticed_once(few_devices)


@pytest.mark.soak
@pytest.mark.timeout(2 * (SOAK.rounds + 8) * INTERVAL_S)
def test_an_hour_of_fifty_thousand_devices() -> None:
    """The clock of the platform moves as fast as the machine goes; with the machine's own where ``ANLAN_SOAK_REAL=1``."""
    seen = endure(SOAK)
    stays_as_it_is(seen)
    the_silent_are_noticed_once(seen)
    assert seen.memory_growth < 1.03, [each.resident_bytes for each in seen.rounds]
