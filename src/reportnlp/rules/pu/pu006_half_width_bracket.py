"""Half-width brackets in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_PAIR = re.compile(r"[(（][^()（）\n]{1,80}[)）]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def find(context: Context) -> Iterator[Hit]:
    """Each bracketed stretch that holds Chinese characters, or a number next to one."""
    text = context.text
    if "(" not in text and ")" not in text:
        return
    for match in _PAIR.finditer(text):
        start, end = match.span()
        if match[0][0] == "（" and match[0][-1] == "）":
            continue
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if _HAN.search(match[0]) or (match[0][1:-1].isdigit() and _HAN.match(before + after)):
            yield Hit(Span(start, end), (f"（{match[0][1:-1]}）",))
