"""Page numbers that do not stand at the outer edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import Layout
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, first_place, one_hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NAMES = {"left": "居左", "both": "居左", "distribute": "居左", "center": "居中", "right": "居右", "inside": "居内"}


def find(context: Context) -> Iterator[Hit]:
    """Numbers of odd pages that are not at the right, of even pages that are not at the left."""
    figures = context.profile.page_number
    layout = context.document.layout
    places = [Place(first_place(context), what) for what in _wrong(layout)] if layout and figures.odd_and_even else []
    yield from one_hit(context, places, figures.clause, "单页居右、双页居左")


def _wrong(layout: Layout) -> Iterator[str]:
    for number in layout.page_numbers:
        wanted = "left" if number.kind == "even" else "right"
        if number.alignment == "outside" or (number.kind == "even" and not layout.odd_and_even):
            continue
        if number.alignment != wanted:
            yield f"{'双页' if number.kind == 'even' else '单页'}{_NAMES.get(number.alignment, number.alignment)}"
        elif number.kind == "default" and not layout.odd_and_even:
            yield "单双页相同"
