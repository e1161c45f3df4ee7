"""Passages that the reports of two units share, whoever had them first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reportnlp.findings import Evidence
from reportnlp.rules.base import Crossing, Hit, Side
from reportnlp.rules.xd.passages import Passage
from reportnlp.rules.xd.pile import Pile
from reportnlp.rules.xd.stock import FEW

_WHOLE = 4  # shared passages, and half of the paragraphs, make two reports one and the same
_WORDS = {"exact": "一字不差", "figures": "只有数字不同", "near": "大同小异"}
_CONFIDENCE = {"exact": 0.9, "figures": 0.75, "near": 0.7}
_OWN = 25  # characters that are no stock phrase; with fewer the passages are only shown
_SHOWN = 60  # characters of the other passage


def across(pile: Pile) -> Iterator[Crossing]:
    """A crossing for each passage; one for both reports where most of them is the same."""
    for (first, second), group in groupby(pile.passages, key=lambda row: (row.first, row.second)):
        one, other = pile.texts[first], pile.texts[second]
        if pile.same_unit(first, second) and one.period != other.period:
            continue  # XD002
        passages = [row for row in group if pile.passages[row] >= FEW]
        copied = len({row.second_span for row in passages})
        whole = copied >= _WHOLE and copied >= len(other.paragraphs) / 2
        share = f"（共 {copied} 段相同）" if whole else ""
        for row in passages[:1] if whole else passages:
            if pile.passages[row] < _OWN and not whole:
                there, here = Side(first, row.first_span), Side(second, row.second_span)
                note = f"与“{pile.called(first)}”的报告{_WORDS[row.kind]}，但多是常用的说法，仅供参考。"
                yield Crossing(there, here, row.kind, row.likeness, note)
                continue
            there = Side(first, row.first_span, None if one.is_before(other) else _hit(pile, row, second, share))
            here = Side(second, row.second_span, None if other.is_before(one) else _hit(pile, row, first, share))
            yield Crossing(there, here, row.kind, row.likeness)


def _hit(pile: Pile, row: Passage, other: str, share: str) -> Hit:
    mine, theirs = (row.second_span, row.first_span) if other == row.first else (row.first_span, row.second_span)
    text = theirs.of(pile.texts[other].text)
    told = Evidence("report", f"{pile.name(other)}：{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}")
    name = pile.name(other) if pile.same_unit(row.first, row.second) else pile.called(other)
    values = (("other", name), ("like", _WORDS[row.kind]), ("share", share))
    return Hit(mine, confidence=_CONFIDENCE[row.kind], evidence=(told,), values=values)
