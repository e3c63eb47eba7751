"""What a message's ``kind`` names: our own vocabulary, or a table of a protocol that panels speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

Table = Literal["", "contact_id", "sia"]


@dataclass(frozen=True, slots=True)
class Code:
    """``table``: "" for our vocabulary's own codes."""

    table: Table
    code: str


def code_of(kind: str) -> Code:
    """The parts of ``kind``, which was read by the document's bounds."""
    table, separator, code = kind.partition(":")
    return Code(cast(Table, table), code) if separator else Code("", kind)
