"""A draft as Markdown with footnotes, and as a Word file laid out by GB/T 9704 with comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reportnlp.draft.model import Draft, DraftParagraph, Role, Source, Words
from reportnlp.errors import ReportnlpError
from reportnlp.span import Span

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

SCHEMA = "reportnlp-draft/1"
_MARKS: dict[Role, str] = {"title": "# ", "salutation": "", "heading1": "## ", "heading2": "### ", "text": ""}
_AUTHOR = "reportnlp"
_FONTS: dict[Role, tuple[str, float]] = {
    "title": ("方正小标宋简体", 22), "salutation": ("仿宋_GB2312", 16), "heading1": ("黑体", 16), "heading2": ("楷体_GB2312", 16),
    "text": ("仿宋_GB2312", 16),
}  # fmt: skip
_LATIN = "Times New Roman"
_PITCH = 579  # twentieths of a point a line: 22 lines in 225 mm
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm, GB/T 9704—2012 5.2.1


def source_note(source: Source) -> str:
    """What a figure rests on: 记录计数：台账.xlsx〔活动台账〕第3—5、8行. A gap only says why."""
    if not source.rows:
        return source.note
    places = []
    ordered = sorted(set(source.rows))
    for (file, sheet), rows in groupby(ordered, key=lambda row: (row.file, row.sheet)):
        places.append(f"{file}{f'〔{sheet}〕' if sheet else ''}第{_numbers([row.row for row in rows])}行")
    return f"{source.note}：{'；'.join(places)}"


def _numbers(rows: Sequence[int]) -> str:
    """3, 4, 5, 8 → 3—5、8."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def to_markdown(draft: Draft, clean: bool = False) -> str:
    """Markdown; a footnote after every figure names its records, none with ``clean``."""
    lines = []
    notes: list[str] = []
    for paragraph in draft.paragraphs:
        words = paragraph.words
        line = ""
        for text, source in _stretches(words.text, _told(words)):
            line += text
            if source is not None and not clean:
                notes.append(source_note(source))
                line += f"[^{len(notes)}]"
        lines.append(_MARKS[paragraph.role] + line)
    if notes:
        lines.append("\n".join(f"[^{number}]: {note}" for number, note in enumerate(notes, 1)))
    return "\n\n".join(lines) + "\n"


def to_dict(draft: Draft) -> dict[str, Any]:
    """The JSON of the schema ``reportnlp-draft/1``: ``figures`` are spans of ``text``; a gap has no records."""
    return {
        "schema": SCHEMA,
        "text": draft.text,
        "paragraphs": [{"role": row.role, "text": row.words.text} for row in draft.paragraphs],
        "figures": [
            {
                "start": span.start,
                "end": span.end,
                "note": source_note(source),
                "records": [row._asdict() for row in source.rows],
            }
            for span, source in draft.figures
        ],
        "notes": list(draft.notes),
    }


def to_word(draft: Draft, clean: bool = False) -> bytes:
    """A .docx; a comment on every figure names its records, none with ``clean``. Needs python-docx (extra ``word``)."""
    try:
        import docx
    except ImportError:
        raise ReportnlpError(
            '写 Word 草稿需要 python-docx：请运行 pip install "reportnlp[word]"，或把输出改为 .md。',
            'Writing .docx needs python-docx: pip install "reportnlp[word]", or write .md.',
        ) from None
    document = docx.Document()
    _font(document.styles["Normal"], *_FONTS["text"], _LATIN)
    _page(document)
    for paragraph in draft.paragraphs:
        _paragraph(document, paragraph, clean)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _told(words: Words) -> list[tuple[Span, Source]]:
    """The stretches that get a note: figures of a sentence that rest on the same rows share one, from first to last."""
    kept: list[tuple[Span, Source]] = []
    for span, source in words.marks:
        last, before = kept[-1] if kept else (span, source)
        if kept and source.rows and before.rows == source.rows and "。" not in words.text[last.start : span.start]:
            notes = dict.fromkeys((*before.note.split("、"), source.note))
            kept[-1] = (Span(last.start, span.end), Source("、".join(notes), source.rows))
        else:
            kept.append((span, source))
    return kept


def _stretches(text: str, marks: Sequence[tuple[Span, Source]]) -> Iterator[tuple[str, Source | None]]:
    position = 0
    for span, source in marks:
        if span.start > position:
            yield text[position : span.start], None
        yield span.of(text), source
        position = span.end
    if position < len(text):
        yield text[position:], None


def _page(document: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, margin in _MARGINS.items():
        setattr(section, f"{side}_margin", Mm(margin))
    section.footer_distance = Mm(28)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{_PITCH}"/>'
    properties.append(parse_xml(grid))
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], "right")
    _page_number(section.even_page_footer.paragraphs[0], "left")


def _page_number(paragraph: Paragraph, side: str) -> None:
    """— 1 — in 宋体 14, one character from the outer edge (GB/T 9704—2012 7.5)."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls, qn

    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="280"/>'))
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
    for piece in ("— ", "begin", " PAGE ", "separate", "1", "end", " —"):
        run = paragraph.add_run()
        _font(run, "宋体", 14, "宋体")
        if piece in ("begin", "separate", "end"):
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), piece)
        else:
            node = OxmlElement("w:instrText" if piece == " PAGE " else "w:t")
            node.set(qn("xml:space"), "preserve")
            node.text = piece
        run._r.append(node)


def _paragraph(document: Any, paragraph: DraftParagraph, clean: bool) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = document.add_paragraph()
    properties = line._p.get_or_add_pPr()
    after = _PITCH if paragraph.role == "title" else 0
    properties.append(
        parse_xml(f'<w:spacing {nsdecls("w")} w:before="0" w:after="{after}" w:line="{_PITCH}" w:lineRule="exact"/>')
    )
    indent = 0 if paragraph.role in ("title", "salutation") else 200
    properties.append(
        parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="{indent}" w:firstLine="{indent * 16 // 5}"/>')
    )
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{"center" if paragraph.role == "title" else "both"}"/>'))
    font, size = _FONTS[paragraph.role]
    words = paragraph.words
    for text, source in _stretches(words.text, _told(words)):
        run = line.add_run(text)
        _font(run, font, size, _LATIN)
        if paragraph.role != "title":
            _tighten(run)
        if source is not None and not clean:
            document.add_comment(runs=[run], text=source_note(source), author=_AUTHOR, initials="R")


def _font(styled: Any, font: str, size: float, latin: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styled.font.size = Pt(size)
    styled.font.name = latin
    fonts = styled.element.get_or_add_rPr().rFonts
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")  # else “ ” take the Latin font


def _tighten(run: Any) -> None:
    """28 characters of 16 points fit into 156 mm when each stands a quarter of a point closer.

    A grid of characters says the same in Word, but LibreOffice then gives each character two cells.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    size = run._r.get_or_add_rPr().find(qn("w:sz"))
    size.addprevious(parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>'))
