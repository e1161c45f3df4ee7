"""Paragraphs that stand under the heading of one work area and tell of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.areas import words_for_area
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.st.work_areas import text_shares, work_areas

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SHORTEST = 30  # characters
_SURE = 0.9  # the model's share for another area, without the heading
_DOUBTFUL = 0.04  # its share for the heading's area


def find(context: Context) -> Iterator[Hit]:
    """The first sentence of each such paragraph. Raises ModelError without the area model: words alone are not sure enough."""
    known = work_areas(context)
    if known is None:
        return
    shares = text_shares(context)
    for section, area in known.sections:
        heading = section.heading
        body = [index for index in section.paragraphs if index in shares]
        if heading is None or len(body) < 2:  # the only paragraph: then it is the heading that is odd
            continue
        for index in body:
            span = context.document.paragraphs[index].span
            row = shares[index]
            best = max(row, key=row.__getitem__)
            nearest = context.document.section_paths[index][-1]
            if nearest is not section or best not in context.taxonomy.work or span.length < _SHORTEST:
                continue
            if row[best] >= _SURE and row[area] <= _DOUBTFUL:
                above = Evidence("heading", context.document.section_label(section), heading)
                evidence = (above, *words_for_area(context, span, best))
                yield Hit(context.sentence_at(span.start), evidence=evidence, values=(("area", area), ("other", best)))
