"""NU002: 零, O or ○ for 〇 in a year written in Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_YEAR = re.compile(r"(?:二[零○ＯOo0〇]|一九)[零○ＯOo0〇一二三四五六七八九]{2}年")
_ZERO = str.maketrans(dict.fromkeys("零○ＯOo0", "〇"))


def find(context: Context) -> Iterator[Hit]:
    """Years whose zero is not 〇."""
    for match in _YEAR.finditer(context.text):
        best = match[0].translate(_ZERO)
        if best != match[0]:
            yield Hit(Span(*match.span()), (best,))
