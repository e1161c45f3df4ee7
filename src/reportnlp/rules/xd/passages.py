"""Passages that reports share: hashed k-grams picked by winnowing, stock phrases cut by how many reports have them.

Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003). Punctuation
and blanks do not count, a number is a number whatever it says, and the unit's own name is any unit's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from reportnlp.span import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.int64]
    Flags: TypeAlias = NDArray[np.bool_]

PassageKind = Literal["exact", "figures", "near"]

_GRAM = 6  # characters of a k-gram
_WINDOW = 4  # of so many k-grams in a row one is picked
_SHORTEST = 50  # masked characters of a passage
_FEW, _MANY, _SHARE = 10, 30, 0.02  # what more than 2 % of the reports share, but 10 to 30 of them, is a stock phrase
_LEAST = 25  # k-grams, stock phrases left out, that two copies share
_LIKE = 0.62  # share of the shorter one's k-grams, stock phrases left out, that both must have
_PICKED = 0.25  # the same of the picked ones, to be looked at
_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*|[〇零一二两三四五六七八九十百千万亿]+(?=[年月日个名次场件户人项家条起元%％])"
)
_KEPT = re.compile(r"[\u3400-\u9fffA-Za-z]+|0")


@dataclass(frozen=True, slots=True)
class Text:
    """A report as far as copies are concerned: its paragraphs are spans of ``text``."""

    path: str
    text: str
    paragraphs: tuple[Span, ...]
    unit: str | None = None
    period: str | None = None
    day: str | None = None  # on which it was signed, in ISO form

    @property
    def age(self) -> tuple[str, str, str]:
        """What reports are put in order by: year, day, then path."""
        return self.period or "9999", self.day or "9999", self.path

    def is_before(self, other: Text) -> bool:
        """Whether this one is known to be the earlier one."""
        if self.period and other.period and self.period != other.period:
            return self.period < other.period
        return bool(self.day and other.day and self.day < other.day)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of ``first`` that stands in ``second`` too (paths, spans of the texts).

    ``exact``: character for character, blanks and punctuation aside; ``figures``: but for numbers and the unit's name;
    ``near``: edited or put in another order. ``likeness`` (0 to 1) is the share of the shorter one's k-grams in both.
    """

    first: str
    first_span: Span
    second: str
    second_span: Span
    kind: PassageKind
    likeness: float


def find_passages(texts: Sequence[Text]) -> list[Passage]:
    """Pairs of paragraphs that two reports share; the report that is first by year and day, then by path, leads."""
    import numpy as np

    texts = sorted(texts, key=lambda row: row.age)
    rows = [
        (number, span, words)
        for number, text in enumerate(texts)
        for span in text.paragraphs
        if len(words := masked(text, span)) >= _SHORTEST
    ]
    if len({number for number, _, _ in rows}) < 2:
        return []
    prints = _prints([words for _, _, words in rows], np.array([number for number, _, _ in rows]), len(texts))
    found = []
    for one, other in prints.candidates():
        likeness = prints.likeness(one, other)
        if likeness >= _LIKE:
            (a, a_span, a_words), (b, b_span, b_words) = rows[one], rows[other]
            kind: PassageKind = "near" if a_words != b_words else "figures"
            if kind == "figures" and _letters(texts[a], a_span) == _letters(texts[b], b_span):
                kind = "exact"
            found.append(Passage(texts[a].path, a_span, texts[b].path, b_span, kind, likeness))
    return sorted(found, key=lambda row: (row.first, row.first_span, row.second, row.second_span))


def masked(text: Text, span: Span) -> str:
    """What of a paragraph counts: Han and Latin letters, a 0 for each number, a U for the unit's name."""
    words = span.of(text.text)
    if text.unit:
        words = words.replace(text.unit, "U")
    return "".join(_KEPT.findall(_NUMBER.sub("0", words)))


def _letters(text: Text, span: Span) -> str:
    return "".join(filter(str.isalnum, span.of(text.text)))


