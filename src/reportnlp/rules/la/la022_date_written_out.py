"""A date in Han numerals, with padding zeros or a cut year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_RIGHT = re.compile(r"[（(]?[0-9]{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日[）)]?")


def find(context: Context) -> Iterator[Hit]:
    """The date line, when it is not written as 2024年1月5日."""
    places = []
    for index, _ in paragraphs(context, "date"):
        span = context.document.paragraphs[index].span
        line = "".join(span.of(context.text).split())
        if not _RIGHT.fullmatch(line):
            places.append(Place(span, line))
    yield from one_hit(context, places, context.profile.date.clause, "阿拉伯数字，如2024年1月5日")
