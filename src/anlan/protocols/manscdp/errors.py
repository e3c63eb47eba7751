"""Why a MANSCDP body is refused."""

from __future__ import annotations

from anlan.protocols.wording import Sentence


class ManscdpError(ValueError):
    """A body that cannot be taken. ``code`` is stable; ``sentence`` says what is wrong in zh and en."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(f"{code}: {sentence.en}")
        self.code = code
        self.sentence = sentence
