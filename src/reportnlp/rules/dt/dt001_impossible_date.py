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

_BEFORE = re.compile(r"(?<![0-9.．])(?:(?P<year>(?:19|20)[0-9]{2})年)?(?P<month>[0-9]{1,2})$")
_AFTER = re.compile(
    r"月(?:(?P<day>[0-9]{1,2})(?:[日号]|(?=[至到—~～-][0-9]{1,2}日))(?:[至到—~～-]+(?P<last>[0-9]{1,2})日)?"
    r"|(?P<part>份|底|初|中旬|上旬|下旬))?"
)
_DOTTED = re.compile(r"20(?<![0-9.]20)(?P<year>[0-9]{2})([-./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9.])")
_HAN_BEFORE = re.compile(r"(?<![〇零一二三四五六七八九])[一二三四五六七八九十]{1,2}$")
_HAN_AFTER = re.compile(r"月([一二三四五六七八九十]{1,3})日")
_HOUR = re.compile(r"[日午晚晨间](?P<hour>[0-9]{1,2})(?:[时点](?P<minute>[0-9]{2})?|[:：](?P<clock>[0-9]{2}))")
_HAN = {character: value for value, character in enumerate("一二三四五六七八九", 1)}


def find(context: Context) -> Iterator[Hit]:
    """Each date or time of day that does not exist."""
    text = context.text
    year = report_year(context)
    position = text.find("月")
    while position >= 0:
        hit = _month(text, position, year)
        if hit is not None:
            yield hit
        position = text.find("月", position + 1)
    for match in _DOTTED.finditer(text):
        if not _exists(2000 + int(match["year"]), int(match["month"]), [int(match["day"])]):
            yield Hit(Span(*match.span()), confidence=0.8)
    for match in _HOUR.finditer(text):
        if int(match["hour"]) > 24 or int(match["minute"] or match["clock"] or 0) > 59:
            yield Hit(Span(match.start("hour"), match.end()))


def _month(text: str, position: int, year: int | None) -> Hit | None:
    """The date around the 月 at ``position``, if it does not exist."""
    before = _BEFORE.search(text, max(0, position - 8), position)
    if before is None:
        han, day = _HAN_BEFORE.search(text, max(0, position - 3), position), _HAN_AFTER.match(text, position)
        if han is None or day is None or _exists(year, _value(han[0]), [_value(day[1])]):
            return None
        return Hit(Span(han.start(), day.end()))
    after = _AFTER.match(text, position)
    if after is None or (before["year"] is None and after.end() == position + 1):
        return None  # 24月 may be a span of time
    days = [int(after[name]) for name in ("day", "last") if after[name]]
    if _exists(int(before["year"]) if before["year"] else year, int(before["month"]), days):
        return None
    return Hit(Span(before.start(), after.end()))


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
