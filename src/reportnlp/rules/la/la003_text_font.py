"""Text in another font."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import one_hit, wrong_fonts

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Han characters of the text in a font that the profile does not list."""
    figures = context.profile.body
    yield from one_hit(context, wrong_fonts(context, "text", fonts=figures.fonts), figures.clause, figures.fonts[0])
