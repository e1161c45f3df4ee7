"""The JSON of a report as rows of the tables, and back."""

from __future__ import annotations

import json
from typing import Any

_OF_A_CLAIM = (
    "kind", "value", "low", "high", "bound", "unit", "dimension", "noun", "action", "actor", "period", "modality",
    "comparison", "area", "part_of", "indicator",
)  # fmt: skip


def as_json(value: object) -> str:
    """The shortest JSON of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def merged(report: str, across: str | None) -> dict[str, Any]:
    """A report's JSON with what was found across documents, in the order of the text."""
    whole: dict[str, Any] = json.loads(report)
    if across is not None:
        more = json.loads(across)
        whole["findings"] = sorted(whole["findings"] + more["findings"], key=lambda row: (row["start"], row["end"]))
        whole["ignored"] += more["ignored"]
        used = [row["fingerprint"] for row in more["ignored"]]
        whole["unused_ignores"] = [
            row for row in whole["unused_ignores"] if not any(mark.startswith(row["fingerprint"]) for mark in used)
        ]
    return whole


def finding_rows(path: str, findings: list[dict[str, Any]], first: int = 0) -> list[tuple[Any, ...]]:
    """Rows of ``findings``, numbered from ``first``."""
    return [
        (path, number, row["code"], row["severity"], row["confidence"], row["start"], row["end"], row["found"],
         row["message"], next(iter(row["suggestions"]), None), " ／ ".join(row["location"]["section"]),
         row["fingerprint"])
        for number, row in enumerate(findings, first)
    ]  # fmt: skip


def claim_rows(path: str, text: str, claims: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of ``claims``, each with its words."""
    return [
        (path, number, row["id"], row["start"], row["end"], text[row["start"] : row["end"]],
         *(row[name] for name in _OF_A_CLAIM))
        for number, row in enumerate(claims)
    ]  # fmt: skip


def area_rows(path: str, report: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of ``areas``: paragraphs, characters and claims of each."""
    counts: dict[str, list[int]] = {}
    for row in report["paragraphs"]:
        if row["area"] is not None:
            area = counts.setdefault(row["area"], [0, 0, 0])
            area[0] += 1
            area[1] += row["end"] - row["start"]
    for row in report["claims"]:
        if row["area"] is not None:
            counts.setdefault(row["area"], [0, 0, 0])[2] += 1
    return [(path, area, *numbers) for area, numbers in counts.items()]
