"""A bold title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, one_hit, pieces

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """The title, when it is bold and should not be, or the other way round."""
    figures = context.profile.title
    right, wrong = ("加粗", "未加粗") if figures.bold else ("不加粗", "加粗")
    places = [Place(row.span, wrong) for row in pieces(context, "title") if row.bold != figures.bold]
    yield from one_hit(context, places[:1], figures.clause, right)
