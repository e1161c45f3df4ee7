"""Reads the text of a Word file: every story, in reading order, with the runs it came from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from reportnlp.document.model import Cell, Paragraph, Part, RunLink
from reportnlp.document.word.guard import Package, open_package, parse_xml
from reportnlp.document.word.numbering import Numbering
from reportnlp.document.word.runs import Story, unclosed_fields
from reportnlp.document.word.styles import Styles
from reportnlp.document.word.tags import CHOICE, FALLBACK, Tags, tags_of, whole_number
from reportnlp.errors import UnreadableError
from reportnlp.span import Span

_NOTES: tuple[tuple[str, str, Part], ...] = (
    ("footnotes", "footnote", "footnote"),
    ("endnotes", "endnote", "endnote"),
)
MAX_PARAGRAPHS = 500_000  # in one part
_REMEMBERED_STYLES = 1_000_000  # bytes; larger style parts are read anew each time
_MARGINS: tuple[tuple[str, Part], ...] = (("header", "header"), ("footer", "footer"))


class WordText(NamedTuple):
    """Text of a Word file, its paragraphs (empty ones too) in reading order, and how many tables it has."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    tables: int


def read_word(data: bytes) -> WordText:
    """The text in the bytes of a .docx, .docm or .dotx file, tracked changes accepted.

    Body first, each text box after the paragraph that anchors it; then headers, footers, footnotes and endnotes.
    Paragraphs are joined by "\\n", cells of a row by "\\t". A paragraph never contains "\\n": a line break inside it
    is "\\v" (vertical tab). Comments are not text. Raises UnreadableError for anything that is no sound Word file.
    """
    return read_package(open_package(data))


def read_package(package: Package) -> WordText:
    """The text of an opened package, as ``read_word`` gives it."""
    root = package.document()
    links = package.relationships(package.main)
    parts = {link.kind: link.target for link in links if link.target and link.kind not in ("header", "footer")}
    styles = _styles(package, parts.get("styles"))
    numbering = parts.get("numbering")
    collector = _Collector(Numbering(package.parse(numbering) if numbering else None, styles), styles)
    collector.read(package.main, root, "body", [root])
    targets = {link.id: link.target for link in links}
    for kind, part in _MARGINS:
        for name in _margin_parts(root, kind, targets):
            margin = package.parse(name)
            collector.read(name, margin, part, [margin])
    for kind, element, part in _NOTES:
        notes_name = parts.get(kind)
        if notes_name:
            notes = package.parse(notes_name)
            collector.read(notes_name, notes, part, _notes(notes, element))
    return WordText("".join(collector.pieces), tuple(collector.paragraphs), collector.tables)


def _styles(package: Package, name: str | None) -> Styles:
    if name is None:
        return Styles(None)
    data = package.read(name)
    return _parsed_styles(data, name) if len(data) <= _REMEMBERED_STYLES else Styles(parse_xml(data, name))


@lru_cache(maxsize=8)
def _parsed_styles(data: bytes, name: str) -> Styles:
    """Reports from one template have the same styles, and these often outweigh the text."""
    return Styles(parse_xml(data, name))


def _margin_parts(root: etree._Element, kind: str, targets: dict[str, str | None]) -> list[str]:
    """Header or footer parts that a section uses, each once, in the order of the sections."""
    names: dict[str, None] = {}
    for reference in root.iter(tags_of(root).named(kind + "Reference")):
        for key, value in reference.attrib.items():
            target = targets.get(str(value)) if str(key).endswith("}id") else None
            if target:
                names[target] = None
    return list(names)


def _notes(root: etree._Element, element: str) -> list[etree._Element]:
    """The notes of a part without its separators."""
    tags = tags_of(root)
    kinds = (None, "normal")
    return [note for note in root.iterchildren(tags.named(element)) if note.get(tags.named("type")) in kinds]


class _Place(NamedTuple):
    """Where a paragraph stands: part, cell, and the names of its counters and of its story."""

    part: Part
    cell: Cell | None
    counters: str
    story: Story


