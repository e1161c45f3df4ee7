"""Scores claims: found spans, values, units, nouns and actions against gold items; set phrases taken for claims."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import reportnlp
from scoring.figures import Figures, Place, Row, Table, json_lines, overlap, precision_recall, rate

_CLAIMS = ("quantity", "money", "percent", "percent_point", "fraction", "multiple", "duration")


@dataclass
class ClaimScore:
    """Adds up texts with gold items."""

    wanted: int = 0
    given: int = 0
    spans: int = 0
    right: int = 0
    values: int = 0
    units: int = 0
    nouns: int = 0
    nouns_near: int = 0
    nouns_wanted: int = 0
    nounless: int = 0
    nouns_too_many: int = 0
    actions: int = 0
    actions_wanted: int = 0
    others: int = 0
    others_touched: int = 0

    def add(
        self,
        items: list[dict[str, Any]],
        claims: Iterable[Any],
        others: Iterable[dict[str, Any]] = (),
        unjudged: Iterable[Place] = (),
    ) -> None:
        """One text: gold ``items``, the checker's claims, and ``others``, numbers that are no claims.

        A claim in one of the ``unjudged`` places that touches no gold item is left out: a spoilt number is neither
        right nor wrong.
        """
        places = [(item["start"], item["end"]) for item in items]
        claims = [
            claim
            for claim in claims
            if any(overlap(claim.span, place) for place in places)
            or not any(overlap(claim.span, place) for place in unjudged)
        ]
        self.wanted += len(items)
        self.given += len(claims)
        for item in items:
            touching = [claim for claim in claims if overlap(claim.span, (item["start"], item["end"]))]
            claim = next((claim for claim in touching if _covers(claim, item)), None)
            if claim is None:
                continue
            self.spans += 1
            value = _same_value(claim.quantity, item["value"])
            self.values += value
            self.right += value
            self.units += claim.quantity.unit == item["unit"]
            if item.get("noun"):
                self.nouns_wanted += 1
                self.nouns += claim.subject == item["noun"]
                self.nouns_near += bool(claim.subject) and (
                    claim.subject in item["noun"] or item["noun"] in claim.subject
                )
            elif "noun" in item and claim.quantity.kind == "count":
                self.nounless += 1
                self.nouns_too_many += bool(claim.noun)
            if item.get("action"):
                self.actions_wanted += 1
                self.actions += claim.action == item["action"]
        for other in others:
            place = (other["start"], other["end"])
            if any(overlap(place, item) for item in places):
                continue
            self.others += 1
            self.others_touched += any(overlap(claim.span, place) for claim in claims)

    def figures(self) -> Figures:
        """End to end (span and value), and the parts by themselves where the span is right."""
        return {
            "claims": {
                "end to end": {
                    "gold": self.wanted,
                    "found": self.given,
                    **precision_recall(self.right, self.given, self.wanted),
                },
                "span": {
                    "gold": self.wanted,
                    "found": self.given,
                    **precision_recall(self.spans, self.given, self.wanted),
                },
            },
            "where the span is right": {
                "value": {"n": self.spans, "right": rate(self.values, self.spans)},
                "unit": {"n": self.spans, "right": rate(self.units, self.spans)},
                "noun": {"n": self.nouns_wanted, "right": rate(self.nouns, self.nouns_wanted)},
                "noun, one in the other": {"n": self.nouns_wanted, "right": rate(self.nouns_near, self.nouns_wanted)},
                "no noun": {"n": self.nounless, "right": rate(self.nounless - self.nouns_too_many, self.nounless)},
                "action": {"n": self.actions_wanted, "right": rate(self.actions, self.actions_wanted)},
            },
            "numbers that are no claims": {"all": {"n": self.others, "taken for claims": self.others_touched}},
        }

    def row(self) -> Row:
        """The figures in one row."""
        return {
            "gold": self.wanted,
            "found": self.given,
            "end-to-end F1": precision_recall(self.right, self.given, self.wanted)["F1"],
            "value": rate(self.values, self.spans),
            "unit": rate(self.units, self.spans),
            "nouns": self.nouns_wanted,
            "noun": rate(self.nouns, self.nouns_wanted),
        }


def _covers(claim: Any, item: dict[str, Any]) -> bool:
    start, end = claim.span
    inside = item["start"] <= start and end <= item["end"]
    return bool(inside and start <= _number(item, "start") and _number(item, "end") <= end)


def _number(item: dict[str, Any], side: str) -> int:
    return int(item.get(f"num_{side}", item.get(f"number_{side}", item[side])))


def _same_value(quantity: Any, value: Any) -> bool:
    if isinstance(value, list):
        return _same(quantity.low, value[0]) and _same(quantity.high, value[1])
    return _same(quantity.value, value)


def _same(first: float | None, second: Any) -> bool:
    if first is None or not isinstance(second, int | float):
        return first is None and second is None
    return isclose(first, second, rel_tol=1e-9)


def score_claims(path: Path, checker: reportnlp.Checker) -> Figures:
    """The claims of a JSONL file (text, items) of real paragraphs or constructed sentences, whole and by half.

    Rules are tuned on half A, half B only reports. A document (``doc``, else ``id``) lies in one half.
    """
    whole, halves = ClaimScore(), {"A": ClaimScore(), "B": ClaimScore()}
    for row in json_lines(path):
        items = [item for item in row["items"] if item["kind"] in _CLAIMS]
        others = [item for item in row["items"] if item["kind"] not in _CLAIMS]
        claims = checker.check(reportnlp.from_text(row["text"])).claims
        for score in (whole, halves[_half(str(row.get("doc", row["id"])))]):
            score.add(items, claims, others)
    return {**whole.figures(), "by half": {f"half {name}": score.row() for name, score in halves.items()}}


def _half(document: str) -> str:
    return "AB"[hashlib.sha256(document.encode()).digest()[0] % 2]


_SENTENCES = {"in quotes": "认真落实“{}”有关要求。", "without quotes": "认真落实{}有关要求。"}


def score_set_phrases(path: Path, checker: reportnlp.Checker) -> Figures:
    """Attested set phrases of a list (phrase, …, status) in a neutral sentence: how many give a claim."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        phrases = [row["phrase"] for row in rows if row["status"] == "attested"]
    table: Table = {}
    for name, sentence in _SENTENCES.items():
        false = sum(bool(checker.check(reportnlp.from_text(sentence.format(phrase))).claims) for phrase in phrases)
        table[name] = {"n": len(phrases), "taken for claims": false, "rate": rate(false, len(phrases))}
    return {"set phrases": table}
