"""Text in another size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import one_hit, size_name, wrong_sizes

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Han characters of the text in a size that is not the profile's."""
    figures = context.profile.body
    places = wrong_sizes(context, "text", size=figures.size)
    yield from one_hit(context, places, figures.clause, size_name(figures.size))
