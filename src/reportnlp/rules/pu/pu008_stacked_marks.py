"""Two pause marks where one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_STACK = re.compile("[，。；：、！？,;]{2,}")
_PAUSES = frozenset("，。；：、")
_ELLIPSIS = re.compile(r"。{3,}|，{3,}|、{3,}")
_FULL = {",": "，", ";": "；"}


def find(context: Context) -> Iterator[Hit]:
    """Each stack; the first mark is kept, at the end of a paragraph the one that ends a sentence."""
    text = context.text
    for match in _STACK.finditer(text):
        if not _PAUSES.intersection(match[0]):
            continue
        marks = "".join(_FULL.get(mark, mark) for mark in match[0])
        if _ELLIPSIS.fullmatch(marks):
            continue
        kept = list(dict.fromkeys(marks))
        if not text[match.end() : match.end() + 1].strip():
            kept.sort(key=lambda mark: mark not in "。！？")
        yield Hit(Span(*match.span()), tuple(kept))
