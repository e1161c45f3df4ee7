"""Paragraphs and headings that do not start two characters in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import HEADINGS, Place, first_indent, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Paragraphs of text and headings with another indent; centred and right-hand ones have none to check."""
    figures = context.profile.indent
    places = []
    for index, row in paragraphs(context, "text", *HEADINGS):
        indent = first_indent(context, index, row)
        if indent is None or row.alignment in ("center", "right"):
            continue
        if abs(indent - figures.characters) > figures.tolerance:
            places.append(Place(context.document.paragraphs[index].span, f"空{round(indent, 1):g}字"))
    yield from one_hit(context, places, figures.clause, f"空{figures.characters:g}字")
