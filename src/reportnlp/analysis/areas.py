"""The work area of each paragraph: what the headings above it name, else the linear model, else weighted words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.area_words import (
    NO_EVIDENCE,
    OTHER,
    Hit,
    body_hits,
    body_words,
    heading_words,
    hit_span,
    word_scores,
)
from reportnlp.document.model import Document, Paragraph, Section
from reportnlp.findings import AREAS, Area, AreaPrediction, Evidence
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.area_model import AreaModel
    from reportnlp.analysis.context import Context

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
_HEADING_SHARE = 0.4  # of that trust which is left beside the model, which reads the heading too
_HEADING_LEAD = 0.8  # an area is named when it leads the next one by this much
_CLEAR_LEAD = 3.0
_TITLE_TRUST = 0.6  # of a title that clearly names one area, in a report whose headings name none
_OUTER_SHARE = 0.5  # each heading counts half as much as the one below it
_NO_EVIDENCE_IN_ROW = 0.3  # a row is a few words long
_RECAP_OPENING = 3  # a recap phrase starts within so many characters
_RECAP_SHARE = 0.8  # one area with more of the evidence makes it no recap
_TELLING = 3  # words named as evidence
_TELLING_SHARE = 0.2  # of the gain of the first that the others have at least
_SHARPNESS = 0.42  # from word scores to probabilities; fitted on labelled paragraphs

_DIGIT = re.compile(r"\d")


class _Verdict(NamedTuple):
    """An area that something other than the paragraph's words speaks for, with its share of the say (0–1)."""

    area: int
    trust: float
    evidence: Evidence | None


class _Judged(NamedTuple):
    """A paragraph to judge: its area words, evidence per area, and what else speaks for an area."""

    place: int
    row: bool
    found: Sequence[Hit]
    scores: Sequence[float]
    verdict: _Verdict | None


def predict_areas(context: Context) -> tuple[AreaPrediction, ...]:
    """The work area of every paragraph that is not a heading, in order.

    The nearest headings that name an area decide; shortcomings, plans and the report's frame belong to none (其他).
    Elsewhere the linear model decides, in table rows and without a model weighted words. Cells are judged by their row.
    """
    document = context.document
    judged = list(_judged(document))
    running = [item for item in judged if not item.row]
    shares = [_shares(item.scores) for item in judged]
    model = context.area_model
    if model is not None and running:
        headings = [_heading_for_model(document, item) for item in running]
        texts = [document.paragraphs[item.place].span.of(document.text) for item in running]
        found = iter(model.shares(headings, texts).tolist())
        shares = [share if item.row else next(found) for item, share in zip(judged, shares, strict=True)]
        judged = [item if item.row else item._replace(verdict=_beside_model(item.verdict)) for item in judged]
    return tuple(_prediction(context, item, share) for item, share in zip(judged, shares, strict=True))


def shares_of_text(context: Context, model: AreaModel) -> dict[int, dict[Area, float]]:
    """What ``model`` makes of the text alone, without headings, for running paragraphs by index; the frame is left out."""
    judged = (item for item in _judged(context.document) if not item.row)
    kept = [item.place for item in judged if item.verdict is None or item.verdict.area != OTHER]
    if not kept:
        return {}
    texts = [context.document.paragraphs[index].span.of(context.text) for index in kept]
    shares = model.shares([""] * len(kept), texts).tolist()
    return {index: dict(zip(AREAS, row, strict=True)) for index, row in zip(kept, shares, strict=True)}


def _beside_model(verdict: _Verdict | None) -> _Verdict | None:
    if verdict is None or verdict.area == OTHER:
        return verdict
    return verdict._replace(trust=verdict.trust * _HEADING_SHARE)


def _heading_for_model(document: Document, item: _Judged) -> str:
    """The heading that names the area, else the nearest one, "" without any."""
    evidence = item.verdict.evidence if item.verdict is not None else None
    if evidence is not None and evidence.source == "heading" and evidence.span is not None:
        return evidence.span.of(document.text)
    named = (section.heading for section in reversed(document.section_paths[item.place]) if section.number)
    nearest = next((heading for heading in named if heading is not None), None)
    return nearest.of(document.text) if nearest is not None else ""


def _judged(document: Document) -> Iterator[_Judged]:
    hits = _hits_by_paragraph(document)
    rows = _row_hits(document, hits)
    kinds = {section.kind for section in document.sections}
    framed = bool(kinds & {"work", "problems", "outlook"})
    title = _title_verdict(document)
    headings: dict[tuple[int, ...], _Verdict | None] = {}
    for index, paragraph in enumerate(document.paragraphs):
        if document.is_heading(index) or not paragraph.span.of(document.text).strip():
            continue
        path = document.section_paths[index]
        row = paragraph.cell is not None or "\t" in paragraph.span.of(document.text)
        found = hits[index] if paragraph.cell is None else rows[paragraph.cell[:2]]
        scores = word_scores(found, paragraph.span.start, _NO_EVIDENCE_IN_ROW if row else NO_EVIDENCE)
        verdict = _frame_verdict(paragraph, path, framed, planned="work" not in kinds)
        if verdict is None:
            key = tuple(section.span.start for section in path)
            if key not in headings:
                headings[key] = _heading_verdict(document, path) or title
            verdict = headings[key]
            if row:
                verdict = None if found or _is_title_row(document.text, paragraph) else verdict
            else:
                verdict = _recap_verdict(paragraph, found, scores, verdict) or verdict
        yield _Judged(index, row, found, scores, verdict)


