"""Counts, rates and tables that all scorers share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Number = float | int | None
Row = dict[str, Number]
Table = dict[str, Row]  # row name → column → figure
Figures = dict[str, Table]  # title → table
Place = tuple[int, int]


def rate(part: float, whole: float) -> float | None:
    """``part`` / ``whole``, None when there is nothing to divide by."""
    return round(part / whole, 4) if whole else None


def per_thousand(count: int, characters: int) -> float | None:
    """How many per 1,000 characters."""
    return round(1000 * count / characters, 3) if characters else None


def precision_recall(right: int, given: int, wanted: int) -> Row:
    """Precision, recall and F1 of ``right`` answers among those given and those wanted."""
    f1 = rate(2 * right, given + wanted)
    return {"P": rate(right, given), "R": rate(right, wanted), "F1": f1}


def overlap(first: Place, second: Place) -> bool:
    """Whether two half-open stretches share a character; an empty one counts where it touches the other."""
    if first[0] == first[1] or second[0] == second[1]:
        return first[0] <= second[1] and second[0] <= first[1]
    return first[0] < second[1] and second[0] < first[1]


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float | None:
    """Mean of the F1 of all labels in ``gold``."""
    scores = []
    for label in sorted(set(gold)):
        right = sum(first == second == label for first, second in zip(gold, predicted, strict=True))
        scores.append(2 * right / (gold.count(label) + predicted.count(label)))
    return rate(sum(scores), len(scores))


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding of the checker and whether a planted slip lies under it."""

    code: str
    severity: str
    confidence: float
    right: bool


def rule_tables(judged: Iterable[Judged]) -> Figures:
    """Precision and mean confidence by rule and by band of confidence: in a calibrated checker the two agree."""
    groups: dict[str, dict[str, list[Judged]]] = {"rules": {}, "calibration": {}}
    for row in judged:
        low = min(int(row.confidence * 10), 9) / 10
        groups["rules"].setdefault(row.code, []).append(row)
        groups["calibration"].setdefault(f"{low:.1f}–{low + 0.1:.1f}", []).append(row)
    return {
        title: {
            name: {
                "findings": len(rows),
                "right": sum(row.right for row in rows),
                "precision": rate(sum(row.right for row in rows), len(rows)),
                "confidence": rate(sum(row.confidence for row in rows), len(rows)),
            }
            for name, rows in sorted(group.items())
        }
        for title, group in groups.items()
    }
