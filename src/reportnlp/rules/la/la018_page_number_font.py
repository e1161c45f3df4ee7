"""Page numbers in another font or size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, first_place, in_font, one_hit, size_name

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Page-number fields whose digits have a font or size that is not the profile's."""
    figures = context.profile.page_number
    layout = context.document.layout
    places = [
        Place(first_place(context), f"{size_name(row.size / 2)}{row.font or '未指定的字体'}")
        for row in (layout.page_numbers if layout else ())
        if row.size != round(figures.size * 2) or not in_font(row.font, figures.fonts)
    ]
    yield from one_hit(context, places, figures.clause, f"{size_name(figures.size)}{figures.fonts[0]}")
