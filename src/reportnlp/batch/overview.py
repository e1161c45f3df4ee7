"""What an audit found, put together from its store: worst first, by unit and area, outliers, shared passages."""

from __future__ import annotations

import hashlib
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from reportnlp.batch.passages import Passage, Text, find_passages
from reportnlp.batch.store import Store
from reportnlp.findings import AREAS, OTHER
from reportnlp.span import Span

_PEERS = 5  # units with a claim of the same kind, so that one of them can stand out
_WHOLE = 4  # shared passages, and half of the paragraphs, make two reports one and the same
_FAR = 10.0  # times the median


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the overview; ``page`` is the name of its own page without an ending."""

    path: str
    page: str
    unit: str
    period: str
    errors: int
    warnings: int
    advice: int
    claims: int
    characters: int

    @property
    def density(self) -> float:
        """Claims in 1,000 characters."""
        return 1000 * self.claims / self.characters if self.characters else 0.0


class UnreadRow(NamedTuple):
    """A file that was not checked, and the sentence that says why."""

    path: str
    status: str
    reason: str


class Heat(NamedTuple):
    """Paragraphs, characters, claims and findings of one unit in one area."""

    paragraphs: int = 0
    characters: int = 0
    claims: int = 0
    findings: int = 0


class Outlier(NamedTuple):
    """A figure far from those that other units give for the same noun, unit and area."""

    path: str
    unit: str
    text: str
    noun: str
    value: float
    median: float
    peers: int


class SharedPassage(NamedTuple):
    """A passage of two reports with both wordings. ``note`` says what it means for the reader."""

    passage: Passage
    first_unit: str
    second_unit: str
    first_text: str
    second_text: str
    note: str


@dataclass(frozen=True)
class Overview:
    """Everything that the pages and the workbook show, in their order."""

    reports: list[ReportRow]
    unread: list[UnreadRow]
    areas: tuple[str, ...]
    heat: dict[str, dict[str, Heat]]  # unit → area
    outliers: list[Outlier]
    passages: list[SharedPassage]


def overview(store: Store) -> Overview:
    """Put together what ``store`` holds. The same rows give the same overview."""
    reports: list[ReportRow] = []
    texts: list[Text] = []
    heat: dict[str, dict[str, Heat]] = defaultdict(lambda: defaultdict(Heat))
    areas: dict[str, None] = {}
    claims: dict[tuple[str, str, str], list[tuple[str, str, str, float]]] = defaultdict(list)
    for report in store.reports():
        row = _row(report)
        reports.append(row)
        texts.append(_text(report))
        unit = row.unit or "（未写明单位）"
        areas.update(dict.fromkeys(report["areas"][0]["scores"] if report["areas"] else ()))
        for area, counted in _heat(report).items():
            heat[unit][area] = Heat(*map(sum, zip(heat[unit][area], counted, strict=True)))
        for kind, text, value in _figures(report):
            claims[kind].append((report["path"], row.unit, text, value))
    reports.sort(key=lambda row: (-row.errors, -row.warnings, -row.advice, row.path))
    return Overview(
        reports,
        [UnreadRow(row.path, row.status, row.reason) for row in store.rows() if row.status != "checked"],
        (*(area for area in areas if area != OTHER), OTHER) if areas else AREAS,
        dict(sorted(heat.items())),
        list(_outliers(claims)),
        _shared(texts),
    )


def page_name(path: str) -> str:
    """The name of a report's page: the same for the same path, whatever characters that has."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _row(report: dict[str, Any]) -> ReportRow:
    severities = [row["severity"] for row in report["findings"]]
    return ReportRow(
        report["path"], page_name(report["path"]), report["unit"] or "", report["period"] or "",
        severities.count("error"), severities.count("warning"), severities.count("advice"),
        len(report["claims"]), report["read"]["characters"],
    )  # fmt: skip


def _text(report: dict[str, Any]) -> Text:
    spans = [Span(row["start"], row["end"]) for row in report["paragraphs"] if row["area"] is not None]
    return Text(report["path"], report["text"], tuple(spans), report["unit"], report["period"])


def _heat(report: dict[str, Any]) -> dict[str, Heat]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    paragraphs = [row for row in report["paragraphs"] if row["area"] is not None]
    for row in paragraphs:
        counts[row["area"]][0] += 1
        counts[row["area"]][1] += row["end"] - row["start"]
    for row in report["claims"]:
        if row["area"] is not None:
            counts[row["area"]][2] += 1
    for finding in report["findings"]:
        at = next((row["area"] for row in paragraphs if row["start"] <= finding["start"] < row["end"]), None)
        if at is not None:
            counts[at][3] += 1
    return {area: Heat(*numbers) for area, numbers in counts.items()}


def _figures(report: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], str, float]]:
    """Exact figures of what has been done, by noun, unit and area."""
    for row in report["claims"]:
        subject = row["noun"] or row["indicator"]
        if subject and row["value"] and row["modality"] == "done" and row["kind"] in ("count", "money"):
            text = report["text"][row["start"] : row["end"]]
            yield (subject, row["dimension"], row["area"] or ""), text, float(row["value"])


def _outliers(claims: dict[tuple[str, str, str], list[tuple[str, str, str, float]]]) -> Iterator[Outlier]:
    for (noun, _, _), rows in sorted(claims.items()):
        peers = len({unit or path for path, unit, _, _ in rows})
        if peers < _PEERS:
            continue
        median = statistics.median(value for *_, value in rows)
        for path, unit, text, value in sorted(rows):
            if value >= _FAR * median or value * _FAR <= median:
                yield Outlier(path, unit, text, noun, value, median, peers)


def _shared(texts: list[Text]) -> list[SharedPassage]:
    """One row a passage; where most of two reports is the same, one row for both."""
    by_path = {text.path: text for text in texts}
    rows = []
    for (first_path, second_path), group in groupby(find_passages(texts), key=lambda row: (row.first, row.second)):
        passages = list(group)
        first, second = by_path[first_path], by_path[second_path]
        copied = len({row.second_span for row in passages})
        whole = copied >= _WHOLE and copied >= len(second.paragraphs) / 2
        for passage in passages[:1] if whole else passages:
            note = _note(first, second, passage)
            if whole:
                note = f"后者 {len(second.paragraphs)} 段中有 {copied} 段与前者相同。{note}"
            texts_of_both = (passage.first_span.of(first.text), passage.second_span.of(second.text))
            rows.append(SharedPassage(passage, first.unit or "", second.unit or "", *texts_of_both, note))
    return rows


def _note(first: Text, second: Text, passage: Passage) -> str:
    same_unit = first.unit is not None and first.unit == second.unit
    if same_unit and first.period and second.period and first.period != second.period:
        stale = first.period in passage.second_span.of(second.text)
        year = f"，还留着“{first.period}年”" if stale else ""
        return f"与本单位 {first.period} 年的报告相同{year}：请核对是否沿用了旧稿。"
    if passage.kind == "figures" and not same_unit and first.period == second.period:
        return "两家单位文字相同、数字不同：请核对是哪一家的事。"
    return "两份报告有相同段落：请核对是否互相抄用。"
