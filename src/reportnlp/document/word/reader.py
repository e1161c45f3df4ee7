"""Reads the text of a Word file: every story, in reading order, with the runs it came from."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.model import Comment, Paragraph, Part, Revision
from reportnlp.document.word.collector import Collector
from reportnlp.document.word.comments import read_comments
from reportnlp.document.word.guard import Package, open_package, parse_xml
from reportnlp.document.word.numbering import Numbering
from reportnlp.document.word.styles import Styles
from reportnlp.document.word.tags import tags_of
from reportnlp.document.word.unread import Unread
from reportnlp.span import Span

_NOTES: tuple[tuple[str, str, Part], ...] = (
    ("footnotes", "footnote", "footnote"),
    ("endnotes", "endnote", "endnote"),
)
_REMEMBERED_STYLES = 1_000_000  # bytes; larger style parts are read anew each time
_MARGINS: tuple[tuple[str, Part], ...] = (("header", "header"), ("footer", "footer"))


class WordText(NamedTuple):
    """Text of a Word file, its paragraphs (empty ones too) in reading order, and what else it holds.

    The last four fields are those of a Document.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    tables: int
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    hidden: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()


def read_word(data: bytes, limits: Limits = LIMITS) -> WordText:
    """The text in the bytes of a .docx, .docm or .dotx file, tracked changes accepted.

    Body first, each text box after the paragraph that anchors it; then headers, footers, footnotes and endnotes.
    Paragraphs are joined by "\n", cells of a row by "\t". A paragraph never contains "\n": a line break inside it
    is "\v" (vertical tab). Comments are not text. Raises UnreadableError for anything that is no sound Word file.
    """
    return read_package(open_package(data, limits), limits)


def read_package(package: Package, limits: Limits = LIMITS) -> WordText:
    """The text of an opened package, as ``read_word`` gives it."""
    with without_collection():
        root = package.document(looks=False)
        return _read(package, root, limits)  # whatever hangs on the tree goes before it: freeing is five times as fast


@contextmanager
def without_collection() -> Iterator[None]:
    """Reading makes tens of thousands of small objects, none of them garbage: looking for some takes as long again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(package: Package, root: etree._Element, limits: Limits) -> WordText:
    links = package.relationships(package.main)
    parts = {link.kind: link.target for link in links if link.target and link.kind not in ("header", "footer")}
    styles = _styles(package, parts.get("styles"))
    numbering = parts.get("numbering")
    collector = Collector(Numbering(package.parse(numbering) if numbering else None, styles), styles, limits)
    unread = Unread(package)
    looked = collector.read(package.main, root, "body", [root])
    unread.look_at(package.main, looked)
    targets = {link.id: link.target for link in links}
    for kind, part in _MARGINS:
        for name in _margin_parts(looked.others.get(kind + "Reference", ()), targets):
            margin = package.parse(name)
            unread.look_at(name, collector.read(name, margin, part, [margin]))
    for kind, element, part in _NOTES:
        notes_name = parts.get(kind)
        if notes_name:
            notes = package.parse(notes_name)
            unread.look_at(notes_name, collector.read(notes_name, notes, part, _notes(notes, element)))
    return WordText(
        "".join(collector.pieces),
        tuple(collector.paragraphs),
        collector.tables,
        read_comments(package, collector.marks),
        tuple(collector.marks.revisions),
        tuple(collector.marks.hidden),
        unread.sentences(),
    )


def _styles(package: Package, name: str | None) -> Styles:
    if name is None:
        return Styles(None)
    data = package.read_xml(name)
    return _parsed_styles(data, name) if len(data) <= _REMEMBERED_STYLES else Styles(parse_xml(data, name))


@lru_cache(maxsize=8)
def _parsed_styles(data: bytes, name: str) -> Styles:
    """Reports from one template have the same styles, and these often outweigh the text."""
    return Styles(parse_xml(data, name))


def _margin_parts(references: Iterable[etree._Element], targets: dict[str, str | None]) -> list[str]:
    """Header or footer parts that a section uses, each once, in the order of the sections."""
    names: dict[str, None] = {}
    for reference in references:
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
