"""Straight double quotes in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_QUOTES = re.compile(r'["“”\n]')
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def find(context: Context) -> Iterator[Hit]:
    """Each straight quote next to a Chinese character, with the opening or closing mark that fits."""
    text = context.text
    if '"' not in text:
        return
    opened = False
    for match in _QUOTES.finditer(text):
        position = match.start()
        if match[0] != '"':
            opened = match[0] == "“"
            continue
        opened = not opened
        if _CHINESE.search(text[max(0, position - 1) : position + 2]):
            yield Hit(Span(position, position + 1), ("“" if opened else "”",))
