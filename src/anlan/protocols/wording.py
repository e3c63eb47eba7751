"""What a person reads: one sentence in the two languages of the console."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for the user, in Chinese and English; both always present."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """``{"zh": …, "en": …}`` for JSON."""
        return {"zh": self.zh, "en": self.en}