def _hits_by_paragraph(document: Document) -> list[list[Hit]]:
    """Area words of each paragraph; one search over the whole text."""
    hits: list[list[Hit]] = [[] for _ in document.paragraphs]
    if not hits:
        return hits
    starts = sorted((paragraph.span.start, index) for index, paragraph in enumerate(document.paragraphs))
    following = iter([*starts[1:], (len(document.text) + 1, -1)])
    add = hits[starts[0][1]].append
    end, index = next(following)
    for start, entry in body_hits(document.text):
        while start >= end:
            add = hits[index].append
            end, index = next(following)
        add((start, entry))
    return hits


def _row_hits(document: Document, hits: Sequence[list[Hit]]) -> dict[tuple[int, ...], list[Hit]]:
    """Area words of each table row, by table and row."""
    rows: dict[tuple[int, ...], list[Hit]] = {}
    for paragraph, found in zip(document.paragraphs, hits, strict=True):
        if paragraph.cell is not None:
            rows.setdefault(paragraph.cell[:2], []).extend(found)
    return rows


def _frame_verdict(paragraph: Paragraph, path: Sequence[Section], framed: bool, planned: bool) -> _Verdict | None:
    """其他 for the report's frame. Without any section of work, an opening paragraph is judged by its words.

    A text that is a plan from end to end (``planned``) is not the end of a report: what it plans has an area.
    """
    if paragraph.part in _MARGINAL_PARTS:
        return _Verdict(OTHER, _MARGINAL_TRUST, None)
    for section in reversed(path):
        if (section.kind == "preamble" and not framed) or (section.kind == "outlook" and planned):
            continue
        if section.kind in _FRAME_KINDS:
            return _Verdict(OTHER, _FRAME_TRUST, Evidence("heading", _FRAME_KINDS[section.kind], section.heading))
    return None


def _heading_verdict(document: Document, path: Sequence[Section]) -> _Verdict | None:
    """The area that the headings above a paragraph name, the nearest one counting most."""
    words = heading_words()
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
    if clear is None or clear.area == OTHER:
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
    paragraph: Paragraph, found: Sequence[Hit], scores: Sequence[float], heading: _Verdict | None
) -> _Verdict | None:
    """其他 for a paragraph that sums up work of several areas, or only points at a table."""
    words = body_words()
    mark = next((hit for hit in found if hit[1] in words.recaps), None)
    if mark is None:
        return None
    evidence = scores[:OTHER]
    best = max(evidence)
    if best:
        mixed = best <= _RECAP_SHARE * sum(evidence) or (heading is not None and evidence[heading.area] < best)
        if not mixed or mark[0] - paragraph.span.start > _RECAP_OPENING:
            return None
    return _Verdict(OTHER, _RECAP_TRUST, Evidence("words", words.lexicon.entries[mark[1]], hit_span(mark)))


def _prediction(context: Context, item: _Judged, shares: Sequence[float]) -> AreaPrediction:
    evidence: list[Evidence] = []
    verdict = item.verdict
    if verdict is not None:
        shares = [share * (1 - verdict.trust) for share in shares]
        shares[verdict.area] += verdict.trust
        if verdict.evidence is not None:
            evidence.append(verdict.evidence)
    best = max(range(len(AREAS)), key=shares.__getitem__)
    span = context.document.paragraphs[item.place].span
    if context.area_model is not None and not item.row:
        if verdict is None or verdict.area != OTHER:  # the frame needs no words
            evidence.extend(_telling_words(context, span, item.found, best))
    else:
        evidence.extend(_word_evidence(item.found, best))
    by_area: dict[Area, float] = dict(zip(AREAS, shares, strict=True))
    return AreaPrediction(span, AREAS[best], shares[best], by_area, tuple(evidence))


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(_SHARPNESS * (score - top)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _telling_words(context: Context, span: Span, found: Sequence[Hit], area: int) -> Iterator[Evidence]:
    """The three words that did most for the area in the model, in one note; the span is that of the first."""
    if context.area_model is None:
        return
    local = [(start - span.start, entry) for start, entry in found]
    gains = context.area_model.gains(span.of(context.text), local, area)
    words = [hit_span(hit) for hit in found if body_words().areas[hit[1]] == area]
    taken = set().union(*(range(*word) for word in words))
    words += [token.span for token in context.tokens_in(span) if not taken.intersection(range(*token.span))]
    total = {word: float(gains[word.start - span.start : word.end - span.start].sum()) for word in words}
    best: dict[str, Span] = {}
    least = max(total.values(), default=0.0) * _TELLING_SHARE
    for word in sorted((word for word in words if word.length > 1), key=lambda word: (-total[word], word)):
        if total[word] > max(0.0, least) and len(best) < _TELLING:
            best.setdefault(word.of(context.text), word)
    if best:
        yield Evidence("model", "、".join(best), next(iter(best.values())))


def _word_evidence(found: Sequence[Hit], area: int) -> Iterator[Evidence]:
    """The three heaviest words of the area, in one note; the span is that of the heaviest."""
    words = body_words()
    own = {entry: start for start, entry in reversed(found) if words.areas[entry] == area}
    if own:
        heaviest = sorted(own, key=lambda entry: (-words.weights[entry], own[entry]))[:_TELLING]
        note = "、".join(words.lexicon.entries[entry] for entry in heaviest)
        yield Evidence("words", note, hit_span((own[heaviest[0]], heaviest[0])))
