"""Passages taken from the same unit's earlier report with that report's year still in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from reportnlp.findings import Evidence
from reportnlp.rules.base import Crossing, Hit, Side
from reportnlp.rules.xd.names import stem_of
from reportnlp.rules.xd.passages import Text, masked
from reportnlp.rules.xd.pile import Pile
from reportnlp.rules.xd.stock import FEW
from reportnlp.span import Span

_STALE = (  # not where the year is history, a range or a comparison
    "(?<![0-9自从较比与同至到和、—–~－-])(?<!截至)(?<!早在)(?<!相比){year}(?=年)"
    "(?!年[度底末]?(?:以来|[至到起前和、—–~-]|相比|同期))"
)
_GRAM = 6  # characters in a row
_SHORTEST = 25  # of these in a passage
_LIKE = 0.7
_QUOTED = re.compile("《[^》]*》|“[^”]*”|〔[^〕]*〕|（[^）]*）|\\([^)]*\\)")


def across(pile: Pile) -> Iterator[Crossing]:
    """Every such passage; those that pile.passages has and that say no stale year are only shown."""
    told = set()
    for one, other in _years(pile):
        for span in other.paragraphs:
            year = _stale(other, span, one.period or "")
            if year is None or (other.path, span) in told:
                continue
            likeness, old = max(
                ((_likeness(one, row, other, span), row) for row in one.paragraphs), default=(0.0, span)
            )
            if likeness >= _LIKE:
                told.add((other.path, span))
                source = Evidence("report", f"{pile.name(one.path)}（{one.period}年）也有这一段")
                hit = Hit(year, (other.period or "",), evidence=(source,), values=(("year", one.period or ""),))
                yield Crossing(Side(one.path, old), Side(other.path, span, hit), "near", likeness)
    for row, own in pile.passages.items():
        one, other = pile.texts[row.first], pile.texts[row.second]
        if not (one.period and other.period and one.period != other.period and pile.same_unit(row.first, row.second)):
            continue
        if own >= FEW and (row.second, row.second_span) not in told:
            note = f"与本单位 {one.period} 年的报告相同：请核对是否沿用了旧稿。"
            yield Crossing(
                Side(row.first, row.first_span), Side(row.second, row.second_span), row.kind, row.likeness, note
            )


def _years(pile: Pile) -> Iterator[tuple[Text, Text]]:
    """Pairs of reports of one unit on different years, the earlier one first."""
    units: dict[str, list[Text]] = defaultdict(list)
    for text in sorted(pile.texts.values(), key=lambda text: text.age):
        if text.unit and text.period:
            units[stem_of(text.unit)].append(text)
    for texts in units.values():
        yield from ((one, other) for one, other in combinations(texts, 2) if one.period != other.period)


def _likeness(one: Text, span: Span, other: Text, other_span: Span) -> float:
    """Share of the shorter passage's characters in a row that the other one has too; numbers are any numbers."""
    first, second = (_grams(masked(*passage)) for passage in ((one, span), (other, other_span)))
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer >= _SHORTEST else 0.0


def _grams(words: str) -> set[str]:
    return {words[start : start + _GRAM] for start in range(len(words) - _GRAM + 1)}


def _stale(text: Text, passage: Span, year: str) -> Span | None:
    """Where the passage speaks of ``year`` as its own: not as history, in a title or for comparison."""
    words = passage.of(text.text)
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    for match in re.finditer(_STALE.replace("{year}", year), words):
        if not any(start <= match.start() < end for start, end in quoted):
            return Span(passage.start + match.start(), passage.start + match.end())
    return None
