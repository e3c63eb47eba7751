"""The words of training."""

from __future__ import annotations

from typing import Final, Literal

from anlan.protocols.wording import Sentence

QuestionKind = Literal["single", "multiple", "true_false"]
AttemptState = Literal["open", "passed", "failed"]

QUESTION_KINDS: Final[dict[str, Sentence]] = {
    "single": Sentence("单选", "Single choice"),
    "multiple": Sentence("多选", "Multiple choice"),
    "true_false": Sentence("判断", "True or false"),
}
# Shown for a question of true or false, whose options are no more than that.
TRUE_FALSE: Final = (Sentence("正确", "True"), Sentence("错误", "False"))
