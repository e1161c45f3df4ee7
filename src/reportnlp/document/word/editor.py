"""Puts comments and tracked changes into the bytes of a Word file; what has no mark stays byte for byte."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from reportnlp.document.model import Document, Paragraph
from reportnlp.document.word.changes import Changer, out_of_insertions, place, wrapper
from reportnlp.document.word.comment_part import AUTHOR, CommentPart, code_of
from reportnlp.document.word.fences import Reason
from reportnlp.document.word.lines import Line, PartText, line_of
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.places import first_paragraph, note_reference, protected
from reportnlp.document.word.sentences import OPENING, SIGNED, sentences, shown_part
from reportnlp.span import Span
from reportnlp.text.edits import Edit, minimal, without_overlaps


class Mark(NamedTuple):
    """What to put on ``span``: a comment, a replacement, or both; None leaves it out."""

    span: Span
    comment: str | None = None
    replacement: str | None = None


class Marked(NamedTuple):
    """The new bytes and what they hold: comments written, changes made (minimal, in order), what did not go as asked.

    ``notes`` has one sentence each, in Chinese and in English.
    """

    data: bytes
    comments: int
    changes: tuple[Edit, ...]
    notes: tuple[tuple[str, str], ...]


def mark_word(
    data: bytes, document: Document, marks: Iterable[Mark], *, date: datetime | None = None, accept: bool = False
) -> Marked:
    """The Word file ``data``, which ``document`` was read from, with ``marks`` in it.

    Of replacements that overlap the first one is made. With ``accept`` they are made plainly, and no comment is
    written. ``date`` (default: now) dates comments and changes by its own clock, as Word does: it shows the hour as
    written, whatever the zone. Raises UnreadableError as reading does.
    """
    writer = _Writer(data, document, date or datetime.now().astimezone(), accept)
    writer.write(list(marks))
    return writer.result()


class _Writer:
    def __init__(self, data: bytes, document: Document, date: datetime, accept: bool) -> None:
        self._document = document
        self._parts = Parts(data)
        written = date.strftime("%Y-%m-%dT%H:%M:%SZ")  # Word writes local time with a Z
        self._comments = CommentPart(self._parts, written)
        self._changer = Changer(self._parts, written, accept)
        self._accept = accept
        self._texts: dict[str, PartText] = {}
        self._protected = protected(self._parts)
        self._count = 0
        self._changes: list[Edit] = []
        self._refused: Counter[Reason] = Counter()
        self._moved: Counter[Reason] = Counter()
        self._summary: list[tuple[Paragraph, Mark]] = []

    def write(self, marks: list[Mark]) -> None:
        """Write all marks, paragraph by paragraph."""
        for index, here in _by_paragraph(marks, self._document).items():
            paragraph = self._document.paragraphs[index]
            if paragraph.runs:
                self._write_line(paragraph, here)
        if self._summary:
            self._write_summary()

    def result(self) -> Marked:
        """The new bytes and the account."""
        notes = sentences(self._moved, self._refused)
        data = self._parts.packed()
        if data != self._parts.data and any(name.startswith("_xmlsignatures/") for name in self._parts.package.names):
            notes = (*notes, SIGNED)
        return Marked(data, self._count, tuple(sorted(self._changes)), notes)

    def _write_line(self, paragraph: Paragraph, marks: list[Mark]) -> None:
        part = self._text(paragraph.runs[0].part)
        line = line_of(part, paragraph, self._document.text)
        marks = [mark for mark in marks if not _inside_own(line, mark.span)]
        comments = [] if self._accept else self._new_comments(line, paragraph.span, marks)
        text = self._document.text
        wanted = (minimal(text, Edit(mark.span, mark.replacement)) for mark in marks if mark.replacement is not None)
        edits = without_overlaps(edit for edit in wanted if edit.span.length or edit.replacement)
        if self._protected:
            self._refused["protected"] += len(edits)
            edits = ()
        ends = {edit.span.end for edit in edits}
        cuts = {position for edit in edits for position in edit.span}
        for position in sorted(cuts.union(*(mark.span for mark in comments))):
            for each in (line, *line.twins):
                each.cut(position, position in ends)
        for edit in reversed(edits):  # so that runs to the left are still in their place
            reason = self._changer.change(line, edit)
            if reason is None:
                self._changes.append(edit)
            else:
                self._refused[reason] += 1
        for mark in reversed(comments):
            self._write_comment(line, paragraph, mark)

    def _new_comments(self, line: Line, paragraph: Span, marks: list[Mark]) -> list[Mark]:
        """Marks with a comment that the file does not have yet; an empty one takes a character beside it."""
        own = _own_ranges(line, self._comments.own) if self._comments.own else {}
        places = [(code_of(self._comments.own[number]), span) for number, span in own.items()]
        found = []
        for mark in marks:
            if mark.comment is None or self._comments.has(mark.comment):
                continue
            span, code = _visible(mark.span, paragraph), code_of(mark.comment)
            if code is None or (code, span) not in places:
                found.append(mark._replace(span=span))
        return found

    def _write_comment(self, line: Line, paragraph: Paragraph, mark: Mark) -> None:
        assert mark.comment is not None
        pieces = line.covered(mark.span)
        fences = [piece.fence for piece in pieces]
        reason = next((fence.comment for fence in fences if fence.comment), None)
        first, last = (fences[0].first, fences[-1].last) if fences else (None, None)
        part = line.part
        if reason == "note":
            part = self._text(self._parts.main)
            first = last = note_reference(line, part)
        nowhere = first is None or last is None
        if reason and self._comments.has_body(self._entry(paragraph, mark) if nowhere else mark.comment):
            return
        if reason:
            self._moved[reason] += 1
        if first is None or last is None:
            self._summary.append((paragraph, mark))
            return
        if not fences[0].comment:
            first = pieces[0].run
        if not fences[-1].comment:
            last = pieces[-1].run
        self._put(self._comments.add(mark.comment), first, last, part, mark)

    def _entry(self, paragraph: Paragraph, mark: Mark) -> str:
        """A comment as it stands in the summary comment: with its place before it."""
        found = mark.span.of(self._document.text)
        return f"（{shown_part(paragraph.part)}）“{found if len(found) <= 30 else found[:29] + '…'}”：{mark.comment}"

    def _write_summary(self) -> None:
        """One comment on the first paragraph of the body for all that cannot have one in its place."""
        text = self._text(self._parts.main)
        paragraph = first_paragraph(text)
        if paragraph is None:
            self._refused["content"] += len(self._summary)
            return
        entries = "\n".join(self._entry(*row) for row in self._summary)
        number = self._comments.add(f"{OPENING}\n{entries}")
        start, end, reference = _range(number, text)
        properties = paragraph.find(text.tags.paragraph_properties)
        if properties is None:
            paragraph.insert(0, start)
        else:
            properties.addnext(start)
        paragraph.extend((end, reference))
        self._parts.touch(text.name)
        self._count += 1

    def _text(self, name: str) -> PartText:
        if name not in self._texts:
            self._texts[name] = PartText(self._parts, name)
        return self._texts[name]

    def _put(self, number: str, first: etree._Element, last: etree._Element, part: PartText, mark: Mark) -> None:
        """Put a comment around the elements, and around what its own mark has put in just before or after them."""
        tags = part.tags
        start, end, reference = _range(number, part)
        before = out_of_insertions(wrapper(first, tags), True, self._parts, tags)
        after = out_of_insertions(wrapper(last, tags), False, self._parts, tags)
        before = self._with_insertion(before, before.getprevious(), mark, mark.span.start)
        after = self._with_insertion(after, after.getnext(), mark, mark.span.end)
        place(before, [start], True)
        place(after, [end, reference], False)
        self._parts.touch(part.name)
        self._count += 1

    def _with_insertion(
        self, element: etree._Element, beside: etree._Element | None, mark: Mark, position: int
    ) -> etree._Element:
        edit = None if beside is None else self._changer.made.get(beside)
        if beside is None or edit is None or mark.replacement is None or position not in edit.span:
            return element
        return beside


def _range(number: str, part: PartText) -> tuple[etree._Element, etree._Element, etree._Element]:
    """Start, end and reference of the comment with that id."""
    tags = part.tags
    names = {"w": tags.prefix[1:-1]}
    reference = etree.Element(tags.r, nsmap=names)
    elements = [etree.Element(tags.named(name), nsmap=names) for name in ("commentRangeStart", "commentRangeEnd")]
    elements.append(etree.SubElement(reference, tags.named("commentReference")))
    for element in elements:
        element.set(tags.named("id"), number)
    return elements[0], elements[1], reference


def _by_paragraph(marks: list[Mark], document: Document) -> dict[int, list[Mark]]:
    """Marks by the paragraph in which they start, cut off at its end; one that was cut off replaces nothing."""
    starts = [paragraph.span.start for paragraph in document.paragraphs]
    found: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.span) if starts else ():
        index = max(0, bisect_right(starts, mark.span.start) - 1)
        paragraph = document.paragraphs[index].span
        start, end = (min(max(position, paragraph.start), paragraph.end) for position in mark.span)
        whole = mark if mark.span == (start, end) else mark._replace(span=Span(start, end), replacement=None)
        found.setdefault(index, []).append(whole)
    return found


def _visible(span: Span, paragraph: Span) -> Span:
    """``span``, or where it is empty a character beside it."""
    if span.length:
        return span
    return Span(span.start - 1, span.end) if span.start > paragraph.start else Span(span.start, span.end + 1)


def _inside_own(line: Line, span: Span) -> bool:
    """Whether a mark stands in text that the program has put in itself."""
    author = line.part.tags.named("author")
    insertions = [piece.fence.insertion for piece in line.covered(span)]
    return bool(insertions) and all(found is not None and found.get(author) == AUTHOR for found in insertions)


def _own_ranges(line: Line, own: dict[str, str]) -> dict[str, Span]:
    """What the program's own comments in a line stand on, by id."""
    tags = line.part.tags
    opening, closing = tags.named("commentRangeStart"), tags.named("commentRangeEnd")
    ends = {piece.run: piece.end for piece in line.pieces}
    position = line.pieces[0].start if line.pieces else 0
    starts: dict[str, int] = {}
    found = {}
    for element in line.elements:
        for node in element.iter(tags.r, opening, closing):
            number = str(node.get(tags.named("id")))
            if node.tag == tags.r:
                position = ends.get(node, position)
            elif node.tag == opening:
                starts[number] = position
            elif number in own and number in starts:
                found[number] = Span(starts[number], position)
    return found
