"""Blanks that a template leaves for numbers, dates and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_LINE = re.compile("[_＿]{2,}")
_SPACES = re.compile(r"(?<![ \u3000])[ \u3000]++(?=[次场个期名件份起条户项支家位篇批万元月日])")
_DATE = {"月": "年", "日": "月"}
_CLOSED = re.compile(r"[，。；、）\u3400-\u9fff]")


def find(context: Context) -> Iterator[Hit]:
    """Underscores, and runs of blanks before a measure word or inside a date."""
    text = context.text
    if "__" in text or "＿＿" in text:
        for match in _LINE.finditer(text):
            start, end = match.span()
            latin = text[max(0, start - 1) : start] + text[end : end + 1]
            if not text.endswith(("签名：", "签字：", "盖章："), 0, start) and not re.search("[A-Za-z0-9]", latin):
                yield Hit(Span(start, end))
    for match in _SPACES.finditer(text):
        start, end = match.span()
        before, unit = text[max(0, start - 1) : start], text[end]
        if unit in _DATE:
            filled = before == _DATE[unit]
        else:
            filled = end - start > 1 and "\u3400" <= before <= "\u9fff" and before not in "章节篇编条部"
            filled = filled and _CLOSED.match(text, end + 1) is not None
        if filled:
            yield Hit(Span(start, end))
