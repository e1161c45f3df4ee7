"""Headings of the third and fourth layers in another font."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import one_hit, wrong_fonts

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Headings 1. and （1） in a font that the profile does not list."""
    figures = context.profile.headings
    places = wrong_fonts(context, "heading3", "heading4", fonts=figures.lower)
    yield from one_hit(context, places, figures.clause, figures.lower[0])
