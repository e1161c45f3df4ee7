"""What speaks for a paragraph's work area besides the model: its place in the report, the headings above it, its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportnlp.analysis.taxonomy import NO_EVIDENCE, Hit, Taxonomy, items
from reportnlp.document.model import Document, Paragraph, Section
from reportnlp.findings import Evidence

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
_NO_EVIDENCE_IN_ROW = 0.3  # a row is a few words long
_RECAP_OPENING = 3  # a recap phrase starts within so many characters
_RECAP_SHARE = 0.8  # one area with more of the evidence makes it no recap

_DIGIT = re.compile(r"\d")


class Verdict(NamedTuple):
    """An area that something other than the paragraph's words speaks for, with its share of the say (0–1)."""

    area: int
    trust: float
    evidence: Evidence | None


class Judged(NamedTuple):
    """A paragraph to judge: its area words, evidence per area, and what else speaks for an area."""

    place: int
    row: bool
    found: Sequence[Hit]
    scores: Sequence[float]
    verdict: Verdict | None


def judged(document: Document, taxonomy: Taxonomy) -> Iterator[Judged]:
    """Every paragraph that is no heading, in order."""
    hits = _hits_by_paragraph(document, taxonomy)
    rows = _row_hits(document, hits)
    kinds = {section.kind for section in document.sections}
    framed = bool(kinds & {"work", "problems", "outlook"})
    title = _title_verdict(document, taxonomy)
    headings: dict[tuple[int, ...], Verdict | None] = {}
    for index, paragraph in enumerate(document.paragraphs):
        if document.is_heading(index) or not paragraph.span.of(document.text).strip():
            continue
        path = path_above(document, index)
        row = paragraph.cell is not None or "\t" in paragraph.span.of(document.text)
        found = hits[index] if paragraph.cell is None else rows[paragraph.cell[:2]]
        scores = taxonomy.word_scores(found, paragraph.span.start, _NO_EVIDENCE_IN_ROW if row else NO_EVIDENCE)
        verdict = _frame_verdict(paragraph, path, framed, "work" not in kinds, taxonomy.other)
        if verdict is None:
            key = tuple(section.span.start for section in path)
            if key not in headings:
                headings[key] = _heading_verdict(document, path, taxonomy) or title
            verdict = headings[key]
            if row:
                verdict = None if found or _is_title_row(document.text, paragraph) else verdict
            else:
                verdict = _recap_verdict(taxonomy, paragraph, found, scores, verdict) or verdict
        yield Judged(index, row, found, scores, verdict)


def path_above(document: Document, index: int) -> tuple[Section, ...]:
    """The sections of a paragraph, without the one that its own first item opens: （一）…。（二）…。（三）… is no section's text."""
    path = document.section_paths[index]
    span = document.paragraphs[index].span
    heading = path[-1].heading if path else None
    if heading is not None and heading.start >= span.start and items(span.of(document.text))[:1] == [0]:
        return path[:-1]
    return path


def _hits_by_paragraph(document: Document, taxonomy: Taxonomy) -> list[list[Hit]]:
    """Area words of each paragraph; one search over the whole text."""
    hits: list[list[Hit]] = [[] for _ in document.paragraphs]
    if not hits:
        return hits
    starts = sorted((paragraph.span.start, index) for index, paragraph in enumerate(document.paragraphs))
    following = iter([*starts[1:], (len(document.text) + 1, -1)])
    add = hits[starts[0][1]].append
    end, index = next(following)
    for start, entry in taxonomy.hits(document.text):
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


def _frame_verdict(
    paragraph: Paragraph, path: Sequence[Section], framed: bool, planned: bool, other: int
) -> Verdict | None:
    """其他 (``other``) for the report's frame. Without any section of work, an opening paragraph is judged by its words.

    A text that is a plan from end to end (``planned``) is not the end of a report: what it plans has an area.
    """
    if paragraph.part in _MARGINAL_PARTS:
        return Verdict(other, _MARGINAL_TRUST, None)
    for section in reversed(path):
        if (section.kind == "preamble" and not framed) or (section.kind == "outlook" and planned):
            continue
        if section.kind in _FRAME_KINDS:
            return Verdict(other, _FRAME_TRUST, Evidence("heading", _FRAME_KINDS[section.kind], section.heading))
    return None


def _heading_verdict(document: Document, path: Sequence[Section], taxonomy: Taxonomy) -> Verdict | None:
    """The area that the headings above a paragraph name, the nearest one counting most."""
    words = taxonomy.heading
    totals = [0.0] * len(taxonomy.areas)
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
    return Verdict(area, trust, Evidence("heading", document.section_label(section), section.heading))


def _title_verdict(document: Document, taxonomy: Taxonomy) -> Verdict | None:
    """The one area that the title names, in a report on that area alone: none of its headings names any."""
    named = [
        _heading_verdict(document, (section,), taxonomy) for section in document.sections if section.kind == "title"
    ]
    clear = next((verdict for verdict in named if verdict and verdict.trust == _HEADING_TRUST[1]), None)
    if clear is None or clear.area == taxonomy.other:
        return None
    work = (section for section in document.sections if section.kind == "work")
    if any(_heading_verdict(document, (section,), taxonomy) for section in work):
        return None
    return clear._replace(trust=_TITLE_TRUST)


def _is_title_row(text: str, paragraph: Paragraph) -> bool:
    """Whether a table row names its columns: the first one, or in plain text one without figures."""
    if paragraph.cell is not None:
        return paragraph.cell.row == 0
    return not _DIGIT.search(paragraph.span.of(text))


def _recap_verdict(
    taxonomy: Taxonomy, paragraph: Paragraph, found: Sequence[Hit], scores: Sequence[float], heading: Verdict | None
) -> Verdict | None:
    """其他 for a paragraph that sums up work of several areas, or only points at a table."""
    words = taxonomy.body
    mark = next((hit for hit in found if hit[1] in words.recaps), None)
    if mark is None:
        return None
    evidence = scores[: taxonomy.other]
    best = max(evidence)
    if best:
        mixed = best <= _RECAP_SHARE * sum(evidence) or (heading is not None and evidence[heading.area] < best)
        if not mixed or mark[0] - paragraph.span.start > _RECAP_OPENING:
            return None
    note = words.lexicon.entries[mark[1]]
    return Verdict(taxonomy.other, _RECAP_TRUST, Evidence("words", note, taxonomy.hit_span(mark)))
