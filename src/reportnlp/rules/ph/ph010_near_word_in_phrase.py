"""PH010: a word of a fixed phrase replaced by another word that shares a character with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import cuts_word

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Phrases of ``data/phrase_swaps.tsv`` with a wrong word, that do not share a character with a word beside them."""
    lexicon, rights = _swaps()
    text = context.text
    for span, index in lexicon.find(text):
        phrase, count = rights[index]
        if phrase.startswith("“"):  # the quotation mark only says that the phrase is meant
            phrase, span = phrase[1:], Span(span.start + 1, span.end)
        if cuts_word(text, span):
            continue
        yield Hit(span, (phrase,), evidence=(Evidence("data/phrase_swaps.tsv", f"“{phrase}”在正式文本中 {count} 次"),))


@lru_cache
def _swaps() -> tuple[Lexicon, tuple[tuple[str, str], ...]]:
    swaps: dict[str, tuple[str, str]] = {}
    for phrase, count, *cells in table("phrase_swaps.tsv"):
        for cell in cells:
            place, _, words = cell.partition(":")
            start = int(place)
            swaps |= {phrase[:start] + word + phrase[start + len(word) :]: (phrase, count) for word in words.split()}
    return Lexicon(swaps), tuple(swaps.values())
