"""Days, months and hours that no calendar has."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.dt.years import report_year
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DATE = re.compile(
    r"(?<![0-9.．])(?:(?P<year>(?:19|20)[0-9]{2})年)?(?P<month>[0-9]{1,2})月"
    r"(?:(?P<day>[0-9]{1,2})(?:[日号]|(?=[至到—~～-][0-9]{1,2}日))(?:[至到—~～-]+(?P<last>[0-9]{1,2})日)?|(?P<part>份|底|初|中旬|上旬|下旬))?"
)
_DOTTED = re.compile(r"(?<![0-9.])(?P<year>20[0-9]{2})([-./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9.])")
_HAN_DATE = re.compile(r"(?<![〇零一二三四五六七八九十])([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_HOUR = re.compile(r"(?<=[日午晚晨间])(?P<hour>[0-9]{1,2})(?:[时点](?P<minute>[0-9]{2})?|[:：](?P<clock>[0-9]{2}))")
_HAN = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def find(context: Context) -> Iterator[Hit]:
    """Each date or time of day that does not exist."""
    text = context.text
    year = report_year(context)
    for match in _DATE.finditer(text):
        if match["year"] is None and match["day"] is None and match["part"] is None:
            continue  # 24月 may be a span of time
        month = int(match["month"])
        days = [int(match[name]) for name in ("day", "last") if match[name]]
        if not _exists(int(match["year"]) if match["year"] else year, month, days):
            yield Hit(Span(*match.span()))
    for match in _DOTTED.finditer(text):
        if not _exists(int(match["year"]), int(match["month"]), [int(match["day"])]):
            yield Hit(Span(*match.span()), confidence=0.8)
    for match in _HAN_DATE.finditer(text):
        if not _exists(year, _value(match[1]), [_value(match[2])]):
            yield Hit(Span(*match.span()))
    for match in _HOUR.finditer(text):
        if int(match["hour"]) > 24 or int(match["minute"] or match["clock"] or 0) > 59:
            yield Hit(Span(*match.span()))


def _exists(year: int | None, month: int, days: list[int]) -> bool:
    if not 1 <= month <= 12:
        return False
    last = monthrange(year or 2024, month)[1]
    return all(1 <= day <= last for day in days)


def _value(numeral: str) -> int:
    """Value of a numeral up to 99: 三十一 → 31; 0 for a wrong one."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _HAN.get(numeral, 0)
    return (_HAN.get(tens, 0) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
