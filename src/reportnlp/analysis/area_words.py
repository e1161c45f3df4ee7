"""Words that tell a work area: the tables of data/, where they stand in a text and what they weigh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from reportnlp.data import table
from reportnlp.findings import AREAS
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

OTHER = AREAS.index("其他")
NO_EVIDENCE = 1.0  # what 其他 has before any word is seen
_OPENING = 40  # characters in which words weigh more: the paragraph's first clauses
_OPENING_FACTOR = 1.5


# How the frame of a report sounds, for paragraphs that no heading places: plans, shortcomings, thanks, openings, facts.
FRAME_CUES = (
    re.compile(
        r"^.{0,5}(?:下一?步|下阶段|下半年|接下来|今后|明年|来年|新的一年|展望)|^20\d\d年，[^，。]{0,12}将|将(?:继续|始终|进一步|以|把|坚持|围绕)"
    ),
    re.compile(
        r"[还仍也尚][^。]{0,14}(?:存在|有)[^。]{0,20}(?:不足|差距|问题|短板|弱项|薄弱)|不足之处|存在的?(?:主要)?(?:问题|不足)|"
        r"(?:不够|不强|不高|不深|欠缺|滞后|薄弱)[，；。]"
    ),
    re.compile(r"谢谢|感谢|批评指正|请[予各]?.{0,8}(?:审议|评议|批评)|携手|辜负"),
    re.compile(r"现[将就].{0,40}(?:报告|汇报|述职|总结)|各位(?:领导|代表|委员|同[志事])|坚强领导下|大家好|述职报告"),
    re.compile(r"(?:位于|始建于|成立于|辖区面积|占地|下辖|现任|常住人口|在职(?:职工|教职工)|分管)"),
)


class Words(NamedTuple):
    """A table of words: the search, and by its indexes area and weight; ``recaps`` open a paragraph that sums up."""

    lexicon: Lexicon
    areas: tuple[int, ...]
    weights: tuple[float, ...]
    recaps: frozenset[int]


Hit = tuple[int, int]  # where an entry of the table of words starts, and which; plain for speed


@lru_cache(maxsize=1)
def body_words() -> Words:
    """Words in running text."""
    return _words(table("area_words.tsv"))


@lru_cache(maxsize=1)
def heading_words() -> Words:
    """Words in headings: their own, and those of running text."""
    own = table("area_headings.tsv")
    known = {row[0] for row in own}
    body = (row for row in table("area_words.tsv") if row[0] not in known and row[1] != "其他")
    return _words([*own, *body])


def _words(rows: Sequence[tuple[str, ...]]) -> Words:
    by_name: dict[str, int] = {area: index for index, area in enumerate(AREAS)}
    return Words(
        Lexicon(row[0] for row in rows),
        tuple(by_name[row[1]] for row in rows),
        tuple(float(row[2]) for row in rows),
        frozenset(index for index, row in enumerate(rows) if row[4:] == ("recap",)),
    )


def body_hits(text: str) -> Iterator[Hit]:
    """Area words in ``text``, by start."""
    for (start, _), entry in body_words().lexicon.find(text):
        yield start, entry


def word_scores(found: Sequence[Hit], start: int = 0, no_evidence: float = NO_EVIDENCE) -> list[float]:
    """Evidence per area of a paragraph at ``start``; a word that is said again counts less each time, an early one more."""
    words = body_words()
    areas, weights = words.areas, words.weights
    scores = [0.0] * len(AREAS)
    scores[OTHER] = no_evidence
    opening_end = start + _OPENING
    times: dict[int, int] = {}
    for position, entry in found:
        times[entry] = seen = times.get(entry, 0) + 1
        weight = weights[entry] / seen
        scores[areas[entry]] += weight * _OPENING_FACTOR if position < opening_end else weight
    return scores


def heading_scores(heading: str) -> list[float]:
    """Weights of the words in a heading, added up by area."""
    words = heading_words()
    scores = [0.0] * len(AREAS)
    for _, entry in words.lexicon.find(heading):
        scores[words.areas[entry]] += words.weights[entry]
    return scores


def frame_scores(text: str) -> list[float]:
    """For each of ``FRAME_CUES`` whether it stands in ``text``: 1 or 0."""
    return [float(cue.search(text) is not None) for cue in FRAME_CUES]


def hit_span(hit: Hit) -> Span:
    """The place of a hit of ``body_words``."""
    start, entry = hit
    return Span(start, start + len(body_words().lexicon.entries[entry]))
