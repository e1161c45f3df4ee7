"""Sentences and paragraphs that come twice word for word."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SHORTEST = 15  # characters without the closing mark
_LONG_END = 18  # characters of an end of a sentence, the comma counted
_LONG = 25  # a paragraph from this length on is reported as a whole


def find(context: Context) -> Iterator[Hit]:
    """Each repetition; a repeated paragraph once, not sentence by sentence."""
    repeated = yield from _paragraphs(context)
    text = context.text
    document = context.document
    first: dict[str, Span] = {}
    for sentence in context.sentences:
        words = sentence.of(text).strip(" \u3000。！？!?")
        if len(words) < _SHORTEST or words.isascii():
            continue
        earlier = first.setdefault(words, sentence)
        if earlier is sentence:
            _keep_ends(words, sentence, first)
            continue
        index = context.paragraph_index_at(sentence.start)
        if index not in repeated and document.paragraphs[index].part == "body" and not document.is_heading(index):
            start = text.index(words, sentence.start)
            yield _hit(Span(start, sentence.end), earlier, "句")


def _keep_ends(words: str, sentence: Span, first: dict[str, Span]) -> None:
    """Ends of a sentence from a comma on: another sentence may repeat them as a whole."""
    place = words.find("，")
    while 0 <= place < len(words) - _LONG_END:
        first.setdefault(words[place + 1 :], sentence)
        place = words.find("，", place + 1)


def _paragraphs(context: Context) -> Generator[Hit, None, set[int]]:
    """Repeated paragraphs; returns their indexes."""
    text = context.text
    document = context.document
    first: dict[str, Span] = {}
    repeated = set()
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.part != "body" or paragraph.span.length < _LONG:
            continue
        earlier = first.setdefault(paragraph.span.of(text), paragraph.span)
        if earlier is not paragraph.span and not document.is_heading(index):
            repeated.add(index)
            yield _hit(paragraph.span, earlier, "段")
    return repeated


def _hit(span: Span, first: Span, unit: str) -> Hit:
    return Hit(span, evidence=(Evidence("text", "第一次出现", first),), values=(("unit", unit),))
