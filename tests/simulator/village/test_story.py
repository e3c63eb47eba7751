"""The village's night: the same for the same seed, and every word of it one that the platform knows."""

from __future__ import annotations

import pytest

from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.protocols.alarm_message import ACCOUNT, Document, Event, read_document, write_document
from anlan.simulator.city import generate_city
from anlan.simulator.panels.night import NightPlan
from anlan.simulator.panels.night.story import LENGTH_S
from anlan.simulator.village import households, village_night

VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def plan() -> NightPlan:
    counties = generate_city(1).counties[:2]
    return NightPlan(tuple(town for county in counties for town in county.townships[:2]), b"a secret")


def test_each_township_has_a_button_and_a_reader_with_keys_of_their_own(plan: NightPlan) -> None:
    homes = households(plan, 1)
    assert [home.thing for home in homes] == ["button", "reader"] * 4
    assert len({home.key for home in homes}) == len({home.account for home in homes}) == 8
    assert all(ACCOUNT.fullmatch(home.account) and len(home.key) == 32 for home in homes)
    assert not {home.key for home in homes} & {home.key for home in households(NightPlan(plan.townships, b"other"), 1)}
    assert homes[0].key.hex() not in repr(homes[0]) + repr(homes[0].profile)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_night_is_told_in_words_the_platform_knows(plan: NightPlan, seed: int) -> None:
    homes = households(plan, seed)
    events = village_night(homes, seed)
    assert events == village_night(homes, seed)
    assert [each.at_s for each in events] == sorted(each.at_s for each in events)
    assert all(0 <= each.at_s <= LENGTH_S for each in events)
    for each in events:
        assert not VOCABULARY.kind(each.kind).unknown_code
        message = Event(id="1", kind=each.kind, tag=each.tag, text=each.text)
        read_document(write_document(Document(version=1, account=each.account, messages=[message])))
    alarms = [each.kind for each in events if VOCABULARY.kind(each.kind).counts_as_detection]
    assert alarms == ["one_key", "rfid_left"]
