"""TY005: a common word with one character mistaken for one that looks or sounds like it, or typed twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import cuts_word

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Wrong words of ``data/confusion_words.tsv`` that do not share a character with a word beside them."""
    text = context.text
    slips, doubles = _slips(), _doubles()
    # Of tens of thousands of two-character slips a text holds a handful: a set beats any search, and costs no start.
    here = Lexicon(_two_characters().intersection(map(add, text, text[1:])))
    for lexicon, rights in ((here, slips), doubles):
        for span, index in lexicon.find(text):
            right = rights[lexicon.entries[index]]
            if not cuts_word(text, span):
                yield Hit(span, (right,), evidence=(Evidence("data/confusion_words.tsv", f"常用词“{right}”"),))


@lru_cache
def _slips() -> dict[str, str]:
    """Slip → right word."""
    slips: dict[str, str] = {}
    for right, firsts, seconds, *_ in _rows():
        slips |= {character + right[1]: right for character in firsts}
        slips |= {right[0] + character: right for character in seconds}
    return slips


@lru_cache
def _two_characters() -> frozenset[str]:
    return frozenset(_slips())


@lru_cache
def _doubles() -> tuple[Lexicon, dict[str, str]]:
    """Words with a character typed twice → right word, and the search for them."""
    doubles: dict[str, str] = {}
    for right, _, _, places in _rows():
        if "1" in places:
            doubles[right[0] + right] = right
        if "2" in places:
            doubles[right + right[1]] = right
    return Lexicon(doubles), doubles


def _rows() -> Iterator[tuple[str, ...]]:
    return ((*row, "", "", "")[:4] for row in table("confusion_words.tsv"))
