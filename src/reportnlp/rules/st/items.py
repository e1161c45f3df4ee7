"""Ordinals inside the text (一是, 二要, 第三, 首先), grouped by the heading that they stand under."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ITEM = re.compile(
    r"(?:^|(?<=[。；：，！？、”）\s]))(?P<count>[一二三四五六七八九十]{1,2})(?P<series>[是要])(?!一[，、])"
    r"|(?:^|(?<=[。；：！？\s]))(?P<order>第)(?P<rank>[一二三四五六七八九十]{1,2})(?=[，,、：])"
    r"|(?:^|(?<=[。；：！？\s]))(?P<word>首先|其次|再次|最后(?=[，,、：]))",
    re.M,
)
_INLINE = re.compile("第[一二三四五六七八九十]+[，,、]|首先|其次|再次|最后|[一二三四五六七八九十]+是")


class Item(NamedTuple):
    """An ordinal: ``series`` is 是, 要, 第 or "" (首先 …), ``numeral`` its number or the word itself."""

    span: Span
    series: str
    numeral: str
    group: int
    paragraph: int
    initial: bool


def find_items(context: Context) -> Iterator[Item]:
    """Ordinals of the text in order; a ``group`` is what stands under one heading."""
    text = context.text
    bounds = sorted(
        row.span.start for row in context.document.sections if not (row.number and _INLINE.match(row.number))
    )
    for match in _ITEM.finditer(text):
        start, end = match.span()
        index = context.paragraph_index_at(start)
        paragraph = context.document.paragraphs[index]
        if paragraph.part != "body":
            continue
        series = match["series"] or match["order"] or ""
        numeral = match["count"] or match["rank"] or match["word"]
        yield Item(
            Span(start, end), series, numeral, bisect_right(bounds, start), index, start == paragraph.span.start
        )
