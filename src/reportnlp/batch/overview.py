"""What an audit found, put together from its store: worst first, by unit and area, outliers, what reports share."""

from __future__ import annotations

import hashlib
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reportnlp.batch.store import PassageRow, Row, Store
from reportnlp.findings import AREAS, OTHER

_PEERS = 5  # units with a claim of the same kind, so that one of them can stand out
_FAR = 10.0  # times the median


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the overview; ``page`` is the name of its own page without an ending.

    ``annotated`` is the name of its copy with comments, "" without one.
    """

    path: str
    name: str
    page: str
    unit: str
    period: str
    errors: int
    warnings: int
    advice: int
    claims: int
    characters: int
    annotated: str = ""

    @property
    def density(self) -> float:
        """Claims in 1,000 characters."""
        return 1000 * self.claims / self.characters if self.characters else 0.0


class UnreadRow(NamedTuple):
    """A file that was not checked, and the sentence that says why."""

    path: str
    name: str
    status: str
    reason: str

    @property
    def told(self) -> str:
        """The sentence without the name of the file, for beside it."""
        return self.reason.removeprefix(f"“{self.name}”").lstrip("：")


class Heat(NamedTuple):
    """Paragraphs, characters, claims and findings of one unit in one area."""

    paragraphs: int = 0
    characters: int = 0
    claims: int = 0
    findings: int = 0


class Outlier(NamedTuple):
    """A figure far from those that other units give for the same noun, unit and area."""

    path: str
    name: str
    unit: str
    text: str
    noun: str
    value: float
    median: float
    peers: int


class SharedPassage(NamedTuple):
    """Two reports side by side, each as its unit or file; ``row`` says what is the matter."""

    row: PassageRow
    first: ReportRow
    second: ReportRow


@dataclass(frozen=True)
class Overview:
    """Everything that the pages and the workbook show, in their order."""

    reports: list[ReportRow]
    unread: list[UnreadRow]
    areas: tuple[str, ...]
    heat: dict[str, dict[str, Heat]]  # unit → area
    outliers: list[Outlier]
    passages: list[SharedPassage]


def overview(store: Store, told: Callable[[dict[str, Any], ReportRow], None] | None = None) -> Overview:
    """Put together what ``store`` holds. The same rows give the same overview.

    ``told`` hears of each report on the way, as its JSON and its row: to go through all of them again takes long.
    """
    rows = store.rows()
    kept = {row.path: row for row in rows}
    reports: list[ReportRow] = []
    heat: dict[str, dict[str, Heat]] = defaultdict(lambda: defaultdict(Heat))
    areas: dict[str, None] = {}
    claims: dict[tuple[str, str, str], list[tuple[ReportRow, str, float]]] = defaultdict(list)
    for report in store.reports():
        row = _row(report, kept[report["path"]])
        reports.append(row)
        if told is not None:
            told(report, row)
        unit = row.unit or "（未写明单位）"
        areas.update(dict.fromkeys(report["areas"][0]["scores"] if report["areas"] else ()))
        for area, counted in _heat(report).items():
            heat[unit][area] = Heat(*map(sum, zip(heat[unit][area], counted, strict=True)))
        for kind, text, value in _figures(report):
            claims[kind].append((row, text, value))
    reports.sort(key=lambda row: (-row.errors, -row.warnings, -row.advice, row.name, row.path))
    by_path = {row.path: row for row in reports}
    return Overview(
        reports,
        [
            UnreadRow(row.path, row.name, row.status, row.reason.replace(row.path, row.name))
            for row in rows
            if row.status != "checked"
        ],
        (*(area for area in areas if area != OTHER), OTHER) if areas else AREAS,
        dict(sorted(heat.items())),
        list(_outliers(claims)),
        [SharedPassage(row, by_path[row.first], by_path[row.second]) for row in store.passages()],
    )


def page_name(name: str) -> str:
    """The name of a report's page: the same for the same file in the folder, whatever characters its name has."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _row(report: dict[str, Any], row: Row) -> ReportRow:
    severities = [row["severity"] for row in report["findings"]]
    return ReportRow(
        row.path, row.name, page_name(row.name), report["unit"] or "", report["period"] or "",
        severities.count("error"), severities.count("warning"), severities.count("advice"),
        len(report["claims"]), report["read"]["characters"], row.annotated or "",
    )  # fmt: skip


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


def _outliers(claims: dict[tuple[str, str, str], list[tuple[ReportRow, str, float]]]) -> Iterator[Outlier]:
    for (noun, _, _), rows in sorted(claims.items()):
        peers = len({row.unit or row.path for row, _, _ in rows})
        if peers < _PEERS:
            continue
        median = statistics.median(value for *_, value in rows)
        for row, text, value in sorted(rows, key=lambda found: (found[0].name, found[0].path, *found[1:])):
            if value >= _FAR * median or value * _FAR <= median:
                yield Outlier(row.path, row.name, row.unit, text, noun, value, median, peers)