@dataclass
class _Prints:
    """K-grams of all paragraphs as numbers: ``grams`` and ``rows`` run together, sorted by k-gram, each pair once.

    Stock phrases are left out. ``picked`` are those that winnowing picks; ``sets`` the k-grams of each paragraph.
    """

    grams: Numbers
    rows: Numbers
    picked: Flags
    reports: Numbers  # of each paragraph

    def __post_init__(self) -> None:
        import numpy as np

        order = np.argsort(self.rows, kind="stable")
        edges = np.searchsorted(self.rows[order], np.arange(len(self.reports) + 1))
        self.sets = [self.grams[order[start:end]] for start, end in pairwise(edges)]

    def candidates(self) -> list[tuple[int, int]]:
        """Pairs of paragraphs of two reports that have enough picked k-grams in common, the earlier report first."""
        import numpy as np

        grams, rows = self.grams[self.picked], self.rows[self.picked]
        pairs = []
        for step in range(1, len(grams)):
            same = np.flatnonzero(grams[step:] == grams[:-step])
            if not len(same):
                break
            one, other = rows[same], rows[same + step]
            apart = self.reports[one] != self.reports[other]
            pairs.append(one[apart] * len(self.reports) + other[apart])
        if not pairs:
            return []
        keys, counts = np.unique(np.concatenate(pairs), return_counts=True)
        one, other = np.divmod(keys, len(self.reports))
        sizes = np.bincount(rows, minlength=len(self.reports))
        enough = counts >= np.maximum(3, _PICKED * np.minimum(sizes[one], sizes[other]))
        return list(zip(one[enough].tolist(), other[enough].tolist(), strict=True))

    def likeness(self, one: int, other: int) -> float:
        """Share of the k-grams of the paragraph with fewer of them that stand in the other one too."""
        import numpy as np

        shared = len(np.intersect1d(self.sets[one], self.sets[other], assume_unique=True))
        return shared / min(len(self.sets[one]), len(self.sets[other])) if shared >= _LEAST else 0.0


def _prints(paragraphs: Sequence[str], reports: Numbers, many: int) -> _Prints:
    import numpy as np

    codes = np.frombuffer("".join(paragraphs).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    row_of = np.repeat(np.arange(len(paragraphs)), [len(words) for words in paragraphs])
    count = len(codes) - _GRAM + 1
    grams = np.zeros(count, dtype=np.uint64)
    for place in range(_GRAM):
        grams = grams * np.uint64(0x9E3779B97F4A7C15) + codes[place : place + count]
    grams ^= grams >> np.uint64(29)
    grams *= np.uint64(0xBF58476D1CE4E5B9)
    whole = row_of[:count] == row_of[_GRAM - 1 :]
    grams, row_of = grams[whole], row_of[:count][whole]
    picked = _winnowed(grams)
    order = np.argsort(grams, kind="stable")  # within a k-gram the paragraphs stay in order
    grams, row_of, picked = grams[order], row_of[order], picked[order]
    new = np.append(True, grams[1:] != grams[:-1])
    kinds = np.cumsum(new) - 1
    first_of_row = new | np.append(True, row_of[1:] != row_of[:-1])
    first_of_report = new | np.append(True, reports[row_of[1:]] != reports[row_of[:-1]])
    holders = np.bincount(kinds[first_of_report])[kinds]
    kept = first_of_row & (holders <= min(_MANY, max(_FEW, int(_SHARE * many))))
    return _Prints(kinds[kept], row_of[kept], picked[kept], reports)


def _winnowed(grams: NDArray[np.uint64]) -> Flags:
    """Which k-grams are the least of some window of so many in a row."""
    import numpy as np

    if len(grams) < _WINDOW:
        return np.ones(len(grams), dtype=bool)
    least = np.lib.stride_tricks.sliding_window_view(grams, _WINDOW).min(axis=1)
    picked = np.zeros(len(grams), dtype=bool)
    for place in range(_WINDOW):
        picked[place : place + len(least)] |= grams[place : place + len(least)] == least
    return picked
