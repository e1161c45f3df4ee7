"""A report as rows of the tables, made where it was checked, and back to its JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from reportnlp.baseline import REASON
from reportnlp.findings import SCHEMA, SEVERITIES, Report

_OF_A_CLAIM = (
    "kind", "value", "low", "high", "bound", "unit", "dimension", "noun", "action", "actor", "period", "modality",
    "comparison", "area", "part_of", "indicator",
)  # fmt: skip


class Rows(NamedTuple):
    """What of a report goes into the tables: columns of its row in documents, and its rows in the others.

    Plain tuples and one string of JSON: a Report takes six times as long to go from process to process.
    """

    document: dict[str, Any]
    findings: list[tuple[Any, ...]]
    claims: list[tuple[Any, ...]]
    areas: list[tuple[Any, ...]]


def rows_of(path: str, report: Report) -> Rows:
    """The rows of the report of the file at ``path``."""
    whole = report.to_dict()
    findings, claims = whole["findings"], whole["claims"]
    counts = [sum(row["severity"] == name for row in findings) for name in SEVERITIES]
    document = dict(zip(("errors", "warnings", "advice", "claims"), (*counts, len(claims)), strict=True))
    document |= {name: whole["read"][name] for name in ("paragraphs", "tables", "characters")}
    document |= {"unit": whole["unit"], "period": whole["period"], "report": as_json(whole)}
    return Rows(document, finding_rows(path, findings), claim_rows(path, whole["text"], claims), area_rows(path, whole))


def as_line(report: str, across: str | None) -> str:
    """A report's JSON as a line of JSON lines."""
    whole = report if across is None else as_json(merged(report, across))
    return f'{{"schema":"{SCHEMA}",{whole[1:]}\n'


def as_json(value: object) -> str:
    """The shortest JSON of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def merged(report: str, across: str | None) -> dict[str, Any]:
    """A report's JSON with what all documents together gave: findings across them, in the order of the text; what is known."""
    whole: dict[str, Any] = json.loads(report)
    if across is not None:
        more = json.loads(across)
        whole["findings"] = sorted(whole["findings"] + more["findings"], key=lambda row: (row["start"], row["end"]))
        whole["ignored"] += more["ignored"]
        used = [row["fingerprint"] for row in more["ignored"]]
        whole["unused_ignores"] = [
            row for row in whole["unused_ignores"] if not any(mark.startswith(row["fingerprint"]) for mark in used)
        ]
        known = set(more.get("known", ()))
        whole["ignored"] += [
            {"code": row["code"], "fingerprint": row["fingerprint"], "reason": REASON, "source": "baseline"}
            for row in whole["findings"]
            if row["fingerprint"] in known
        ]
        whole["findings"] = [row for row in whole["findings"] if row["fingerprint"] not in known]
    return whole


def finding_rows(path: str, findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of ``findings``."""
    return [
        (path, number, row["code"], row["severity"], row["confidence"], row["start"], row["end"], row["found"],
         row["message"], next(iter(row["suggestions"]), None), " ／ ".join(row["location"]["section"]),
         row["fingerprint"])
        for number, row in enumerate(findings)
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
