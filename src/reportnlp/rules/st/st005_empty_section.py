"""Headings without a text under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.document.model import Section


def find(context: Context) -> Iterator[Hit]:
    """Headings with nothing under them whose neighbours of the same layer have a text."""
    document = context.document
    text = context.text
    siblings: defaultdict[tuple[int, int], list[Section]] = defaultdict(list)
    parents: dict[int, int] = {}
    for position, section in enumerate(document.sections):
        parents[section.level] = position
        parent = parents.get(section.level - 1, -1) if section.level > 1 else -1
        if section.heading is not None and section.kind != "title" and section.level <= 2:
            siblings[section.level, parent].append(section)
    for rows in siblings.values():
        empty = [
            row
            for row in rows
            if len(row.paragraphs) == 1
            and row.heading is not None
            and row.heading.end == document.paragraphs[row.paragraphs[0]].span.end
        ]
        if not empty or len(rows) < 3 or len(empty) * 3 > len(rows):
            continue
        for row in empty:
            if row.heading is not None and text[row.heading.end - 1] not in "。；：:;！？":
                yield Hit(row.heading)
