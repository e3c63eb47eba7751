"""A test paper: drawn at random from the bank, shown without its answers, graded by them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from anlan.capabilities.duty.training.models import TrainingQuestion

Paper = list[dict[str, Any]]
TRUE, FALSE = 0, 1
MOST_OPTIONS: Final = 8


def draw(questions: Sequence[TrainingQuestion], count: int, chance: random.Random) -> Paper:
    """``count`` questions (all, where there are fewer) in random order, their options shuffled; a copy that later changes do not touch."""
    chosen = chance.sample(list(questions), min(count, len(questions)))
    return [_asked(question, chance) for question in chosen]


def _asked(question: TrainingQuestion, chance: random.Random) -> dict[str, Any]:
    order = list(range(len(question.options)))
    chance.shuffle(order)
    shuffled = question.kind != "true_false"
    return {
        "question": question.id,
        "kind": question.kind,
        "text": question.text,
        "options": [question.options[place] for place in order] if shuffled else [],
        "answers": sorted(order.index(answer) for answer in question.answers) if shuffled else list(question.answers),
        "explanation": question.explanation,
    }


def grade(paper: Paper, given: Mapping[str, Sequence[int]]) -> int:
    """How many are right: exactly the right options ticked, no more and no fewer; what is not answered is wrong."""
    return sum(sorted(set(given.get(str(place), ()))) == asked["answers"] for place, asked in enumerate(paper))


def taken(paper: Paper, given: Mapping[int, Sequence[int]]) -> dict[str, list[int]]:
    """Answers as they are kept. Raises ``ValueError`` for a question or an option that the paper does not have."""
    kept = {}
    for place, ticks in given.items():
        if not 0 <= place < len(paper):
            raise ValueError(f"no question {place}")
        asked = paper[place]
        options = 2 if asked["kind"] == "true_false" else len(asked["options"])
        chosen = sorted(set(ticks))
        if any(not 0 <= tick < options for tick in chosen) or (asked["kind"] != "multiple" and len(chosen) > 1):
            raise ValueError(f"question {place} has no such answer")
        kept[str(place)] = chosen
    return kept


def has_passed(correct: int, total: int, pass_percent: int) -> bool:
    """Whether it is enough; a test without questions is never passed."""
    return total > 0 and correct * 100 >= pass_percent * total
