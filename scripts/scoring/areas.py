"""Scores areas: one predicted area a paragraph against the gold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import reportnlp
from scoring.figures import Figures, Row, json_lines, macro_f1, overlap, rate

_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六七八九十]+")


def area_row(pairs: list[tuple[str, str]]) -> Row:
    """Accuracy and macro-F1 of (gold, predicted) pairs, with the score of always giving the commonest label."""
    gold = [first for first, _ in pairs]
    majority = Counter(gold).most_common(1)[0][1] if gold else 0
    return {
        "n": len(pairs),
        "accuracy": rate(sum(first == second for first, second in pairs), len(pairs)),
        "macro F1": macro_f1(gold, [second for _, second in pairs]),
        "majority": rate(majority, len(pairs)),
    }


def label_table(pairs: list[tuple[str, str]]) -> dict[str, Row]:
    """Gold count, predicted count, precision and recall of each label."""
    table: dict[str, Row] = {}
    for label in sorted({first for first, _ in pairs}):
        gold = sum(first == label for first, _ in pairs)
        given = sum(second == label for _, second in pairs)
        right = sum(first == second == label for first, second in pairs)
        table[label] = {"gold": gold, "given": given, "P": rate(right, given), "R": rate(right, gold)}
    return table


def predicted_area(report: Any, start: int, end: int) -> str:
    """The area that most characters of a stretch were given."""
    weights: Counter[str] = Counter()
    for row in report.areas:
        if overlap(row.span, (start, end)):
            weights[row.area] += min(end, row.span.end) - max(start, row.span.start)
    return weights.most_common(1)[0][0] if weights else "none"


def score_corpus_areas(reports: list[tuple[dict[str, Any], Any]]) -> Figures:
    """The areas of the body paragraphs of the project's corpora."""
    pairs = [
        (row["area"], predicted_area(report, row["start"], row["end"]))
        for gold, report in reports
        for row in gold["areas"]
    ]
    work = [pair for pair in pairs if pair[0] != "其他"]
    return {"areas": {"all": area_row(pairs), "work areas only": area_row(work)}, "area labels": label_table(pairs)}


def under_heading(heading: str, text: str) -> tuple[str, int]:
    """A paragraph under its heading ("": none) as one text, and where the paragraph starts in it."""
    heading = heading.strip()
    if heading and not _NUMBERED.match(heading):
        heading = f"一、{heading}"
    before = f"{heading}\n" if heading else ""
    return before + text, len(before)


def score_areas(path: Path, checker: reportnlp.Checker) -> Figures:
    """A JSONL file of paragraphs: text under its heading, area, and marks for ambiguous and hard rows.

    The shipped model has learnt the rows of areas.jsonl, so this shows what it does with them and is no test of it; the test is
    cross-validation by scripts/train_areas.py (models/areas/scores.md).
    """
    rows = json_lines(path)
    pairs = []
    for row in rows:
        text, start = under_heading(row["heading"], row["text"])
        report = checker.check(reportnlp.from_text(text))
        pairs.append((row["area"], predicted_area(report, start, len(text))))

    def part(*keys: str, wanted: bool = True) -> list[tuple[str, str]]:
        return [
            pair for row, pair in zip(rows, pairs, strict=True) if any(bool(row.get(key)) for key in keys) is wanted
        ]

    groups = {
        "all": pairs,
        "not ambiguous": part("ambiguous", wanted=False),
        "ambiguous": part("ambiguous"),
        "keyword hard": part("keyword_hard"),
        "with heading": part("heading"),
        "without heading": part("heading", wanted=False),
    }
    secondary = [
        gold if row.get("secondary") == given else given for row, (gold, given) in zip(rows, pairs, strict=True)
    ]
    table = {name: area_row(group) for name, group in groups.items() if group}
    table["second area right too"] = area_row(
        [(gold, given) for (gold, _), given in zip(pairs, secondary, strict=True)]
    )
    return {"areas, rows that the model has learnt": table, "area labels, the same": label_table(pairs)}
