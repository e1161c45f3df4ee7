"""Reads the layout of a Word file for the paragraphs that the reader has found in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from lxml import etree

from reportnlp.document.layout import Indent, Layout, Page, ParagraphLayout, Stretch
from reportnlp.document.model import Paragraph
from reportnlp.document.word.formatting import Formatting, Values, twips
from reportnlp.document.word.guard import Package, open_package
from reportnlp.document.word.page_numbers import page_numbers
from reportnlp.document.word.tags import FALLBACK, Tags, tags_of
from reportnlp.span import Span

_LETTER = (12240, 15840)  # what Word takes for a section that names no paper
_MARGIN = 1440
_LINE_RULES = ("auto", "exact", "atLeast")
_INDENTS = tuple(field.name for field in fields(Indent))


def read_layout(data: bytes, paragraphs: Sequence[Paragraph]) -> Layout:
    """The layout of the .docx in ``data``; ``paragraphs`` are those of the Document that was read from it.

    Run links join the two. Raises UnreadableError as reading does.
    """
    package = open_package(data)
    root = package.document()
    tags = tags_of(root)
    settings = _linked(package, "settings")
    formatting = Formatting(_linked(package, "styles"), _linked(package, "theme"), settings)
    nodes = [node for node in root.iter(tags.p) if not any(True for _ in node.iterancestors(FALLBACK))]
    sections = _sections(root, tags)
    pages_of = _pages_of(nodes, sections, tags)
    rows: list[ParagraphLayout | None] = []
    firsts: dict[int, int] = {}
    for index, paragraph in enumerate(paragraphs):
        row = None
        if paragraph.part == "body" and paragraph.runs and paragraph.runs[-1].part == package.main:
            page = pages_of[paragraph.runs[-1].paragraph]
            firsts.setdefault(page, index)
            row = _paragraph(paragraph, nodes, page, formatting, tags)
        rows.append(row)
    width = formatting.run(None, None, tags)["size"] / 2
    pages = tuple(_page(section, firsts.get(number), width, tags) for number, section in enumerate(sections))
    odd_and_even = settings is not None and _on(settings, "evenAndOddHeaders")
    return Layout(pages, tuple(rows), page_numbers(package, sections, formatting), odd_and_even)


def _linked(package: Package, kind: str) -> etree._Element | None:
    target = next((link.target for link in package.relationships(package.main) if link.kind == kind), None)
    return package.parse(target) if target else None


def _on(settings: etree._Element, name: str) -> bool:
    value = tags_of(settings).value(settings, name)
    return value is not None and value.lower() not in ("0", "false", "off")


def _sections(root: etree._Element, tags: Tags) -> list[etree._Element | None]:
    """The w:sectPr of the body in order; [None] when it has none."""
    body = root.find(tags.named("body"))
    ends = (tags.paragraph_properties, tags.named("body"))
    found = [] if body is None else [node for node in body.iter(tags.named("sectPr")) if _parent_tag(node) in ends]
    return [*found] or [None]


def _parent_tag(node: etree._Element) -> object:
    parent = node.getparent()
    return None if parent is None else parent.tag


def _pages_of(nodes: Sequence[etree._Element], sections: Sequence[etree._Element | None], tags: Tags) -> list[int]:
    """For each w:p the index of the section that it stands in."""
    pages = []
    page = 0
    for node in nodes:
        pages.append(page)
        properties = node.find(tags.paragraph_properties)
        if properties is not None and properties.find(tags.named("sectPr")) is not None:
            page = min(page + 1, len(sections) - 1)
    return pages


def _page(section: etree._Element | None, first: int | None, width: float, tags: Tags) -> Page:
    """``width`` is that of a character of the default style, in points: cells of the grid are measured from it."""

    def length(element: str, name: str, default: int) -> int:
        child = None if section is None else section.find(tags.named(element))
        value = None if child is None else twips(child.get(tags.named(name)))
        return default if value is None else value

    grid = None if section is None else section.find(tags.named("docGrid"))
    kind = "" if grid is None else str(grid.get(tags.named("type"), ""))
    pitch = None if grid is None else twips(grid.get(tags.named("linePitch")))
    space = None if grid is None else twips(grid.get(tags.named("charSpace")))
    in_cells = kind in ("linesAndChars", "snapToChars")
    return Page(
        first=first,
        width=length("pgSz", "w", _LETTER[0]),
        height=length("pgSz", "h", _LETTER[1]),
        top=abs(length("pgMar", "top", _MARGIN)),  # below zero when a header may not push the text down
        bottom=abs(length("pgMar", "bottom", _MARGIN)),
        left=length("pgMar", "left", _MARGIN),
        right=length("pgMar", "right", _MARGIN),
        gutter=length("pgMar", "gutter", 0),
        grid="" if kind == "default" else kind,
        line_pitch=pitch if kind not in ("", "default") else None,
        character_pitch=(width + (space or 0) / 4096) * 20 if in_cells else None,
    )


def _paragraph(
    paragraph: Paragraph, nodes: Sequence[etree._Element], page: int, formatting: Formatting, tags: Tags
) -> ParagraphLayout:
    node = nodes[paragraph.runs[-1].paragraph]  # the last one: it gives its format to those joined to it
    values = formatting.paragraph(node.find(tags.paragraph_properties), tags)
    rule = values.get("line_rule", "auto")
    return ParagraphLayout(
        page=page,
        alignment=values.get("alignment", "left"),
        indent=indent(values),
        line=values.get("line", 240),
        line_rule=rule if rule in _LINE_RULES else "auto",
        snaps=values.get("snaps", True),
        stretches=tuple(_stretches(paragraph, nodes, formatting, tags)),
    )


def indent(values: Values) -> Indent:
    """The indents among the effective values of a paragraph."""
    return Indent(**{name: values[name] for name in _INDENTS if name in values})


def _stretches(
    paragraph: Paragraph, nodes: Sequence[etree._Element], formatting: Formatting, tags: Tags
) -> Iterator[Stretch]:
    """The runs of a paragraph; neighbours of one format are one stretch."""
    last: Stretch | None = None
    runs: dict[int, list[etree._Element]] = {}
    for link in paragraph.runs:
        node = nodes[link.paragraph]
        if link.paragraph not in runs:
            runs[link.paragraph] = list(_runs(node, tags))
        properties = runs[link.paragraph][link.run].find(tags.run_properties)
        style = tags.value(node.find(tags.paragraph_properties), "pStyle")
        row = formatting.run(properties, style, tags)
        new = Stretch(link.span, row["font"], row["size"], row["bold"], row["color"])
        if last is not None and last[1:] == new[1:] and last.span.end == new.span.start:
            last = last._replace(span=Span(last.span.start, new.span.end))
            continue
        if last is not None:
            yield last
        last = new
    if last is not None:
        yield last


def _runs(parent: etree._Element, tags: Tags) -> Iterator[etree._Element]:
    """The w:r of one paragraph as run links count them: none of text boxes, of inner paragraphs, of mc:Fallback."""
    for child in parent:
        if child.tag == tags.r:
            yield child
        if child.tag not in (tags.box, tags.p, tags.run_properties, FALLBACK):
            yield from _runs(child, tags)
