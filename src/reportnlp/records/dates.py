"""Dates as offices write them: 2023.6.3, 6月上旬, 第二季度, ranges, Excel serials."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from reportnlp.text.numerals import read_numeral

Days = tuple[date, date]

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serials
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_HAN_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号]|季度)")
_HAN_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_NOISE = re.compile(r"[\s　]+|[（(][^（()）]*[)）]|(?:星期|周)[一二三四五六日天]")
_CLOCK = re.compile(
    r"(?:[T,，]?(?:上午|下午|晚上|晚|中午|早上)?\d{1,2}[:：时点]\d{0,2}分?(?::\d{2}(?:\.\d+)?)?.*|上午|下午|晚上|晚|中午)$"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)")
_POINT = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2}|(?<!\d)\d{2}(?=年|[.]\d{1,2}[.]))(?:年度?|[.\-/])?)?"
    r"(?:(?P<quarter>第?[1-4]季度|Q[1-4])|(?P<half>上半年|下半年|全年)"
    r"|(?P<month>\d{1,2})(?:月份?|[.\-/](?=\d))"
    r"(?:(?P<day>\d{1,2})[日号]?|(?P<third>上旬|中旬|下旬|初|中|底|末))?"
    r"|(?P<last_month>\d{1,2})(?=$)|)"
)
_YEAR_ONLY = re.compile(r"(?:19|20)\d{2}年?度?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_BETWEEN = re.compile(r"[至到~～—–―\-]+|、|,|，")
_THIRDS = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 10),
    "中": (11, 20),
    "底": (21, 31),
    "末": (21, 31),
}


def read_days(cell: Any, year: int | None) -> Days | None:
    """First and last possible day that a cell names; ``year`` completes dates without one. None: no date."""
    if isinstance(cell, datetime):
        return cell.date(), cell.date()
    if isinstance(cell, date):
        return cell, cell
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _serial(cell, year)
    return _read_text(str(cell), year)


def year_in(cell: Any) -> int | None:
    """The year that a cell itself names."""
    if isinstance(cell, date):
        return cell.year
    days = read_days(cell, None)
    return days[0].year if days else None


def _serial(cell: float, year: int | None) -> Days | None:
    if int(cell) in _SERIALS:
        day = _EPOCH + timedelta(days=int(cell))
        return day, day
    text = f"{cell:g}"
    if _COMPACT.fullmatch(text) or "." in text:  # 20230603; 6.3 typed into Excel
        return _read_text(text, year)
    return None


@lru_cache(20_000)
def _read_text(text: str, year: int | None) -> Days | None:
    plain = unicodedata.normalize("NFKC", text)
    plain = _HAN_YEAR.sub(lambda match: "".join(_HAN_DIGITS[digit] for digit in match.group()), plain)
    plain = _HAN_NUMBER.sub(_arabic, plain)
    plain = _CLOCK.sub("", _NOISE.sub("", plain)) or plain
    if plain.isdigit() and int(plain) in _SERIALS:
        return _serial(int(plain), year)
    if match := _COMPACT.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    whole = _point(plain, year)
    if whole:
        return whole
    for mark in _BETWEEN.finditer(plain):
        days = _stretch(plain[: mark.start()], plain[mark.end() :], year)
        if days and days[0] <= days[1]:
            return days
    return None


def _arabic(match: re.Match[str]) -> str:
    amount = read_numeral(match.group())
    return match.group() if amount is None or amount.value is None else f"{amount.value:g}"


def _stretch(left: str, right: str, year: int | None) -> Days | None:
    """6月3日至5日, 2023.6.3-7.1, 3-5月: the second date lacks what the first one says, or the first a 月."""
    if left.isdigit() and len(left) <= 2 and re.match(r"\d{1,2}月", right):
        left += "月"
    first = _point(left, year)
    if first is None:
        return None
    if day := _DAY_ONLY.fullmatch(right):
        last = _day(first[0].year, first[0].month, int(day[1]))
    else:
        last = _read_text(right, first[0].year)
        if last and last[1] < first[0] and year_in(right) is None:
            last = _read_text(right, first[0].year + 1)  # 12月28日至1月3日
    return (first[0], last[1]) if last else None


def _point(text: str, year: int | None) -> Days | None:
    if _YEAR_ONLY.fullmatch(text):
        return date(int(text[:4]), 1, 1), date(int(text[:4]), 12, 31)
    match = _POINT.fullmatch(text)
    if match is None or not text:
        return None
    group = match.groupdict()
    if group["year"]:
        year = int(group["year"]) if len(group["year"]) == 4 else 2000 + int(group["year"])
    if year is None:
        return None
    if group["quarter"]:
        return _months(year, 3 * int(re.sub(r"\D", "", group["quarter"])) - 2, 3)
    if group["half"]:
        return _months(year, 7 if group["half"] == "下半年" else 1, 12 if group["half"] == "全年" else 6)
    if group["last_month"]:
        return _months(year, int(group["last_month"]), 1) if group["year"] else None
    if not group["month"]:
        return None
    month = int(group["month"])
    if group["third"]:
        first, last = _THIRDS[group["third"]]
        days = _months(year, month, 1)
        return days and (days[0].replace(day=first), days[0].replace(day=min(last, days[1].day)))
    return _day(year, month, int(group["day"])) if group["day"] else _months(year, month, 1)


def _months(year: int, first: int, count: int) -> Days | None:
    last = first + count - 1
    if not 1 <= first <= last <= 12:
        return None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _day(year: int, month: int, day: int) -> Days | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def period_days(period: str | None) -> Days | None:
    """The days of a claim's period: 2023, 2023-06, 2023-06-03, 2023-Q1, and two of these with / between them."""
    if not period:
        return None
    first, _, last = period.partition("/")
    days = _period_point(first)
    end = _period_point(last if last[:2] != "--" else first[:4] + last[1:]) if last else days
    return (days[0], end[1]) if days and end and days[0] <= end[1] else None


def _period_point(period: str) -> Days | None:
    parts = period.split("-")
    if not parts[0].isdigit() or len(parts[0]) != 4:
        return None
    year = int(parts[0])
    if len(parts) == 1:
        return date(year, 1, 1), date(year, 12, 31)
    if parts[1].startswith("Q") and parts[1][1:].isdigit():
        return _months(year, 3 * int(parts[1][1:]) - 2, 3)
    if not all(part.isdigit() for part in parts[1:]):
        return None
    return _months(year, int(parts[1]), 1) if len(parts) == 2 else _day(year, int(parts[1]), int(parts[2]))
