"""Writes a report as a Word file in the look of a Chinese official document; the same input gives the same file."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

_FONTS = {"title": "方正小标宋简体", "heading1": "黑体", "heading2": "楷体_GB2312", "body": "仿宋_GB2312"}
_SIZES = {"title": 22, "heading1": 16, "heading2": 16, "body": 16}
_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
_NUMBERING = 77  # far from the numbers that the template uses


def word_file(header: dict[str, str], lines: list[tuple[str, str]]) -> bytes:
    """The .docx of ``lines`` (kind, text).

    ``header["numbering"]``: typed, or automatic numbers through the heading style (style) or the paragraph (direct).
    ``header["styles"]`` plain: headings are body paragraphs in another font. ``header["runs"]`` split: text is cut
    into short runs, as Word leaves it after editing.
    """
    document: Any = docx.Document()
    _page(document)
    for kind, style in (("title", "Title"), ("heading1", "Heading 1"), ("heading2", "Heading 2"), ("body", "Normal")):
        _style(document.styles[style], kind)
    if header["numbering"] != "typed":
        _define_numbering(document, linked=header["numbering"] == "style")
    rows: list[list[str]] = []
    for kind, text in [*lines, ("end", "")]:
        if kind == "row":
            rows.append(text.split("\t"))
            continue
        if rows:
            _table(document, rows)
            rows = []
        if kind != "end":
            _paragraph(document, kind, text, header)
    return _packed(document, lines[0][1])


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)


def _style(style: Any, kind: str) -> None:
    _font(style.element.get_or_add_rPr(), _FONTS[kind])
    style.font.size = Pt(_SIZES[kind])
    style.font.bold = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(35 if kind == "title" else 28)
    if kind == "title":
        layout.alignment, layout.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(20)
        border = style.element.pPr.find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)


def _font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), "Times New Roman" if key != "w:eastAsia" else name)


def _define_numbering(document: Any, linked: bool) -> None:
    levels = ""
    for level, text in enumerate(("%1、", "（%2）")):
        style = f'<w:pStyle w:val="Heading{level + 1}"/>' if linked else ""
        levels += (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>{style}'
            f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>'
        )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    numbering.insert(list(numbering).index(numbering.find(qn("w:num"))), abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>')
    )
    if linked:
        for level in (0, 1):
            _number(document.styles[f"Heading {level + 1}"].element.get_or_add_pPr(), level)


def _number(properties: Any, level: int) -> None:
    number = properties.get_or_add_numPr()
    number.get_or_add_ilvl().val = level
    number.get_or_add_numId().val = _NUMBERING


def _paragraph(document: Any, kind: str, text: str, header: dict[str, str]) -> None:
    heading = kind in ("heading1", "heading2")
    styled = kind == "title" or (heading and header["numbering"] != "direct" and header.get("styles") != "plain")
    names = {"title": "Title", "heading1": "Heading 1", "heading2": "Heading 2"}
    paragraph = document.add_paragraph(style=names[kind] if styled else None)  # looking for “Normal” takes long
    paragraph._p.get_or_add_pPr()
    for piece in _pieces(text) if header.get("runs") == "split" else [text]:
        run = paragraph.add_run(piece)
        if heading and not styled:
            _font(run._r.get_or_add_rPr(), _FONTS[kind])
    if heading and header["numbering"] == "direct":
        _number(paragraph._p.get_or_add_pPr(), int(kind[-1]) - 1)
    elif kind == "body" or (heading and header["numbering"] == "typed"):
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")
    elif kind == "signature":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _pieces(text: str) -> list[str]:
    """``text`` in runs of 5 to 40 characters, always cut in the same places."""
    dice = random.Random(len(text))
    pieces = []
    while text:
        size = dice.randint(5, 40)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style=document.styles["Table Grid"])
    assert document.styles["Table Grid"].type == WD_STYLE_TYPE.TABLE
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for index, row in enumerate(rows):
        for cell, text in zip(table.rows[index].cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(text)
            run.font.size = Pt(14)
            if index == 0:
                _font(run._r.get_or_add_rPr(), _FONTS["heading1"])


def _packed(document: Any, title: str) -> bytes:
    """The file, with nothing in it that depends on when or where it was made."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "reportnlp", "reportnlp"
    properties.comments, properties.keywords, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = _MOMENT
    properties.revision = 1
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
