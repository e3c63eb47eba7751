"""Faults of simulated devices as words on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Kind = TypeVar("Kind", bound=DataclassInstance)


def parse_faults(given: list[str], kind: type[Kind]) -> Kind:
    """Faults from ``name`` or ``name=value`` words, checked against the fields of ``kind``."""
    import msgspec

    hints = get_type_hints(kind)
    chosen: dict[str, Any] = {}
    for word in given:
        name, _, text = word.partition("=")
        if name not in hints:
            raise typer.BadParameter(f"没有这种故障 · no such fault: {name}", param_hint="--fault")
        value: Any = True if not text else [int(part) for part in text.split(",")] if name.endswith("_parts") else text
        try:
            chosen[name] = msgspec.convert(value, hints[name], strict=False)
        except (msgspec.ValidationError, ValueError) as error:
            raise typer.BadParameter(f"{word}: {error}", param_hint="--fault") from None
    return kind(**chosen)


def fault_lines(kind: type[Kind]) -> Iterator[str]:
    """Each fault with its type and its value when absent."""
    hints, default = get_type_hints(kind), kind()
    for field in fields(kind):
        hint = hints[field.name]
        words = getattr(hint, "__name__", None) or str(hint).replace("typing.", "")
        yield f"{field.name:<26} {words:<60} {getattr(default, field.name)!r}"
