"""The Checker: runs the selected rules over a document and returns a Report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

import reportnlp
from reportnlp.analysis.context import Context
from reportnlp.config import Settings
from reportnlp.document.model import Document
from reportnlp.document.readers import from_text
from reportnlp.errors import ReportnlpError
from reportnlp.findings import SEVERITIES, Finding, ReadCount, Report, ReportParagraph, fingerprint
from reportnlp.rules.base import Card, Hit, Rule
from reportnlp.rules.catalog import select_rules
from reportnlp.span import Span
from reportnlp.suppress import Silenced, Suppression, silence, word_suppressions
from reportnlp.text.edits import Edit, apply_edits, minimal, without_overlaps
from reportnlp.text.lexicon import Lexicon

SURE = 0.9  # from this confidence on, a suggestion may be followed unasked
_NO_LAYOUT = "没有版式可查：版式只有 Word 文件（.docx）才有，在程序里要用 read(…, layout=True) 读入"
_NOTHING = Silenced((), (), ())
_CLAUSE_MARKS = re.compile(r"[。！？；，、：\r\n\t]")


class _Fields(dict[str, str]):
    """Fields of a message; one that a rule forgot stays visible instead of stopping the check."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class Checker:
    """Checks documents with one choice of rules. Holds no state of any document: share it between threads.

    ``today`` decides which suppressions have expired; None: the day of the check. Raises SettingsError for rule words
    in ``settings`` that fit no rule, and for a profile with errors.
    """

    def __init__(self, settings: Settings | None = None, today: date | None = None) -> None:
        self.settings = settings or Settings()
        self.today = today
        needs = ("layout",) if self.settings.layout else ()
        self.rules = select_rules(self.settings.select, self.settings.ignore, needs=needs)
        if self.needs_layout:
            from reportnlp.analysis.profile import load_profile  # here, so that its errors come before any check

            load_profile(self.settings.profile)
        literals = [(literal, rule.card, best) for rule in self.rules for literal, best in rule.card.literals.items()]
        self._literals = literals
        self._lexicon = Lexicon((literal for literal, _, _ in literals), overlapping=True)

    @property
    def needs_layout(self) -> bool:
        """Whether a rule needs ``Document.layout``: read documents with ``layout=True`` then."""
        return any(rule.card.needs == "layout" for rule in self.rules)

    def check(self, document: Document, suppressions: Iterable[Suppression] = ()) -> Report:
        """Findings, claims and areas of ``document``.

        ``suppressions``, those in the document's own comments and those in the settings move findings to ``ignored``;
        ``suppress.read_sidecar`` reads those in the file beside a report.
        """
        settings = self.settings
        context = Context(document, settings.segmenter, settings.period, settings.profile, settings.models)
        skipped: list[tuple[str, str]] = []
        hits = [*self._literal_hits(document.text)]
        for rule in self.rules:
            hits += self._hits(rule, context, skipped)
        findings = tuple(self._findings(document.text, hits))
        told = (*word_suppressions(document), *suppressions, *self.settings.suppress)
        return _report(context, self._silenced(findings, told, skipped), tuple(skipped))

    def _silenced(
        self, findings: tuple[Finding, ...], told: tuple[Suppression, ...], skipped: list[tuple[str, str]]
    ) -> Silenced:
        ran = {rule.card.code for rule in self.rules} - {code for code, _ in skipped}
        all_ran = not (self.settings.select or self.settings.ignore or skipped)

        def looked_for(row: Suppression) -> bool:
            return row.code in ran if row.code else all_ran

        shown, ignored, unused = silence(findings, told, self.today or date.today(), looked_for)
        least = self.settings.min_confidence
        return Silenced(
            tuple(finding for finding in shown if finding.confidence >= least),
            tuple(row for row in ignored if row.finding.confidence >= least),
            unused,
        )

    def _literal_hits(self, text: str) -> Iterator[tuple[Card, Hit]]:
        for span, index in self._lexicon.find(text):
            _, card, best = self._literals[index]
            if card.conditions.hold(text, *span):
                yield card, Hit(span, () if best is None else (best,))

    def _hits(self, rule: Rule, context: Context, skipped: list[tuple[str, str]]) -> list[tuple[Card, Hit]]:
        card = rule.card
        if card.needs == "layout" and context.document.layout is None:
            skipped.append((card.code, _NO_LAYOUT))
            return []
        found = list(card.pattern_hits(context.text)) if card.pattern else []
        if rule.find is not None:
            try:
                found += rule.find(context)
            except ReportnlpError as error:  # what the rule needs is not there
                skipped.append((card.code, error.zh))
            except Exception as error:  # one broken rule must not take the whole check with it: it is said
                skipped.append((card.code, f"规则内部出错，未运行：{type(error).__name__}: {error}"))
        return [(card, hit) for hit in found]

    def _findings(self, text: str, hits: Iterable[tuple[Card, Hit]]) -> Iterator[Finding]:
        seen: Counter[tuple[str, str, str]] = Counter()
        for card, hit in _best_of_each(text, hits):
            confidence = card.confidence if hit.confidence is None else hit.confidence
            found = hit.span.of(text)
            key = (card.code, found, _clause(text, hit.span))
            seen[key] += 1
            best = hit.suggestions[0] if hit.suggestions else ""
            message = (card.message_en if self.settings.lang == "en" else "") or card.message
            yield Finding(
                code=card.code,
                name=card.name,
                span=hit.span,
                found=found,
                message=message.format_map(_Fields(found=found, best=best, **dict(hit.values))),
                suggestions=hit.suggestions,
                severity=card.severity,
                confidence=confidence,
                source="rule",
                evidence=hit.evidence,
                fingerprint=fingerprint(*key, seen[key]),
            )


