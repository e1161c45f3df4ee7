"""PH006: a fixed phrase with one character missing, doubled, swapped or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.text.near import NearLexicon
from reportnlp.text.tokens import cuts_word

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Near misses of ``data/phrase_fixed.tsv`` that do not share a character with a word beside them."""
    lexicon, counts = _lexicon()
    text = context.text
    for span, phrase in lexicon.find(text):
        if cuts_word(text, span):
            continue
        note = f"“{phrase}”在正式文本中 {counts[phrase]} 次"
        yield Hit(span, (phrase,), evidence=(Evidence("data/phrase_fixed.tsv", note),))


@lru_cache
def _lexicon() -> tuple[NearLexicon, dict[str, str]]:
    rows = table("phrase_fixed.tsv")
    lawful = [text for row in rows if len(row) > 2 for text in row[2].split()]
    phrases = [row[0] for row in rows]
    cut = [row[0] for row in rows if row[3:] == ("cut",)]
    return NearLexicon(phrases, lawful, cut), {row[0]: row[1] for row in rows}
