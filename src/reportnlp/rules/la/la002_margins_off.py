"""Margins that do not leave the type area of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import TWIPS_PER_MILLIMETRE
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, one_hit, pages

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SHOWN = "上{:.0f}下{:.0f}左{:.0f}右{:.0f}毫米"


def find(context: Context) -> Iterator[Hit]:
    """Upright sections with other margins; the gutter belongs to the left one."""
    figures = context.profile.margins
    wanted = (figures.top, figures.bottom, figures.left, figures.right)
    places = []
    for page, span in pages(context):
        lengths = (page.top, page.bottom, page.left + page.gutter, page.right)
        sides = [length / TWIPS_PER_MILLIMETRE for length in lengths]
        off = any(abs(side - want) > figures.tolerance for side, want in zip(sides, wanted, strict=True))
        if off and page.width <= page.height:
            places.append(Place(span, _SHOWN.format(*sides)))
    yield from one_hit(context, places, figures.clause, _SHOWN.format(*wanted))
