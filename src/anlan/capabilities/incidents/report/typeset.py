"""The report as PDF, typeset by Typst from a template."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import typst

from anlan.capabilities.incidents.report.content import ReportContent
from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

FONTS: Final = ("Noto Serif CJK SC", "Noto Sans CJK SC")
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png"}


def as_pdf(content: ReportContent) -> bytes:
    """The document. Raises ``Unavailable`` where the Chinese fonts are missing: a report full of boxes helps nobody."""
    fonts = _fonts()
    missing = [name for name in FONTS if name not in fonts.families()]
    if missing:
        raise Unavailable(
            "incidents.no_fonts",
            Sentence("服务器未安装中文字体，无法生成 PDF", "the server lacks the Chinese fonts for a PDF"),
            remedy=Sentence("请安装 fonts-noto-cjk，或改用 Word 格式", "install fonts-noto-cjk, or take the Word file"),
        )
    with tempfile.TemporaryDirectory(prefix="anlan-report-") as folder:
        # Typst reads pictures from files below its root, and nothing outside it.
        root = Path(folder)
        pictures = []
        for number, picture in enumerate(content.pictures, 1):
            file = f"{number}.{_ENDINGS[picture.media_type]}"
            (root / file).write_bytes(picture.content)
            pictures.append({"file": file, "caption": picture.caption})
        (root / "report.typ").write_bytes(_template())
        told = asdict(replace(content, pictures=())) | {"pictures": pictures}
        compiler = typst.Compiler(
            str(root / "report.typ"), root=str(root), font_paths=fonts, sys_inputs={"report": json.dumps(told)}
        )
        made = compiler.compile(format="pdf")
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return files("anlan.capabilities.incidents.report").joinpath("report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    # Looking through the system's fonts takes a moment; they do not change while a platform runs.
    return typst.Fonts()
