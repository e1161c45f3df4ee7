"""TY001: a function word typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.tokens import tokenize

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DOUBLED = re.compile(r"([的了和是在把被与对为及将以要从并使让由或而但也都就不])\1(?!\1)")
_LAWFUL = re.compile(r"的的确|不了了|明了了|了了[之然一]|是是非|是是，|[实大]在在|在在在|不不|将将就|要要|对对[子碰]|以以|就就")
_AROUND = 8  # characters on either side that decide where words end


def find(context: Context) -> Iterator[Hit]:
    """Doubled function words whose two characters are both words of their own."""
    text = context.text
    for match in _DOUBLED.finditer(text):
        window = Span(max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND))
        if _LAWFUL.search(text, max(0, match.start() - 2), match.end() + 1):
            continue
        inside = {
            token.span.of(text)
            for token in tokenize(text, window)
            if token.span.start < match.end() and match.start() < token.span.end
        }
        if inside <= {match[1], match[0]}:
            yield Hit(Span(*match.span()), (match[1],))
