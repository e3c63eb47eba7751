"""The 20-digit code: centre (8) + industry (2) + type (3) + network (1) + serial (6), GB/T 28181-2022 annex E."""

from __future__ import annotations

from collections.abc import Container
from typing import Self

from anlan.protocols.gbcode.division import DivisionCode
from anlan.protocols.gbcode.edition import Edition
from anlan.protocols.gbcode.errors import GbCodeError
from anlan.protocols.gbcode.kinds import NodeKind, kind_of_type
from anlan.protocols.gbcode.tables import industry_name, industry_reserved, network_name, type_name
from anlan.protocols.wording import Sentence

__all__ = ["VIOLATIONS", "GbCode", "GbCodeError", "generate"]

LENGTH = 20
MAX_SERIAL = 999_999

# What a code can break. The first two make it unusable, the others are kept from a device and flagged.
VIOLATIONS = {
    "code_not_digits": Sentence("编码含有非数字字符。", "The code holds characters other than digits."),
    "code_length": Sentence("编码不是 20 位。", "The code does not have 20 digits."),
    "code_blanks": Sentence("编码前后有空白字符。", "The code is surrounded by blanks."),
    "code_province": Sentence("编码前两位(省级)不能为 00。", "The first two digits (province) cannot be 00."),
    "code_industry": Sentence(
        "编码第 9、10 位(行业)在所用版本中为保留值。", "Digits 9-10 (industry) are reserved in this edition."
    ),
    "code_type": Sentence("编码第 11 至 13 位(类型)未定义。", "Digits 11-13 (type) are not defined in this edition."),
    "code_network": Sentence(
        "编码第 14 位(网络标识)在所用版本中为保留值。", "Digit 14 (network) is reserved in this edition."
    ),
}
_FATAL = ("code_not_digits", "code_length")


class GbCode(str):
    """A 20-digit code of a device, channel, platform, group or user."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str, edition: Edition = Edition.GB2022) -> Self:
        """Take a code that keeps every rule of the edition. Raises ``GbCodeError`` with the first rule broken."""
        found = violations(text, edition)
        if found:
            raise GbCodeError(found[0], VIOLATIONS[found[0]])
        return cls(text)

    @classmethod
    def tolerate(cls, text: str, edition: Edition = Edition.GB2022) -> tuple[Self | None, tuple[str, ...]]:
        """Take what a device sends: the code, or None where it is not 20 digits, and the rules it breaks."""
        found = violations(text, edition)
        usable = not any(code in _FATAL for code in found)
        return (cls(text.strip()) if usable else None), found

    @property
    def centre(self) -> str:
        """Digits 1-8."""
        return self[:8]

    @property
    def division(self) -> DivisionCode:
        """The lowest division the centre code names."""
        return DivisionCode.of_centre(self[:8])

    @property
    def industry(self) -> str:
        """Digits 9-10."""
        return self[8:10]

    @property
    def type_code(self) -> str:
        """Digits 11-13."""
        return self[10:13]

    @property
    def network(self) -> str:
        """Digit 14."""
        return self[13]

    @property
    def serial(self) -> int:
        """Digits 15-20."""
        return int(self[14:])

    @property
    def domain(self) -> str:
        """The SIP domain of the code: its first ten digits (GB/T 28181-2022 §6.1.2)."""
        return self[:10]

    @property
    def kind(self) -> NodeKind:
        """What it is, by its type."""
        return kind_of_type(int(self[10:13]))

    def explain(self, edition: Edition = Edition.GB2022) -> list[tuple[str, Sentence, Sentence]]:
        """``(digits, name of the part, what they mean)`` from left to right."""
        unknown = Sentence("未定义", "not defined")
        return [
            (self[:2], Sentence("省级", "province"), _division_meaning(self[:2], "provinces")),
            (self[2:4], Sentence("市级", "city"), _division_meaning(self[2:4], "cities")),
            (self[4:6], Sentence("区县级", "county"), _division_meaning(self[4:6], "counties")),
            (self[6:8], Sentence("基层接入单位", "grass-roots unit"), _division_meaning(self[6:8], "units")),
            (self.industry, Sentence("行业", "industry"), industry_name(self.industry, edition) or unknown),
            (self.type_code, Sentence("类型", "type"), type_name(self.type_code, edition) or unknown),
            (self.network, Sentence("网络标识", "network"), network_name(self.network, edition) or unknown),
            (self[14:], Sentence("序号", "serial"), Sentence(f"第 {self.serial} 号", f"number {self.serial}")),
        ]


def _division_meaning(digits: str, plural: str) -> Sentence:
    if digits == "00":
        return Sentence("本级以下不区分", f"none: stands above the {plural}")
    return Sentence(f"代码 {digits}", f"number {digits}")


def violations(text: str, edition: Edition = Edition.GB2022) -> tuple[str, ...]:
    """The rules of the edition a code breaks, the worst first; empty when it keeps them all."""
    stripped = text.strip()
    found: list[str] = []
    if not (stripped.isascii() and stripped.isdigit()):
        found.append("code_not_digits")
    if len(stripped) != LENGTH:
        found.append("code_length")
    if found:
        return tuple(found)
    if stripped[:2] == "00":
        found.append("code_province")
    if industry_reserved(stripped[8:10], edition):
        found.append("code_industry")
    if type_name(stripped[10:13], edition) is None:
        found.append("code_type")
    if network_name(stripped[13], edition) is None:
        found.append("code_network")
    if stripped != text:
        found.append("code_blanks")
    return tuple(found)


def generate(
    division: str,
    industry: str,
    type_code: str,
    network: str,
    taken: Container[int] = (),
    *,
    first_serial: int = 1,
    edition: Edition = Edition.GB2022,
) -> GbCode:
    """The code with the lowest free serial from ``first_serial`` on; ``taken`` holds the serials in use.

    Raises ``GbCodeError`` where a part is not of the standard (``code_…``) or no serial is left (``serials_used_up``).
    """
    centre = DivisionCode.parse(division).padded
    serial = next((n for n in range(first_serial, MAX_SERIAL + 1) if n not in taken), None)
    if serial is None:
        raise GbCodeError(
            "serials_used_up",
            Sentence("该区划、行业、类型下的序号已用完。", "No serial is left for this division, industry and type."),
        )
    return GbCode.parse(f"{centre}{industry}{type_code}{network}{serial:06d}", edition)
