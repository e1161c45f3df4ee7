"""The work area of each paragraph: what the headings above it name, else weighted words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.document.model import Document, Paragraph, Section
from reportnlp.findings import AREAS, Area, AreaPrediction, Evidence
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_OTHER = AREAS.index("其他")
_FRAME_KINDS: dict[str, str] = {
    "title": "标题",
    "salutation": "称呼",
    "preamble": "开头",
    "problems": "问题与不足",
    "outlook": "下一步打算",
    "closing": "结尾",
    "signature": "落款",
    "other": "基本情况",
}
_MARGINAL_PARTS = frozenset(("header", "footer", "comment"))
_FRAME_TRUST = 0.95  # share of a frame section's say against the words
_MARGINAL_TRUST = 0.8
_RECAP_TRUST = 0.85
_HEADING_TRUST = (0.4, 0.95)  # of the weakest heading that names an area, and of the clearest
_HEADING_LEAD = 0.8  # an area is named when it leads the next one by this much
_CLEAR_LEAD = 3.0
_TITLE_TRUST = 0.6  # of a title that clearly names one area, in a report whose headings name none
_OUTER_SHARE = 0.5  # each heading counts half as much as the one below it
_NO_EVIDENCE = 1.0  # what 其他 has before any word is seen
_NO_EVIDENCE_IN_ROW = 0.3  # a row is a few words long
_OPENING = 40  # characters in which words weigh more: the paragraph's first clauses
_OPENING_FACTOR = 1.5
_RECAP_OPENING = 3  # a recap phrase starts within so many characters
_RECAP_SHARE = 0.8  # one area with more of the evidence makes it no recap
_SHARPNESS = 0.42  # from word scores to probabilities; fitted on labelled paragraphs

_DIGIT = re.compile(r"\d")


class _Words(NamedTuple):
    """A table of words: the search, and by its indexes area and weight."""

    lexicon: Lexicon
    areas: tuple[int, ...]
    weights: tuple[float, ...]
    recaps: frozenset[int]


_Hit = tuple[int, int]  # where an entry of the table of words starts, and which; plain for speed


class _Verdict(NamedTuple):
    """An area that something other than the paragraph's words speaks for, with its share of the say (0–1)."""

    area: int
    trust: float
    evidence: Evidence | None


@lru_cache(maxsize=1)
def _body_words() -> _Words:
    return _words(table("area_words.tsv"))


@lru_cache(maxsize=1)
def _heading_words() -> _Words:
    own = table("area_headings.tsv")
    known = {row[0] for row in own}
    body = (row for row in table("area_words.tsv") if row[0] not in known and row[1] != "其他")
    return _words([*own, *body])


def _words(rows: Sequence[tuple[str, ...]]) -> _Words:
    by_name: dict[str, int] = {area: index for index, area in enumerate(AREAS)}
    return _Words(
        Lexicon(row[0] for row in rows),
        tuple(by_name[row[1]] for row in rows),
        tuple(float(row[2]) for row in rows),
        frozenset(index for index, row in enumerate(rows) if row[4:] == ("recap",)),
    )


def predict_areas(context: Context) -> tuple[AreaPrediction, ...]:
    """The work area of every paragraph that is not a heading, in order.

    The nearest headings that name an area decide; shortcomings, plans and the report's frame belong to none (其他).
    Elsewhere the words decide, and few of them mean 其他 with a low confidence. Cells are judged by their row.
    """
    document = context.document
    hits = _hits_by_paragraph(document)
    rows = _row_hits(document, hits)
    framed = any(section.kind in ("work", "problems", "outlook") for section in document.sections)
    title = _title_verdict(document)
    headings: dict[tuple[int, ...], _Verdict | None] = {}
    predictions = []
    for index, paragraph in enumerate(document.paragraphs):
        if document.is_heading(index) or not paragraph.span.of(document.text).strip():
            continue
        path = document.section_paths[index]
        row = paragraph.cell is not None or "\t" in paragraph.span.of(document.text)
        found = hits[index] if paragraph.cell is None else rows[paragraph.cell[:2]]
        scores = _word_scores(found, paragraph.span.start, _NO_EVIDENCE_IN_ROW if row else _NO_EVIDENCE)
        verdict = _frame_verdict(paragraph, path, framed)
        if verdict is None:
            key = tuple(section.span.start for section in path)
            if key not in headings:
                headings[key] = _heading_verdict(document, path) or title
            verdict = headings[key]
            if row:
                verdict = None if found or _is_title_row(document.text, paragraph) else verdict
            else:
                verdict = _recap_verdict(paragraph, found, scores, verdict) or verdict
        predictions.append(_prediction(paragraph, scores, found, verdict))
    return tuple(predictions)


def _hits_by_paragraph(document: Document) -> list[list[_Hit]]:
    """Area words of each paragraph; one search over the whole text."""
    hits: list[list[_Hit]] = [[] for _ in document.paragraphs]
    if not hits:
        return hits
    starts = sorted((paragraph.span.start, index) for index, paragraph in enumerate(document.paragraphs))
    following = iter([*starts[1:], (len(document.text) + 1, -1)])
    add = hits[starts[0][1]].append
    end, index = next(following)
    for (start, _), entry in _body_words().lexicon.find(document.text):
        while start >= end:
            add = hits[index].append
            end, index = next(following)
        add((start, entry))
    return hits


def _row_hits(document: Document, hits: Sequence[list[_Hit]]) -> dict[tuple[int, ...], list[_Hit]]:
    """Area words of each table row, by table and row."""
    rows: dict[tuple[int, ...], list[_Hit]] = {}
    for paragraph, found in zip(document.paragraphs, hits, strict=True):
        if paragraph.cell is not None:
            rows.setdefault(paragraph.cell[:2], []).extend(found)
    return rows


