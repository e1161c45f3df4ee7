"""TY005: a common word with one character mistaken for one that looks or sounds like it, or typed twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import tokenize

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_AROUND = 12  # characters on either side that decide where words end


def find(context: Context) -> Iterator[Hit]:
    """Wrong words of ``data/confusion_words.tsv`` that do not share a character with a word beside them."""
    lexicon, rights = _slips()
    text = context.text
    for span, index in lexicon.find(text):
        window = Span(max(0, span.start - _AROUND), min(len(text), span.end + _AROUND))
        if any(_straddles(token.span, span) for token in tokenize(text, window)):
            continue
        yield Hit(span, (rights[index],), evidence=(Evidence("data/confusion_words.tsv", f"常用词“{rights[index]}”"),))


def _straddles(token: Span, hit: Span) -> bool:
    return token.length > 1 and (token.start < hit.start < token.end or token.start < hit.end < token.end)


@lru_cache
def _slips() -> tuple[Lexicon, tuple[str, ...]]:
    slips: dict[str, str] = {}
    for right, firsts, seconds, doubled in ((*row, "", "", "")[:4] for row in table("confusion_words.tsv")):
        slips |= {character + right[1]: right for character in firsts}
        slips |= {right[0] + character: right for character in seconds}
        if "1" in doubled:
            slips[right[0] + right] = right
        if "2" in doubled:
            slips[right + right[1]] = right
    return Lexicon(slips), tuple(slips.values())
