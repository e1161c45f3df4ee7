"""Work areas and the words that tell them: the four of the package, or a user's own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportnlp.data import table
from reportnlp.findings import AREAS, OTHER, Area
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

NO_EVIDENCE = 1.0  # what 其他 has before any word is seen
_OPENING = 40  # characters in which words weigh more: the paragraph's first clauses
_OPENING_FACTOR = 1.5
_ITEM = re.compile(
    r"(?:^|[，。；：、！\s])(?:(?P<clause>[一二三四五六七八九十][是要])|(?P<bracketed>（[一二三四五六七八九十]）)|"
    r"(?P<plain>[一二三四五六七八九十]、)|(?P<figure>\d[.．、])|(?P<order>第[一二三四五六]，|首先|其次|再次|再者|最后)|(?P<ring>[①-⑨]))"
)
_FEWEST_ITEMS = 3
_ITEM_LEAD = 0.8  # an item tells of an area that leads the next one by this much
_MOST_OF_ITEMS = 0.5

# How the frame of a report sounds, for paragraphs that no heading places: plans, shortcomings, thanks, openings, facts.
FRAME_CUES = (
    re.compile(
        r"^.{0,5}(?:下一?步|下阶段|下半年|接下来|今后|明年|来年|新的一年|展望)|^20\d\d年，[^，。]{0,12}将|将(?:继续|始终|进一步|以|把|坚持|围绕)"
    ),
    re.compile(
        r"[还仍也尚][^。]{0,14}(?:存在|有)[^。]{0,20}(?:不足|差距|问题|短板|弱项|薄弱)|不足之处|存在的?(?:主要)?(?:问题|不足)|"
        r"(?:不够|不强|不高|不深|欠缺|滞后|薄弱)[，；。]"
    ),
    re.compile(r"谢谢|感谢(?!信)|批评指正|请[予各]?.{0,8}(?:审议|评议|批评)|携手|辜负"),
    re.compile(r"现[将就].{0,40}(?:报告|汇报|述职|总结)|各位(?:领导|代表|委员|同[志事])|坚强领导下|大家好|述职报告"),
    re.compile(r"(?:位于|始建于|成立于|辖区面积|占地|下辖|现任|常住人口|在职(?:职工|教职工)|分管)"),
)

Hit = tuple[int, int]  # where an entry of the table of words starts, and which; plain for speed
Row = tuple[str, Area, float, bool]  # word, area, weight, whether it opens a paragraph that sums up


class Words(NamedTuple):
    """A table of words: the search, and by its indexes area and weight; ``recaps`` open a paragraph that sums up."""

    lexicon: Lexicon
    areas: tuple[int, ...]
    weights: tuple[float, ...]
    recaps: frozenset[int]


class Taxonomy:
    """Names of work areas, 其他 last, the words of each in running text and in headings, and where their model lies.

    ``folder`` holds the trained model of a user's own areas; None: the model of the package, or none at all. ``like`` says
    which area of the user's takes over words and expected figures of one of the package's.
    """

    def __init__(
        self,
        work: Sequence[Area],
        body: Iterable[Row],
        heading: Iterable[Row],
        folder: Path | None = None,
        like: Mapping[Area, Area] | None = None,
    ) -> None:
        self.work = tuple(work)
        self.areas = (*self.work, OTHER)
        self.other = len(self.work)  # index of 其他
        self.body = self._words(body)
        self.heading = self._words(heading)
        self.folder = folder
        self.like = like or {}

    @property
    def is_own(self) -> bool:
        """Whether these are not the areas of the package."""
        return self is not standard()

    def _words(self, rows: Iterable[Row]) -> Words:
        rows = list(rows)
        by_name = {area: index for index, area in enumerate(self.areas)}
        return Words(
            Lexicon(row[0] for row in rows),
            tuple(by_name[row[1]] for row in rows),
            tuple(row[2] for row in rows),
            frozenset(index for index, row in enumerate(rows) if row[3]),
        )

    def hits(self, text: str) -> list[Hit]:
        """Area words in running ``text``, by start."""
        return [(start, entry) for entry, start, _ in self.body.lexicon.places(text)]

    def hit_span(self, hit: Hit) -> Span:
        """The place of one of ``hits``."""
        start, entry = hit
        return Span(start, start + len(self.body.lexicon.entries[entry]))

    def word_scores(self, found: Sequence[Hit], start: int = 0, no_evidence: float = NO_EVIDENCE) -> list[float]:
        """Evidence per area of a paragraph at ``start``; a word said again counts less each time, an early one more."""
        areas, weights = self.body.areas, self.body.weights
        scores = [0.0] * len(self.areas)
        scores[self.other] = no_evidence
        opening_end = start + _OPENING
        times: dict[int, int] = {}
        for position, entry in found:
            times[entry] = seen = times.get(entry, 0) + 1
            weight = weights[entry] / seen
            scores[areas[entry]] += weight * _OPENING_FACTOR if position < opening_end else weight
        return scores

    def heading_scores(self, heading: str) -> list[float]:
        """Weights of the words in a heading, added up by area."""
        scores = [0.0] * len(self.areas)
        for _, entry in self.heading.lexicon.find(heading):
            scores[self.heading.areas[entry]] += self.heading.weights[entry]
        return scores

    def spread(self, text: str, found: Sequence[Hit]) -> float:
        """How many work areas besides one the items of an enumeration in ``text`` tell of.

        0 without an enumeration, and where one area has most of the items. ``found`` are the area words of the text,
        which starts at 0. What goes through all areas, a plan or a summing up, is of none.
        """
        marks = items(text)
        totals = [[0.0] * self.other for _ in marks]
        for start, entry in found:
            area = self.body.areas[entry]
            if area != self.other and marks and start >= marks[0]:
                totals[bisect_right(marks, start) - 1][area] += self.body.weights[entry]
        favourites: Counter[int] = Counter()
        for row in totals:
            second, first = sorted(row)[-2:]
            if first - second >= _ITEM_LEAD:
                favourites[row.index(first)] += 1
        if not favourites or max(favourites.values()) > _MOST_OF_ITEMS * favourites.total():
            return 0.0
        return float(len(favourites) - 1)


@lru_cache(maxsize=1)
def standard() -> Taxonomy:
    """The areas of the package."""
    body, heading = standard_rows()
    return Taxonomy(AREAS[:-1], body, heading)


def standard_rows() -> tuple[list[Row], list[Row]]:
    """The package's words in running text, and those in headings: words for headings alone, and those of running text."""
    body = [(row[0], row[1], float(row[2]), row[4:] == ("recap",)) for row in table("area_words.tsv")]
    own = [(row[0], row[1], float(row[2]), False) for row in table("area_headings.tsv")]
    known = {row[0] for row in own}
    return body, [*own, *(row for row in body if row[0] not in known and row[1] != OTHER)]


def frame_scores(text: str) -> list[float]:
    """For each of ``FRAME_CUES`` whether it stands in ``text``: 1 or 0."""
    return [float(cue.search(text) is not None) for cue in FRAME_CUES]


def items(text: str) -> list[int]:
    """Where the items of an enumeration (一是…二是…三是…) start in ``text``: the outermost one; empty where there is none."""
    marks: dict[str | None, list[int]] = {}
    for match in _ITEM.finditer(text):
        marks.setdefault(match.lastgroup, []).append(match.start(match.lastgroup or 0))
    return next((starts for starts in marks.values() if len(starts) >= _FEWEST_ITEMS), [])