def analyse(document: Document, settings: Settings | None = None) -> Report:
    """Claims and areas of ``document`` without findings: no rule is loaded."""
    settings = settings or Settings()
    return _report(Context(document, settings.segmenter, settings.period, models=settings.models))


def _report(context: Context, results: Silenced = _NOTHING, skipped: tuple[tuple[str, str], ...] = ()) -> Report:
    document = context.document
    areas = context.areas
    return Report(
        path=document.path,
        text=document.text,
        findings=results.shown,
        claims=context.claims,
        areas=areas,
        paragraphs=tuple(_paragraphs(context)),
        read=_read_count(document),
        skipped_rules=(*skipped, *context.lacking.items()),
        versions={"reportnlp": reportnlp.__version__},
        ignored=results.ignored,
        unused_ignores=results.unused,
    )


def _paragraphs(context: Context) -> Iterator[ReportParagraph]:
    document = context.document
    for index, paragraph in enumerate(document.paragraphs):
        path = tuple(filter(None, map(document.section_label, document.section_paths[index])))
        yield ReportParagraph(paragraph.span, paragraph.part, path, context.area_at(paragraph.span.start))


def correct(text: str) -> str:
    """``text`` with the first suggestion of each sure finding of the families PH and TY applied; digits stay."""
    return apply_edits(text, sure_edits_in(text))


def sure_edits_in(text: str) -> tuple[Edit, ...]:
    """The edits that ``correct`` makes in ``text``, in order."""
    return sure_edits(_corrector().check(from_text(text)))


def is_sure(finding: Finding) -> bool:
    """Whether the first suggestion may be followed unasked: sure, not mere advice, and no digit changes."""
    if finding.confidence < SURE or finding.severity == "advice" or not finding.suggestions:
        return False
    return _digits(finding.found) == _digits(finding.suggestions[0])


def sure_findings(report: Report) -> tuple[Finding, ...]:
    """Findings whose first suggestion may be followed unasked, in order; of those that overlap the surest."""
    sure = sorted(filter(is_sure, report.findings), key=lambda finding: -finding.confidence)
    edits = [Edit(finding.span, finding.suggestions[0]) for finding in sure]
    kept = set(without_overlaps(edits))
    chosen: dict[Edit, Finding] = {}
    for edit, finding in zip(edits, sure, strict=True):
        if edit in kept:
            chosen.setdefault(edit, finding)
    return tuple(chosen[edit] for edit in sorted(chosen))


def sure_edits(report: Report) -> tuple[Edit, ...]:
    """The edits that may be made unasked in the text of a report, in order."""
    return tuple(Edit(finding.span, finding.suggestions[0]) for finding in sure_findings(report))


@lru_cache
def _corrector() -> Checker:
    return Checker(Settings(select=("PH", "TY"), min_confidence=SURE))


def _best_of_each(text: str, hits: Iterable[tuple[Card, Hit]]) -> list[tuple[Card, Hit]]:
    """Hits in order of position; of those that ask for the same change, or of one rule's that overlap, the surest."""

    def rank(row: tuple[Card, Hit]) -> tuple[int, float, int, str]:
        card, hit = row
        confidence = card.confidence if hit.confidence is None else hit.confidence
        return SEVERITIES.index(card.severity), -confidence, -hit.span.length, card.code

    changes: set[Edit] = set()
    spans: dict[str, list[Span]] = {}
    kept = []
    for card, hit in sorted(hits, key=rank):
        change = minimal(text, Edit(hit.span, hit.suggestions[0])) if hit.suggestions else None
        mine = spans.setdefault(card.code, [])
        place = bisect_left(mine, hit.span)
        if change in changes or any(span.overlaps(hit.span) for span in mine[max(0, place - 1) : place + 1]):
            continue
        mine.insert(place, hit.span)
        if change is not None:
            changes.add(change)
        kept.append((card, hit))
    return sorted(kept, key=lambda row: (row[1].span, row[0].code))


def _clause(text: str, span: Span) -> str:
    before = 0
    for match in _CLAUSE_MARKS.finditer(text, max(0, span.start - 60), span.start):
        before = match.end()
    after = _CLAUSE_MARKS.search(text, span.end, span.end + 60)
    return text[max(before, span.start - 60) : min(after.start() if after else len(text), span.end + 60)]


def _read_count(document: Document) -> ReadCount:
    paragraphs = sum(paragraph.cell is None for paragraph in document.paragraphs)
    characters = len(document.text) - sum(map(document.text.count, " \r\n\t\v\u3000"))
    return ReadCount(paragraphs, document.tables, characters, document.encoding, document.unread)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
