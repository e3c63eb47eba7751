"""The case machine is a table; these are its rows."""

from __future__ import annotations

import pytest

from anlan.capabilities.alarms.cases.machine import ACTIONS, RULES, STATES, next_state, possible

ROWS = [
    ("claim", "waiting", "fire", "claimed"),
    ("claim", "claimed", "fire", None),
    ("release", "verifying", "fire", "waiting"),
    ("hand_over", "on_scene", "fire", "on_scene"),
    ("hand_over", "waiting", "fire", None),
    ("take_back", "claimed", "fire", "waiting"),
    ("take_back", "dispatched", "fire", None),
    ("verify", "claimed", "fire", "verifying"),
    ("verify", "dispatched", "fire", None),
    ("decide_false", "on_scene", "fire", "handled"),
    ("decide_false", "forwarded", "fire", None),
    ("dispatch", "forwarded", "fire", "dispatched"),
    ("forward", "dispatched", "fire", "forwarded"),
    ("arrive", "forwarded", "fire", "on_scene"),
    ("report", "dispatched", "fire", "dispatched"),
    ("handle", "on_scene", "fire", "handled"),
    ("handle", "claimed", "fire", None),
    ("close", "handled", "intrusion", "closed"),
    ("close", "handled", "hold_up", "second_check"),
    ("close", "waiting", "hold_up", None),
    ("approve", "second_check", "hold_up", "closed"),
    ("return", "second_check", "hold_up", "handled"),
    ("archive", "closed", "fire", "archived"),
    ("note", "archived", "fire", "archived"),
    ("correct", "closed", "fire", "closed"),
]


@pytest.mark.parametrize(("action", "state", "alarm_class", "target"), ROWS)
def test_an_action_leads_where_the_table_says(action, state, alarm_class, target) -> None:  # type: ignore[no-untyped-def]
    assert next_state(action, state, alarm_class) == target


def test_every_action_has_a_rule_and_every_state_but_the_last_a_way_on() -> None:
    assert set(RULES) == set(ACTIONS)
    moving = {action for action in ACTIONS if RULES[action].target}
    assert [state for state in STATES if not any(state in RULES[each].sources for each in moving)] == ["archived"]


def test_nobody_archives_by_hand() -> None:
    assert "archive" not in possible("closed")
