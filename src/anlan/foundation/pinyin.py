"""How a name is found by typing its sound: full pinyin and initials, without tones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_LONGEST_PHRASE = 4


def spelled(name: str) -> tuple[str, str]:
    """Full pinyin and initials, lower case: ``人民路3号`` → ``("renminlu3hao", "rml3h")``. Letters and digits stay, the rest goes.

    Characters with several readings take the one of the phrase they stand in, where the dictionary has it, else the most usual.
    """
    if name.isascii():
        plain = "".join(character for character in name if character.isalnum()).lower()
        return plain, plain
    full: list[str] = []
    initials: list[str] = []
    exceptions = _exceptions()
    position = 0
    while position < len(name):
        character = name[position]
        if character < "\u2e80":
            if character.isalnum():
                full.append(character.lower())
                initials.append(character.lower())
            position += 1
            continue
        readings = _phrase_at(exceptions[character], name, position) if character in exceptions else None
        if readings is None:
            reading = _character(character)
            full.append(reading)
            initials.append(reading[:1])
            position += 1
            continue
        full += readings
        initials += [reading[:1] for reading in readings]
        position += len(readings)
    return "".join(full), "".join(initials)


def _phrase_at(phrases: dict[str, tuple[str, ...]], name: str, position: int) -> tuple[str, ...] | None:
    for length in range(_LONGEST_PHRASE, 1, -1):
        readings = phrases.get(name[position : position + length])
        if readings is not None:
            return readings
    return None


@lru_cache(maxsize=32_768)
def _character(character: str) -> str:
    readings: str = _dictionary().PINYIN_DICT.get(ord(character), "")
    return _toneless(readings.split(",")[0])


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    # Some megabytes of tables: loaded with the first name, for a platform starts without spelling any.
    from pypinyin import constants

    return constants


@lru_cache(maxsize=1)
def _exceptions() -> dict[str, dict[str, tuple[str, ...]]]:
    # Only phrases whose reading differs from that of their characters: about a tenth of the dictionary, built once (0.2 s).
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for phrase, readings in _dictionary().PHRASES_DICT.items():
        if len(phrase) > _LONGEST_PHRASE or len(readings) != len(phrase):
            continue
        spoken = tuple(_toneless(reading[0]) for reading in readings)
        if any(reading != _character(character) for character, reading in zip(phrase, spoken, strict=True)):
            found.setdefault(phrase[0], {})[phrase] = spoken
    return found


@lru_cache(maxsize=4_096)
def _toneless(reading: str) -> str:
    plain = unicodedata.normalize(
        "NFD", reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    )
    return re.sub(r"[^a-z]", "", plain)
