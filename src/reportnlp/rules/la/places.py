"""What the layout rules share: pieces of text by role, names of sizes, one hit for all places of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.roles import Role, heading_span
from reportnlp.document.layout import Page, ParagraphLayout, Stretch
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

HEADINGS: tuple[Role, ...] = ("heading1", "heading2", "heading3", "heading4")
_HAN = re.compile("[\u3400-\u9fff]")
_SHOWN = re.compile(r"[^，。；：！？\v\t\n]{1,30}")
_BLANKS = {"\u3000": 1.0, " ": 0.5, "\xa0": 0.5}
_FURTHER = 5  # places that the evidence names beside the first
_SIZES = {
    84: "初号", 72: "小初", 52: "一号", 48: "小一", 44: "二号", 36: "小二", 32: "三号", 30: "小三", 28: "四号",
    24: "小四", 21: "五号", 18: "小五", 15: "六号", 13: "小六",
}  # fmt: skip


class Place(NamedTuple):
    """A place that is not as it should be, and how it is."""

    span: Span
    what: str


def one_hit(context: Context, places: Iterable[Place], clause: str, right: str) -> Iterator[Hit]:
    """One hit for all places: it stands on the first, counts them, and names some of the others as evidence."""
    rows = list(places)
    if not rows:
        return
    seen = "、".join(list(dict.fromkeys(row.what for row in rows))[:2])
    evidence = [Evidence(clause, f"{clause}：{right}")]
    evidence += [Evidence("另一处", row.what, shown(context.text, row.span)) for row in rows[1 : 1 + _FURTHER]]
    values = (("count", str(len(rows))), ("seen", seen), ("right", right))
    yield Hit(shown(context.text, rows[0].span), evidence=tuple(evidence), values=values)


def shown(text: str, span: Span) -> Span:
    """The first words of a span: enough to find the place."""
    match = _SHOWN.search(text, span.start, span.end)
    if match is None:
        return span
    blank = len(match.group()) - len(match.group().lstrip())
    return Span(match.start() + blank, match.end()) if match.group().strip() else span


def pieces(context: Context, *roles: Role) -> Iterator[Stretch]:
    """The stretches with Han characters in paragraphs of those roles.

    A heading that runs into its paragraph is a heading up to its end, and text from there.
    """
    document = context.document
    for index, row in paragraphs(context, *roles, *(HEADINGS if "text" in roles else ())):
        span = document.paragraphs[index].span
        head = heading_span(document, index) if context.roles[index] in HEADINGS else None
        if head is not None and context.roles[index] in roles:
            span = head if "text" not in roles else span
        elif head is not None:
            span = Span(head.end, span.end)
        for stretch in row.stretches:
            start, end = max(span.start, stretch.span.start), min(span.end, stretch.span.end)
            if start < end and _HAN.search(context.text, start, end):
                yield stretch._replace(span=Span(start, end))


def paragraphs(context: Context, *roles: Role) -> Iterator[tuple[int, ParagraphLayout]]:
    """Indexes and layouts of the body paragraphs of those roles."""
    layout = context.document.layout
    for index, row in enumerate(layout.paragraphs if layout else ()):
        if row is not None and context.roles[index] in roles:
            yield index, row


def pages(context: Context) -> Iterator[tuple[Page, Span]]:
    """The pages that hold text, each with its first paragraph."""
    layout = context.document.layout
    for page in layout.pages if layout else ():
        if page.first is not None:
            yield page, context.document.paragraphs[page.first].span


def first_place(context: Context) -> Span:
    """Where findings stand that concern the whole document: its first paragraph."""
    return next((span for _, span in pages(context)), Span(0, len(context.text)))


def in_font(font: str | None, fonts: Sequence[str]) -> bool:
    """Whether the name of a font contains an entry of the list."""
    return font is not None and any(entry.lower() in font.lower().replace(" ", "") for entry in fonts)


def wrong_fonts(context: Context, role: Role, *more: Role, fonts: Sequence[str]) -> Iterator[Place]:
    """Stretches of those roles in other fonts, neighbours of one paragraph as one place."""
    rows = pieces(context, role, *more)
    wrong = (Place(row.span, row.font or "未指定的字体") for row in rows if not in_font(row.font, fonts))
    return _one_for_each_paragraph(context, wrong)


def wrong_sizes(context: Context, role: Role, *more: Role, size: float) -> Iterator[Place]:
    """Stretches of those roles in other sizes, neighbours of one paragraph as one place."""
    rows = pieces(context, role, *more)
    wrong = (Place(row.span, size_name(row.size / 2)) for row in rows if row.size != round(size * 2))
    return _one_for_each_paragraph(context, wrong)


def wrong_colors(context: Context, colors: Sequence[str]) -> Iterator[Place]:
    """Stretches of the body in colours that are not listed; automatic is black."""
    allowed = {color.upper() for color in colors}
    rows = pieces(context, "title", "text", *HEADINGS)
    wrong = (Place(row.span, f"#{row.color}") for row in rows if (row.color or "000000") not in allowed)
    return _one_for_each_paragraph(context, wrong)


def _one_for_each_paragraph(context: Context, places: Iterable[Place]) -> Iterator[Place]:
    last = -1
    for place in places:
        index = context.paragraph_index_at(place.span.start)
        if index != last:
            yield place
        last = index


def size_name(points: float) -> str:
    """A size as Word's menu names it: 三号, 15磅."""
    return _SIZES.get(round(points * 2), f"{points:g}磅")


def blank_before(line: str) -> float | None:
    """Characters' width of the blanks typed before a line; None with a tab, whose width depends on the program."""
    blanks = line[: len(line) - len(line.lstrip())]
    return None if blanks.strip("".join(_BLANKS)) else sum(_BLANKS[blank] for blank in blanks)


def line_width(line: str) -> float:
    """Width of a line in characters: those of ASCII are half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in line)


def first_indent(context: Context, index: int, row: ParagraphLayout) -> float | None:
    """Characters that the first line of a paragraph is indented by, typed blanks too; None when it cannot be known."""
    paragraph = context.document.paragraphs[index]
    line = context.text.rfind("\n", 0, paragraph.span.start) + 1  # a text file's paragraphs leave their blanks out
    typed = blank_before(context.text[line : paragraph.span.end])
    if typed is None or not row.stretches or paragraph.label:  # a number that Word makes brings its own indent
        return None
    return row.indent.first_line(row.stretches[0].size) + typed
