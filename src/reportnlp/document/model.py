"""A document: one string, and spans into it.

Nothing here holds the file it came from: Word runs hang on paragraphs as plain numbers, so that a document can be
pickled and sent to another process. Build one with ``reportnlp.read`` or ``reportnlp.from_text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from reportnlp.document.layout import Layout
from reportnlp.span import Span
from reportnlp.text.sentences import split_sentences

Part = Literal["body", "contents", "table", "header", "footer", "footnote", "endnote", "textbox", "comment"]
SectionKind = Literal["title", "salutation", "preamble", "work", "problems", "outlook", "closing", "signature", "other"]


class RunLink(NamedTuple):
    """Which run of the Word file holds the characters of ``span``; ``paragraph`` and ``run`` count from 0.

    ``part`` is the name of the file inside the package (word/document.xml), ``paragraph`` counts w:p and ``run``
    counts w:r inside it, both in document order.
    """

    span: Span
    part: str
    paragraph: int
    run: int


class Cell(NamedTuple):
    """Which cell of which table a paragraph stands in; all count from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a Word file. ``span`` is what it stands on, None where that is not part of the text."""

    author: str
    text: str
    span: Span | None
    resolved: bool = False
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change: inserted or moved text stands at ``span``; deleted text, which is not read, is ``text``."""

    kind: Literal["insertion", "deletion", "move"]
    author: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text, without the line end that follows it.

    Lines of a table of contents are a ``part`` of their own: they repeat headings and are none.

    ``label`` is the automatic number that Word shows before it and that is not in the text (一、), else "".
    ``style`` is the heading level that the file itself gives (Word style or Markdown #), 1 for the highest,
    0 for body text. ``runs`` join up to the text of the paragraph in a Word document and are empty elsewhere.
    """

    span: Span
    part: Part = "body"
    label: str = ""
    style: int = 0
    cell: Cell | None = None
    runs: tuple[RunLink, ...] = ()

    def sentences(self, text: str) -> tuple[Span, ...]:
        """Sentences of the paragraph; they join up to it."""
        return split_sentences(text, self.span)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of the same or a higher level.

    ``number`` is the visible label as written or as Word makes it (一、 （一） 1. 一是), "" without one.
    ``heading`` covers the heading's own words (without a typed number); None for parts without a heading, such as the
    preamble. ``level`` counts from 1; ``paragraphs`` are indexes into ``Document.paragraphs``, subsections
    included. A heading may run into its paragraph (“（一）强化学习。全年组织……”): then ``heading`` is
    shorter than the paragraph and the paragraph is body text too.
    """

    kind: SectionKind
    level: int
    number: str
    heading: Span | None
    span: Span
    paragraphs: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A text with its paragraphs and sections. The text is never changed.

    ``period`` is the reporting year as text ("2023") when the caller knows it, else None. ``encoding`` is that
    of a text file. ``hidden`` are stretches that Word does not print; ``unread`` says in one sentence each what the file
    holds and the text lacks (an embedded document, a drawing's words). ``layout`` is read only when asked for, and
    only from Word files. For plain text, ``text`` is the file's content without a BOM and with line ends as "\\n".
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    path: str | None = None
    period: str | None = None
    encoding: str | None = None
    tables: int = 0
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    hidden: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()
    layout: Layout | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Kinds of part that the document has, in the order in which they first appear."""
        return tuple(dict.fromkeys(paragraph.part for paragraph in self.paragraphs))

    @cached_property
    def section_paths(self) -> tuple[tuple[Section, ...], ...]:
        """For each paragraph the sections that hold it, outermost first."""
        paths: list[list[Section]] = [[] for _ in self.paragraphs]
        for section in self.sections:
            for index in section.paragraphs:
                paths[index].append(section)
        return tuple(tuple(sorted(path, key=lambda section: section.level)) for path in paths)

    def section_label(self, section: Section) -> str:
        """Number and heading as a reader sees them; "" for a section without a heading."""
        if section.heading is None:
            return ""
        return section.number + section.heading.of(self.text)

    def is_heading(self, index: int) -> bool:
        """Whether the whole paragraph of that index is a heading or a title."""
        paragraph = self.paragraphs[index]
        return any(
            section.kind == "title"
            or (
                section.heading is not None
                and section.paragraphs[:1] == (index,)
                and section.heading.end == paragraph.span.end
            )
            for section in self.section_paths[index]
        )
