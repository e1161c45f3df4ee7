"""Lines nearer or farther than 22 on a page allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import TWIPS_PER_POINT, Page, ParagraphLayout
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import HEADINGS, Place, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_LINE = 240  # of a line spacing by multiples
_TOO_TALL = 0.95  # a font above this share of the grid's pitch takes two of its lines


def find(context: Context) -> Iterator[Hit]:
    """Paragraphs of text and headings whose pitch is not within the profile's, set or by the grid of the page."""
    figures = context.profile.line
    layout = context.document.layout
    places = []
    for index, row in paragraphs(context, "text", *HEADINGS):
        pitch = _pitch(row, layout.pages[row.page]) if layout else None
        if pitch is None or not figures.least - 0.05 <= pitch <= figures.most + 0.05:
            places.append(Place(context.document.paragraphs[index].span, _shown(row)))
    yield from one_hit(context, places, figures.clause, f"固定值{figures.least:g}—{figures.most:g}磅")


def _pitch(row: ParagraphLayout, page: Page) -> float | None:
    """Line pitch in points; None when it depends on the font."""
    if row.line_rule != "auto":
        return row.line / TWIPS_PER_POINT
    size = max((stretch.size for stretch in row.stretches), default=0) / 2
    if not row.snaps or page.line_pitch is None or size > page.line_pitch / TWIPS_PER_POINT * _TOO_TALL:
        return None
    return page.line_pitch / TWIPS_PER_POINT * row.line / _LINE


def _shown(row: ParagraphLayout) -> str:
    if row.line_rule == "auto":
        return f"{row.line / _LINE:.3g}倍行距"
    return f"{'最小值' if row.line_rule == 'atLeast' else '固定值'}{row.line / TWIPS_PER_POINT:g}磅"
