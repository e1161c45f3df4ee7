"""Sentences and paragraphs that come twice word for word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SHORTEST = 15  # characters without the closing mark
_LONG = 25  # a paragraph from this length on is reported as a whole


def find(context: Context) -> Iterator[Hit]:
    """Each repetition; a repeated paragraph once, not sentence by sentence."""
    text = context.text
    document = context.document
    paragraphs: dict[str, Span] = {}
    sentences: dict[str, Span] = {}
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.part != "body" or paragraph.span.length < _SHORTEST:
            continue
        words = paragraph.span.of(text)
        if words in paragraphs and len(words) >= _LONG and not document.is_heading(index):
            yield _hit(paragraph.span, paragraphs[words], "段")
            continue
        paragraphs.setdefault(words, paragraph.span)
        for sentence in paragraph.sentences(text):
            words = sentence.of(text).strip(" \u3000。！？!?")
            if len(words) < _SHORTEST or words.isascii():
                continue
            first = sentences.setdefault(words, sentence)
            if first is not sentence and not document.is_heading(index):
                start = sentence.start + len(sentence.of(text)) - len(sentence.of(text).lstrip(" \u3000"))
                yield _hit(Span(start, sentence.end), first, "句")


def _hit(span: Span, first: Span, unit: str) -> Hit:
    return Hit(span, evidence=(Evidence("text", "第一次出现", first),), values=(("unit", unit),))
