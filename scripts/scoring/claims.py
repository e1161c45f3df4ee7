"""Scores claims: found spans, values, units, nouns and actions against gold items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import reportnlp
from scoring.figures import Figures, Place, json_lines, overlap, precision_recall, rate

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
                self.nouns += claim.noun == item["noun"]
                self.nouns_near += bool(claim.noun) and (claim.noun in item["noun"] or item["noun"] in claim.noun)
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
                "action": {"n": self.actions_wanted, "right": rate(self.actions, self.actions_wanted)},
            },
            "numbers that are no claims": {"all": {"n": self.others, "taken for claims": self.others_touched}},
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


def score_claims(path: Path, checker: reportnlp.Checker) -> ClaimScore:
    """The claims of a JSONL file (text, items) of real paragraphs or constructed sentences."""
    score = ClaimScore()
    for row in json_lines(path):
        items = [item for item in row["items"] if item["kind"] in _CLAIMS]
        others = [item for item in row["items"] if item["kind"] not in _CLAIMS]
        score.add(items, checker.check(reportnlp.from_text(row["text"])).claims, others)
    return score
