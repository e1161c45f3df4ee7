"""A pause mark at the end of a heading or a title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.document.model import Section

_MARKS = "，。；：、,;:"
_LONG = 30


def find(context: Context) -> Iterator[Hit]:
    """The last mark of headings that have a text under them."""
    text = context.text
    document = context.document
    lists = _lists(document.sections)
    for section in document.sections:
        if section.heading is None or section.kind in ("signature", "salutation"):
            continue
        first = document.paragraphs[section.paragraphs[0]]
        end = section.heading.end
        if end != first.span.end or end - first.span.start > _LONG or text[end - 1] not in _MARKS:
            continue
        if section.kind != "title" and (section.level > 2 or section.level in lists):
            continue
        inner = text[first.span.start : end - 1]
        if "。" in inner or "；" in inner or (text[end - 1] == "：" and section.level > 1):
            continue
        yield Hit(Span(end - 1, end), ("",))


def _lists(sections: tuple[Section, ...]) -> set[int]:
    """Levels at which numbered lines without a text under them stand: there they are items, not headings."""
    return {row.level for row in sections if row.number and len(row.paragraphs) == 1}
