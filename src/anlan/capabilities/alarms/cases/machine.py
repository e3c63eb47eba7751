"""What may be done with a case in which state, and where it leads: one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

State = Literal[
    "waiting", "claimed", "verifying", "dispatched", "forwarded", "on_scene", "handled", "second_check", "closed", "archived",
]  # fmt: skip
Action = Literal[
    "claim", "release", "hand_over", "take_over", "take_back", "verify", "decide_false", "dispatch", "forward", "arrive",
    "report", "handle", "close", "approve", "return", "archive", "note", "correct", "summon", "cancelled",
    "attend_going", "attend_arrived", "attend_nothing", "attend_found", "hand_up", "hand_down", "pull", "decline",
]  # fmt: skip

STATES: Final[tuple[State, ...]] = get_args(State)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
# Still somebody's work.
OPEN: Final = frozenset(STATES) - {"closed", "archived"}
# A further signal belongs to the same event; once it is decided, a new one must not vanish in a case nobody looks at.
UNDECIDED: Final = OPEN - {"handled", "second_check"}
_IN_HAND: Final = UNDECIDED - {"waiting"}
_NOT_ARCHIVED: Final = frozenset(STATES) - {"archived"}
_OUTSIDE: Final = frozenset({"dispatched", "forwarded", "on_scene"})
# Classes whose closing needs a second person.
SECOND_CHECK_CLASSES: Final = frozenset({"hold_up"})

Who = Literal["anyone", "holder", "supervisor", "attendant", "rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states an action leads where ("" stays), and by whom.

    ``who``: anyone who handles alarms there; the holder, who claimed it, or a supervisor in the holder's place; a supervisor;
    who attends alarms in the village; or no person: the centre's own rules, and the household's button.
    """

    sources: frozenset[str]
    target: State | Literal[""]
    who: Who = "holder"


RULES: Final[dict[Action, Rule]] = {
    "claim": Rule(frozenset({"waiting"}), "claimed", "anyone"),
    "release": Rule(frozenset({"claimed", "verifying"}), "waiting"),
    "hand_over": Rule(_IN_HAND, ""),
    "take_over": Rule(_IN_HAND, "", "anyone"),
    "take_back": Rule(frozenset({"claimed", "verifying"}), "waiting", "supervisor"),
    "verify": Rule(frozenset({"claimed", "verifying"}), "verifying"),
    "decide_false": Rule(frozenset({"claimed", "verifying", "dispatched", "on_scene"}), "handled"),
    "dispatch": Rule(frozenset({"claimed", "verifying", "forwarded"}), "dispatched"),
    "forward": Rule(frozenset({"claimed", "verifying", "dispatched", "on_scene"}), "forwarded"),
    "arrive": Rule(frozenset({"dispatched", "forwarded"}), "on_scene", "anyone"),
    "report": Rule(_OUTSIDE, "", "anyone"),
    "handle": Rule(_OUTSIDE, "handled"),
    "close": Rule(frozenset({"handled"}), "closed"),
    "approve": Rule(frozenset({"second_check"}), "closed", "supervisor"),
    "return": Rule(frozenset({"second_check"}), "handled", "supervisor"),
    "archive": Rule(frozenset({"closed"}), "archived", "rule"),
    "note": Rule(frozenset(STATES), "", "anyone"),
    "correct": Rule(frozenset(STATES), "", "anyone"),
    "summon": Rule(_IN_HAND, ""),
    # What the household and the village tell may arrive late, from a phone without a signal; it never moves the case.
    "cancelled": Rule(frozenset(STATES), "", "rule"),
    "attend_going": Rule(_NOT_ARCHIVED, "", "attendant"),
    "attend_arrived": Rule(_NOT_ARCHIVED, "", "attendant"),
    "attend_nothing": Rule(_NOT_ARCHIVED, "", "attendant"),
    "attend_found": Rule(_NOT_ARCHIVED, "", "attendant"),
    # Between platforms: offered by the writer; taken, pulled or declined on behalf of a desk that asks for it.
    "hand_up": Rule(_IN_HAND, ""),
    "hand_down": Rule(_IN_HAND, ""),
    "pull": Rule(frozenset({"waiting"}), "claimed", "anyone"),
    "decline": Rule(_IN_HAND, "", "anyone"),
}
# Of these a desk of this platform takes none as it takes the others.
BETWEEN_PLATFORMS: Final = frozenset({"hand_up", "hand_down", "pull", "decline"})


def next_state(action: Action, state: str, alarm_class: str) -> State | None:
    """Where the action leads from that state; None where it is not possible there."""
    rule = RULES[action]
    if state not in rule.sources:
        return None
    if action == "close" and alarm_class in SECOND_CHECK_CLASSES:
        return "second_check"
    return rule.target or _known(state)


def possible(state: str) -> tuple[Action, ...]:
    """The actions that a person may take in a state, in the table's order."""
    return tuple(action for action, rule in RULES.items() if state in rule.sources and rule.who != "rule")


def _known(state: str) -> State:
    return STATES[STATES.index(state)]
