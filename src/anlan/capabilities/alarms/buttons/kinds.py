"""What a household can call for. Kinds as in the vocabulary."""

from __future__ import annotations

from typing import Final, Literal

from anlan.capabilities.alarms.vocabulary import EventKind

Call = Literal["hold_up", "medical", "fire", "suspicious"]

CALLS: Final[dict[Call, EventKind]] = {
    "hold_up": EventKind("panic", "hold_up", "紧急报警", "Panic alarm", counts_as_detection=True),
    "medical": EventKind("medical", "fire", "医疗求助", "Medical alarm", counts_as_detection=True),
    "fire": EventKind("fire", "fire", "火灾报警", "Fire alarm", counts_as_detection=True),
    "suspicious": EventKind(
        "suspicious", "intrusion", "可疑情况", "Suspicious circumstances", counts_as_detection=True
    ),
}
DURESS: Final = EventKind("duress", "hold_up", "胁迫报警", "Duress alarm", counts_as_detection=True)
_BY_KIND: Final[dict[str, Call]] = {kind.code: call for call, kind in CALLS.items()}


def call_of(kind: str) -> Call:
    """What was called for, from the kind of its signal."""
    return _BY_KIND[kind]
