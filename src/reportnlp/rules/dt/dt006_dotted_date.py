"""Dates written with dots, dashes or slashes in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DATE = re.compile(
    r"(20(?<![0-9A-Za-z./-]20)[0-9]{2})([./-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])(?![0-9A-Za-z./-])"
)


def find(context: Context) -> Iterator[Hit]:
    """Each such date in the body, with the date written in full."""
    for match in _DATE.finditer(context.text):
        if context.paragraph_at(match.start()).part == "body":
            full = f"{match[1]}年{int(match[3])}月{int(match[4])}日"
            yield Hit(Span(*match.span()), (full,))
