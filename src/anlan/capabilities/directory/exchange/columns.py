"""The columns of the table: what each is called, whether it can be imported, and how a cell is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.capabilities.directory.lifecycle import LIFE_CYCLES
from anlan.capabilities.directory.places import division_of_civil_code
from anlan.capabilities.directory.sites import SITE_CATEGORIES
from anlan.protocols.gbcode import GbCode, GbCodeError
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


def _text(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > most or any(ord(character) < 32 for character in cell):
            raise CellError(
                Sentence(
                    f"至多 {most} 个字符，且不含控制字符", f"at most {most} characters, none of them control characters"
                )
            )
        return cell

    return read


def _code(cell: str) -> str:
    try:
        return str(GbCode.parse(cell))
    except GbCodeError as error:
        raise CellError(error.sentence) from None


def _division(cell: str) -> str:
    found = division_of_civil_code(cell)
    if found is None:
        raise CellError(Sentence("应为 2、4、6 或 8 位数字", "2, 4, 6 or 8 digits are expected"))
    return found


def _one_of(words: Mapping[str, Sentence]) -> Callable[[str], str]:
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


def _degrees(most: int) -> Callable[[str], float]:
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


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        text = cell.removesuffix(".0")
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high):
            raise CellError(
                Sentence(f"须为 {low} 至 {high} 之间的整数", f"must be a whole number from {low} to {high}")
            )
        return int(text)

    return read


COLUMNS: tuple[Column, ...] = (
    Column("code", Sentence("通道编码", "Code"), Sentence("20 位国标编码，必填", "20 digits, required"), _code),
    Column("name", Sentence("名称", "Name"), Sentence("新建时必填", "required for a new channel"), _text(255)),
    Column("division", Sentence("行政区划", "Division"), Sentence("2、4、6 或 8 位；空则取自编码", "2, 4, 6 or 8 digits; from the code where empty"), _division),
    Column("peer", Sentence("所属设备或平台", "Device or platform"), Sentence("20 位编码；未接入时可空", "20 digits; empty while not joined"), _code),
    Column("life_cycle", Sentence("状态", "Life cycle"), Sentence("规划、在建、已验收、在用、停用、报废；新建时默认规划", "planned where empty"), _one_of(LIFE_CYCLES)),
    Column("site_category", Sentence("场所类别", "Site category"), Sentence("公共区域、重点单位等", "public area, key protection unit …"), _one_of(SITE_CATEGORIES)),
    Column("owner_organisation", Sentence("所属单位编号", "Owner organisation id"), Sentence("组织机构编号", "id of an organisation"), _text(36)),
    Column("manufacturer", Sentence("厂商", "Manufacturer"), Sentence("仅对未接入的通道有效", "only while not joined"), _text(128)),
    Column("model", Sentence("型号", "Model"), Sentence("仅对未接入的通道有效", "only while not joined"), _text(128)),
    Column("address", Sentence("安装地址", "Address"), Sentence("", ""), _text(255)),
    Column("longitude", Sentence("经度", "Longitude"), Sentence("WGS-84，度；与纬度同填", "WGS-84 degrees; with latitude"), _degrees(180)),
    Column("latitude", Sentence("纬度", "Latitude"), Sentence("WGS-84，度；与经度同填", "WGS-84 degrees; with longitude"), _degrees(90)),
    Column("ptz_type", Sentence("摄像机类型", "Camera type"), Sentence("1 球机 2 半球 3 固定枪机 4 遥控枪机 …", "PTZType of GB/T 28181"), _number(0, 99)),
    Column("direction_type", Sentence("监视方位", "Direction"), Sentence("1 东 2 西 3 南 4 北 5 东南 6 东北 7 西南 8 西北", "DirectionType of GB/T 28181"), _number(0, 8)),
    Column("status", Sentence("在线", "Status"), Sentence("仅导出", "export only")),
    Column("wire_code", Sentence("上报编码", "Code as sent"), Sentence("仅导出", "export only")),
)  # fmt: skip
IMPORTED: dict[str, Column] = {column.key: column for column in COLUMNS if column.read is not None}
BY_TITLE: dict[str, str] = {
    title.strip().lower(): column.key for column in COLUMNS for title in (column.key, column.title.zh, column.title.en)
}
