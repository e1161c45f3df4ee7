"""NU004: a month in Chinese numerals after a year in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DATE = re.compile(r"(20\d\d年)(十[一二]?|[一二三四五六七八九])月(?![一二三四五六七八九十天])")
_MONTHS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def find(context: Context) -> Iterator[Hit]:
    """Dates such as 2023年十二月, with the month in digits."""
    for match in _DATE.finditer(context.text):
        yield Hit(Span(*match.span()), (f"{match[1]}{_MONTHS.index(match[2])}月",))
