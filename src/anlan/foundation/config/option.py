"""One configuration field: default, bounds, unit and its words in both languages, stated once and read by everything that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from anlan.protocols.wording import Sentence


class Section(BaseModel):
    """Base of every section: frozen, and an unknown key is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=False)


def option(
    default: Any,
    zh: str,
    en: str,
    *,
    unit: str = "",
    secret: bool = False,
    example: Any = None,
    allowed: Sentence | None = None,
    **bounds: Any,
) -> Any:
    """A field. ``default`` of ``...`` makes it required; ``bounds`` are Pydantic's ge, le, min_length, max_length, pattern.

    ``allowed`` says in words what a pattern says in signs.
    """
    extra: dict[str, Any] = {"zh": zh, "unit": unit, "secret": secret, "example": example}
    if allowed is not None:
        extra |= {"allowed_zh": allowed.zh, "allowed_en": allowed.en}
    title = en.split(". ")[0].split(";")[0]
    return Field(default, title=title, description=en, repr=not secret, json_schema_extra=extra, **bounds)


@dataclass(frozen=True, slots=True)
class Option:
    """What is known of one field: where it stands, what it means and what it may be."""

    section: str
    name: str
    sentence: Sentence
    unit: str
    secret: bool
    required: bool
    default: Any
    example: Any
    allowed: Sentence

    @property
    def key(self) -> str:
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "ANLAN_" + (f"{self.section}__{self.name}" if self.section else self.name).upper()


def describe(section: str, name: str, field: FieldInfo) -> Option:
    """Read a field's own statement."""
    extra = field.json_schema_extra
    facts: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
    required = field.is_required()
    return Option(
        section=section,
        name=name,
        sentence=Sentence(facts.get("zh", ""), field.description or ""),
        unit=facts.get("unit", ""),
        secret=facts.get("secret", False),
        required=required,
        default=None if required else field.get_default(call_default_factory=False),
        example=facts.get("example"),
        allowed=Sentence(facts["allowed_zh"], facts["allowed_en"])
        if "allowed_en" in facts
        else _allowed(field, facts.get("unit", "")),
    )


def _allowed(field: FieldInfo, unit: str) -> Sentence:
    if get_origin(field.annotation) is Literal:
        choices = " | ".join(str(choice) for choice in get_args(field.annotation))
        return Sentence(choices, choices)
    bounds = _bounds(field)
    suffix = f" {unit}" if unit else ""
    if "ge" in bounds or "le" in bounds:
        low, high = bounds.get("ge", "…"), bounds.get("le", "…")
        span = f"{low}–{high}{suffix}"
        return Sentence(span, span)
    if "pattern" in bounds:
        return Sentence(f"符合 {bounds['pattern']}", f"matches {bounds['pattern']}")
    if field.annotation is bool:
        return Sentence("true | false", "true | false")
    longest = bounds.get("max_length")
    if isinstance(field.annotation, type) and issubclass(field.annotation, str):
        return (
            Sentence(f"文本，不超过 {longest} 个字符", f"text of at most {longest} characters")
            if longest
            else Sentence("文本", "text")
        )
    if get_origin(field.annotation) is tuple:
        return Sentence("列表", "list")
    return Sentence("", "")


def _bounds(field: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in field.metadata:
        for name in ("ge", "le", "min_length", "max_length", "pattern"):
            value = getattr(item, name, None)
            if value is not None:
                found[name] = value
    return found
