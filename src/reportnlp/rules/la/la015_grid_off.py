"""A grid that does not give 22 lines of 28 characters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import Page
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import HEADINGS, Place, one_hit, pages, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NEARLY = 0.1  # of a line or character that rounding may take away


def find(context: Context) -> Iterator[Hit]:
    """Sections with other counts. Lines count only where a text stands on the grid, characters only in cells."""
    figures = context.profile.grid
    layout = context.document.layout
    snapping = {row.page for _, row in paragraphs(context, "text", *HEADINGS) if row.snaps and row.line_rule == "auto"}
    places = []
    for page, span in pages(context):
        number = layout.pages.index(page) if layout else 0
        lines = _count(page.text_height, page.line_pitch) if number in snapping else None
        characters = _count(page.text_width, page.character_pitch)
        if lines not in (None, figures.lines) or characters not in (None, figures.characters):
            places.append(Place(span, _shown(page)))
    yield from one_hit(context, places, figures.clause, f"每页{figures.lines:g}行、每行{figures.characters:g}字")


def _count(length: int, pitch: float | None) -> int | None:
    return int(length / pitch + _NEARLY) if pitch else None


def _shown(page: Page) -> str:
    counts = (_count(page.text_height, page.line_pitch), _count(page.text_width, page.character_pitch))
    return "、".join(
        f"{start}{count}{unit}" for start, count, unit in zip(("每页", "每行"), counts, "行字", strict=True) if count
    )
