"""A document without page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, first_place, one_hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """One hit when no footer has a page-number field."""
    layout = context.document.layout
    places = [Place(first_place(context), "没有页码")] if layout and not layout.page_numbers else []
    yield from one_hit(context, places, context.profile.page_number.clause, "每页有页码")
