"""Why a code is refused."""

from __future__ import annotations

from anlan.protocols.wording import Sentence


class GbCodeError(ValueError):
    """A code that cannot be taken. ``code`` is stable; ``sentence`` says what is wrong in zh and en."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(f"{code}: {sentence.en}")
        self.code = code
        self.sentence = sentence
