"""Party congresses and plenums named in a text, and those that were held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from reportnlp.data import table
from reportnlp.span import Span

NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_TERM = r"(?:二?十[一二三四五六七八九]?)"
_PLENUM = re.compile(rf"(?P<term>{_TERM})届(?P<number>[一二三四五六七八九十]{{1,3}})中全会")
_FOLLOWS = "精神|报告|以来|召开|胜利|代表|作出|提出|闭幕|部署|，|、|和|会议"
_CONGRESS = re.compile(rf"党的(?P<found>(?P<term>{_TERM})大)(?={_FOLLOWS})")
_COMING = re.compile(r"(?:即将|将要?|迎接|喜迎|筹备|迎来)[^。；！？]{0,12}$")


class Meeting(NamedTuple):
    """A meeting as named in a text: term and number of the plenum ("" for the congress itself)."""

    span: Span
    term: str
    number: str
    coming: bool

    @property
    def key(self) -> tuple[str, int]:
        """Term and number as in ``held``; 99 for a number that no plenum has."""
        return self.term, NUMERALS.index(self.number) if self.number in NUMERALS else 99


def find_meetings(text: str) -> Iterator[Meeting]:
    """Congresses (党的二十大) and plenums (二十届三中全会) in ``text``."""
    if "中全会" in text:
        for match in _PLENUM.finditer(text):
            yield Meeting(Span(*match.span()), match["term"], match["number"], _is_coming(text, match.start()))
    if "党的" in text:
        for match in _CONGRESS.finditer(text):
            if match["term"] != "十":
                span = Span(*match.span("found"))
                yield Meeting(span, match["term"], "", _is_coming(text, span.start))


def _is_coming(text: str, start: int) -> bool:
    return bool(_COMING.search(text, max(0, start - 16), start))


@lru_cache
def held() -> dict[tuple[str, int], str]:
    """Year and month (2024-07) in which each meeting ended, by term and number (0: the congress)."""
    return {(row[0], int(row[1])): row[2] for row in table("phrase_meetings.tsv")}


def term_number(term: str) -> int:
    """The number of a term: 二十 → 20."""
    tens, _, ones = term.rpartition("十")
    return (NUMERALS.index(tens) if tens else 1) * 10 + NUMERALS.index(ones)
