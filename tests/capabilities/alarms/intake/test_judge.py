"""What a signal means, case by case, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.capabilities.alarms.centre import (
    BURGLARY,
    FIRE,
    HOLD_UP,
    LINE_FAULT,
    OPENING,
    START,
    TAMPER,
    TEST,
    TOWN,
    Town,
    signal,
)

from anlan.capabilities.alarms.cases.open_case import OpenCase
from anlan.capabilities.alarms.intake.judge import IntakeRules, Scene, Verdict, judge
from anlan.capabilities.alarms.ports import Signal
from anlan.capabilities.alarms.vocabulary import UNKNOWN

RULES = IntakeRules(merge_s=600, confirmation_s=1800, storm_count=3, storm_s=60)


def scene(given: Signal, *own: OpenCase, **facts: object) -> Scene:
    town = Town()
    town.settle(1)
    protected = town.subscribers["s1"]
    return Scene(TOWN, protected, protected.zones.get(given.zone), own=own, **facts)  # type: ignore[arg-type]


def see(given: Signal, *own: OpenCase, **facts: object) -> Verdict:
    return judge(given, "new", scene(given, *own, **facts), RULES)


def opened(given: Signal) -> OpenCase:
    verdict = see(given)
    assert verdict.outcome == "opened"
    assert verdict.case is not None
    return verdict.case


@pytest.mark.parametrize(
    ("given", "outcome", "rank"),
    [
        (signal("A1", HOLD_UP), "opened", 0),
        (signal("A1", FIRE), "opened", 1),
        (signal("A1", BURGLARY), "opened", 3),
        (signal("A1", TAMPER), "opened", 4),
        (signal("A1", LINE_FAULT), "opened", 5),
        (signal("A1", UNKNOWN), "opened", 4),
        (signal("A1", BURGLARY, qualifier="restore"), "kept", None),
        (signal("A1", BURGLARY, qualifier="status"), "kept", None),
        (signal("A1", OPENING), "kept", None),
        (signal("A1", TEST), "kept", None),
    ],
    ids=lambda value: value.original if isinstance(value, Signal) else str(value),
)
def test_a_first_signal_opens_a_case_of_its_rank_or_is_kept(given: Signal, outcome: str, rank: int | None) -> None:
    verdict = see(given)
    assert verdict.outcome == outcome
    assert (verdict.case.rank if verdict.case else None) == rank


def test_the_same_again_within_the_window_is_a_repeat_and_later_a_new_case() -> None:
    first = opened(signal("A1", FIRE))
    again = see(signal("A1", FIRE, 600), first)
    assert again.outcome == "attached"
    assert again.case is not None
    assert (again.case.id, again.case.repeats, again.case.version) == (first.id, 1, first.version)
    assert see(signal("A1", FIRE, 601), first).outcome == "opened"


def test_a_second_zone_inside_the_window_confirms_and_outside_does_not() -> None:
    first = opened(signal("A1", BURGLARY, zone="2"))
    inside = see(signal("A1", BURGLARY, 1800, zone="3"), first)
    assert inside.case is not None
    assert inside.step is not None
    assert (inside.case.alarm_class, inside.case.rank, inside.case.confirmed_by) == ("confirmed_intrusion", 2, "zone")
    assert inside.case.version == first.version + 1
    assert see(signal("A1", BURGLARY, 1801, zone="3"), first).outcome == "opened"


def test_the_same_zone_twice_confirms_nothing() -> None:
    first = opened(signal("A1", BURGLARY, zone="2"))
    again = see(signal("A1", BURGLARY, 5, zone="2"), first)
    assert again.case is not None
    assert again.case.alarm_class == "intrusion"


def test_what_is_confirmed_is_confirmed_once() -> None:
    first = opened(signal("A1", BURGLARY, zone="1"))
    second = see(signal("A1", BURGLARY, 5, zone="2"), first).case
    assert second is not None
    third = see(signal("A1", BURGLARY, 9, zone="3"), second)
    assert third.outcome == "attached"
    assert third.step is None


@pytest.mark.parametrize("state", ["handled", "second_check"])
def test_a_new_detection_never_vanishes_in_a_case_that_is_decided(state: str) -> None:
    decided = replace(opened(signal("A1", HOLD_UP)), state=state)
    assert see(signal("A1", HOLD_UP, 5), decided).outcome == "opened"


def test_another_family_is_another_case() -> None:
    assert see(signal("A1", HOLD_UP, 1), opened(signal("A1", BURGLARY))).outcome == "opened"


def test_a_restore_goes_with_its_open_case() -> None:
    first = opened(signal("A1", FIRE))
    verdict = see(signal("A1", FIRE, 5, qualifier="restore"), first)
    assert verdict.outcome == "attached"
    assert verdict.case is not None
    assert (verdict.case.signals, verdict.case.repeats) == (2, 0)


@pytest.mark.parametrize(("mode", "outcome"), [("test", "test"), ("suppression", "suppressed")])
def test_under_test_or_suppression_nothing_is_raised(mode: str, outcome: str) -> None:
    verdict = see(signal("A1", BURGLARY), mode=mode)
    assert (verdict.outcome, verdict.case) == (outcome, None)


def test_an_opening_against_the_schedule_raises_an_alarm() -> None:
    verdict = see(signal("A1", OPENING), irregular="early")
    assert verdict.outcome == "opened"
    assert verdict.case is not None
    assert verdict.case.alarm_class == "open_close"


def faults(number: int, at_s: float = 0) -> list[OpenCase]:
    made = opened(signal("A1", LINE_FAULT, at_s))
    return [replace(made, id=f"f{each}", subscriber=f"s{each}") for each in range(number)]


def test_a_storm_becomes_a_group_that_takes_in_what_waits() -> None:
    standing = faults(3)
    standing[0] = replace(standing[0], state="claimed")
    verdict = see(signal("A1", LINE_FAULT, 60), faults=standing)
    assert verdict.outcome == "grouped"
    assert verdict.case is not None
    assert {case.id for case in verdict.absorbed} == {"f1", "f2"}
    assert (verdict.case.group_size, verdict.case.subscriber) == (3, None)
    assert see(signal("A1", LINE_FAULT, 61), faults=standing).outcome == "opened"


@pytest.mark.parametrize(
    ("standing", "own", "expected"),
    [("anda", "anda", "anda"), ("anda", "other", ""), ("anda", "", ""), ("", "anda", "")],
)
def test_a_group_is_of_the_company_that_all_its_members_have(standing: str, own: str, expected: str) -> None:
    given = signal("A1", LINE_FAULT, 5)
    base = scene(given)
    assert base.subscriber is not None
    served = replace(base, subscriber=replace(base.subscriber, company=own))
    stormy = replace(served, faults=[replace(each, company=standing) for each in faults(3)])
    opening = judge(given, "new", stormy, RULES)
    assert (opening.outcome, opening.case and opening.case.company) == ("grouped", expected)
    group = replace(opened(given), id="g", group_size=4, subscriber=None, company=standing)
    taking = judge(given, "new", replace(served, group=group), RULES)
    assert (taking.outcome, taking.case and taking.case.company) == ("grouped", expected)


def test_a_group_takes_further_faults_until_it_is_quiet() -> None:
    group = replace(opened(signal("A1", LINE_FAULT)), id="g", group_size=4, subscriber=None)
    verdict = see(signal("A1", LINE_FAULT, 600), group=group)
    assert verdict.outcome == "grouped"
    assert verdict.case is not None
    assert (verdict.case.id, verdict.case.group_size) == ("g", 5)
    assert see(signal("A1", LINE_FAULT, 601), group=group).outcome == "opened"


@pytest.mark.parametrize("what", [HOLD_UP, FIRE, BURGLARY], ids=lambda what: what.code)
def test_no_storm_hides_a_hold_up_a_fire_or_an_intrusion(what: object) -> None:
    group = replace(opened(signal("A1", LINE_FAULT)), id="g", group_size=4)
    verdict = see(signal("A1", what, 5), faults=faults(3), group=group)  # type: ignore[arg-type]
    assert verdict.outcome == "opened"
    assert verdict.case is not None
    assert verdict.case.received_utc == START + timedelta(seconds=5)
