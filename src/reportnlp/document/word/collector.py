"""Gathers the paragraphs of a Word file's parts, in reading order, into one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.model import Cell, Paragraph, Part, RunLink
from reportnlp.document.word.marks import Marks
from reportnlp.document.word.numbering import Numbering
from reportnlp.document.word.runs import Mark, ParagraphText, Story, deleted_text
from reportnlp.document.word.styles import Styles
from reportnlp.document.word.survey import Survey, survey
from reportnlp.document.word.tags import CHOICE, FALLBACK, Tags, tags_of, whole_number
from reportnlp.errors import UnreadableError
from reportnlp.span import Span

_new = tuple.__new__  # makes a named tuple in a third of the time; there are tens of thousands


class _Place(NamedTuple):
    """Where a paragraph stands: part, cell, and the names of its counters and of its story."""

    part: Part
    cell: Cell | None
    counters: str
    story: Story


class _Piece(NamedTuple):
    """The text of one w:p: its number in the part, and its runs and marks."""

    paragraph: int
    runs: list[tuple[int, str]]
    marks: list[Mark]


class Collector:
    """Gathers text, paragraphs and marks of one document after another part of it."""

    def __init__(self, numbering: Numbering, styles: Styles, limits: Limits = LIMITS) -> None:
        self.pieces: list[str] = []
        self.paragraphs: list[Paragraph] = []
        self.marks = Marks()
        self.tables = 0
        self._limits = limits
        self._numbering = numbering
        self._styles = styles
        self._length = 0
        self._separator = ""
        self._held: list[_Piece] = []  # of paragraphs whose end is deleted
        self._held_boxes: list[etree._Element] = []

    def read(self, name: str, root: etree._Element, part: Part, stories: list[etree._Element]) -> Survey:
        """Add the paragraphs under the elements ``stories`` of the part called ``name``; what else it holds."""
        self._name = name
        self._tags = tags_of(root)
        looked = survey(root, self._limits.paragraphs)
        self._survey = looked
        self._hides = self._is_hidden if looked.hides or self._styles.hide else None
        for element in stories:
            counters = name if part in ("header", "footer") else part
            self._blocks(element, _Place(part, None, counters, self._story()))
        return looked

    def _story(self) -> Story:
        return Story(self._tags, self._survey.unclosed, self._hides, self._survey.plain)

    def _is_hidden(self, run: etree._Element, properties: etree._Element | None) -> bool:
        own = run.find(self._tags.run_properties)
        direct = self._tags.switch(own, "vanish")
        if direct is not None:
            return direct
        return self._styles.hides(self._tags.value(properties, "pStyle"), self._tags.value(own, "rStyle"))

    def _blocks(self, parent: etree._Element, place: _Place) -> None:
        tags = self._tags
        for block in _found(parent, (tags.p, tags.table, tags.comment_start, tags.comment_end), tags):
            if block.tag == tags.p:
                self._paragraph(block, place)
            elif block.tag == tags.table:
                self._table(block, place)
            else:  # a comment on whole paragraphs
                start = block.tag == tags.comment_start
                mark = Mark("comment start" if start else "comment end", 0, 0, str(block.get(tags.id, "")))
                self.marks.add(mark, self._length + len(self._separator) * start)

    def _table(self, table: etree._Element, place: _Place) -> None:
        part: Part = "table" if place.part in ("body", "textbox") else place.part
        number = self.tables
        self.tables += 1
        merged: set[int] = set()  # columns whose cell goes on downwards
        row_index = 0
        for row in _found(table, (self._tags.row,), self._tags):
            deletion = _row_deletion(row, self._tags)
            if deletion is not None:
                text, author = deleted_text(row, self._tags), str(deletion.get(self._tags.author, ""))
                self.marks.add(Mark("deletion", 0, 0, author, text), self._length)
                continue
            first = True
            for column, cell in _cells(row, merged, self._tags):
                if not first:
                    self._separator = "\t"
                first = False
                self._blocks(cell, place._replace(part=part, cell=Cell(number, row_index, column)))
            row_index += 1

    def _paragraph(self, paragraph: etree._Element, place: _Place) -> None:
        runs, boxes, properties, marks, contents = place.story.read(paragraph)
        pieces = [_Piece(self._survey.indexes[paragraph], runs, marks)]
        settings = _settings(properties, self._tags)
        if settings.end_deleted and _goes_on(paragraph, self._tags):
            self._held += pieces
            self._held_boxes += boxes
            return
        if self._held:
            pieces, boxes = self._held + pieces, self._held_boxes + boxes
            self._held, self._held_boxes = [], []
        level = self._styles.heading_level(settings.style) if settings.level is None else settings.level
        if place.part == "body" and (
            contents or paragraph in self._survey.listed or self._styles.is_contents(settings.style)
        ):
            place, level = place._replace(part="contents"), 0
        self._add(pieces, place, level, self._numbering.label(place.counters, settings.style, settings.number))
        for box in boxes:
            self._box(box, place)

    def _box(self, box: etree._Element, place: _Place) -> None:
        counters = place.counters if place.counters.startswith("textbox ") else f"textbox {place.counters}"
        part: Part = "textbox" if place.part in ("body", "contents", "table", "textbox") else place.part
        inner = _Place(part, None, counters, self._story())
        if box.tag == self._tags.p:
            self._paragraph(box, inner)
        else:
            self._blocks(box, inner)

    def _add(self, pieces: list[_Piece], place: _Place, level: int, label: str) -> None:
        self.pieces.append(self._separator)
        start = end = self._length + len(self._separator)
        self._separator = "\n"
        links: list[RunLink] = []
        for piece in pieces:
            for mark in piece.marks:
                self.marks.add(mark, end)
            last = -1
            for run, text in piece.runs:
                self.pieces.append(text)
                before, end = end, end + len(text)
                if run == last:
                    before = links.pop().span.start
                links.append(_new(RunLink, (_new(Span, (before, end)), self._name, piece.paragraph, run)))
                last = run
        self._length = end
        if end > self._limits.characters:
            raise UnreadableError(
                f"文件的文字超过 {self._limits.characters:,} 字，不是正常的报告：请拆分后再检查。",
                f"The file has more than {self._limits.characters:,} characters, as no report does: split it first.",
            )
        self.paragraphs.append(Paragraph(Span(start, end), place.part, label, level, place.cell, tuple(links)))


def plain_text(parent: etree._Element, tags: Tags) -> str:
    """What the paragraphs of a small story say (a comment), one a line."""
    story = Story(tags, set())
    read: list[ParagraphText] = [story.read(paragraph) for paragraph in _found(parent, (tags.p,), tags)]
    return "\n".join("".join(text for _, text in paragraph.runs) for paragraph in read)


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


def _goes_on(paragraph: etree._Element, tags: Tags) -> bool:
    """Whether another paragraph follows at once, so that it takes up the text of one whose end is deleted."""
    following = paragraph.getnext()
    return following is not None and following.tag == tags.p


def _row_deletion(row: etree._Element, tags: Tags) -> etree._Element | None:
    properties = row.find(tags.named("trPr"))
    return None if properties is None else properties.find(tags.deletion)


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
