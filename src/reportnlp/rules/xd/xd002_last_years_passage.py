"""Passages taken from the same unit's earlier report with that report's year still in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportnlp.findings import Evidence
from reportnlp.rules.base import Crossing, Hit, Side
from reportnlp.rules.xd.passages import Text
from reportnlp.rules.xd.pile import Pile
from reportnlp.span import Span

_STALE = (  # not where the year is history, a range or a comparison
    "(?<![0-9自从较比与同至到和、—–~－-])(?<!截至)(?<!早在)(?<!相比){year}(?=年)"
    "(?!年[度底末]?(?:以来|[至到起前和、—–~-]|相比|同期))"
)
_QUOTED = re.compile("《[^》]*》|“[^”]*”|〔[^〕]*〕|（[^）]*）|\\([^)]*\\)")


def across(pile: Pile) -> Iterator[Crossing]:
    """Every such passage; those without a stale year are only shown."""
    for row in pile.passages:
        one, other = pile.texts[row.first], pile.texts[row.second]
        if not pile.same_unit(row.first, row.second) or one.period == other.period:
            continue
        if not (one.period and other.period):
            continue
        there, here = Side(row.first, row.first_span), Side(row.second, row.second_span)
        year = _stale(other, row.second_span, one.period)
        if year is None:
            note = f"与本单位 {one.period} 年的报告相同：请核对是否沿用了旧稿。"
            yield Crossing(there, here, row.kind, row.likeness, note)
            continue
        told = Evidence("report", f"{pile.name(row.first)}（{one.period}年）也有这一段")
        hit = Hit(year, (other.period,), evidence=(told,), values=(("year", one.period),))
        yield Crossing(there, here._replace(hit=hit), row.kind, row.likeness)


def _stale(text: Text, passage: Span, year: str) -> Span | None:
    """Where the passage speaks of ``year`` as its own: not as history, in a title or for comparison."""
    words = passage.of(text.text)
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    for match in re.finditer(_STALE.replace("{year}", year), words):
        if not any(start <= match.start() < end for start, end in quoted):
            return Span(passage.start + match.start(), passage.start + match.end())
    return None
