"""PH008: a Party congress or plenum that does not exist, or that was held only after the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TERM = r"(?:二?十[一二三四五六七八九]?)"
_PLENUM = re.compile(rf"(?P<term>{_TERM})届(?P<number>[一二三四五六七八九十]{{1,3}})中全会")
_CONGRESS = re.compile(rf"党的(?P<found>(?P<term>{_TERM})大)(?=精神|报告|以来|召开|胜利|代表|作出|提出|闭幕|部署|，|、|和|会议)")
_COMING = re.compile(r"(?:即将|将要?|迎接|喜迎|筹备|迎来)[^。；！？]{0,12}$")
_NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_FIRST, _LAST = "十一", "二十"  # terms that the table covers
_OPEN_END = 7  # plenums of the last term up to this one may still come


def find(context: Context) -> Iterator[Hit]:
    """Meetings that ``data/phrase_meetings.tsv`` does not hold, and those held after the reporting year."""
    text = context.text
    held = _held()
    if "中全会" in text:
        for match in _PLENUM.finditer(text):
            number = match["number"]
            position = _NUMERALS.index(number) if number in _NUMERALS else 99
            yield from _judge(context, Span(*match.span()), match["term"], position, _plenum_fix(match["term"], number))
    if "大" in text:
        for match in _CONGRESS.finditer(text):
            term = match["term"]
            best = f"{_LAST}大" if term in ("二十一", "二十二") else ""
            if term not in ("十",) and (_number(term) > _number(_LAST) or (term, 0) in held):
                yield from _judge(context, Span(*match.span("found")), term, 0, best)


def _judge(context: Context, span: Span, term: str, plenum: int, best: str) -> Iterator[Hit]:
    text, period = context.text, context.period
    number = _number(term)
    if number < _number(_FIRST) or _COMING.search(text, max(0, span.start - 16), span.start):
        return
    date = _held().get((term, plenum))
    year = int(period[:4]) if period and period[:4].isdigit() else None
    if date is None:
        still_open = term == _LAST and 0 < plenum <= _OPEN_END and (year is None or year > _last_year())
        if still_open or (number == _number(_LAST) + 1 and year is not None and year > _last_year()):
            return
        why = "没有这次会议"
    elif year is not None and date > f"{year + 1}-03":
        why, best = f"在{date[:4]}年{int(date[5:])}月才召开", ""
    else:
        return
    source = Evidence("data/phrase_meetings.tsv", why)
    yield Hit(span, (best,) if best else (), evidence=(source,), values=(("why", why),))


def _plenum_fix(term: str, number: str) -> str:
    """The plenum meant by 十三中全会, where its last numeral names one that was held."""
    last = number[-1]
    held = last in _NUMERALS and (term, _NUMERALS.index(last)) in _held()
    return f"{term}届{last}中全会" if len(number) > 1 and held else ""


def _number(term: str) -> int:
    tens, _, ones = term.rpartition("十")
    return (_NUMERALS.index(tens) if tens else 1) * 10 + _NUMERALS.index(ones)


@lru_cache
def _held() -> dict[tuple[str, int], str]:
    return {(row[0], int(row[1])): row[2] for row in table("phrase_meetings.tsv")}


@lru_cache
def _last_year() -> int:
    return int(max(_held().values())[:4])
