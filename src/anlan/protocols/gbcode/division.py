"""Administrative divisions as GB/T 28181 names them: 2, 4, 6 or 8 digits, each pair one level (annex E of 2022)."""

from __future__ import annotations

from enum import IntEnum
from typing import Self

from anlan.protocols.gbcode.errors import GbCodeError
from anlan.protocols.wording import Sentence

_LENGTHS = (2, 4, 6, 8)


class DivisionLevel(IntEnum):
    """How deep a division stands; the value is the number of digit pairs."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    GRASS_ROOTS = 4


class DivisionCode(str):
    """A division code without trailing "00" pairs, so that a subtree is exactly a common prefix.

    Digits 7-8 are the grass-roots unit (基层接入单位), numbered locally; no arithmetic leads from them to GB/T 10114.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take 2, 4, 6 or 8 digits and trim trailing "00" pairs. Raises ``GbCodeError``."""
        text = text.strip()
        if not (text.isascii() and text.isdigit() and len(text) in _LENGTHS):
            raise GbCodeError(
                "division_length",
                Sentence("行政区划编码应为 2、4、6 或 8 位数字。", "A division code has 2, 4, 6 or 8 digits."),
            )
        if text[:2] == "00":
            raise GbCodeError(
                "division_province_zero",
                Sentence("行政区划编码的省级代码不能为 00。", "The province digits of a division code cannot be 00."),
            )
        return cls(_trimmed(text))

    @classmethod
    def of_centre(cls, centre: str) -> Self:
        """The lowest division of an 8-digit centre code, as far as it says one ("34020000" is "3402")."""
        return cls(_trimmed(centre))

    @property
    def level(self) -> DivisionLevel:
        """Province to grass-roots unit, by length."""
        return DivisionLevel(len(self) // 2)

    @property
    def parent(self) -> DivisionCode | None:
        """The division above, None for a province.

        In cities without counties (4419, 4420 …) a unit is 44190007: its parent is the city, not the empty county.
        """
        shorter = self[:-2]
        return DivisionCode(_trimmed(shorter)) if shorter else None

    @property
    def padded(self) -> str:
        """The 8-digit centre code of the division."""
        return self.ljust(8, "0")

    def is_within(self, other: str) -> bool:
        """Whether this is ``other`` or lies below it."""
        return self.startswith(other)


def _trimmed(text: str) -> str:
    while len(text) > 2 and text.endswith("00"):
        text = text[:-2]
    return text
