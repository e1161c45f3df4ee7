"""A date that does not stand where it belongs at the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import TWIPS_PER_POINT, ParagraphLayout
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, blank_before, line_width, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """The date line, when it leaves less or more room at the right than the profile lets pass."""
    figures = context.profile.date
    layout = context.document.layout
    places = []
    for index, row in paragraphs(context, "date"):
        span = context.document.paragraphs[index].span
        width = layout.pages[row.page].text_width if layout else 0
        room = _room(span.of(context.text), row, width)
        if room is not None and not figures.least - 0.25 <= room <= figures.most:
            places.append(Place(span, f"右空{max(0.0, room):.0f}字"))
    yield from one_hit(context, places, figures.clause, f"右空{figures.right:g}字")


def _room(line: str, row: ParagraphLayout, width: int) -> float | None:
    """Characters between the date and the right edge; None when it cannot be known."""
    size = row.stretches[0].size if row.stretches else 0
    before = blank_before(line)
    if not size or before is None:
        return None
    own = line_width(line.strip())
    full = width / (size * TWIPS_PER_POINT / 2)
    typed = float(len(line) - len(line.rstrip("\u3000")))
    if row.alignment == "right":
        return row.indent.at_right(size) + typed
    start = row.indent.first_line(size) + before
    if row.alignment == "center":
        return (full - own - start - typed) / 2 + typed
    return full - start - own
