"""The report as a Word document (Office Open XML)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from anlan.capabilities.incidents.report.content import NONE, ReportContent, Section

# Fonts that official texts are set in; where they are not installed, the program that opens it takes its own.
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"
_PAGE_CM: Final = 16.0
_NUMERALS: Final = "一二三四五六七八九十"


def as_word(content: ReportContent) -> bytes:
    """The document."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    document.core_properties.title = f"应急处置报告 {content.number}"
    document.core_properties.author = content.unit
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    _in_chinese(style.element.rPr)
    _line(document, "应急处置报告", 22, bold=True, centred=True)
    masked = "　（人员姓名与电话已脱敏）" if content.masked else ""
    _line(document, f"编号：{content.number}　　生成时间：{content.made}{masked}", 10.5, centred=True)
    _heading(document, "一、基本情况")
    _table(document, None, (22, 78), content.facts)
    for number, part in enumerate(content.sections, 1):
        _heading(document, f"{_NUMERALS[number]}、{part.title}")
        _section(document, part)
    _heading(document, f"{_NUMERALS[len(content.sections) + 1]}、现场图片")
    if not content.pictures:
        _line(document, NONE, 10.5)
    for picture in content.pictures:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run().add_picture(io.BytesIO(picture.content), width=Cm(12))
        _line(document, picture.caption, 9, centred=True)
    _line(document, content.unit, 12, right=True)
    _line(document, content.made[:10], 12, right=True)
    _page_numbers(section.footer.paragraphs[0])
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _section(document: Any, section: Section) -> None:
    if section.rows:
        _table(document, section.columns, section.widths, section.rows)
    else:
        _line(document, NONE, 10.5)


def _table(document: Any, columns: Sequence[str] | None, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    # Word goes by the cells, LibreOffice by the grid; both are told.
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Cm(_PAGE_CM * share / sum(widths))
    for number, row in enumerate([columns, *rows] if columns else rows):
        made = table.add_row()
        _whole(made)
        if columns and number == 0:
            _repeated(made)
        for place, (cell, text, share) in enumerate(zip(made.cells, row, widths, strict=True)):
            cell.width = Cm(_PAGE_CM * share / sum(widths))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(text)
            run.font.size = Pt(9 if columns else 10.5)
            if (columns and number == 0) or (not columns and place == 0):
                _in_font(run, _HEADING)
                _shaded(cell)


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.font.size = Pt(14)
    _in_font(run, _HEADING)


def _line(
    document: Any, text: str, points: float, *, bold: bool = False, centred: bool = False, right: bool = False
) -> None:
    paragraph = document.add_paragraph()
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(points), bold
    if bold:
        _in_font(run, _HEADING)


def _in_font(run: Any, name: str) -> None:
    run.font.name = _LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _in_chinese(properties: Any) -> None:
    """So that punctuation and glyphs are the mainland's, whatever font stands in."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _shaded(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F5")):
        shade.set(qn(f"w:{name}"), value)
    cell._element.get_or_add_tcPr().append(shade)


def _repeated(row: Any) -> None:
    """The titles stand at the head of each page that the table runs on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    """A row is not torn by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _page_numbers(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("第 ")
    for name, after in (("PAGE", " 页　共 "), ("NUMPAGES", " 页")):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        run = OxmlElement("w:r")
        shown = OxmlElement("w:t")
        shown.text = "1"
        run.append(shown)
        field.append(run)
        paragraph._p.append(field)
        paragraph.add_run(after)