class _Collector:
    """Gathers text and paragraphs of one document after another part of it."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self.pieces: list[str] = []
        self.paragraphs: list[Paragraph] = []
        self.tables = 0
        self._numbering = numbering
        self._styles = styles
        self._length = 0
        self._separator = ""
        self._held: list[tuple[int, list[tuple[int, str]]]] = []  # of paragraphs whose end is deleted
        self._held_boxes: list[etree._Element] = []

    def read(self, name: str, root: etree._Element, part: Part, stories: list[etree._Element]) -> None:
        """Add the paragraphs under the elements ``stories`` of the part called ``name``."""
        self._name = name
        self._tags = tags_of(root)
        self._unclosed = unclosed_fields(root, self._tags)
        self._indexes = paragraph_indexes(root, self._tags)
        for element in stories:
            counters = name if part in ("header", "footer") else part
            self._blocks(element, _Place(part, None, counters, Story(self._tags, self._unclosed)))

    def _blocks(self, parent: etree._Element, place: _Place) -> None:
        for block in _found(parent, (self._tags.p, self._tags.table), self._tags):
            if block.tag == self._tags.p:
                self._paragraph(block, place)
            else:
                self._table(block, place)

    def _table(self, table: etree._Element, place: _Place) -> None:
        part: Part = "table" if place.part in ("body", "textbox") else place.part
        number = self.tables
        self.tables += 1
        merged: set[int] = set()  # columns whose cell goes on downwards
        row_index = 0
        for row in _found(table, (self._tags.row,), self._tags):
            if _row_deleted(row, self._tags):
                continue
            first = True
            for column, cell in _cells(row, merged, self._tags):
                if not first:
                    self._separator = "\t"
                first = False
                self._blocks(cell, place._replace(part=part, cell=Cell(number, row_index, column)))
            row_index += 1

    def _paragraph(self, paragraph: etree._Element, place: _Place) -> None:
        runs, boxes, properties = place.story.read(paragraph)
        index = self._indexes[paragraph]
        texts = [(index, runs)]
        settings = _settings(properties, self._tags)
        if settings.end_deleted and _goes_on(paragraph, self._tags):
            self._held += texts
            self._held_boxes += boxes
            return
        if self._held:
            texts, boxes = self._held + texts, self._held_boxes + boxes
            self._held, self._held_boxes = [], []
        level = self._styles.heading_level(settings.style) if settings.level is None else settings.level
        self._add(texts, place, level, self._numbering.label(place.counters, settings.style, settings.number))
        for box in boxes:
            self._box(box, place)

    def _box(self, box: etree._Element, place: _Place) -> None:
        counters = place.counters if place.counters.startswith("textbox ") else f"textbox {place.counters}"
        part: Part = "textbox" if place.part in ("body", "table", "textbox") else place.part
        inner = _Place(part, None, counters, Story(self._tags, self._unclosed))
        if box.tag == self._tags.p:
            self._paragraph(box, inner)
        else:
            self._blocks(box, inner)

    def _add(self, texts: list[tuple[int, list[tuple[int, str]]]], place: _Place, level: int, label: str) -> None:
        self.pieces.append(self._separator)
        start = end = self._length + len(self._separator)
        self._separator = "\n"
        links: list[RunLink] = []
        for index, runs in texts:
            last = -1
            for run, text in runs:
                self.pieces.append(text)
                before, end = end, end + len(text)
                if run == last:
                    before = links.pop().span.start
                links.append(RunLink(Span(before, end), self._name, index, run))
                last = run
        self._length = end
        self.paragraphs.append(Paragraph(Span(start, end), place.part, label, level, place.cell, tuple(links)))


class _Settings(NamedTuple):
    """What w:pPr says: style, heading level (None leaves it to the style), numId and ilvl, deleted end."""

    style: str | None = None
    level: int | None = None
    number: tuple[int | None, int | None] | None = None
    end_deleted: bool = False


_PLAIN = _Settings()


def _settings(properties: etree._Element | None, tags: Tags) -> _Settings:
    settings = _PLAIN
    for element in properties if properties is not None else ():
        tag = element.tag
        if tag == tags.style:
            settings = settings._replace(style=str(element.get(tags.val, "")))
        elif tag == tags.numbering:
            settings = settings._replace(number=(tags.number(element, "numId"), tags.number(element, "ilvl")))
        elif tag == tags.outline:
            level = whole_number(element.get(tags.val))
            settings = settings._replace(level=level + 1 if level is not None and 0 <= level <= 8 else 0)
        elif tag == tags.run_properties:
            deleted = element.find(tags.deletion) is not None or element.find(tags.move_from) is not None
            settings = settings._replace(end_deleted=deleted)
    return settings


def _found(parent: etree._Element, wanted: tuple[str, ...], tags: Tags) -> Iterator[etree._Element]:
    """Nearest elements of the wanted kinds, through content controls, custom XML, insertions and choices."""
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child
        elif tag == FALLBACK or tag in tags.gone or (tag == CHOICE and child.getprevious() is not None):
            continue
        elif len(child):
            yield from _found(child, wanted, tags)


def paragraph_indexes(root: etree._Element, tags: Tags) -> dict[etree._Element, int]:
    """Number of each w:p of a part in document order; those under mc:Fallback repeat others and have none."""
    repeated = {paragraph for fallback in root.iter(FALLBACK) for paragraph in fallback.iter(tags.p)}
    counted = (paragraph for paragraph in root.iter(tags.p) if paragraph not in repeated)
    indexes = {paragraph: index for index, paragraph in enumerate(islice(counted, MAX_PARAGRAPHS + 1))}
    if len(indexes) > MAX_PARAGRAPHS:
        raise UnreadableError(
            f"文件有超过 {MAX_PARAGRAPHS:,} 个段落，不是正常的报告：请拆分后再检查。",
            f"The file has more than {MAX_PARAGRAPHS:,} paragraphs, as no report does: split it first.",
        )
    return indexes


def _goes_on(paragraph: etree._Element, tags: Tags) -> bool:
    """Whether another paragraph follows at once, so that it takes up the text of one whose end is deleted."""
    following = paragraph.getnext()
    return following is not None and following.tag == tags.p


def _row_deleted(row: etree._Element, tags: Tags) -> bool:
    properties = row.find(tags.named("trPr"))
    return properties is not None and properties.find(tags.deletion) is not None


def _cells(row: etree._Element, merged: set[int], tags: Tags) -> Iterator[tuple[int, etree._Element]]:
    """Cells of a row that show text, with the grid column in which each starts; ``merged`` is kept up to date."""
    column = max(0, tags.number(row.find(tags.named("trPr")), "gridBefore") or 0)
    for cell in _found(row, (tags.cell,), tags):
        properties = cell.find(tags.named("tcPr"))
        start = column
        column += max(1, tags.number(properties, "gridSpan") or 1)
        vertical = tags.value(properties, "vMerge")
        goes_on = vertical in ("", "continue") and start in merged
        if vertical is None:
            merged.discard(start)
        else:
            merged.add(start)
        across = tags.value(properties, "hMerge") in ("", "continue")
        deleted = properties is not None and properties.find(tags.named("cellDel")) is not None
        if not goes_on and not across and not deleted:
            yield start, cell
