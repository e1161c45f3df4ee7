"""Coloured text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import one_hit, wrong_colors

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Title, headings and text in a colour that the profile does not list."""
    figures = context.profile.body
    yield from one_hit(context, wrong_colors(context, figures.colors), figures.clause, "黑色")
