"""Errors of the domain: each with a stable code, a sentence for the user and what to do next.

Mapped once to HTTP (``anlan.api.problems``) and once to SIP (``anlan.gateways.gb28181``).
"""

# ruff: noqa: N818 - the names are what happened; "Error" adds nothing
from __future__ import annotations

from anlan.protocols.wording import Sentence


class DomainError(Exception):
    """Something the user can meet. ``code`` is stable, dotted, lower case: ``directory.code_taken``."""

    def __init__(
        self,
        code: str,
        sentence: Sentence,
        *,
        remedy: Sentence | None = None,
        fields: dict[str, Sentence] | None = None,
    ) -> None:
        super().__init__(f"{code}: {sentence.en}")
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        # What is wrong field by field, for forms.
        self.fields = fields or {}


class Invalid(DomainError):
    """The input cannot be taken (HTTP 422, SIP 400)."""


class Unauthenticated(DomainError):
    """Nobody known is asking (HTTP 401)."""


class Forbidden(DomainError):
    """Known, but not entitled (HTTP 403, SIP 403)."""


class NotFound(DomainError):
    """There is no such thing, or not for this actor (HTTP 404, SIP 404)."""


class Conflict(DomainError):
    """It contradicts what stands (HTTP 409)."""


class TooMany(DomainError):
    """A bound bites: rate, size or count (HTTP 429, SIP 486)."""


class Unavailable(DomainError):
    """Something outside does not answer now (HTTP 503, SIP 503)."""
