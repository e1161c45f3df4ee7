"""WD013: a word in the place of another that sounds or means almost the same, where the context decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_PLACE = "＿"  # stands for the word in a context


class Pair(NamedTuple):
    """A row of ``data/word_pairs.tsv``: a word, the right one, and the context that decides, as a pattern."""

    found: str
    best: str
    place: str
    counts: tuple[str, str]
    confidence: float
    reason: str
    basis: str

    @property
    def wrong(self) -> re.Pattern[str]:
        """Finds the word in the context."""
        return _in(self.place, self.found)

    @property
    def right(self) -> re.Pattern[str]:
        """Finds the right word in the context."""
        return _in(self.place, self.best)


def find(context: Context) -> Iterator[Hit]:
    """Wrong words of the pairs in the contexts that ask for the other one."""
    text = context.text
    for pair in pairs():
        if pair.found not in text:
            continue
        for match in pair.wrong.finditer(text):
            right, wrong = pair.counts
            note = f"{pair.reason}；{pair.basis}；正式文本此处“{pair.best}”{right} 次，“{pair.found}”{wrong} 次"
            yield Hit(
                Span(*match.span("found")),
                (pair.best,),
                pair.confidence,
                (Evidence("data/word_pairs.tsv", note),),
                (("reason", pair.reason),),
            )


@lru_cache
def pairs() -> tuple[Pair, ...]:
    """The rows of ``data/word_pairs.tsv``, in order."""
    return tuple(
        Pair(found, best, place, (right, wrong), float(confidence), reason, basis)
        for found, best, place, right, wrong, confidence, reason, basis, *_ in table("word_pairs.tsv")
    )


@cache
def _in(place: str, word: str) -> re.Pattern[str]:  # few of the words stand in a report: compiled when one does
    return re.compile(place.replace(_PLACE, f"(?P<found>{word})"))
