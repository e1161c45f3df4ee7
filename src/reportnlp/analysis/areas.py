"""The work area of each paragraph: what the headings above it name, else the linear model, else weighted words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportnlp.analysis.area_verdicts import Judged, Verdict, judged, path_above
from reportnlp.analysis.taxonomy import Hit, Taxonomy
from reportnlp.document.model import Document
from reportnlp.findings import OTHER, Area, AreaPrediction, Evidence
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.area_model import AreaModel
    from reportnlp.analysis.context import Context

_HEADING_SHARE = 0.4  # of that trust which is left beside the model, which reads the heading too
_TELLING = 3  # words named as evidence
_TELLING_SHARE = 0.2  # of the gain of the first that the others have at least
_SHARPNESS = 0.42  # from word scores to probabilities; fitted on labelled paragraphs


def predict_areas(context: Context) -> tuple[AreaPrediction, ...]:
    """The work area of every paragraph that is not a heading, in order.

    The nearest headings that name an area decide; shortcomings, plans and the report's frame belong to none (其他).
    Elsewhere the linear model decides, in table rows and without a model weighted words. Cells are judged by their row.
    """
    document, other = context.document, context.taxonomy.other
    items = list(judged(document, context.taxonomy))
    running = [item for item in items if not item.row]
    shares = [_shares(item.scores) for item in items]
    model = context.area_model
    if model is not None and running:
        headings = [_heading_for_model(document, item) for item in running]
        texts = [document.paragraphs[item.place].span.of(document.text) for item in running]
        found = iter(model.shares(headings, texts).tolist())
        shares = [share if item.row else next(found) for item, share in zip(items, shares, strict=True)]
        items = [item if item.row else item._replace(verdict=_beside_model(item.verdict, other)) for item in items]
    return tuple(_prediction(context, item, share) for item, share in zip(items, shares, strict=True))


def shares_of_text(context: Context, model: AreaModel) -> dict[int, dict[Area, float]]:
    """What ``model`` makes of the text alone, without headings, for running paragraphs by index; the frame is left out."""
    taxonomy = context.taxonomy
    running = (item for item in judged(context.document, taxonomy) if not item.row)
    kept = [item.place for item in running if item.verdict is None or item.verdict.area != taxonomy.other]
    if not kept:
        return {}
    texts = [context.document.paragraphs[index].span.of(context.text) for index in kept]
    shares = model.shares([""] * len(kept), texts).tolist()
    return {index: dict(zip(taxonomy.areas, row, strict=True)) for index, row in zip(kept, shares, strict=True)}


def _beside_model(verdict: Verdict | None, other: int) -> Verdict | None:
    if verdict is None or verdict.area == other:
        return verdict
    return verdict._replace(trust=verdict.trust * _HEADING_SHARE)


def _heading_for_model(document: Document, item: Judged) -> str:
    """The heading that names the area, else the nearest one, "" without any."""
    evidence = item.verdict.evidence if item.verdict is not None else None
    if evidence is not None and evidence.source == "heading" and evidence.span is not None:
        return evidence.span.of(document.text)
    named = (section.heading for section in reversed(path_above(document, item.place)) if section.number)
    nearest = next((heading for heading in named if heading is not None), None)
    return nearest.of(document.text) if nearest is not None else ""


def _prediction(context: Context, item: Judged, shares: Sequence[float]) -> AreaPrediction:
    evidence: list[Evidence] = []
    verdict = item.verdict
    if verdict is not None:
        shares = [share * (1 - verdict.trust) for share in shares]
        shares[verdict.area] += verdict.trust
        if verdict.evidence is not None:
            evidence.append(verdict.evidence)
    areas = context.taxonomy.areas
    best = max(range(len(areas)), key=shares.__getitem__)
    span = context.document.paragraphs[item.place].span
    if context.area_model is not None and not item.row:
        if verdict is None or areas[verdict.area] != OTHER:  # the frame needs no words
            evidence.extend(_telling_words(context, span, item.found, best))
    else:
        evidence.extend(_word_evidence(context.taxonomy, item.found, best))
    by_area: dict[Area, float] = dict(zip(areas, shares, strict=True))
    return AreaPrediction(span, areas[best], shares[best], by_area, tuple(evidence))


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(_SHARPNESS * (score - top)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def words_for_area(context: Context, span: Span, area: Area) -> tuple[Evidence, ...]:
    """Why the model takes the text of ``span`` for ``area``; empty without the model, or where no word stands out."""
    taxonomy = context.taxonomy
    found = [(start + span.start, entry) for start, entry in taxonomy.hits(span.of(context.text))]
    return tuple(_telling_words(context, span, found, taxonomy.areas.index(area)))


def _telling_words(context: Context, span: Span, found: Sequence[Hit], area: int) -> Iterator[Evidence]:
    """The three words that did most for the area in the model, in one note; the span is that of the first."""
    if context.area_model is None:
        return
    local = [(start - span.start, entry) for start, entry in found]
    gains = context.area_model.gains(span.of(context.text), local, area)
    taxonomy = context.taxonomy
    words = [taxonomy.hit_span(hit) for hit in found if taxonomy.body.areas[hit[1]] == area]
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


def _word_evidence(taxonomy: Taxonomy, found: Sequence[Hit], area: int) -> Iterator[Evidence]:
    """The three heaviest words of the area, in one note; the span is that of the heaviest."""
    words = taxonomy.body
    own = {entry: start for start, entry in reversed(found) if words.areas[entry] == area}
    if own:
        heaviest = sorted(own, key=lambda entry: (-words.weights[entry], own[entry]))[:_TELLING]
        note = "、".join(words.lexicon.entries[entry] for entry in heaviest)
        yield Evidence("words", note, taxonomy.hit_span((own[heaviest[0]], heaviest[0])))
