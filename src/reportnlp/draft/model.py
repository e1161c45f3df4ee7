"""A draft: paragraphs in which every figure knows the records that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal, NamedTuple

from reportnlp.findings import RecordSource
from reportnlp.span import Span

Role = Literal["title", "salutation", "heading1", "heading2", "text"]


class Source(NamedTuple):
    """Where a piece of a draft comes from: what it is (参加人数合计) and the rows; no rows for a gap."""

    note: str
    rows: tuple[RecordSource, ...]


class Piece(NamedTuple):
    """Words taken from the records, or a gap that they leave."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text with the spans that come from the records."""

    text: str
    marks: tuple[tuple[Span, Source], ...] = ()

    def __add__(self, other: Words) -> Words:
        moved = tuple((span.shift(len(self.text)), source) for span, source in other.marks)
        return Words(self.text + other.text, self.marks + moved)

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Words("")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft; an ``optional`` one may be left out when the check does not bear it out."""

    words: Words
    optional: bool = False


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """A paragraph: what it is for on the page, and its sentences, which join up to its text."""

    role: Role
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> Words:
        """The paragraph as one stretch."""
        return joined(sentence.words for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report drafted from a ledger. ``notes`` say what of the ledger is not in it, and why.

    ``figures`` are the spans of ``text`` that come from records, or that are gaps (no rows), with their sources.
    """

    paragraphs: tuple[DraftParagraph, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(paragraph.words.text for paragraph in self.paragraphs)

    @property
    def figures(self) -> tuple[tuple[Span, Source], ...]:
        """Every span that is bound to records, in order."""
        found = []
        start = 0
        for paragraph in self.paragraphs:
            words = paragraph.words
            found += [(span.shift(start), source) for span, source in words.marks]
            start += len(words.text) + 1
        return tuple(found)


def joined(parts: Iterator[Words] | list[Words]) -> Words:
    """Stretches one after the other."""
    whole = NOTHING
    for part in parts:
        whole += part
    return whole


def filled(template: str, values: Mapping[str, Words | Piece | str]) -> Words:
    """A template with its fields filled in; the fields' sources stay with them."""
    whole = NOTHING
    for literal, name, _, _ in Formatter().parse(template):
        whole += Words(literal)
        if name is not None:
            value = values[name]
            if isinstance(value, Piece):
                value = Words(value.text, ((Span(0, len(value.text)), value.source),))
            whole += Words(value) if isinstance(value, str) else value
    return whole
