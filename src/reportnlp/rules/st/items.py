"""Ordinals inside the text (一是, 二要, 第三, 首先), grouped by the heading that they stand under."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.context import once_per_document
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ITEM = re.compile(
    r"[一二三四五六七八九十第首其再最](?:(?<=第)(?P<rank>[一二三四五六七八九十]{1,2})(?=[，,、：])"
    r"|(?P<word>(?<=首)先|(?<=其)次|(?<=再)次|(?<=最)后(?=[，,、：]))"
    r"|(?<![第首其再最])(?P<count>[一二三四五六七八九十]?)(?P<series>[是要])(?!一[，、]))"
)
_STARTS = "。；：！？ \t\u3000\n"  # marks that an ordinal may follow
_CLAUSES = _STARTS + "，、”）"
_INLINE = re.compile("第[一二三四五六七八九十]+[，,、]|首先|其次|再次|最后|[一二三四五六七八九十]+是")


class Item(NamedTuple):
    """An ordinal: ``series`` is 是, 要, 第 or "" (首先 …), ``numeral`` its number or the word itself."""

    span: Span
    series: str
    numeral: str
    group: int
    paragraph: int
    initial: bool


@once_per_document
def find_items(context: Context) -> tuple[Item, ...]:
    """Ordinals of the text in order; a ``group`` is what stands under one heading."""
    text = context.text
    bounds = sorted(
        row.span.start for row in context.document.sections if not (row.number and _INLINE.match(row.number))
    )
    items = []
    for match in _ITEM.finditer(text):
        start, end = match.span()
        if start and text[start - 1] not in (_CLAUSES if match["series"] else _STARTS):
            continue
        index = context.paragraph_index_at(start)
        paragraph = context.document.paragraphs[index]
        if paragraph.part != "body":
            continue
        series = match["series"] or ("第" if match["rank"] else "")
        numeral = match["rank"] or match[0].removesuffix(series)
        group = bisect_right(bounds, start)
        items.append(Item(Span(start, end), series, numeral, group, index, start == paragraph.span.start))
    return tuple(items)
