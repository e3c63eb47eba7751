"""The columns of a table that people fill in: what each is called, whether it can be imported, and how a cell is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.protocols.wording import Sentence

# What spreadsheets run as a formula; written with a "'" before it and read back without.
FORMULA = re.compile(r"'*[=+\-@]")


class CellError(ValueError):
    """A cell that cannot be taken."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``read`` turns a cell's text into a value or raises ``CellError``; None where it is only exported."""

    key: str
    title: Sentence
    hint: Sentence
    read: Callable[[str], Any] | None = None


@dataclass(frozen=True, slots=True)
class SheetShape:
    """A table's name, its columns in order, and the column that no file may lack."""

    name: str
    columns: tuple[Column, ...]
    required: str
    imported: Mapping[str, Column] = field(init=False)
    # A title in either language, or the key itself, in lower case → key.
    by_title: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "imported", {each.key: each for each in self.columns if each.read is not None})
        titles = {
            title.strip().lower(): each.key
            for each in self.columns
            for title in (each.key, each.title.zh, each.title.en)
        }
        object.__setattr__(self, "by_title", titles)


def read_text(most: int) -> Callable[[str], str]:
    """Text of so many characters, none of them a control character."""

    def read(cell: str) -> str:
        if len(cell) > most or any(ord(character) < 32 for character in cell):
            raise CellError(
                Sentence(
                    f"至多 {most} 个字符，且不含控制字符", f"at most {most} characters, none of them control characters"
                )
            )
        return cell

    return read


def read_one_of(words: Mapping[str, Sentence]) -> Callable[[str], str]:
    """The key of one of the words, given as itself or as its word in either language."""
    by_word = {sentence.zh: key for key, sentence in words.items()} | {
        sentence.en: key for key, sentence in words.items()
    }

    def read(cell: str) -> str:
        if cell in words:
            return cell
        if cell not in by_word:
            zh = "、".join(sentence.zh for sentence in words.values())
            raise CellError(Sentence(f"须为：{zh}", f"must be one of {', '.join(words)}"))
        return by_word[cell]

    return read


def read_degrees(most: int) -> Callable[[str], float]:
    """Degrees between -most and most."""

    def read(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
        if not -most <= value <= most:
            raise CellError(
                Sentence(f"须为 -{most} 至 {most} 之间的度数", f"must be degrees between -{most} and {most}")
            )
        return value

    return read


def read_number(low: int, high: int) -> Callable[[str], int]:
    """A whole number of at most four digits within the bounds."""

    def read(cell: str) -> int:
        text = cell.removesuffix(".0")
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high):
            raise CellError(
                Sentence(f"须为 {low} 至 {high} 之间的整数", f"must be a whole number from {low} to {high}")
            )
        return int(text)

    return read
