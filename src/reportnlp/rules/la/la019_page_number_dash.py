"""Page numbers without a dash on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, first_place, one_hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Page-number fields with anything else beside them."""
    figures = context.profile.page_number
    layout = context.document.layout
    places = [
        Place(first_place(context), f"{row.before}1{row.after}".strip())
        for row in (layout.page_numbers if layout else ())
        if row.before.strip() not in figures.dashes or row.after.strip() not in figures.dashes
    ]
    yield from one_hit(context, places, figures.clause, f"{figures.dashes[0]} 1 {figures.dashes[0]}")
