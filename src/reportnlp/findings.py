"""What a check gives: findings, claims, area predictions and the report that holds them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from reportnlp.span import Span

Severity = Literal["error", "warning", "advice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")  # worst first

Area = str  # one of AREAS, or of the user's own (setting ``areas``); OTHER is of every set
OTHER: Area = "其他"
AREAS: tuple[Area, ...] = ("政治建设", "组织建设", "正风肃纪", "服务大局", OTHER)

Bound = Literal["exact", "about", "over", "under", "at_least", "at_most", "vague", "range"]
Kind = Literal["count", "money", "measure", "percent", "percent_point", "fraction", "multiple", "duration"]
Modality = Literal["done", "planned", "required", "negated"]
IgnoreSource = Literal["word", "sidecar", "settings", "baseline"]

SCHEMA = "reportnlp/1"
UNSURE_BELOW = 0.6  # confidence in an area


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as written and as meant.

    ``span`` covers number and unit (23名), ``number_span`` the number with 余, 多, 万, 亿. ``value`` is in base
    units (8.63亿元 → 863000000, unit 元) and None for a range or a vague count, which have ``low`` and
    ``high`` (None: open). Quantities of different ``dimension`` (人, 人次, 户, 家 …) are never added or compared.
    """

    span: Span
    number_span: Span
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    unit: str
    dimension: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity with what it says: 组织了4次专题读书班 → 组织 · 4 次 · 专题读书班.

    ``noun`` is what a count counts; ``indicator`` what an amount of money, a rate or a length of time is of (资金, 满意率).
    They, ``action``, ``actor`` and ``period`` are None where the text does not say. ``comparison`` is the
    wording of a comparison (同比增长, 由…增至…) or None. ``part_of`` is the id of the claim whose part this one is
    (共…，其中…), None without one. ``id`` survives edits elsewhere in the text.
    """

    id: str
    span: Span
    quantity: Quantity
    noun: str | None
    action: str | None
    actor: str | None
    period: str | None
    modality: Modality
    comparison: str | None
    area: Area | None
    part_of: str | None = None
    indicator: str | None = None

    @property
    def subject(self) -> str | None:
        """What the figure is about: ``noun`` or ``indicator``."""
        return self.noun or self.indicator


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something is believed: a lexicon entry, a model's score, another place in the text, a record."""

    source: str
    note: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class AreaPrediction:
    """The work area of one paragraph. ``scores`` has one number from 0 to 1 per label, adding up to 1."""

    span: Span
    area: Area
    confidence: float
    scores: dict[Area, float]
    evidence: tuple[Evidence, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether the area is a guess that a person should look at."""
        return self.confidence < UNSURE_BELOW


class RecordSource(NamedTuple):
    """Where a record stands: file, sheet ("" without sheets) and row, which counts from 1 as the file does."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class RecordFigure:
    """A figure of a record: 发放资料116份 → label 发放资料, 116 份. ``value`` is in base units, as in a Quantity."""

    label: str
    value: float
    bound: Bound
    unit: str
    dimension: str


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One row of an activity ledger (台账).

    ``name`` is the activity as written, ``kind`` its type (主题党日). ``days`` are its first and last possible day: equal
    for one day, further apart for 6月上旬, None where the row gives no date that can be read. ``people`` is the head-count,
    None where it is missing; ``times`` is how often the row says that it took place. ``area_given`` and
    ``kind_given``: the ledger itself names them.
    """

    id: str
    source: RecordSource
    name: str
    kind: str
    days: tuple[date, date] | None
    area: Area
    area_given: bool
    kind_given: bool
    action: str | None
    object: str | None
    people: RecordFigure | None
    times: float
    figures: tuple[RecordFigure, ...]
    place: str | None
    actor: str | None
    outcome: str

    @property
    def date(self) -> str | None:
        """The day, or first/last day, in ISO form."""
        if self.days is None:
            return None
        first, last = self.days
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One slip found in a text.

    ``found`` equals the characters of ``span``; ``suggestions`` replace them, the best first, and an empty
    text means deletion. ``severity`` says how bad if true, ``confidence`` (0 to 1) how sure.
    ``fingerprint`` identifies the finding across edits elsewhere: it holds no position.
    """

    code: str
    name: str
    span: Span
    found: str
    message: str
    suggestions: tuple[str, ...]
    severity: Severity
    confidence: float
    source: Literal["rule", "model"]
    evidence: tuple[Evidence, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IgnoredFinding:
    """A finding that is not shown, the writer's reason ("" without one) and where the wish to ignore it stands."""

    finding: Finding
    reason: str
    source: IgnoreSource


@dataclass(frozen=True, slots=True)
class UnusedIgnore:
    """A suppression that silences nothing: the text has no such finding any more, or its day has passed."""

    fingerprint: str
    reason: str
    source: IgnoreSource
    expired: bool


@dataclass(frozen=True, slots=True)
class ReportParagraph:
    """A paragraph as the report shows it: where it is, under which headings, of which area.

    ``section`` is the path of headings above it, outermost first. ``area`` is None for headings and titles.
    """

    span: Span
    part: str
    section: tuple[str, ...]
    area: Area | None


@dataclass(frozen=True, slots=True)
class Location:
    """A place for people: heading path, paragraph (from 1, among those of its part), character in it (from 1)."""

    part: str
    section: tuple[str, ...]
    paragraph: int
    character: int


@dataclass(frozen=True, slots=True)
class ReadCount:
    """How much of a document was read. ``paragraphs`` leaves out cells; ``characters`` leaves out blanks.

    ``unread`` says in one sentence each what the file holds and was not read.
    """

    paragraphs: int
    tables: int
    characters: int
    encoding: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that a check gives for one document. Positions are code points of ``text``.

    ``unit`` is the name that title or signature gives, ``period`` the reporting year ("2023"); None where neither says.
    """

    path: str | None
    text: str
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]
    areas: tuple[AreaPrediction, ...]
    paragraphs: tuple[ReportParagraph, ...]
    read: ReadCount
    skipped_rules: tuple[tuple[str, str], ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    ignored: tuple[IgnoredFinding, ...] = ()
    unused_ignores: tuple[UnusedIgnore, ...] = ()
    unit: str | None = None
    period: str | None = None

    @cached_property
    def area_names(self) -> tuple[Area, ...]:
        """The areas that paragraphs were told by, in order, 其他 last."""
        return tuple(self.areas[0].scores) if self.areas else AREAS

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.span.start for paragraph in self.paragraphs]

    @cached_property
    def _numbers(self) -> list[int]:
        counts: dict[str, int] = {}
        numbers = []
        for paragraph in self.paragraphs:
            counts[paragraph.part] = counts.get(paragraph.part, 0) + 1
            numbers.append(counts[paragraph.part])
        return numbers

    def paragraph_at(self, position: int) -> int:
        """Index of the paragraph that holds ``position`` (the one before it, between two paragraphs)."""
        return max(0, bisect_right(self._starts, position) - 1)

    def location(self, span: Span) -> Location:
        """Where ``span`` starts, for people."""
        if not self.paragraphs:
            return Location("body", (), 1, span.start + 1)
        index = self.paragraph_at(span.start)
        paragraph = self.paragraphs[index]
        character = span.start - paragraph.span.start + 1
        return Location(paragraph.part, paragraph.section, self._numbers[index], character)

    def to_dict(self) -> dict[str, Any]:
        """The document's JSON (an element of ``documents`` in the schema ``reportnlp/1``)."""
        return {
            "path": self.path,
            "unit": self.unit,
            "period": self.period,
            "text": self.text,
            "read": _without_none(
                **_named(self.read, "paragraphs tables characters encoding"), unread=list(self.read.unread)
            ),
            "skipped_rules": [{"code": code, "why": why} for code, why in self.skipped_rules],
            "versions": dict(self.versions),
            "paragraphs": [
                {**_ends(row.span), "part": row.part, "section": list(row.section), "area": row.area}
                for row in self.paragraphs
            ],
            "areas": [
                {**_ends(row.span), "area": row.area, "confidence": row.confidence, "scores": dict(row.scores)}
                for row in self.areas
            ],
            "findings": [self._finding(finding) for finding in self.findings],
            "ignored": [
                {**_named(row.finding, "code fingerprint"), "reason": row.reason, "source": row.source}
                for row in self.ignored
            ],
            "unused_ignores": [_named(row, "fingerprint reason source expired") for row in self.unused_ignores],
            "claims": [claim_to_dict(claim) for claim in self.claims],
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        location = self.location(finding.span)
        return {
            **_named(finding, "code name"),
            **_ends(finding.span),
            **_named(finding, "found message"),
            "suggestions": list(finding.suggestions),
            **_named(finding, "severity confidence source"),
            "evidence": [
                _without_none(source=row.source, note=row.note, **(_ends(row.span) if row.span else {}))
                for row in finding.evidence
            ],
            "fingerprint": finding.fingerprint,
            "location": {**_named(location, "part section paragraph character"), "section": list(location.section)},
        }


def claim_to_dict(claim: Claim) -> dict[str, Any]:
    """The JSON of one claim; every key is always there."""
    quantity = claim.quantity
    return {
        "id": claim.id,
        "start": claim.span.start,
        "end": claim.span.end,
        "number_start": quantity.number_span.start,
        "number_end": quantity.number_span.end,
        "kind": quantity.kind,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "bound": quantity.bound,
        "unit": quantity.unit,
        "dimension": quantity.dimension,
        "noun": claim.noun,
        "action": claim.action,
        "actor": claim.actor,
        "period": claim.period,
        "modality": claim.modality,
        "comparison": claim.comparison,
        "area": claim.area,
        "part_of": claim.part_of,
        "indicator": claim.indicator,
    }


def fingerprint(*parts: str | int) -> str:
    """A short stable hash of what makes a finding or a claim itself: content, never positions."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def finding_mark(code: str, fingerprint: str) -> str:
    """The last line of a comment that the program puts into a Word file: how it knows the comment again."""
    return f"reportnlp {code} {fingerprint}"


def fingerprint_in(comment: str) -> str | None:
    """The fingerprint in the mark that ends ``comment``; None where there is no mark."""
    words = comment.rstrip().rpartition("\n")[2].split()
    return words[2] if len(words) == 3 and words[0] == "reportnlp" else None


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _named(row: object, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _without_none(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
