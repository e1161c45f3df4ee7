"""Scores findings on texts with planted slips: the project's corpora and a folder of traps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import reportnlp
from scoring.figures import Figures, Judged, Place, Row, json_lines, overlap, per_thousand, rate, rule_tables

_SHORT = 40  # a finding longer than this, and than three times the slip, does not point at the slip


@dataclass(frozen=True, slots=True)
class Slip:
    """A planted slip. ``also``: other places where pointing is right too.

    ``family``: only findings of that family count (a slip that spans a whole section). ``loose``: the length of
    the finding does not matter.
    """

    group: str
    place: Place
    found: str
    bests: tuple[str, ...]  # right texts, the best first; none where there is no single one
    also: tuple[Place, ...] = ()
    family: str = ""
    loose: bool = False

    def under(self, finding: Any) -> bool:
        """Whether the finding overlaps the slip or one of the places that belong to it."""
        if self.family and not finding.code.startswith(self.family):
            return False
        return any(overlap(finding.span, place) for place in (self.place, *self.also))

    def hit_by(self, finding: Any) -> bool:
        """Whether the finding points at the slip."""
        length = finding.span.end - finding.span.start
        fits = self.loose or length <= max(_SHORT, 3 * (self.place[1] - self.place[0]))
        return fits and self.under(finding)

    def corrected_by(self, finding: Any, text: str) -> bool:
        """Whether the first suggestion of the finding makes the right text."""
        (start, end), (first, last) = finding.span, self.place
        given = [text[:start] + best + text[end:] for best in finding.suggestions[:1]]
        return any(text[:first] + best + text[last:] in given for best in self.bests)


@dataclass
class SlipScore:
    """Adds up texts with slips."""

    groups: dict[str, Row] = field(default_factory=dict)
    alarms: dict[str, Row] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str, text: str, slips: list[Slip], findings: Iterable[Any]) -> None:
        """One text of a ``kind`` (spoilt, clean …) with its planted slips and the checker's findings."""
        findings = list(findings)
        for slip in slips:
            self._slip(name, text, slip, findings)
        alarms = 0
        for finding in findings:
            right = any(slip.under(finding) for slip in slips)
            self.judged.append(Judged(finding.code, finding.severity, finding.confidence, right))
            if not right and finding.severity != "advice":
                alarms += 1
                around = text[max(0, finding.span.start - 8) : finding.span.end + 8].replace("\n", "⏎")
                self.false.append(f"{name} {finding.code} {finding.found[:20]} … {around[:60]}")
        row = self.alarms.setdefault(kind, {"texts": 0, "characters": 0, "false alarms": 0, "per 1,000": 0.0})
        for column, value in (("texts", 1), ("characters", len(text)), ("false alarms", alarms)):
            row[column] = int(row[column] or 0) + value
        row["per 1,000"] = per_thousand(int(row["false alarms"] or 0), int(row["characters"] or 0))

    def _slip(self, name: str, text: str, slip: Slip, findings: list[Any]) -> None:
        hits = [finding for finding in findings if slip.hit_by(finding)]
        for group in (slip.group, "all"):
            row = self.groups.setdefault(group, {"planted": 0, "found": 0, "with best": 0, "best right": 0})
            row["planted"] = int(row["planted"] or 0) + 1
            row["found"] = int(row["found"] or 0) + bool(hits)
            row["with best"] = int(row["with best"] or 0) + (bool(slip.bests) and bool(hits))
            right = any(slip.corrected_by(finding, text) for finding in hits)
            row["best right"] = int(row["best right"] or 0) + right
        if not hits:
            self.missed.append(f"{name} {slip.group} {slip.found[:30]} → {' / '.join(slip.bests)}")

    def figures(self) -> Figures:
        """All tables."""
        order = sorted(self.groups, key=lambda group: (group == "all", group))
        groups = {
            group: {**self.groups[group], "recall": rate(self.groups[group]["found"] or 0, _count(self.groups[group]))}
            for group in order
        }
        hard = [row for row in self.judged if row.severity != "advice"]
        overall: Row = {
            "errors and warnings": len(hard),
            "precision": rate(sum(row.right for row in hard), len(hard)),
        }
        return {"slips": groups, "false alarms": self.alarms, "overall": {"all": overall}, **rule_tables(self.judged)}


def _count(row: Row) -> int:
    return int(row["planted"] or 0)


def corpus_slips(gold: dict[str, Any]) -> list[Slip]:
    """The planted slips of one gold file of corpora/."""
    return [
        Slip(
            row["family"],
            (row["start"], row["end"]),
            row["found"],
            () if row["best"] is None else (row["best"], *row.get("alternatives", [])),
            tuple((start, end) for start, end in row.get("also", [])),
            row["family"] if row["kind"] == "area-without-figure" else "",
            row["family"] in ("AR", "ST") or row["kind"] == "area-without-figure",
        )
        for row in gold["findings"]
    ]


def score_corpora(folder: Path, checker: reportnlp.Checker) -> tuple[SlipScore, list[tuple[dict[str, Any], Any]]]:
    """The findings on all reports in ``folder``, and each gold with its report."""
    score, reports = SlipScore(), []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        report = checker.check(reportnlp.read(folder / gold["file"]))
        for row in gold["findings"]:
            if report.text[row["start"] : row["end"]] != row["found"]:
                raise SystemExit(f"{gold['file']}: the text read is not the text of the gold at {row['start']}.")
        score.add("clean" if gold["clean"] else "spoilt", path.name, report.text, corpus_slips(gold), report.findings)
        reports.append((gold, report))
    return score, reports


def score_traps(folder: Path, checker: reportnlp.Checker) -> SlipScore:
    """The findings on the texts of a trap folder (gold.jsonl, txt/, clean/)."""
    score = SlipScore()
    anywhere = {8, 10, 11, 13, 16}  # classes of which the length of the finding does not matter
    for gold in json_lines(folder / "gold.jsonl"):
        text = (folder / gold["file_txt"]).read_text(encoding="utf-8")
        slips = [
            Slip(
                f"class {row['class']:02}",
                (row["start"], row["end"]),
                row["found"],
                () if row["best"] is None else (row["best"],),
                tuple((start, end) for start, end in row["also"]),
                loose=row["class"] in anywhere,
            )
            for row in gold["defects"]
        ]
        kind = "clean" if gold["dangerous_clean"] else "spoilt"
        score.add(kind, gold["id"], text, slips, checker.check(reportnlp.from_text(text)).findings)
        twin = (folder / gold["file_clean"]).read_text(encoding="utf-8")
        if twin != text:
            score.add(
                "unspoilt twin", f"{gold['id']}#clean", twin, [], checker.check(reportnlp.from_text(twin)).findings
            )
    return score
