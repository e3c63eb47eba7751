"""The reference page of codes, written from the tables themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anlan.protocols.gbcode import Edition, industries, industry_name, networks, node_kind, type_name, types
from anlan.protocols.manscdp.checks import VIOLATIONS
from anlan.protocols.wording import Sentence

_INTRODUCTION = """# Codes · 编码

A code of GB/T 28181 has 20 digits: centre (8: province, city, county, grass-roots unit, two digits each), industry (2), type (3),
network (1), serial (6). Division nodes of a catalog have 2, 4, 6 or 8 digits instead.

中心编码 8 位(省、市、区县、基层接入单位各 2 位)、行业 2 位、类型 3 位、网络标识 1 位、序号 6 位,共 20 位;目录中的行政区划节点为 2、4、6 或 8 位。

Digits 7-8 are numbered locally; no arithmetic leads from them to the three-digit township codes of GB/T 10114. Codes under
prefix 99 belong to no province: the demo city uses them.

The 2022 tables follow annex E of GB/T 28181-2022. The 2016 tables of industry and network could not be checked against a printed
copy; they explain codes, and no code is refused on their word alone where 2022 allows it.
"""


def codes_reference() -> str:
    """The page as Markdown."""
    old, new = Edition.GB2016, Edition.GB2022
    parts = [_INTRODUCTION, "## Industry · 行业(第 9、10 位)\n", _header("2016", "2022")]
    parts += _rows(industries(new), lambda code: (_text(industry_name(code, old)), _text(industry_name(code, new))))
    parts += ["\n## Type · 类型(第 11 至 13 位)\n", _header("2016", "2022", "kind")]
    codes = {**types(new), **types(old)}
    parts += _rows(codes, lambda code: (_text(type_name(code, old)), _text(type_name(code, new)), _kind(code)))
    parts += ["\n## Network · 网络标识(第 14 位)\n", _header("2016", "2022")]
    parts += _rows(
        {**networks(new), **networks(old)},
        lambda code: (_text(networks(old).get(code)), _text(networks(new).get(code))),
    )
    parts += [
        "\n## What is tolerated and named · 容忍并标明的不规范\n",
        "Stable codes of what a device or platform breaks; shown on its page with these sentences.\n",
        "| code | 中文 | English |\n|---|---|---|",
    ]
    parts += [f"| `{code}` | {sentence.zh} | {sentence.en} |" for code, sentence in VIOLATIONS.items()]
    return "\n".join(parts) + "\n"


def _header(*columns: str) -> str:
    return f"| digits | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}"


def _rows(codes: Mapping[str, Sentence], cells_of: Callable[[str], tuple[str, ...]]) -> list[str]:
    """One row for each run of codes that mean the same."""

    runs: list[tuple[str, str, tuple[str, ...]]] = []
    for code in sorted(codes):
        cells = cells_of(code)
        if runs and runs[-1][2] == cells and int(runs[-1][1]) + 1 == int(code):
            runs[-1] = (runs[-1][0], code, cells)
        else:
            runs.append((code, code, cells))
    return [f"| {first if first == last else f'{first}-{last}'} | {' | '.join(cells)} |" for first, last, cells in runs]


def _text(sentence: Sentence | None) -> str:
    return f"{sentence.zh} · {sentence.en}" if sentence is not None else ""


def _kind(code: str) -> str:
    return f"`{node_kind('9901020300' + code + '0000001').value}`"
