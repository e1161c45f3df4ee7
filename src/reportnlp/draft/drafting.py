"""Drafts a report and holds the draft against the rules and the ledger before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from reportnlp.config import Settings
from reportnlp.document.model import Document
from reportnlp.document.readers import from_text
from reportnlp.draft.compose import Wish, compose
from reportnlp.draft.model import Draft, DraftParagraph, Sentence
from reportnlp.draft.templates import load_templates
from reportnlp.engine import Checker
from reportnlp.errors import ReportnlpError
from reportnlp.records.ledger import Ledger, of_period
from reportnlp.records.reconcile import reconcile
from reportnlp.records.verdicts import VERDICTS
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.draft.polish import Endpoint

_ROUNDS = 5  # of leaving out results and sentences that the check does not bear out


class DraftError(ReportnlpError):
    """A draft that does not pass its own check; the sentence says why."""


def draft_report(
    ledger: Ledger,
    wish: Wish | None = None,
    *,
    templates: str | None = None,
    previous: Document | None = None,
    polish: Endpoint | None = None,
) -> Draft:
    """A report drafted from ``ledger``: no figure that is not in its records.

    ``templates`` is a folder with a unit's own wording, ``previous`` last year's report, whose promises are taken up, ``polish`` a language model that
    may reword sentences. The draft has passed the check: no error but at its own gaps, and every claim supported by the records; sentences that do
    not pass are left out where they may be. Raises DraftError with the reason otherwise.
    """
    wish = wish or Wish()
    if wish.period is None and ledger.year:
        wish = replace(wish, period=str(ledger.year))
    ledger = of_period(ledger, wish.period)
    promised: tuple[Sentence, ...] = ()
    if previous is not None:
        from reportnlp.draft.promises import promises_of

        promised = tuple(promises_of(previous, ledger, wish.period))
    wording = load_templates(wish.kind, templates)
    draft = compose(ledger, wish, wording, promised)
    if not any(source.rows for _, source in draft.figures):
        raise DraftError(
            "台账里没有报告年度的记录：请核对 --period 和台账。",
            "The ledger has no records of that year: check --period.",
        )
    checker = Checker(Settings())  # the ledger has its own say in _faults
    left_out: frozenset[str] = frozenset()
    for _ in range(_ROUNDS):
        faults = list(_faults(draft, ledger, wish, checker))
        if not faults:
            if polish is not None:
                from reportnlp.draft.polish import polished

                draft = polished(draft, polish, lambda new: [span for span, _ in _faults(new, ledger, wish, checker)])
            told = tuple(f"成果“{label}”的数没有写进草稿：按台账核对不能确认。" for label in sorted(left_out))
            return replace(draft, notes=draft.notes + told)
        spans = [span for span, _ in faults]
        results = _results_at(draft, spans) - left_out
        if results:
            left_out |= results
            draft = compose(ledger, wish, wording, promised, left_out)
        else:
            draft = _without(draft, faults)
    span, why = faults[0]
    raise DraftError(
        f"草稿没有通过自查，没有写出：“{_sentence_at(draft, span)}”{why}。",
        f"The draft did not pass its own check and was not written: {why}.",
    )


def _results_at(draft: Draft, faults: list[Span]) -> frozenset[str]:
    """Labels of the results (收到建议) whose sums are at fault in sentences that must stay."""
    optional = _optional_spans(draft)
    return frozenset(
        source.note.removesuffix("合计")
        for span, source in draft.figures
        if source.note.endswith("合计") and not source.note.startswith("参加人数")
        if any(span.overlaps(fault) for fault in faults) and not any(span.overlaps(other) for other in optional)
    )


def _optional_spans(draft: Draft) -> list[Span]:
    spans = []
    start = 0
    for paragraph in draft.paragraphs:
        for sentence in paragraph.sentences:
            end = start + len(sentence.words.text)
            if sentence.optional:
                spans.append(Span(start, end))
            start = end
        start += 1
    return spans


def _faults(draft: Draft, ledger: Ledger, wish: Wish, checker: Checker) -> Iterator[tuple[Span, str]]:
    """Places that no draft may have: errors beside gaps, claims that the records do not support, claims of nobody."""
    text = draft.text
    document = from_text(text, wish.period)
    marks = draft.figures
    bound = {span for span, source in marks if source.rows}
    free = [span for span, source in marks if not source.rows]
    for finding in checker.check(document).findings:
        if finding.severity == "error" and not any(span.overlaps(finding.span) for span in free):
            yield finding.span, f"有错误 {finding.code}：{finding.message}".rstrip("。")
    for row in reconcile(document, ledger, wish.period).claims:
        span = row.claim.span
        if any(other.overlaps(span) for other in free):
            continue
        if not any(other.overlaps(span) for other in bound):
            yield span, f"里的“{span.of(text)}”没有台账依据"
        elif row.verdict != "supported":
            yield span, f"里的“{span.of(text)}”与台账核对的结果是{VERDICTS[row.verdict]}（{row.note}）"


def _without(draft: Draft, faults: list[tuple[Span, str]]) -> Draft:
    """The draft without the sentences in which a fault lies; what is lost with those that are not optional is noted."""
    paragraphs: list[DraftParagraph] = []
    notes = list(draft.notes)
    start = 0
    for paragraph in draft.paragraphs:
        kept: list[Sentence] = []
        for sentence in paragraph.sentences:
            span = Span(start, start + len(sentence.words.text))
            why = next((reason for place, reason in faults if span.overlaps(place)), None)
            if why is None or paragraph.role != "text":
                kept.append(sentence)
            elif not sentence.optional:
                notes.append(f"“{sentence.words.text}”没有写进草稿：它{why}。")
            start = span.end
        start += 1
        if kept:
            paragraphs.append(DraftParagraph(paragraph.role, tuple(kept)))
    return replace(draft, paragraphs=tuple(paragraphs), notes=tuple(notes))


def _sentence_at(draft: Draft, span: Span) -> str:
    start = 0
    for paragraph in draft.paragraphs:
        for sentence in paragraph.sentences:
            end = start + len(sentence.words.text)
            if start <= span.start < end:
                return sentence.words.text
            start = end
        start += 1
    return span.of(draft.text)
