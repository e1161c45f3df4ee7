"""NU017: the sign % after a Chinese numeral."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.numerals import parse_numeral

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_MIXED = re.compile(
    r"(?P<number>[一二两三四五六七八九十百〇零]+(?:点[一二三四五六七八九〇零]+)?)(?P<more>[余多]?)[%％]"
)


def find(context: Context) -> Iterator[Hit]:
    """Percentages such as 二十余% and 三十%."""
    text = context.text
    if "%" not in text and "％" not in text:
        return
    for match in _MIXED.finditer(text):
        value = parse_numeral(match["number"])
        if value is None or text[match.start() - 1 : match.start()].isdigit():
            continue
        more = "以上" if match["more"] else ""
        yield Hit(Span(*match.span()), (f"{value:g}%{more}",))
