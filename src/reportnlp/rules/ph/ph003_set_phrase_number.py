"""PH003: a set phrase with a wrong numeral."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NUMERALS = "一二两三四五六七八九十双"
_OPENING = "“‘\"「『"
_CLOSING = "”’\"」』"
_LIST_STARTS = "（(：:—"


def find(context: Context) -> Iterator[Hit]:
    """Wrong variants of the phrases in ``data/phrase_numerals.tsv`` that are not followed by a list of their own."""
    lexicon, rights = _variants()
    text = context.text
    for span, index in lexicon.find(text):
        best, quoted = rights[index]
        before = text[max(0, span.start - 1) : span.start]
        after = text[span.end : span.end + 1]
        closed = after != "" and after in _CLOSING
        if before and (before in _NUMERALS or before in "百第零〇"):
            continue
        if quoted and not (closed and before and before in _OPENING):
            continue
        follows = text[span.end + closed : span.end + closed + 2]
        if (follows[:1] in _LIST_STARTS and follows) or follows.startswith(("，即", "，一")):
            continue
        yield Hit(span, (best,), evidence=(Evidence("data/phrase_numerals.tsv", f"固定提法“{best}”"),))


@lru_cache
def _variants() -> tuple[Lexicon, tuple[tuple[str, bool], ...]]:
    rows = table("phrase_numerals.tsv")
    right = {row[0] for row in rows}
    variants: dict[str, tuple[str, bool]] = {}
    for phrase, lawful, *kind in ((*row, "", "")[:3] for row in rows):
        for position, character in enumerate(phrase):
            if character not in _NUMERALS:
                continue
            for numeral in _NUMERALS:
                variant = phrase[:position] + numeral + phrase[position + 1 :]
                if variant not in right and variant not in lawful.split(","):
                    variants[variant] = (phrase, kind == ["quoted"])
    return Lexicon(variants), tuple(variants.values())
