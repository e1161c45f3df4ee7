"""Work sections without any figure, with the figures that a reader expects there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import body_spans, body_text, sections_without_figures

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NAMED = 4  # measures named in the message


def find(context: Context) -> Iterator[Hit]:
    """The first sentence under each such heading."""
    for section, area in sections_without_figures(context):
        words = body_text(context, section)
        measures = sorted(context.measures.get(area, ()), key=lambda row: not any(cue in words for cue in row.cues))
        if not measures:
            continue  # the unit expects none here
        named = "、".join(f"{row.name}（{row.unit}）" for row in measures[:_NAMED])
        first = next(body_spans(context, section), section.span)
        sentence = context.sentence_at(first.start)
        evidence = (Evidence("text", "所在的节", section.heading),) if section.heading else ()
        yield Hit(sentence, evidence=evidence, values=(("area", area), ("measures", named)))
