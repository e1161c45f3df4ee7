"""NU006: a pause mark inside an approximate number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NUMERALS = "一二三四五六七八九"
_PAIR = re.compile(r"([一二三四五六七八])、([二三四五六七八九])(?:[十百千万](?![一二三四五六七八九])|(?=[家户次天名]))")


def find(context: Context) -> Iterator[Hit]:
    """Two neighbouring numerals with 、 between them that count things roughly."""
    text = context.text
    for match in _PAIR.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        neighbours = _NUMERALS.index(match[2]) - _NUMERALS.index(match[1]) == 1
        if neighbours and before not in tuple("第十百、（\n") and match.start() > 0:
            yield Hit(Span(*match.span()), (match[0].replace("、", ""),))
