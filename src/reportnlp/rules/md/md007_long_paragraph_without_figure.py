"""Long paragraphs of a work section that hold no figure, though the section has some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import area_expecting_figures, has_figure, is_report, sections_without_figures

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DONE = re.compile(
    "我们?(?!要|将|必须|也?清醒|的|国|市|省|区|县)|[㐀-鿿]了(?!解)|得到|取得|获得|已经?"
)  # tells what was done
_OTHER = re.compile(
    "清醒|不足|短板|困难和|主要表现|要(?:更加|切实|坚持|以|把)|各位代表|争取|力争"
)  # problems, plans, appeals
_FEWEST = 3
_LONGEST = 300  # characters that a reader goes through without a figure


def find(context: Context) -> Iterator[Hit]:
    """The first sentence of each such paragraph; sections without any figure are for another rule."""
    if not is_report(context):
        return
    document = context.document
    bare: list[tuple[int, int]] | None = None
    for index, paragraph in enumerate(document.paragraphs):
        span = paragraph.span
        if (
            span.length < _LONGEST
            or paragraph.part != "body"
            or document.is_heading(index)
            or has_figure(context, span)
        ):
            continue
        words = span.of(context.text)
        if len(_DONE.findall(words)) < _FEWEST or _OTHER.search(words):
            continue
        area = area_expecting_figures(context, span.start)
        if area is None:
            continue
        if bare is None:
            bare = [section.span for section, _ in sections_without_figures(context)]
        if not any(start <= span.start < end for start, end in bare):
            yield Hit(context.sentence_at(span.start), values=(("area", area), ("length", str(span.length))))
