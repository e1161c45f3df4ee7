"""The Checker: runs the selected rules over a document and returns a Report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import reportnlp
from reportnlp.analysis.context import Context
from reportnlp.analysis.measures import load_measures
from reportnlp.analysis.own_areas import load_taxonomy
from reportnlp.analysis.roster import own_words
from reportnlp.analysis.unit import find_unit
from reportnlp.config import Settings
from reportnlp.document.model import Document
from reportnlp.document.readers import from_text
from reportnlp.errors import ReportnlpError
from reportnlp.findings import SEVERITIES, Area, Finding, ReadCount, Report, ReportParagraph, fingerprint
from reportnlp.rules.base import Card, Hit, Rule
from reportnlp.rules.catalog import select_rules
from reportnlp.span import Span
from reportnlp.suppress import Silenced, Suppression, silence, word_suppressions
from reportnlp.text.edits import Edit, apply_edits, composed, minimal
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.records.ledger import Ledger

SURE = 0.9  # from this confidence on, a suggestion may be followed unasked
_ROUNDS = 4  # of correcting; nearly always the second finds nothing more
_NO_LAYOUT = "没有版式可查：版式只有 Word 文件（.docx）才有，在程序里要用 read(…, layout=True) 读入"
_NO_REPORTS = "只有一份报告，没有别的可比：请用 reportnlp audit 审查整个文件夹"
_NO_RECORDS = "没有台账可对：请用 --records 给出台账文件"
_NO_ROSTER = "没有名册：请在设置里写 roster（名册文件），或用 --roster"
_HAN_NUMERALS = "〇零一二两三四五六七八九十"
_WORDING = ("PH", "TY", "WD")  # families that must not touch the user's own words
_NOTHING = Silenced((), (), ())
_CLAUSE_MARKS = re.compile(r"[。！？；，、：\r\n\t]")


class _Fields(dict[str, str]):
    """Fields of a message; one that a rule forgot stays visible instead of stopping the check."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class Checker:
    """Checks documents with one choice of rules. Holds no state of any document: share it between threads.

    ``today`` decides which suppressions have expired; None: the day of the check. ``records`` is a ledger that reports
    are held against (rules EV). With ``findings_only`` reports come without claims, areas and paragraphs. Raises
    SettingsError for rule words in ``settings`` that fit no rule, and for a profile or a table of measures with errors.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        today: date | None = None,
        records: Ledger | None = None,
        findings_only: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        self.findings_only = findings_only
        self.today = today
        self.records = records
        asked = {"layout": self.settings.layout, "roster": self.settings.roster, "records": records is not None}
        needs = tuple(need for need, wanted in asked.items() if wanted)
        self.rules = select_rules(self.settings.select, self.settings.ignore, needs=needs)
        if self.needs_layout:
            from reportnlp.analysis.profile import load_profile  # here, so that its errors come before any check

            load_profile(self.settings.profile)
        load_measures(self.settings.measures, load_taxonomy(self.settings.areas).areas)
        self._roster, self._terms = own_words(self.settings.roster, self.settings.dictionary, self.settings.terms)
        literals = [(literal, rule.card, best) for rule in self.rules for literal, best in rule.card.literals.items()]
        self._literals = literals
        self._lexicon = Lexicon((literal for literal, _, _ in literals), overlapping=True)

    @property
    def needs_layout(self) -> bool:
        """Whether a rule needs ``Document.layout``: read documents with ``layout=True`` then."""
        return any(rule.card.needs == "layout" for rule in self.rules)

    def check(
        self,
        document: Document,
        suppressions: Iterable[Suppression] = (),
        previous: Document | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Report:
        """Findings, claims and areas of ``document``; with ``previous``, last year's report, what became of its plans.

        ``suppressions``, those in the document's own comments and those in the settings move findings to ``ignored``;
        ``suppress.read_sidecar`` reads those in the file beside a report. ``progress`` is told how many rules have run,
        and of how many.
        """
        settings = self.settings
        context = Context(
            document,
            settings.segmenter,
            settings.period,
            profile=settings.profile,
            records=self.records,
            measures=settings.measures,
            previous=previous,
            roster=self._roster,
            models=settings.models,
            terms=settings.terms,
            areas=settings.areas,
        )
        skipped: list[tuple[str, str]] = []
        hits = [*self._literal_hits(document.text)]
        for number, rule in enumerate(self.rules, 1):
            hits += self._hits(rule, context, skipped)
            if progress is not None:
                progress(number, len(self.rules))
        hits = self._without_own_words(document.text, hits)
        findings = tuple(self._findings(document.text, hits))
        told = (*word_suppressions(document), *suppressions, *self.settings.suppress)
        results = self._silenced(findings, told, skipped)
        if self.findings_only:
            read = _read_count(document)
            return Report(document.path, document.text, results.shown, (), (), (), read, tuple(skipped))
        return _report(context, results, tuple(skipped))

    def first_look(self, document: Document) -> Report:
        """What can be had at once, also of a long text: the findings of rules that are nothing but a card.

        Most of them, not all, are among those of ``check``, where other rules may know better. Claims and areas are lacking.
        """
        hits = [*self._literal_hits(document.text)]
        for rule in self.rules:
            if rule.card.pattern and rule.find is None:
                hits += [(rule.card, hit) for hit in rule.card.pattern_hits(document.text)]
        hits = self._without_own_words(document.text, hits)
        told = (*word_suppressions(document), *self.settings.suppress)
        return Report(
            path=document.path,
            text=document.text,
            findings=self._silenced(tuple(self._findings(document.text, hits)), told, []).shown,
            claims=(),
            areas=(),
            paragraphs=tuple(_paragraphs(document, lambda _: None)),
            read=_read_count(document),
        )

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
        if card.needs == "records" and context.records is None:
            skipped.append((card.code, _NO_RECORDS))
            return []
        if card.needs == "reports":
            skipped.append((card.code, _NO_REPORTS))
            return []
        if card.needs == "roster" and context.roster is None:
            skipped.append((card.code, _NO_ROSTER))
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

    def _without_own_words(self, text: str, hits: list[tuple[Card, Hit]]) -> list[tuple[Card, Hit]]:
        """Hits less those on wording that would change the user's own words; the roster's own rules know better."""
        places = self._terms.stand(text) if self._terms else ()
        if not places or self._terms is None:
            return hits
        kept = []
        for card, hit in hits:
            edit = Edit(hit.span, hit.suggestions[0]) if hit.suggestions else None
            if (
                card.family not in _WORDING
                or card.needs == "roster"
                or not self._terms.touched(text, edit, hit.span, places)
            ):
                kept.append((card, hit))
        return kept

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
    context = Context(document, settings.segmenter, settings.period, models=settings.models, areas=settings.areas)
    return _report(context)


def _report(context: Context, results: Silenced = _NOTHING, skipped: tuple[tuple[str, str], ...] = ()) -> Report:
    document = context.document
    unit = find_unit(document)
    areas = context.areas
    return Report(
        path=document.path,
        text=document.text,
        findings=results.shown,
        claims=context.claims,
        areas=areas,
        paragraphs=tuple(_paragraphs(document, context.area_at)),
        read=_read_count(document),
        skipped_rules=(*skipped, *context.lacking.items()),
        versions={"reportnlp": reportnlp.__version__},
        ignored=results.ignored,
        unused_ignores=results.unused,
        unit=unit.of(document.text) if unit else None,
        period=context.period,
    )


def _paragraphs(document: Document, area_at: Callable[[int], Area | None]) -> Iterator[ReportParagraph]:
    for index, paragraph in enumerate(document.paragraphs):
        path = tuple(filter(None, map(document.section_label, document.section_paths[index])))
        yield ReportParagraph(paragraph.span, paragraph.part, path, area_at(paragraph.span.start))


def correct(text: str, settings: Settings | None = None) -> str:
    """``text`` with the first suggestion of each sure finding of the families PH and TY applied; numerals stay.

    ``settings`` may leave rules out and name the user's own words and the reporting year.
    """
    return apply_edits(text, sure_edits_in(text, settings))


def sure_edits_in(text: str, settings: Settings | None = None) -> tuple[Edit, ...]:
    """The edits that ``correct`` makes in ``text``, in order: with those that only show once others are made."""
    corrector = _corrector(settings or Settings())
    edits: tuple[Edit, ...] = ()
    for _ in range(_ROUNDS):
        more = sure_edits(corrector.check(from_text(apply_edits(text, edits))))
        if not more:
            break
        edits = composed(text, edits, more) if edits else more
    return edits


def is_sure(finding: Finding) -> bool:
    """Whether the first suggestion may be followed unasked: sure, not mere advice, and no numeral changes.

    Chinese numerals count: 四个维护 may be a slip for 两个维护, or a count of the writer's own.
    """
    if finding.confidence < SURE or finding.severity == "advice" or not finding.suggestions:
        return False
    return _numerals(finding.found) == _numerals(finding.suggestions[0])


def sure_findings(report: Report) -> tuple[Finding, ...]:
    """Findings whose first suggestion may be followed unasked, in order; of those that clash the surest.

    Findings that overlap do not clash when what changes is apart: 二十精神精神 lacks 大, and 精神 stands there twice.
    """
    chosen: list[tuple[Edit, Finding]] = []
    for finding in sorted(filter(is_sure, report.findings), key=lambda finding: -finding.confidence):
        edit = minimal(report.text, Edit(finding.span, finding.suggestions[0]))
        if not any(_clash(edit, finding.span, other, row.span) for other, row in chosen):
            chosen.append((edit, finding))
    return tuple(finding for _, finding in sorted(chosen, key=lambda row: row[0]))


def _clash(one: Edit, span: Span, other: Edit, other_span: Span) -> bool:
    if one.span.end < other.span.start or other.span.end < one.span.start:
        return False
    return span.overlaps(other_span) or one.span.overlaps(other.span) or one.span.start == other.span.start


def sure_edits(report: Report) -> tuple[Edit, ...]:
    """The edits that may be made unasked in the text of a report, in order."""
    rows = sure_findings(report)
    edits = [Edit(row.span, row.suggestions[0]) for row in rows]
    return tuple(
        minimal(report.text, edit)
        if any(edit.span.overlaps(row.span) for row in rows if row.span != edit.span)
        else edit
        for edit in edits
    )


@lru_cache(maxsize=8)
def _corrector(settings: Settings) -> Checker:
    sure = max(SURE, settings.min_confidence)
    chosen = replace(settings, select=("PH", "TY"), min_confidence=sure, layout=False)
    return Checker(chosen, findings_only=True)


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


def _numerals(text: str) -> str:
    return "".join(character for character in text if character.isdigit() or character in _HAN_NUMERALS)
