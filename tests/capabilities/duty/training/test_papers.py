"""Papers: drawn at random, shuffled, graded exactly."""

from __future__ import annotations

import random

import pytest

from anlan.capabilities.duty.training.models import TrainingQuestion
from anlan.capabilities.duty.training.papers import draw, grade, has_passed, taken


def question(number: int, kind: str = "single", answers: tuple[int, ...] = (0,)) -> TrainingQuestion:
    options = [] if kind == "true_false" else ["甲", "乙", "丙", "丁"]
    return TrainingQuestion(
        id=f"q{number}", kind=kind, text=f"第 {number} 题", options=options, answers=list(answers), explanation="依据"
    )


BANK = [question(1), question(2, "multiple", (1, 3)), question(3, "true_false", (1,))] + [
    question(number) for number in range(4, 30)
]


def test_a_paper_has_different_questions_and_keeps_what_is_right() -> None:
    for seed in range(50):
        paper = draw(BANK, 10, random.Random(seed))
        assert len({asked["question"] for asked in paper}) == 10
        for asked in paper:
            origin = next(each for each in BANK if each.id == asked["question"])
            if origin.kind == "true_false":
                assert (asked["options"], asked["answers"]) == ([], origin.answers)
            else:
                right = {asked["options"][place] for place in asked["answers"]}
                assert right == {origin.options[place] for place in origin.answers}


def test_two_papers_differ_and_options_are_shuffled() -> None:
    papers = [draw(BANK, 10, random.Random(seed)) for seed in range(20)]
    assert len({tuple(asked["question"] for asked in paper) for paper in papers}) > 1
    assert len({tuple(asked["options"]) for paper in papers for asked in paper if asked["options"]}) > 1


PAPER = [
    {"kind": "single", "options": ["a", "b", "c"], "answers": [1]},
    {"kind": "multiple", "options": ["a", "b", "c"], "answers": [0, 2]},
    {"kind": "true_false", "options": [], "answers": [0]},
]


@pytest.mark.parametrize(
    ("given", "correct"),
    [
        ({}, 0),
        ({"0": [1], "1": [0, 2], "2": [0]}, 3),
        ({"0": [1], "1": [0], "2": [1]}, 1),
        ({"1": [0, 1, 2]}, 0),
        ({"1": [2, 0]}, 1),
    ],
)
def test_only_exactly_the_right_options_count(given: dict[str, list[int]], correct: int) -> None:
    assert grade(PAPER, given) == correct


@pytest.mark.parametrize("given", [{3: [0]}, {-1: [0]}, {0: [3]}, {2: [2]}, {0: [0, 1]}, {2: [0, 1]}])
def test_answers_that_the_paper_does_not_have_are_refused(given: dict[int, list[int]]) -> None:
    with pytest.raises(ValueError, match="question"):
        taken(PAPER, given)


@pytest.mark.parametrize(
    ("correct", "total", "percent", "passed"),
    [(8, 10, 80, True), (7, 10, 80, False), (2, 3, 66, True), (2, 3, 67, False), (0, 0, 1, False)],
)
def test_the_pass_mark(correct: int, total: int, percent: int, passed: bool) -> None:
    assert has_passed(correct, total, percent) is passed
