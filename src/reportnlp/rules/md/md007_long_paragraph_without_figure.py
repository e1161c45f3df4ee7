"""Long paragraphs of a work section that hold no figure, though the section has some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import area_expecting_figures, has_figure, is_report, sections_without_figures

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

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
        area = area_expecting_figures(context, span.start)
        if area is None:
            continue
        if bare is None:
            bare = [section.span for section, _ in sections_without_figures(context)]
        if not any(start <= span.start < end for start, end in bare):
            yield Hit(context.sentence_at(span.start), values=(("area", area), ("length", str(span.length))))
