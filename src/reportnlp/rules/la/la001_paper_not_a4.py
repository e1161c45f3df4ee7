"""Pages of another size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import TWIPS_PER_MILLIMETRE
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, one_hit, pages

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Sections on other paper; turned paper is the same paper."""
    figures = context.profile.page
    wanted = sorted((figures.width, figures.height))
    places = []
    for page, span in pages(context):
        sides = [side / TWIPS_PER_MILLIMETRE for side in (page.width, page.height)]
        if any(abs(side - want) > figures.tolerance for side, want in zip(sorted(sides), wanted, strict=True)):
            places.append(Place(span, f"{sides[0]:.0f}×{sides[1]:.0f}毫米"))
    yield from one_hit(context, places, figures.clause, f"{figures.width:g}×{figures.height:g}毫米")
