"""The runs of one paragraph as pieces of the document's text; cuts them where a mark begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportnlp.document.limits import LIMITS
from reportnlp.document.model import Paragraph
from reportnlp.document.word.fences import Fence, Fences
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.runs import plain_pieces, runs_of
from reportnlp.document.word.survey import survey
from reportnlp.document.word.tags import ALTERNATE, CHOICE, FALLBACK, Tags, tags_of
from reportnlp.span import Span

PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class Piece:
    """A run and the characters of the text that it holds; ``whole`` when it cannot be cut."""

    start: int
    end: int
    run: etree._Element
    fence: Fence
    whole: bool


class PartText:
    """The paragraphs of one part by number, and what fences its runs."""

    def __init__(self, parts: Parts, name: str) -> None:
        self.parts = parts
        self.name = name
        self.root = parts.tree(name)
        self.tags = tags_of(self.root)
        self.fences = Fences(self.root, self.tags)
        self._paragraphs = list(survey(self.root, LIMITS.paragraphs).indexes)

    def paragraph(self, index: int) -> etree._Element:
        """The w:p of that number, as RunLink counts them."""
        return self._paragraphs[index]


class Line:
    """One paragraph of the document with its runs. ``twins`` are lines of its copies under mc:Fallback."""

    def __init__(self, part: PartText, pieces: list[Piece], elements: list[etree._Element]) -> None:
        self.part = part
        self.pieces = pieces
        self.elements = elements  # its w:p: more than one where a paragraph end is deleted
        self.twins: list[Line] = []
        self.copied = True  # every copy of it is a twin

    def covered(self, span: Span) -> list[Piece]:
        """Pieces that share a character with ``span``."""
        return [piece for piece in self.pieces if piece.start < span.end and span.start < piece.end]

    def cut(self, position: int, ends_change: bool) -> None:
        """Let a piece begin at ``position`` where that can be.

        What has no length and stands there stays on the left, unless a change ends there, which it must survive.
        """
        for index, piece in enumerate(self.pieces):
            open_to_marks = not piece.whole and None in (piece.fence.change, piece.fence.comment)
            if piece.start < position < piece.end and open_to_marks:
                right = _cut(piece.run, position - piece.start, ends_change, self.part)
                self.pieces.insert(index + 1, Piece(position, piece.end, right, piece.fence, False))
                piece.end = position
                return


def line_of(part: PartText, paragraph: Paragraph, text: str) -> Line:
    """The line of a paragraph of the document, whose runs must all stand in ``part``."""
    runs: dict[int, list[etree._Element]] = {}
    pieces = []
    for link in paragraph.runs:
        if link.paragraph not in runs:
            runs[link.paragraph] = runs_of(part.paragraph(link.paragraph), part.tags)
        run = runs[link.paragraph][link.run]
        pieces.append(_piece(link.span, run, text, part))
    line = Line(part, pieces, [part.paragraph(index) for index in runs])
    for element in line.elements if len(line.elements) == 1 else ():
        _add_twins(line, element, text)
    return line


def _piece(span: Span, run: etree._Element, text: str, part: PartText) -> Piece:
    plain = "".join(content for _, content in plain_pieces(run, part.tags))
    return Piece(span.start, span.end, run, part.fences.around(run), plain != span.of(text))


def _add_twins(line: Line, paragraph: etree._Element, text: str) -> None:
    """Find the copies of a paragraph in a text box that older programs show instead."""
    tags = line.part.tags
    mine = runs_of(paragraph, tags)
    numbers = {run: index for index, run in enumerate(mine)}
    for other in _copies(paragraph, tags):
        theirs = runs_of(other, tags) if other is not None else []
        if [_plain(run, tags) for run in theirs] != [_plain(run, tags) for run in mine]:
            line.copied = False
            continue
        pieces = [
            _piece(Span(piece.start, piece.end), theirs[numbers[piece.run]], text, line.part) for piece in line.pieces
        ]
        line.twins.append(Line(line.part, pieces, []))


def _copies(paragraph: etree._Element, tags: Tags) -> Iterator[etree._Element | None]:
    """The same paragraph in each mc:Fallback beside it; None for one that has text boxes but not this paragraph."""
    choices = list(paragraph.iterancestors(CHOICE))
    alternate = choices[0].getparent() if choices else None
    if alternate is None or alternate.tag != ALTERNATE:
        return
    if len(choices) > 1:  # copies of copies: not worth following
        yield None
        return
    choice = choices[0]
    number = list(choice.iter(tags.p)).index(paragraph)
    for fallback in alternate.iterchildren(FALLBACK):
        others = list(fallback.iter(tags.p))
        if others:
            yield others[number] if number < len(others) else None


def _plain(run: etree._Element, tags: Tags) -> str:
    return "".join(content for _, content in plain_pieces(run, tags))


def _cut(run: etree._Element, length: int, ends_change: bool, part: PartText) -> etree._Element:
    """Move what follows the first ``length`` characters of a run to a new run after it; returns that."""
    tags = part.tags
    moved: list[etree._Element] = []
    position = 0
    for node, content in plain_pieces(run, tags):
        if node.tag == tags.run_properties:
            continue
        before, position = position, position + len(content)
        if before >= length and (content or moved or ends_change):
            moved.append(node)
        elif position > length:
            moved.append(_cut_text(node, content, length - before))
    right = bare_run(run, part.parts, tags)
    for node in moved:
        right.append(node)
    run.addnext(right)
    return right


def _cut_text(node: etree._Element, content: str, length: int) -> etree._Element:
    """Leave ``length`` characters in a w:t; returns a new one with the others."""
    other = like(node)
    for element, text in ((node, content[:length]), (other, content[length:])):
        element.text = text
        element.set(PRESERVE, "preserve")
    return other


def like(element: etree._Element) -> etree._Element:
    """A new element of the same name with the same attributes and no content."""
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    prefix = element.prefix  # only its own: making elements with all names in scope is slow
    return etree.Element(element.tag, attributes, nsmap={prefix: element.nsmap[prefix]})


def bare_run(run: etree._Element, parts: Parts, tags: Tags) -> etree._Element:
    """A new run with the formatting of ``run`` and no content."""
    other = like(run)
    properties = run.find(tags.run_properties)
    if properties is not None:
        copy = deepcopy(properties)
        copy.tail = None
        renumber(copy.iter(), parts, tags)
        other.append(copy)
    return other


def renumber(elements: Iterable[etree._Element], parts: Parts, tags: Tags) -> None:
    """Give copied revisions ids of their own."""
    for element in elements:
        if element.get(tags.named("id")) is not None:
            element.set(tags.named("id"), parts.new_id())
