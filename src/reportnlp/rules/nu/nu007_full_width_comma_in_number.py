"""NU007: a full-width comma inside a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NUMBER = re.compile(r"[1-9](?<![\d.,，][1-9])\d{0,2}(?:，\d{3})+(?=(?:\.\d+)?[余多]?[名户个人件条次元家亩项场份万亿吨公平])")


def find(context: Context) -> Iterator[Hit]:
    """Numbers whose digits are grouped with a full-width comma."""
    if "，" in context.text:
        for match in _NUMBER.finditer(context.text):
            yield Hit(Span(*match.span()), (match[0].replace("，", ""), match[0].replace("，", ",")))