def _word_scores(found: Sequence[_Hit], start: int, no_evidence: float) -> list[float]:
    """Evidence per area; a word that is said again counts less each time, an early one more."""
    words = _body_words()
    areas, weights = words.areas, words.weights
    scores = [0.0] * len(AREAS)
    scores[_OTHER] = no_evidence
    opening_end = start + _OPENING
    times: dict[int, int] = {}
    for position, entry in found:
        times[entry] = seen = times.get(entry, 0) + 1
        weight = weights[entry] / seen
        scores[areas[entry]] += weight * _OPENING_FACTOR if position < opening_end else weight
    return scores


def _frame_verdict(paragraph: Paragraph, path: Sequence[Section], framed: bool) -> _Verdict | None:
    """其他 for the report's frame. Without any section of work, an opening paragraph is judged by its words."""
    if paragraph.part in _MARGINAL_PARTS:
        return _Verdict(_OTHER, _MARGINAL_TRUST, None)
    for section in reversed(path):
        if section.kind in _FRAME_KINDS and (framed or section.kind != "preamble"):
            return _Verdict(_OTHER, _FRAME_TRUST, Evidence("heading", _FRAME_KINDS[section.kind], section.heading))
    return None


def _heading_verdict(document: Document, path: Sequence[Section]) -> _Verdict | None:
    """The area that the headings above a paragraph name, the nearest one counting most."""
    words = _heading_words()
    totals = [0.0] * len(AREAS)
    share = 1.0
    naming: list[tuple[Section, set[int]]] = []
    for section in reversed(path):
        if section.heading is None or section.number.endswith("是"):  # 一是… runs on: text, not a heading
            continue
        named = set()
        for _, entry in words.lexicon.find(section.heading.of(document.text)):
            totals[words.areas[entry]] += words.weights[entry] * share
            named.add(words.areas[entry])
        naming.append((section, named))
        share *= _OUTER_SHARE
    second, first = sorted(totals)[-2:]
    if first - second < _HEADING_LEAD:
        return None
    area = totals.index(first)
    section = next(section for section, named in naming if area in named)
    low, high = _HEADING_TRUST
    trust = low + (high - low) * min(1.0, (first - second) / _CLEAR_LEAD)
    return _Verdict(area, trust, Evidence("heading", document.section_label(section), section.heading))


def _title_verdict(document: Document) -> _Verdict | None:
    """The one area that the title names, in a report on that area alone: none of its headings names any."""
    named = [_heading_verdict(document, (section,)) for section in document.sections if section.kind == "title"]
    clear = next((verdict for verdict in named if verdict and verdict.trust == _HEADING_TRUST[1]), None)
    if clear is None or clear.area == _OTHER:
        return None
    work = (section for section in document.sections if section.kind == "work")
    if any(_heading_verdict(document, (section,)) for section in work):
        return None
    return clear._replace(trust=_TITLE_TRUST)


def _is_title_row(text: str, paragraph: Paragraph) -> bool:
    """Whether a table row names its columns: the first one, or in plain text one without figures."""
    if paragraph.cell is not None:
        return paragraph.cell.row == 0
    return not _DIGIT.search(paragraph.span.of(text))


def _recap_verdict(
    paragraph: Paragraph, found: Sequence[_Hit], scores: Sequence[float], heading: _Verdict | None
) -> _Verdict | None:
    """其他 for a paragraph that sums up work of several areas, or only points at a table."""
    words = _body_words()
    mark = next((hit for hit in found if hit[1] in words.recaps), None)
    if mark is None:
        return None
    evidence = scores[:_OTHER]
    best = max(evidence)
    if best:
        mixed = best <= _RECAP_SHARE * sum(evidence) or (heading is not None and evidence[heading.area] < best)
        if not mixed or mark[0] - paragraph.span.start > _RECAP_OPENING:
            return None
    return _Verdict(_OTHER, _RECAP_TRUST, Evidence("words", words.lexicon.entries[mark[1]], _span(mark)))


def _prediction(
    paragraph: Paragraph, scores: Sequence[float], found: Sequence[_Hit], verdict: _Verdict | None
) -> AreaPrediction:
    shares = _shares(scores)
    evidence: list[Evidence] = []
    if verdict is not None:
        shares = [share * (1 - verdict.trust) for share in shares]
        shares[verdict.area] += verdict.trust
        if verdict.evidence is not None:
            evidence.append(verdict.evidence)
    best = max(range(len(AREAS)), key=shares.__getitem__)
    evidence.extend(_word_evidence(found, best))
    by_area: dict[Area, float] = dict(zip(AREAS, shares, strict=True))
    return AreaPrediction(paragraph.span, AREAS[best], shares[best], by_area, tuple(evidence))


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(_SHARPNESS * (score - top)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _word_evidence(found: Sequence[_Hit], area: int) -> Iterator[Evidence]:
    """The three heaviest words of the area, in one note; the span is that of the heaviest."""
    words = _body_words()
    own = {entry: start for start, entry in reversed(found) if words.areas[entry] == area}
    if own:
        heaviest = sorted(own, key=lambda entry: (-words.weights[entry], own[entry]))[:3]
        note = "、".join(words.lexicon.entries[entry] for entry in heaviest)
        yield Evidence("words", note, _span((own[heaviest[0]], heaviest[0])))


def _span(hit: _Hit) -> Span:
    start, entry = hit
    return Span(start, start + len(_body_words().lexicon.entries[entry]))
